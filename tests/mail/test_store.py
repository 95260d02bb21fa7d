"""Drafts, follow-ups and bounds, on the tables alone."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail import store
from dispatcher.mail.answering import drafts
from dispatcher.mail.intake.followup import Conversation, claims, goes_on_with, to_join
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.bounds import may_answer_by_itself
from dispatcher.mail.pace import Backoff, Pace
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.tables import SCHEMA
from dispatcher.vocabulary import HOUR, ContactId, Instant

CONTACT = ContactId("mail-1")


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    """The tables of mail, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(SCHEMA)
    yield connection
    connection.close()


def test_the_schema_may_be_run_again_and_keeps_its_key(tables: sqlite3.Connection) -> None:
    key = store.key(tables)
    tables.executescript(SCHEMA)
    assert store.key(tables) == key
    assert len(key) == 32


def test_a_draft_written_on_an_old_version_overwrites_nothing(tables: sqlite3.Connection) -> None:
    assert drafts.draft(tables, CONTACT) == ("", 0)
    assert drafts.save_draft(tables, CONTACT, "Dear", 0, Instant(1)) == 1
    assert drafts.save_draft(tables, CONTACT, "Dear Joe", 1, Instant(2)) == 2
    assert drafts.save_draft(tables, CONTACT, "from another window", 1, Instant(3)) is None
    assert drafts.draft(tables, CONTACT) == ("Dear Joe", 2)


def test_a_dropped_draft_is_not_brought_back_by_a_late_autosave(tables: sqlite3.Connection) -> None:
    drafts.save_draft(tables, CONTACT, "Dear Joe", 0, Instant(1))
    drafts.drop_draft(tables, CONTACT, Instant(2))
    assert drafts.save_draft(tables, CONTACT, "Dear Joe,", 1, Instant(3)) is None
    assert drafts.draft(tables, CONTACT) == ("", 2)


@pytest.mark.parametrize(
    ("person", "conversation", "now", "may"),
    [
        ("joe@a.example", "new", 1, False),
        ("joe+tag@a.example", "new", 1, False),
        ("ann@a.example", "new", 1, True),
        ("joe@a.example", "new", 24, True),
        ("ann@a.example", "c", 1, False),
        ("ann@a.example", "c", 1000, False),
    ],
)
def test_bounds_of_automatic_answers(
    person: str, conversation: str, now: int, may: bool, tables: sqlite3.Connection
) -> None:
    for number in range(5):
        to = "joe@a.example" if number == 0 else f"p{number}@a.example"
        tables.execute(
            "INSERT INTO mail_message SELECT ?, 'x', 'c', 'out', 1, '', '', ?, '', '', ?, x'', ?, '', '', '',"
            " NULL, NULL, 'acknowledgement', ?",
            (f"m{number}", to, 0, f"m{number}", to),
        )
    at = Instant(now * HOUR)
    assert may_answer_by_itself(tables, frozenset({person}), conversation, at, 1_000) is may


@given(st.integers(1, 100))
def test_waits_grow_to_an_hour(tries: int) -> None:
    assert outbox.FIRST_WAIT <= outbox.wait_after(tries) <= outbox.wait_after(tries + 1) <= HOUR


def test_two_lines_with_one_name_wait_alike_and_with_two_names_apart() -> None:
    pace = Pace(first=1, longest=60)

    def waits(name: str) -> list[float]:
        line = Backoff(name, pace)
        return [line.after_failure() for _ in range(8)]

    assert waits("a") == waits("a") != waits("b")
    assert all(0.5 <= wait <= 60 for wait in waits("a"))


# --- follow-ups -----------------------------------------------------------------------------------------

OURS, THEIRS = "<rp.1@example.com>", "<q@customer.example>"


def _talk(name: str, *people: str) -> Conversation:
    contacts = (ContactId(f"{name}1"), ContactId(f"{name}2"))
    return Conversation(id=name, people=frozenset(people), contacts=contacts)


def _goes_on(head: str, signed: dict[str, Conversation], stored: dict[str, Conversation]) -> str | None:
    mail = parse(f"From: joe@a.example\r\n{head}\r\n\r\nx".encode())
    found = goes_on_with(
        mail,
        signed=lambda id_: [signed[id_]] if id_ in signed else [],
        stored=lambda id_: [stored[id_]] if id_ in stored else [],
    )
    return found.id if found else None


def test_our_signed_id_goes_before_any_other() -> None:
    head = f"In-Reply-To: {THEIRS}\r\nReferences: {OURS}"
    assert _goes_on(head, {OURS: _talk("a", "joe@a.example")}, {THEIRS: _talk("b", "joe@a.example")}) == "a"


def test_a_reference_to_a_conversation_of_others_opens_nothing() -> None:
    head = f"In-Reply-To: {OURS}\r\nReferences: {THEIRS}"
    assert _goes_on(head, {OURS: _talk("a", "ann@a.example")}, {}) is None
    assert _goes_on(head, {OURS: _talk("a", "ann@a.example")}, {THEIRS: _talk("b", "joe@a.example")}) == "b"


def test_without_an_id_there_is_no_conversation() -> None:
    assert _goes_on("Subject: Re: Order", {}, {"": _talk("a", "joe@a.example")}) is None


def test_the_direct_claim_goes_before_older_references() -> None:
    mail = parse(b"In-Reply-To: <c@x>\r\nReferences: <a@x> <b@x> <c@x>\r\n\r\nx")
    assert claims(mail) == ("<c@x>", "<b@x>", "<a@x>")


def test_the_latest_open_contact_is_joined_else_the_latest() -> None:
    talk = _talk("a")
    assert to_join(talk, {"a1"}.__contains__) == "a1"
    assert to_join(talk, {"a1", "a2"}.__contains__) == "a2"
    assert to_join(talk, set[str]().__contains__) == "a2"
