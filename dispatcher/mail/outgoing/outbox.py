"""The outbox's rows: what stands there, what is due, what became of it."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.store import Source, Stored, add_files, add_message
from dispatcher.vocabulary import DAY, HOUR, SECOND, ContactId, Instant, MessageId, Span

LONGEST_TRY: Final = Span(3 * DAY)
FIRST_WAIT: Final = Span(30 * SECOND)
LONGEST_WAIT: Final = HOUR


def add_letter(
    connection: sqlite3.Connection,
    letter: Letter,
    *,
    contact: ContactId,
    conversation: str,
    answers: str,
    at: Instant,
) -> None:
    """Keep a letter of ours and queue it. `answers` is whom an automatic one answers; "" for a person's."""
    stored = Stored(
        id=letter.id,
        contact=contact,
        conversation=conversation,
        incoming=False,
        automatic=bool(answers),
        message_id=letter.message_id,
        sender=letter.sender,
        recipient=letter.recipient,
        subject=letter.subject,
        text=letter.text,
        at=at,
        raw=letter.raw,
        sha256=letter.id,
        content="",
        source=Source(account=""),
        verdict="acknowledgement" if answers else "reply",
        rule=answers,
    )
    add_message(connection, stored)
    add_files(connection, letter.id, letter.files, html=False)
    connection.execute(
        "INSERT INTO mail_outbox VALUES (?, ?, ?, ?, 'queued', 0, ?, '')",
        (letter.id, contact, letter.envelope_from, letter.recipient, at),
    )
    rows = ((letter.id, address) for address in letter.copies)
    connection.executemany("INSERT INTO mail_copy VALUES (?, ?, '')", rows)


def add_notice(
    connection: sqlite3.Connection, letter: Letter, *, at: Instant, verdict: str = "escalation"
) -> None:
    """Keep an automatic letter to a colleague and queue it; it belongs to no contact."""
    stored = Stored(
        id=letter.id,
        contact=None,
        conversation=None,
        incoming=False,
        automatic=True,
        message_id=letter.message_id,
        sender=letter.sender,
        recipient=letter.recipient,
        subject=letter.subject,
        text=letter.text,
        at=at,
        raw=letter.raw,
        sha256=letter.id,
        content="",
        source=Source(account=""),
        verdict=verdict,
        rule="",
    )
    add_message(connection, stored)
    connection.execute(
        "INSERT INTO mail_outbox VALUES (?, '', ?, ?, 'queued', 0, ?, '')",
        (letter.id, letter.envelope_from, letter.recipient, at),
    )


class Row(Struct, frozen=True):
    """A letter that is due; `contact` is "" for a notice to a colleague. `at` is when it was written.

    `copies` are who gets it besides.
    """

    message: MessageId
    contact: ContactId
    envelope_from: str
    recipient: str
    tries: int
    at: Instant
    raw: bytes
    copies: tuple[str, ...] = ()


def due(connection: sqlite3.Connection, now: Instant, limit: int, resting: Iterable[str] = ()) -> list[Row]:
    """The letters to send now, the longest due first. One found "sending" was on its way when we stopped.

    Letters to `resting` domains are left out.
    """
    apart = list(resting)
    rows = connection.execute(
        "SELECT o.message, o.contact, o.envelope_from, o.recipient, o.tries, m.at, m.raw FROM mail_outbox o"
        " JOIN mail_message m ON m.id = o.message WHERE o.state IN ('queued', 'sending') AND o.next_try <= ?"
        f" AND {_elsewhere(apart, 'o.recipient')} ORDER BY o.next_try, o.message LIMIT ?",
        (now, *apart, limit),
    ).fetchall()
    return [replace(Row(*row), copies=_copies(connection, row[0])) for row in rows]


def domain_of(column: str) -> str:
    """The SQL of the domain in this column's address, in lower case."""
    return f"lower(substr({column}, instr({column}, '@') + 1))"


def _elsewhere(apart: Sequence[str], column: str) -> str:
    return f"{domain_of(column)} NOT IN ({', '.join('?' * len(apart))})"


def _copies(connection: sqlite3.Connection, message: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT address FROM mail_copy WHERE message = ? AND error = '' ORDER BY rowid", (message,)
    )
    return tuple(address for (address,) in rows)


def next_due(connection: sqlite3.Connection, resting: Iterable[str] = ()) -> Instant | None:
    """When the next letter is due, those to `resting` domains aside; None when none waits."""
    apart = list(resting)
    row = connection.execute(
        "SELECT min(next_try) FROM mail_outbox WHERE state IN ('queued', 'sending')"
        f" AND {_elsewhere(apart, 'recipient')}",
        apart,
    ).fetchone()
    return None if row[0] is None else Instant(row[0])


def drop_copies(connection: sqlite3.Connection, message: MessageId, refused: Mapping[str, str]) -> None:
    """The copies are out, but for the `refused` ones with what was said of each: none is sent again."""
    connection.execute("DELETE FROM mail_copy WHERE message = ?", (message,))
    rows = ((message, address, said) for address, said in refused.items())
    connection.executemany("INSERT INTO mail_copy VALUES (?, ?, ?)", rows)


def waiting(connection: sqlite3.Connection) -> int:
    """How many letters have not left yet."""
    count: int = connection.execute(
        "SELECT count(*) FROM mail_outbox WHERE state IN ('queued', 'sending')"
    ).fetchone()[0]
    return count


def standing(connection: sqlite3.Connection) -> tuple[int, Instant | None]:
    """How many letters have not left yet, and when the oldest of them was written."""
    count, oldest = connection.execute(
        "SELECT count(*), min(m.at) FROM mail_outbox o JOIN mail_message m ON m.id = o.message"
        " WHERE o.state IN ('queued', 'sending')"
    ).fetchone()
    return count, oldest


def begin(connection: sqlite3.Connection, message: MessageId) -> None:
    """It is on its way from now on; after a stop it goes again, with the same Message-ID."""
    connection.execute(
        "UPDATE mail_outbox SET state = 'sending', tries = tries + 1 WHERE message = ?", (message,)
    )


def put_off(connection: sqlite3.Connection, message: MessageId, until: Instant, error: str) -> None:
    """Not now; once more at `until`."""
    connection.execute(
        "UPDATE mail_outbox SET state = 'queued', next_try = ?, error = ? WHERE message = ?",
        (until, error, message),
    )


def end(
    connection: sqlite3.Connection, message: MessageId, state: Literal["sent", "failed"], error: str = ""
) -> None:
    """It is over, one way or the other."""
    connection.execute(
        "UPDATE mail_outbox SET state = ?, error = ? WHERE message = ?", (state, error, message)
    )


def wait_after(tries: int) -> Span:
    """How long a letter waits after its `tries`-th refusal: doubled each time, up to an hour."""
    return Span(min(FIRST_WAIT * 2 ** min(tries - 1, 16), LONGEST_WAIT))
