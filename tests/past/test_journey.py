"""Laws of getting to a past moment: whichever way one came, the state is what the events make of it."""

import tempfile
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.past.journey import REACH, FoldingError, Journey, NothingYetError
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, OwnerError
from dispatcher.events import Event
from dispatcher.journal import Journal, Turn
from dispatcher.journal.connection import connect
from dispatcher.vocabulary import Instant
from tests.analytics.days import GREATER, Push, days, greater_days, lived
from tests.past.lives import folded, written

A_LONG_DAY = [(60, "mail", 0), (5, "accept", 0), (60, "reply", 0), (5, "finish", 0)] * 30


def state_after(journey: Journey, number: int) -> State:
    """Comes near by as many steps as it takes."""
    while True:
        try:
            with journey.looking() as connection:
                return journey.after(connection, number).state
        except FoldingError:
            assert journey.advance(), "a whole stride is left, as it is out of reach"


@settings(max_examples=20, deadline=None)
@given(greater_days(), st.integers(1, 40), st.data())
def test_whichever_way_one_came(day: list[Push], stride: int, data: st.DataObject) -> None:
    facts = lived(day, centre=GREATER)
    numbers = data.draw(st.lists(st.integers(0, len(facts)), max_size=12), "numbers")
    with tempfile.TemporaryDirectory() as folder:
        place = written(facts, Path(folder))
        journey = Journey(place, Path(folder) / "past.sqlite", stride)
        for number in numbers:
            assert state_after(journey, number) == folded(facts[:number])
        journey.close()
        again = Journey(place, Path(folder) / "past.sqlite", stride)
        for number in numbers:
            assert state_after(again, number) == folded(facts[:number]), "from what was kept"
        again.close()


@settings(max_examples=20, deadline=None)
@given(days(), st.data())
def test_the_event_of_an_instant_is_the_last_one_by_then(day: list[Push], data: st.DataObject) -> None:
    facts = lived(day)
    at = Instant(data.draw(st.integers(facts[0].at - 2_000_000, facts[-1].at + 2_000_000), "at"))
    by_then = sum(event.at <= at for event in facts)
    with tempfile.TemporaryDirectory() as folder:
        journey = Journey(written(facts, Path(folder)), Path(folder) / "past.sqlite")
        with journey.looking() as connection:
            if by_then:
                assert journey.by_instant(connection, at).number == by_then
            else:
                with pytest.raises(NothingYetError):
                    journey.by_instant(connection, at)
        journey.close()


def test_what_is_far_is_come_near_step_by_step(tmp_path: Path) -> None:
    facts = lived(A_LONG_DAY)
    journey = Journey(written(facts, tmp_path), tmp_path / "past.sqlite", stride=4)
    assert len(facts) > 4 * REACH + 100
    with journey.looking() as connection, pytest.raises(FoldingError):
        journey.after(connection, len(facts))
    assert state_after(journey, len(facts)) == folded(facts)
    journey.close()


def test_checkpoints_take_less_room_than_events(tmp_path: Path) -> None:
    """Where much is open they lie farther apart: a backlog of thousands must not be written every time."""
    facts = lived([(1, "mail", 0)] * 200)
    journey = Journey(written(facts, tmp_path), tmp_path / "past.sqlite", stride=4)
    while journey.advance():
        pass
    journey.close()
    connection = connect(tmp_path / "past.sqlite")
    numbers = [number for (number,) in connection.execute("SELECT number FROM checkpoints ORDER BY number")]
    connection.close()
    gaps = [later - sooner for sooner, later in pairwise(numbers)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 50


def test_another_journal_is_noticed(tmp_path: Path) -> None:
    """A backup was put back, and other things happened since."""
    (one, other) = (tmp_path / "one", tmp_path / "other")
    for folder in (one, other):
        folder.mkdir()
    first, second = lived(A_LONG_DAY), lived([(50, "call", 0), *A_LONG_DAY])
    journey = Journey(written(first, one), tmp_path / "past.sqlite", stride=4)
    state_after(journey, len(first))
    journey.close()
    journey = Journey(written(second, other), tmp_path / "past.sqlite", stride=4)
    assert state_after(journey, len(second)) == folded(second)
    journey.close()


def test_a_damaged_file_of_checkpoints_is_begun_anew(tmp_path: Path) -> None:
    facts = lived(A_LONG_DAY)
    (tmp_path / "past.sqlite").write_bytes(b"no database, whatever its name says" * 100)
    journey = Journey(written(facts, tmp_path), tmp_path / "past.sqlite", stride=4)
    assert state_after(journey, len(facts)) == folded(facts)
    journey.close()


def test_a_checkpoint_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    facts = lived(A_LONG_DAY)
    journey = Journey(written(facts, tmp_path), tmp_path / "past.sqlite", stride=4)
    state_after(journey, len(facts))
    journey.close()
    connection = connect(tmp_path / "past.sqlite")
    connection.execute("UPDATE checkpoints SET body = x'00' WHERE number % 8 = 0")
    connection.close()
    journey = Journey(tmp_path / "journal.sqlite", tmp_path / "past.sqlite", stride=4)
    for number in range(1, len(facts), 17):
        assert state_after(journey, number) == folded(facts[:number])
    journey.close()


def test_a_changed_journal_is_not_shown(tmp_path: Path) -> None:
    facts = lived(A_LONG_DAY)
    place = written(facts, tmp_path)
    connection = connect(place)
    connection.execute("UPDATE events SET at = at + 1 WHERE number = 20")
    connection.close()
    journey = Journey(place, tmp_path / "past.sqlite")
    with pytest.raises(JournalError, match="event 20"), journey.looking() as looking:
        journey.after(looking, 30)
    with journey.looking() as looking:
        assert journey.after(looking, 19).state == folded(facts[:19]), "what is whole is shown"
    journey.close()


def test_a_journal_that_is_not_here_is_said_so(tmp_path: Path) -> None:
    journey = Journey(tmp_path / "journal.sqlite", tmp_path / "past.sqlite")
    with pytest.raises(OwnerError, match="no journal"), journey.looking():
        pass
    journey.close()


def test_it_goes_on_as_the_journal_grows(tmp_path: Path) -> None:
    facts = lived(A_LONG_DAY)
    place = written(facts[:50], tmp_path)
    journey = Journey(place, tmp_path / "past.sqlite", stride=4)
    assert state_after(journey, 50) == folded(facts[:50])
    for stop in count(60, 40):
        _append(place, facts[:stop])
        known = min(stop, len(facts))
        assert state_after(journey, known) == folded(facts[:known])
        if known == len(facts):
            break
    journey.close()


def _append(place: Path, facts: list[Event]) -> None:
    journal = Journal(place)
    journal.append([Turn(None, facts[-1].at, facts[journal.last :])])
    journal.close()
