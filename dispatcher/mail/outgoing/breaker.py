"""The breaker of all automatic letters: when too many left within an hour, none leaves for the next.

It stands in the store, so that no restart lets a loop go on.
"""

import sqlite3
from typing import Final

from msgspec import Struct

from dispatcher.mail.outgoing.outbox import domain_of
from dispatcher.vocabulary import HOUR, Instant, Span, later

OURS: Final = "direction = 'out' AND automatic = 1"  # word for word as the indexes over them have it
_TO_CUSTOMERS: Final = f"{OURS} AND verdict = 'acknowledgement'"
REST: Final = Span(HOUR)  # after it nothing of the last hour is left to count
NAMED: Final = 5  # domains that whoever looks into it is told

_UNTOLD, _TOLD, _OVER = 0, 1, 2


class Trip(Struct, frozen=True, kw_only=True):
    """No machine of ours answers from `at` to `until`, as `most` letters had left within the hour before.

    `held` letters got no answer since. `told` says that somebody heard of it.
    """

    at: Instant
    until: Instant
    most: int
    held: int
    told: bool

    def stands(self, now: Instant, an_hour: int) -> bool:
        """Does it hold letters back? Not any more, when the owner allows more than had left."""
        return now < self.until and an_hour <= self.most


def lets_out(connection: sqlite3.Connection, now: Instant, an_hour: int) -> bool:
    """May one more automatic letter leave? One that may not trips the breaker, and is counted as held."""
    if would_let_out(connection, now, an_hour):
        return True
    trip = standing(connection, now, an_hour)
    at = trip.at if trip is not None else now
    connection.execute(
        "INSERT INTO mail_breaker VALUES (?, ?, ?, 1, ?) ON CONFLICT (at) DO UPDATE SET held = held + 1",
        (at, later(at, REST), an_hour, _UNTOLD),
    )
    return False


def would_let_out(connection: sqlite3.Connection, now: Instant, an_hour: int) -> bool:
    """May one more leave, as things stand? Nothing trips by asking."""
    return standing(connection, now, an_hour) is None and _left(connection, now) < an_hour


def standing(connection: sqlite3.Connection, now: Instant, an_hour: int) -> Trip | None:
    """The trip that holds letters back now."""
    last = "SELECT at, until, most, held, told FROM mail_breaker ORDER BY at DESC LIMIT 1"
    trip = next(map(_trip, connection.execute(last)), None)
    return trip if trip is not None and trip.stands(now, an_hour) else None


def held(connection: sqlite3.Connection) -> int:
    """How many letters got no automatic answer because of it, ever."""
    count: int = connection.execute("SELECT coalesce(sum(held), 0) FROM mail_breaker").fetchone()[0]
    return count


def unsaid(connection: sqlite3.Connection, now: Instant, an_hour: int) -> list[Trip]:
    """The trips of which there is news: they stand and nobody was told, or they are over."""
    rows = connection.execute(
        "SELECT at, until, most, held, told FROM mail_breaker WHERE told < ? ORDER BY at", (_OVER,)
    )
    return [trip for trip in map(_trip, rows) if not (trip.told and trip.stands(now, an_hour))]


def note_told(connection: sqlite3.Connection, trip: Trip, *, over: bool) -> None:
    """Somebody is told of it: that it stands, or that it is over."""
    connection.execute("UPDATE mail_breaker SET told = ? WHERE at = ?", (_OVER if over else _TOLD, trip.at))


def most_went_to(connection: sqlite3.Connection, trip: Trip) -> list[tuple[str, int]]:
    """The domains that most letters went to in the hour before it, with how many."""
    rows = connection.execute(
        f"SELECT {domain_of('recipient')} AS domain, count(*) FROM mail_message"
        f" WHERE {_TO_CUSTOMERS} AND at > ? AND at <= ? GROUP BY domain ORDER BY 2 DESC, 1 LIMIT ?",
        (trip.at - HOUR, trip.at, NAMED),
    )
    return [(domain, count) for domain, count in rows]


def _left(connection: sqlite3.Connection, now: Instant) -> int:
    """How many automatic letters left within the last hour."""
    sql = f"SELECT count(*) FROM mail_message WHERE {_TO_CUSTOMERS} AND at > ?"
    count: int = connection.execute(sql, (now - HOUR,)).fetchone()[0]
    return count


def _trip(row: tuple[int, int, int, int, int]) -> Trip:
    at, until, most, held_back, told = row
    return Trip(at=Instant(at), until=Instant(until), most=most, held=held_back, told=told >= _TOLD)
