"""How often a machine of ours may answer: what ends a loop that no header gives away.

A fifth of real bounces look as if people wrote them.
"""

import sqlite3
from typing import Final

from dispatcher.mail.outgoing import breaker
from dispatcher.mail.outgoing.breaker import OURS
from dispatcher.vocabulary import DAY, Instant

A_SENDER_A_DAY: Final = 1
A_CONVERSATION: Final = 5


def may_answer_by_itself(
    connection: sqlite3.Connection,
    people: frozenset[str],
    conversation: str,
    now: Instant,
    an_hour: int,
) -> bool:
    """Is one more automatic answer to these addresses within all the bounds? All together get `an_hour`.

    One that only the hour's bound is against trips the breaker.
    """
    few = _had_few(connection, people, conversation, now)
    return few and breaker.lets_out(connection, now, an_hour)


def would_answer_by_itself(
    connection: sqlite3.Connection,
    people: frozenset[str],
    conversation: str,
    now: Instant,
    an_hour: int,
) -> bool:
    """The same, asked beforehand: nothing trips by it."""
    few = _had_few(connection, people, conversation, now)
    return few and breaker.would_let_out(connection, now, an_hour)


def _had_few(connection: sqlite3.Connection, people: frozenset[str], conversation: str, now: Instant) -> bool:
    to_them = frozenset().union(*(_answered(connection, person, now - DAY) for person in people))
    in_it = _automatic(connection, "conversation = ?", conversation)
    return len(to_them) < A_SENDER_A_DAY and len(in_it) < A_CONVERSATION


def _answered(connection: sqlite3.Connection, person: str, since: int) -> frozenset[str]:
    """The automatic answers this person had, whatever the address's tag; each asked for by an index."""
    local, _, domain = without_tag(person).partition("@")
    found: frozenset[str] = frozenset()
    for whom in ("recipient", "rule"):
        plain = _automatic(connection, f"{whom} = ? AND at > ?", f"{local}@{domain}", since)
        # "," comes just after "+"; the plus before `at` keeps the planner from the index by time.
        between = f"{whom} > ? AND {whom} < ? AND {whom} LIKE ? AND +at > ?"
        tagged = _automatic(connection, between, f"{local}+", f"{local},", f"%@{domain}", since)
        found |= plain | tagged
    return found


def _automatic(connection: sqlite3.Connection, where: str, *values: object) -> frozenset[str]:
    rows = connection.execute(f"SELECT id FROM mail_message WHERE {OURS} AND {where}", values)
    return frozenset(id_ for (id_,) in rows)


def without_tag(address: str) -> str:
    """The address without a "+tag", which costs a loop nothing to vary."""
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"
