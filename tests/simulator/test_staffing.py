"""The fewest agents: theory's number where theory has one, fewer where calls and letters share them."""

import os
import signal
from pathlib import Path

import pytest

from analytics.erlang import agents_for
from dispatcher.config import CentreFileError
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import HOUR, MINUTE, SECOND, QueueId, Span
from simulator.crew import crew
from simulator.experiment import Progress
from simulator.staffing.certifying import Standing, standing
from simulator.staffing.cuts import Cut, Shift, cheapest, shifts_of, staffing_of
from simulator.staffing.paper import as_json, table
from simulator.staffing.question import Question, Wanted, ask
from simulator.staffing.staff import Staffed, staff
from simulator.staffing.trials import Found, Tally, Trials

CENTRE = """
[centre]
name = "Small"
[teams.all]
[agents.mia]
team = "all"
skills = { talk = 5, write = 5 }
[agents.tom]
team = "all"
skills = { talk = 5 }
[agents.una]
team = "all"
skills = { write = 5 }
[queues.calls]
channel = "voice"
skills = ["talk"]
promise = "20s"
wrap_up = "0s"
interrupt = "at once"
[queues.letters]
channel = "email"
skills = ["write"]
promise = "2h"
"""

HEAD = """
[scenario]
centre = "centre.toml"
start = 2025-03-03T08:00:00+07:00
length = "6h"
"""
CALLS = """
[demand.calls]
per_hour = {calls}
handle = "4m"
"""
LETTERS = """
[demand.letters]
per_hour = {letters}
handle = "6m"
"""


def question(
    folder: Path,
    *,
    calls: str = "",
    letters: str = "",
    staff: str = "[staff.front]\nlike = 'mia'\nagents = 1",
    **asked: object,
) -> Question:
    """Six hours of so many calls and letters, for the agents said."""
    text = (
        HEAD
        + (CALLS.format(calls=calls) if calls else "")
        + (LETTERS.format(letters=letters) if letters else "")
    )
    (folder / "centre.toml").write_text(CENTRE, "utf-8")
    (folder / "scenario.toml").write_text(text + staff, "utf-8")
    return ask(folder / "scenario.toml", **asked)  # type: ignore[arg-type]


def hours(found: Staffed) -> int:
    return sum(map(sum, found.staffing))


SIX = Span(6 * HOUR)


@pytest.mark.parametrize("patience", ["", 'patience = "2m"\n'])
def test_one_line_of_steady_calls_needs_what_erlang_says(tmp_path: Path, patience: str) -> None:
    """Thirty calls of four minutes an hour, 80 % within 20 s: Erlang C's number, or A's, give or take one."""
    asked = question(tmp_path, calls=f"30\n{patience}", interval=SIX)
    found = staff(asked, replications=10)
    needed = agents_for(
        30 * 4 / 60,
        level=asked.wanted[0].least,
        within=20 * SECOND,
        handle=4 * MINUTE,
        patience=2 * MINUTE if patience else None,
    )
    assert found.certified
    assert abs(found.staffing[0][0] - needed) <= 1
    assert found.erlang == (needed,)


def test_calls_and_letters_together_need_fewer_than_apart(tmp_path: Path) -> None:
    """While no call comes those who wait for one write: a line of calls leaves a third of their time."""
    together = staff(question(tmp_path, calls="30", letters="12", interval=SIX, left=3), replications=10)
    calls = staff(question(tmp_path, calls="30", interval=SIX), replications=10)
    letters = staff(question(tmp_path, letters="12", interval=SIX, left=3), replications=10)
    assert together.certified
    assert hours(calls) <= hours(together) < hours(calls) + hours(letters)
    assert {wanted.queue for wanted in question(tmp_path, calls="30", letters="12").wanted} == {
        "calls",
        "letters",
    }


def test_more_calls_never_need_fewer_agents(tmp_path: Path) -> None:
    needed = [
        hours(staff(question(tmp_path, calls=f"{calls}", interval=SIX), replications=5))
        for calls in (5, 20, 60)
    ]
    assert needed == sorted(needed)
    assert needed[0] < needed[-1]


def test_every_interval_gets_its_own_number(tmp_path: Path) -> None:
    """Calls come in the middle of the day alone; nobody is paid for the rest of it."""
    found = staff(question(tmp_path, calls="[0, 0, 40, 40, 0, 0]"), replications=5)
    (counts,) = found.staffing
    assert min(counts[2:4]) >= 4
    assert sum(counts) - sum(counts[2:4]) <= 2


def test_letters_wait_for_a_quiet_hour(tmp_path: Path) -> None:
    """They are promised within two hours, so whoever is there anyway can do them in between."""
    found = staff(question(tmp_path, calls="[40, 5, 5, 40, 5, 5]", letters="6"), replications=5)
    alone = staff(question(tmp_path, calls="[40, 5, 5, 40, 5, 5]"), replications=5)
    assert hours(found) <= hours(alone) + 3  # an hour's letters are 0.6 of an agent: 3.6 hours alone


def test_the_cheaper_group_does_what_it_can(tmp_path: Path) -> None:
    groups = "[staff.talkers]\nlike = 'tom'\nagents = 1\n[staff.both]\nlike = 'mia'\nagents = 1\n"
    asked = question(tmp_path, calls="20", staff=groups, interval=SIX, prices={"both": 3.0})
    found = staff(asked, replications=5)
    talkers, both = found.staffing
    assert talkers[0] > 0
    assert both == (0,)
    assert found.cost == 6 * talkers[0]


def test_shifts_are_paid_whole(tmp_path: Path) -> None:
    """Three-hour shifts: whoever is there in the second hour is there in the first or the fourth as well."""
    asked = question(tmp_path, calls="[5, 40, 5, 5, 5, 5]", shifts=(Span(3 * HOUR),))
    assert {(one.begins, one.lasts) for one in shifts_of(asked)} == {(0, 3), (1, 3), (2, 3), (3, 3)}
    found = staff(asked, replications=5)
    (counts,) = found.staffing
    assert sum(counts) % 3 == 0
    assert counts[1] <= counts[0] + counts[3]


def test_the_cheapest_roster_satisfies_every_cut(tmp_path: Path) -> None:
    asked = question(tmp_path, calls="5", shifts=(Span(2 * HOUR), Span(3 * HOUR)))
    shifts = shifts_of(asked)
    cuts = [Cut({(0, place): 1.0}, least) for place, least in enumerate((0, 2, 2, 1, 0, 0))]
    roster = cheapest(asked, shifts, cuts)
    (counts,) = staffing_of(asked, shifts, roster)
    assert counts == (0, 2, 2, 1, 0, 0)
    assert cheapest(asked, shifts, cuts, least=tuple(2 * one for one in roster)) == tuple(
        2 * one for one in roster
    )
    assert Shift(0, 1, 3).covers((0, 3))
    assert not Shift(0, 1, 3).covers((1, 3))


def test_what_an_interval_of_confidence_says_of_a_promise() -> None:
    wanted = Wanted(queue=QueueId("calls"), least=0.8)
    assert standing(wanted, Found(0.85, 0.05)) is Standing.MET
    assert standing(wanted, Found(0.82, 0.05)) is Standing.UNCLEAR
    assert standing(wanted, Found(0.7, 0.05)) is Standing.MISSED


def test_a_share_of_all_runs_is_a_quotient_of_sums(tmp_path: Path) -> None:
    """Busy runs weigh more: it is not the mean of the runs' shares. The interval holds what more runs say."""
    asked = question(tmp_path, calls="12", interval=SIX)
    with crew(1) as work:
        few = Trials(asked, work, Tally(), seed=1, replications=10)
        many = Trials(asked, work, Tally(), seed=2, replications=60)
        (some,), (more,) = few.of(((2,),)), many.of(((2,),))
    assert (
        abs(some.shares[0].share - more.shares[0].share)
        <= some.shares[0].half_width + more.shares[0].half_width
    )
    assert more.shares[0].half_width < some.shares[0].half_width


def test_what_nobody_can_do_is_said(tmp_path: Path) -> None:
    with pytest.raises(OwnerError, match="nobody has the skills of letters"):
        question(tmp_path, letters="5", staff="[staff.talkers]\nlike = 'tom'\nagents = 1\n")
    with pytest.raises(OwnerError, match="there is no such group"):
        question(tmp_path, calls="5", prices={"bots": 1.0})
    with pytest.raises(OwnerError, match="whole intervals"):
        question(tmp_path, calls="5", shifts=(Span(90 * MINUTE),))
    with pytest.raises(CentreFileError):
        question(tmp_path, calls='"many"')


def test_a_promise_that_no_number_of_agents_keeps_is_said(tmp_path: Path) -> None:
    """Every phone rings for half a minute, and the promise is twenty seconds."""
    slow = "[habits]\nring = '30s fixed'\n[staff.front]\nlike = 'mia'\nagents = 1\n"
    with pytest.raises(OwnerError, match="no number of agents"):
        staff(question(tmp_path, calls="5", staff=slow, interval=SIX), replications=2)


def test_without_groups_those_with_the_same_skills_are_one(tmp_path: Path) -> None:
    asked = question(tmp_path, calls="5", staff="")
    assert [group.name for group in asked.groups] == ["mia", "tom", "una"]


def test_the_answer_is_the_same_with_any_number_of_processes_and_goes_into_files(tmp_path: Path) -> None:
    asked = question(tmp_path, calls="10", interval=SIX)
    alone, together = (staff(asked, replications=4, workers=workers) for workers in (1, 2))
    assert as_json(asked, alone) == as_json(asked, together)
    rows = table(asked, alone)
    assert rows.columns == ["group", "since", "until", "agents"]
    assert rows["agents"].to_list() == [*alone.staffing[0]]


def test_an_interrupt_leaves_the_best_so_far(tmp_path: Path) -> None:
    """Ctrl-C in the certificate's last run leaves what the search found; in the first one, nothing."""
    asked = question(tmp_path, calls="10", interval=SIX)
    played: list[int] = []
    whole = staff(asked, replications=3, progress=lambda done, _: played.append(done))

    def press_at(run: int) -> Progress:
        return lambda done, _: os.kill(os.getpid(), signal.SIGINT) if done == run else None

    early = staff(asked, replications=3, progress=press_at(played[-1] - 1))
    assert (early.interrupted, early.certified) == (True, False)
    assert hours(early) <= hours(whole)
    with pytest.raises(KeyboardInterrupt):
        staff(asked, replications=3, progress=press_at(1))
