"""What became of each contact of a day, recorded or played: one question, asked of either log."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from analytics.intervals import Window
from analytics.notebook import Book
from analytics.rows import ANSWERS
from dispatcher.vocabulary import SECOND, Span
from simulator.replaying.recorded import Key


class End(StrEnum):
    """How it ended, as far as its customer knows; from the best to the worst."""

    ANSWERED = "answered"
    OPEN = "open"
    ABANDONED = "abandoned"


class Promised(StrEnum):
    """What became of the promise of an answer, or of a first reply; from the best to the worst."""

    KEPT = "kept"
    OPEN = "open"
    BROKEN = "broken"


class Verdict(StrEnum):
    """How a contact came off under the other policy."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class Fate(Struct, frozen=True, kw_only=True):
    """One contact's: `wait` is until its answer or first reply, the hanging up, or the day's end."""

    end: End
    promised: Promised
    wait: Span


Fates = Mapping[Key, Fate]
"""By contact and its arrival."""

NOTICED: Final = Span(SECOND)
"""Waits that differ by less are called the same."""

_RANKS: Final = {word: rank for words in (End, Promised) for rank, word in enumerate(words)}

_PROMISES: Final = ", ".join(f"'{kind.value}'" for kind in ANSWERS)

_QUERY: Final = f"""
    SELECT contact, epoch_us(any_value(arrived)) AS arrived,
           bool_or(kind = 'ContactAbandoned') AS abandoned,
           epoch_us(min(occurred) FILTER (CASE WHEN live THEN kind = 'OfferAccepted' AND first
                                          ELSE kind = 'ReplySubmitted' END)) AS answered,
           epoch_us(min(occurred) FILTER (kind = 'ContactAbandoned')) AS left,
           bool_or(kind = 'PromiseKept' AND NOT late AND promise IN ({_PROMISES})) AS kept,
           bool_or(kind = 'PromiseBroken' AND promise IN ({_PROMISES})) AS broken
    FROM facts
    WHERE run = 0 AND arrived IS NOT NULL AND inside IS NOT TRUE AND occurred < make_timestamp({{until}})
    GROUP BY contact, facts.arrived
"""


def fates(book: Book, day: Window) -> Fates:
    """What became of all who were there until the day's end."""
    rows = book.sql(_QUERY.format(until=int(day.until))).iter_rows(named=True)
    return {(row["contact"], row["arrived"]): _fate(row, day) for row in rows}


def _fate(row: Mapping[str, int], day: Window) -> Fate:
    answered = row["answered"] is not None
    end = End.ANSWERED if answered else End.ABANDONED if row["abandoned"] else End.OPEN
    until = row["answered"] if answered else row["left"] if row["abandoned"] else day.until
    promised = Promised.BROKEN if row["broken"] else Promised.KEPT if row["kept"] else Promised.OPEN
    return Fate(end=end, promised=promised, wait=Span(until - row["arrived"]))


def verdict(before: Fate, after: Fate) -> tuple[Verdict, str]:
    """Better or worse, and by what: the end first, then the promise, then a wait that differs noticeably."""
    for what in ("end", "promised"):
        change = _RANKS[getattr(after, what)] - _RANKS[getattr(before, what)]
        if change:
            return (Verdict.WORSE if change > 0 else Verdict.BETTER), what
    if abs(after.wait - before.wait) < NOTICED:
        return Verdict.SAME, ""
    return (Verdict.WORSE if after.wait > before.wait else Verdict.BETTER), "wait"
