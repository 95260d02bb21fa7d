"""How far a folder is swept, held against any order of taking in hand, dealing with, and falling over."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.mail import sweep
from dispatcher.mail.store import Source
from dispatcher.mail.sweep import InHand
from dispatcher.mail.tables import SCHEMA

FOLDER = Source(account="a", folder="INBOX", uidvalidity=1)


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    yield connection
    connection.close()


def deal_with(tables: sqlite3.Connection, *uids: int) -> None:
    for uid in uids:
        sweep.move_on(tables, replace(FOLDER, uid=uid))


def test_the_position_moves_with_the_batch_and_never_back(tables: sqlite3.Connection) -> None:
    sweep.begin(tables, FOLDER, [3, 5, 7])
    sweep.begin(tables, FOLDER, [5])
    assert sweep.position(tables, FOLDER) == 7
    assert sweep.position(tables, replace(FOLDER, uidvalidity=2)) == 0
    assert sweep.position(tables, replace(FOLDER, folder="Support")) == 0


def test_what_was_in_hand_at_a_stop_is_found_again_with_its_tries(tables: sqlite3.Connection) -> None:
    sweep.begin(tables, FOLDER, [3, 5, 7])
    deal_with(tables, 5)
    sweep.begin(tables, FOLDER, [3])
    assert sweep.leftovers(tables, FOLDER) == [InHand(3, 2), InHand(7, 1)]
    assert sweep.to_flag(tables, FOLDER) == [5]


def test_only_the_guilty_keep_their_try(tables: sqlite3.Connection) -> None:
    sweep.begin(tables, FOLDER, [3, 5, 7])
    deal_with(tables, 7)
    sweep.absolve(tables, FOLDER, [5])
    assert sweep.leftovers(tables, FOLDER) == [InHand(3, 0), InHand(5, 1)]
    sweep.absolve(tables, FOLDER, [])
    assert sweep.leftovers(tables, FOLDER) == [InHand(3, 0), InHand(5, 0)]


def test_a_message_without_a_place_is_nowhere_in_hand(tables: sqlite3.Connection) -> None:
    sweep.move_on(tables, Source(account="http"))
    assert tables.execute("SELECT count(*) FROM mail_in_hand").fetchone() == (0,)


@given(batches=st.lists(st.integers(1, 4), max_size=5), dealt=st.sets(st.integers(1, 20)), done=st.booleans())
def test_every_message_is_above_the_position_in_hand_or_dealt_with(
    batches: list[int], dealt: set[int], done: bool
) -> None:
    tables = sqlite3.connect(":memory:")
    tables.executescript(SCHEMA)
    top = 0
    for size in batches:
        sweep.begin(tables, FOLDER, range(top + 1, top + size + 1))
        top += size
    deal_with(tables, *(uid for uid in dealt if uid <= top))
    if done:
        sweep.finish(tables, FOLDER)
    left = {one.uid for one in sweep.leftovers(tables, FOLDER)}
    assert sweep.position(tables, FOLDER) == top
    assert left == set(range(1, top + 1)) - dealt
    assert set(sweep.to_flag(tables, FOLDER)) == (set() if done else dealt & set(range(1, top + 1)))
    tables.close()
