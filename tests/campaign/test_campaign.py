"""A share of the campaign, and that its tools do what they promise. `make campaign` goes much farther."""

from pathlib import Path

import pytest

from dispatcher import commands as ask
from dispatcher.vocabulary import AgentId, CommandId, Instant
from tests.campaign.day import again, perform, plan
from tests.campaign.plant import BUGS, Bug, copy_to, plant
from tests.campaign.shrink import Shrinking
from tests.campaign.story import tell, words
from tests.engine.broken import Law
from tests.engine.walk import Step

SHARE = range(900, 914)
"""Seeds that `make campaign` looks at only when asked for more; one of them has a hundred agents."""


@pytest.mark.parametrize("seed", SHARE)
def test_no_day_breaks_a_law(seed: int) -> None:
    day = perform(seed)
    assert day.broken is None, f"make campaign SEED={seed}"
    assert len(day.script) > 50


def test_the_same_seed_is_the_same_day() -> None:
    assert perform(SHARE[0]).script == perform(SHARE[0]).script
    assert plan(SHARE[0]) == plan(SHARE[0]) != plan(SHARE[1])


def test_a_story_is_told_in_as_few_requests_as_break_the_law() -> None:
    script = perform(SHARE[0]).script
    wanted = [script[3], script[40]]

    def breaks(shorter: list[Step]) -> Law | None:
        return Law.CAP if all(step in shorter for step in wanted) else None

    assert Shrinking(breaks, Law.CAP).shortest(script) == wanted


def test_a_story_says_who_does_what_and_when() -> None:
    planned = plan(SHARE[0])
    told = list(tell(planned, perform(SHARE[0]).script[:8], None))
    assert told[0].startswith(planned.centres[0].name)
    assert any("> connect agent: agent a0" in line for line in told)
    assert any("agent connected: agent a0" in line for line in told)


def test_words_leave_out_what_goes_without_saying() -> None:
    command = ask.AcceptOffer(id=CommandId("1"), agent=AgentId("anna"), offer="c1/1")  # type: ignore[arg-type]
    assert words(command) == "accept offer: agent anna, offer c1/1"


def test_a_whole_story_holds_when_it_is_told_again() -> None:
    day = perform(SHARE[1])
    assert again(day.plan, day.script) is None
    assert all(isinstance(at, int) for at, _ in day.script)
    assert day.script[0][0] == Instant(day.plan.start)


@pytest.mark.parametrize("one", BUGS, ids=lambda one: one.name)
def test_each_bug_can_still_be_planted(one: Bug, tmp_path: Path) -> None:
    copy_to(tmp_path)
    plant(one, tmp_path)
