"""Who was shown suggestions, and who sent all the same: what says whether the suggestions help.

Kept for `KEPT`, then only the weeks already reported remember them.
"""

import sqlite3
from enum import StrEnum
from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import DAY, HOUR, Instant, Span

KEPT: Final = Span(400 * DAY)  # a year to compare with, and a month to spare
LEFT: Final = Span(2 * HOUR)  # whoever has not sent after so long has left
WEEK: Final = 7 * DAY
MONDAY: Final = 4 * DAY  # 1970-01-05 was the first Monday of the epoch


class Step(StrEnum):
    """What a visitor did at the form."""

    WROTE = "wrote"
    """Began to write, and so was asked about: shown suggestions, or held out."""
    OPENED = "opened"
    """Looked at an article that was suggested."""
    SOLVED = "solved"
    """Said that it answers the question."""
    SENT = "sent"


class Group(Struct, frozen=True, kw_only=True):
    """So many visitors who began to write: how many were found articles, opened one, said it helped, sent.

    All others left, or are still writing.
    """

    wrote: int = 0
    found: int = 0
    opened: int = 0
    solved: int = 0
    sent: int = 0


class Week(Struct, frozen=True, kw_only=True):
    """The visits of the week from `begin`, Monday 0:00 UTC: who saw suggestions, and who was held out."""

    begin: Instant
    shown: Group
    held_out: Group


def note(
    connection: sqlite3.Connection, visit: str, step: Step, *, held_out: bool, found: int, at: Instant
) -> None:
    """Write down what this visitor did. Whoever sends without having begun to write is in neither group."""
    if step is Step.WROTE:
        connection.execute(
            "INSERT INTO form_visit (visit, at, held_out, found) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET found = max(found, excluded.found)",
            (visit, at, held_out, found),
        )
        connection.execute("DELETE FROM form_visit WHERE at < ?", (at - KEPT,))
    else:
        connection.execute(f"UPDATE form_visit SET {step} = 1 WHERE visit = ?", (visit,))


def weeks(connection: sqlite3.Connection, now: Instant) -> list[Week]:
    """Every week with visits, the oldest first, without those who may still be writing."""
    rows = connection.execute(
        "SELECT (at - ?1) / ?2, held_out, count(*), sum(found > 0), sum(opened), sum(solved), sum(sent)"
        " FROM form_visit WHERE sent OR at < ?3 GROUP BY 1, 2 ORDER BY 1",
        (MONDAY, WEEK, now - LEFT),
    )
    groups: dict[int, dict[bool, Group]] = {}
    for week, held_out, *counts in rows:
        names = ("wrote", "found", "opened", "solved", "sent")
        groups.setdefault(week, {})[bool(held_out)] = Group(**dict(zip(names, counts, strict=True)))
    return [
        Week(
            begin=Instant(week * WEEK + MONDAY),
            shown=both.get(False, Group()),
            held_out=both.get(True, Group()),
        )
        for week, both in groups.items()
    ]
