"""Scenarios side by side: the same people, and what a difference says."""

import pytest
from msgspec.structs import replace

from dispatcher.errors import OwnerError
from dispatcher.vocabulary import HOUR, MINUTE, Span
from simulator.comparison import Compared, Finding, compare
from simulator.experiment import WHOLE
from simulator.laws import Law
from simulator.report import comparison_as_json, side_by_side
from simulator.scenario import Scenario
from tests.simulator.suppose import CALLS, calls, centre, demand, scenario
from tests.simulator.test_report import shown

TALK, PATIENCE = Law(mean=Span(3 * MINUTE)), Law(mean=Span(2 * MINUTE))


def hour(agents: int, **changed: object) -> Scenario:
    """Forty callers, more than three agents can serve."""
    return scenario(
        centre(agents, calls()), {CALLS: demand(70, TALK, PATIENCE)}, **({"replications": 8} | changed)
    )


def both(**changed: object) -> list[Compared]:
    """Three agents, and four."""
    return compare({"three": hour(3), "four": hour(4, **changed)})


def test_one_agent_more_is_better_for_sure() -> None:
    three, four = both()
    assert all(one.finding is Finding.UNCLEAR for one in three.differences[CALLS].values())
    assert four.differences[CALLS]["abandoned"].finding is Finding.BETTER
    assert four.differences[CALLS]["service_level"].estimate.mean > 0
    assert four.differences[CALLS]["incoming"].estimate.mean == 0
    assert four.differences[WHOLE]["abandon_rate"].finding is Finding.BETTER
    (less,) = (one for one in compare({"four": hour(4), "three": hour(3)}) if one.name == "three")
    assert less.differences[CALLS]["abandoned"].finding is Finding.WORSE


def test_all_meet_the_people_of_the_first() -> None:
    """Whatever seed and number of replications the others have."""
    _, four = both(seed=99, replications=3)
    assert (four.result.seed, four.result.replications) == (hour(3).seed, 8)
    assert four.differences[CALLS]["incoming"].estimate.mean == 0


def test_pairs_are_sharper_than_two_results() -> None:
    three, four = both()
    apart = [one.result.estimates[CALLS]["abandoned"].half_width or 0.0 for one in (three, four)]
    together = four.differences[CALLS]["abandoned"].estimate.half_width
    assert together is not None
    assert together < sum(each**2 for each in apart) ** 0.5


def test_runs_of_unequal_length_are_not_compared() -> None:
    with pytest.raises(OwnerError, match=r"longer: scenario.length is 2h, that of short is 1h"):
        compare({"short": hour(3), "longer": replace(hour(3), length=Span(2 * HOUR))})


def test_the_table_says_what_is_better() -> None:
    text = shown(side_by_side(both()))
    assert "what is different from three" in text
    assert "better" in text
    assert '"finding": "better"' in comparison_as_json(both())


def test_any_number_of_processes_find_the_same() -> None:
    assert compare({"three": hour(3), "four": hour(4)}, workers=2) == both()
