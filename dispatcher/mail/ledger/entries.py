"""The ledger's lines, read from what mail keeps: every message, and every time one came once more."""

import sqlite3
from typing import Final

from msgspec import Struct

from dispatcher.mail.intake.rules import Judgement
from dispatcher.vocabulary import Instant

MOST: Final = 500  # Lines a page.
SHOWN: Final = 64_000  # Bytes of a raw message that are shown; headers and the first screens.


class Wanted(Struct, frozen=True, kw_only=True):
    """Which lines: of this verdict, mailbox, part of a sender's address, since and before these instants.

    `after` is the `place` of the last line of the page before. Lines that a person dropped are left out
    unless they are asked for.
    """

    verdict: Judgement | None = None
    mailbox: str = ""
    sender: str = ""
    since: Instant | None = None
    before: Instant | None = None
    dropped: bool = False
    after: str = ""
    limit: int = 100


class Entry(Struct, frozen=True, kw_only=True):
    """A line. `size` is the whole message's, in bytes; `whole` says that all of it is kept.

    `why` is a sentence about what could not be let in.
    """

    message: str
    at: Instant
    verdict: str
    rule: str
    sender: str
    subject: str
    mailbox: str
    folder: str
    size: int
    contact: str | None
    why: str
    whole: bool
    dropped: Instant | None
    place: str


_COLUMNS: Final = "message, at, verdict, rule, sender, subject, mailbox, folder, size, contact, why, whole"

# The keys `m` and `g` and the row's own number settle the order of what came in at one instant.
_ONCE: Final = """
SELECT m.id AS message, m.at, m.verdict, m.rule, m.sender, m.subject, m.account AS mailbox, m.folder,
    coalesce(a.size, length(m.raw)) AS size, m.contact, coalesce(a.why, '') AS why,
    coalesce(a.whole, 1) AS whole, a.dropped, printf('m%016d', m.rowid) AS line
FROM mail_message m LEFT JOIN mail_set_aside a ON a.message = m.id
WHERE m.direction = 'in'"""
_AGAIN: Final = """
SELECT m.id AS message, g.at, 'duplicate' AS verdict, g.rule, m.sender, m.subject, g.account AS mailbox,
    g.folder, length(m.raw) AS size, m.contact, '' AS why, 1 AS whole, NULL AS dropped,
    printf('g%016d', g.rowid) AS line
FROM mail_again g JOIN mail_message m ON m.id = g.first
WHERE TRUE"""


def entries(connection: sqlite3.Connection, wanted: Wanted) -> list[Entry]:
    """The newest lines that are wanted, newest first."""
    said, values = _conditions(wanted)
    limit = max(1, min(wanted.limit, MOST))
    halves = [
        f"SELECT * FROM ({source} {said(table)} ORDER BY {table}.at DESC, line DESC LIMIT {limit})"
        for source, table in ((_ONCE, "m"), (_AGAIN, "g"))
        if table == "m" or wanted.verdict in (None, Judgement.DUPLICATE)
    ]
    both = " UNION ALL ".join(halves)
    rows = connection.execute(f"{both} ORDER BY at DESC, line DESC LIMIT {limit}", values)
    return [_entry(row) for row in rows]


def _entry(row: tuple[object, ...]) -> Entry:
    *said, dropped, line = row
    named = dict(zip(_COLUMNS.split(", "), said, strict=True))
    place = f"{named['at']}.{line}"
    return Entry(**named | {"whole": bool(named["whole"])}, dropped=dropped, place=place)  # type: ignore[arg-type]


def counts(connection: sqlite3.Connection, wanted: Wanted) -> dict[str, int]:
    """How many lines of each verdict, whatever verdict and page are wanted; none of the dropped."""
    everything = Wanted(
        mailbox=wanted.mailbox, sender=wanted.sender, since=wanted.since, before=wanted.before
    )
    said, values = _conditions(everything)
    both = f"{_ONCE} {said('m')} UNION ALL {_AGAIN} {said('g')}"
    rows = connection.execute(f"SELECT verdict, count(*) FROM ({both}) GROUP BY verdict", values)
    found = dict(rows.fetchall())
    return {verdict: found[verdict] for verdict in Judgement if verdict in found}


def mailboxes(connection: sqlite3.Connection) -> list[str]:
    """All that letters ever came by, in order; each is one step in the index, however many letters it has."""
    rows = connection.execute(
        "WITH RECURSIVE box(name) AS (SELECT min(account) FROM mail_message WHERE account > ''"
        " UNION ALL SELECT (SELECT min(account) FROM mail_message WHERE account > name) FROM box"
        " WHERE name NOTNULL) SELECT name FROM box WHERE name NOTNULL"
    )
    return [name for (name,) in rows]


def _conditions(wanted: Wanted) -> tuple["_Said", dict[str, object]]:
    at, _, line = wanted.after.partition(".")
    values: dict[str, object] = {
        "verdict": wanted.verdict,
        "mailbox": wanted.mailbox,
        "sender": wanted.sender.lower(),
        "since": wanted.since,
        "before": wanted.before,
        "at": int(at) if at.isdecimal() else None,
        "line": line,
    }
    return _Said(wanted), values


class _Said(Struct, frozen=True):
    """The conditions of what is wanted, in SQL, over the table that holds the line."""

    wanted: Wanted

    def __call__(self, table: str) -> str:
        """As they follow the query."""
        wanted, once = self.wanted, table == "m"
        said = [
            "m.verdict = :verdict" if wanted.verdict and once else "",
            f"{table}.account = :mailbox" if wanted.mailbox else "",
            "instr(m.sender, :sender) > 0" if wanted.sender else "",
            f"{table}.at >= :since" if wanted.since is not None else "",
            f"{table}.at < :before" if wanted.before is not None else "",
            "a.dropped IS NULL" if once and not wanted.dropped else "",
            f"({table}.at, line) < (:at, :line)" if wanted.after else "",
        ]
        return "".join(f" AND {one}" for one in said if one)


def entry(connection: sqlite3.Connection, message: str) -> Entry | None:
    """The line of this message; None when there is none."""
    row = connection.execute(f"{_ONCE} AND m.id = ?", (message,)).fetchone()
    return None if row is None else _entry(row)


def raw_of(connection: sqlite3.Connection, message: str, limit: int = SHOWN) -> bytes | None:
    """The first bytes of a message that came in; None when there is no such message."""
    row = connection.execute(
        "SELECT substr(raw, 1, ?) FROM mail_message WHERE id = ? AND direction = 'in'", (limit, message)
    ).fetchone()
    return None if row is None else bytes(row[0])


def drop(connection: sqlite3.Connection, message: str, at: Instant | None) -> bool:
    """A person drops a quarantined message, or takes that back (`at` None). False: there is none."""
    done = connection.execute("UPDATE mail_set_aside SET dropped = ? WHERE message = ?", (at, message))
    return done.rowcount > 0
