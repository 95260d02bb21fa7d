"""What lies in which folder, in which order, and how much: counted by hand, and by a law."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.engine.engine import Engine
from dispatcher.engine.roster import Roster
from dispatcher.folders.folder import Folder, is_letter
from dispatcher.folders.query import Order, Topic, Wanted, look
from dispatcher.vocabulary import HOUR, MINUTE, PromiseKind, Span
from tests.engine.centres import begins, draw
from tests.engine.walk import stroll
from tests.folders.floor import ANNA, BILLING, NIGHT, one_of_each

STATES = list(Folder)[:6]


def test_each_letter_lies_in_the_folder_of_its_state() -> None:
    floor = one_of_each()
    for folder in STATES:
        found = floor.look(folder)
        assert ([row.id for row in found.rows], found.total) == ([folder.value], 1)
    counts = floor.look().counts
    assert {folder: counts[folder] for folder in Folder} == {
        **dict.fromkeys(STATES, 1),
        Folder.PAST_SLA: 0,
        Folder.DUE_SOON: 0,
        Folder.ALL: 6,
    }


def test_who_has_it_and_what_it_is_stand_in_the_row() -> None:
    floor = one_of_each()
    (progress,), (waiting,) = floor.look(Folder.IN_PROGRESS).rows, floor.look(Folder.UNANSWERED).rows
    assert (progress.agent, progress.agent_name, progress.language) == (ANNA, "Anna", "th")
    assert (waiting.agent, waiting.subject, waiting.tier) == (None, "Where is it?", "gold")
    assert (waiting.category, waiting.category_name, waiting.queue_name) == (BILLING, "Billing", "mail")
    assert (waiting.promise, waiting.left) == (PromiseKind.FIRST_RESPONSE, 4 * HOUR)


def test_due_soon_is_the_last_hour_and_past_sla_what_comes_after_it() -> None:
    """Four hours were promised. Where we wait for the customer nothing is due; what is kept neither."""
    floor = one_of_each()
    floor.wait(3 * HOUR - 1)
    assert floor.look().counts[Folder.DUE_SOON] == 0
    floor.wait(1)
    assert {row.id for row in floor.look(Folder.DUE_SOON).rows} == {"unanswered", "parked"}
    floor.wait(HOUR + 5 * MINUTE)
    found = floor.look(Folder.PAST_SLA)
    assert {row.id: (row.promise, row.left) for row in found.rows} == {
        "unanswered": (PromiseKind.FIRST_RESPONSE, -5 * MINUTE),
        "parked": (PromiseKind.FIRST_RESPONSE, -5 * MINUTE),
    }
    assert found.counts[Folder.DUE_SOON] == 0


def test_topics_narrow_a_folder_and_its_neighbours_are_counted_within_them() -> None:
    floor = one_of_each()
    found = floor.look(topics={Topic.QUEUE: "checked"})
    assert {row.id for row in found.rows} == {"awaiting_approval", "in_progress"}
    assert (found.counts[Folder.ALL], found.counts[Folder.UNANSWERED]) == (2, 0)
    assert found.topics[Topic.QUEUE] == {"mail": 4, "checked": 2}
    assert found.topics[Topic.CATEGORY] == {BILLING: 1, "": 5}
    assert floor.look(topics={Topic.CATEGORY: ""}).total == 5


@pytest.mark.parametrize(
    ("text", "ids"), [("WHERE", ["unanswered"]), ("example.org", ["waiting_for_customer"]), ("nothing", [])]
)
def test_words_are_looked_for_in_subject_and_customer(text: str, ids: list[str]) -> None:
    assert [row.id for row in one_of_each().look(text=text).rows] == ids


def test_an_agents_letters_alone() -> None:
    found = one_of_each().look(agent=ANNA)
    assert {row.id for row in found.rows} == {"in_progress", "parked", "waiting_for_customer"}


def test_supervisors_of_another_team_see_what_nobody_has() -> None:
    floor = one_of_each()
    found = floor.look(teams=frozenset({NIGHT}))
    assert {row.id for row in found.rows} == {"unanswered", "awaiting_approval", "awaiting_close"}
    assert found.counts[Folder.IN_PROGRESS] == 0


def test_what_is_due_first_stands_first_and_what_is_kept_last() -> None:
    ids = [row.id for row in one_of_each().look().rows]
    assert ids[:2] == ["parked", "unanswered"]
    assert set(ids[2:4]) == {"awaiting_approval", "in_progress"}
    assert ids[4:] == ["waiting_for_customer", "awaiting_close"]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), order=st.sampled_from(Order), down=st.booleans(), size=st.integers(1, 7))
def test_pages_are_the_whole_and_folders_of_states_part_it(
    seed: int, order: Order, down: bool, size: int
) -> None:
    """After any day: each letter in one state's folder, each page a part of the same whole."""
    engine = Engine()
    walk = stroll(seed, lambda: engine.state, draw(seed), begins(seed))
    for _ in range(150):
        now, command = next(walk)
        engine.handle(command, now)
    state, now = engine.state, engine.now
    roster = Roster(state.rules, state.running)

    def page(skip: int, limit: int) -> list[str]:
        wanted = Wanted(folder=Folder.ALL, order=order, descending=down, skip=skip, limit=limit)
        return [row.id for row in look(state, roster, wanted, now).rows]

    everything = page(0, 200)
    assert sorted(everything) == sorted(c.id for c in state.contacts.values() if is_letter(c))
    assert [one for skip in range(0, len(everything), size) for one in page(skip, size)] == everything
    each = {folder: look(state, roster, Wanted(folder=folder, limit=200), now) for folder in Folder}
    parts = [row.id for folder in STATES for row in each[folder].rows]
    assert sorted(parts) == sorted(everything)
    for folder, found in each.items():
        assert found.total == len(found.rows) == found.counts[folder] == each[Folder.ALL].counts[folder]
    late = {c.id for c in state.contacts.values() if is_letter(c) and c.broken}
    assert {row.id for row in each[Folder.PAST_SLA].rows} == late
    assert all(Span(0) >= (row.left or 0) for row in each[Folder.PAST_SLA].rows)
