"""What the terminal and a program are told of an experiment."""

import json
from io import StringIO

from msgspec.structs import replace
from rich.console import Console, RenderableType

from dispatcher.vocabulary import HOUR, MINUTE, QueueId, Span
from simulator.confidence import Chance, Estimate
from simulator.experiment import WHOLE, Result
from simulator.report import as_json, overloaded, table

CALLS = QueueId("calls")
DAY = Result(
    steady=False,
    length=Span(10 * HOUR),
    warm_up=Span(0),
    replications=20,
    seed=7,
    targets={CALLS: 80},
    contacts=1234,
    estimates={
        WHOLE: {"incoming": Estimate(61.7, 2.04, 20), "asa": Estimate(11_400_000.0, 2_060_000.0, 20)},
        CALLS: {"service_level": Estimate(0.7715, 0.0383, 20), "first_response_time": Estimate(9e8, 6e7, 20)},
    },
    met={CALLS: Chance(9, 20, 0.258, 0.658)},
)


def printed(result: Result) -> str:
    """The table of a result."""
    return shown(table(result))


def shown(said: RenderableType) -> str:
    """As a wide terminal without colours shows it."""
    console = Console(file=StringIO(), width=120)
    console.print(said)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def row(title: str, text: str) -> list[str]:
    """The cells of a row."""
    line = next(line for line in text.splitlines() if line.strip().startswith(title))
    return line.strip().removeprefix(title).split("  ")


def test_the_table_says_values_units_and_what_they_are_of() -> None:
    text = printed(DAY)
    assert "Finite day: 20 replications of 10h" in text
    for title, cell in {
        "Incoming": "61.7 ± 2.0",
        "Average speed of answer, s": "11.4 ± 2.1",
        "Service level, %": "77.1 ± 3.8",
        "First response time, min": "15.0 ± 1.0",
        "Chance of a good day, %": "45 [26–66]",
    }.items():
        assert cell in [cell.strip() for cell in row(title, text)], title
    assert "Handle time" not in text
    assert "seed 7" in text


def test_a_steady_state_is_called_one() -> None:
    steady = replace(DAY, steady=True, warm_up=Span(30 * MINUTE), replications=1)
    assert "Steady state: 1 replication of 10h, the first 30m of each left out" in printed(steady)


def test_what_was_cut_short_says_so() -> None:
    assert "Finite day: 20 replications (of 50: interrupted) of 10h" in printed(replace(DAY, asked=50))


def test_people_and_costs_are_told_where_there_are_any() -> None:
    assert "turned away" not in printed(DAY)
    more = replace(DAY, cost=1234.5, people={CALLS: {"turned_away": Estimate(0.123, 0.01, 20)}})
    assert "12.3 ± 1.0" in [cell.strip() for cell in row("Attempts turned away, %", printed(more))]
    assert "The agents of one run cost 1,234" in printed(more)


def test_too_much_work_is_told_with_its_load() -> None:
    assert "a load of 1.25 on its agents; it has no steady state" in overloaded(1.25, steady=True)
    assert "nobody who can do some of it" in overloaded(float("inf"), steady=False)


def test_a_queue_may_be_called_anything() -> None:
    odd = replace(DAY, estimates={WHOLE: {}, QueueId("[red]พลอย"): DAY.estimates[CALLS]}, met={})
    assert "[red]พลอย" in printed(odd)


def test_json_holds_all_of_it_with_its_units() -> None:
    said = json.loads(as_json(DAY))
    assert said["estimates"]["calls"]["service_level"] == {
        "mean": 0.7715,
        "half_width": 0.0383,
        "replications": 20,
    }
    assert said["units"]["asa"] == "microseconds"
    assert said["met"]["calls"]["times"] == 9
    assert said["steady"] is False
