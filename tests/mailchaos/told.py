"""What a life left behind, and the law that it keeps: every message is in one place, and in one alone."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from tests.mailchaos.letters import kind_of


class BrokenLawError(AssertionError):
    """A message was lost, taken twice, or judged otherwise than it should be."""


class Left(NamedTuple):
    """The store after a life. Places are (account, UID); `kept` has their verdicts, `top` the positions.

    `given_up` are those that were set aside because three lives ended with them in hand, guilty or not.
    """

    top: Mapping[str, int]
    in_hand: frozenset[tuple[str, int]]
    kept: Mapping[tuple[str, int], str]
    contacts: int
    answered: Mapping[str, int]
    given_up: frozenset[tuple[str, int]] = frozenset()

    @property
    def fetched(self) -> int:
        """How many messages are dealt with."""
        return sum(self.top.values()) - len(self.in_hand)


def left(store: sqlite3.Connection) -> Left:
    """What there is now."""
    kept = store.execute("SELECT account, uid, verdict FROM mail_message WHERE direction = 'in'")
    given_up = "SELECT account, uid FROM mail_message WHERE direction = 'in' AND rule = 'given_up'"
    undealt = store.execute("SELECT account, uid FROM mail_in_hand WHERE NOT dealt")
    answered = store.execute(
        "SELECT rule, count(*) FROM mail_message WHERE direction = 'out' AND automatic GROUP BY rule"
    )
    arrived = "SELECT count(*) FROM events WHERE CAST(body AS TEXT) ->> '$.type' = 'ContactArrived'"
    return Left(
        top=dict(store.execute("SELECT account, uid FROM mail_sweep").fetchall()),
        in_hand=frozenset((account, uid) for account, uid in undealt),
        kept={(account, uid): verdict for account, uid, verdict in kept},
        contacts=store.execute(arrived).fetchone()[0],
        answered=dict(answered.fetchall()),
        given_up=frozenset(store.execute(given_up).fetchall()),
    )


def judge(found: Left, numbers: Mapping[tuple[str, int], int]) -> Counter[str]:
    """What became of what was fetched, by judgement: its sum is what was fetched.

    Args:
        found: what a life left.
        numbers: the number of the letter at each place, as the server has them.

    Raises:
        BrokenLawError: the sum is not right; the message says which letter it is about.
    """
    counts: Counter[str] = Counter()
    keepers = {numbers[place]: place for place in found.kept}
    _holds(len(keepers) == len(found.kept), "a letter is kept twice")
    for account, top in found.top.items():
        for uid in range(1, top + 1):
            counts[_became((account, uid), found, numbers, keepers)] += 1
    del counts["in hand"]
    _holds(sum(counts.values()) == found.fetched, f"{found.fetched} were fetched, not {sum(counts.values())}")
    _holds(found.contacts == counts["new"], f"{found.contacts} contacts for {counts['new']} letters")
    _holds(all(count == 1 for count in found.answered.values()), "somebody was answered twice")
    return counts


def _became(
    place: tuple[str, int],
    found: Left,
    numbers: Mapping[tuple[str, int], int],
    keepers: Mapping[int, tuple[str, int]],
) -> str:
    number = numbers[place]
    if place in found.in_hand:
        _holds(place not in found.kept, f"letter {number} at {place} is kept, and in hand")
        return "in hand"
    if place in found.given_up:
        return "given_up"
    if place in found.kept:
        verdict = found.kept[place]
        right = verdict == kind_of(number) or (verdict == "new" and kind_of(number) == "follow_up")
        _holds(right, f"letter {number} at {place} is {verdict}, not {kind_of(number)}")
        return verdict
    _holds(number in keepers, f"letter {number} at {place} is lost")
    return "duplicate"


def _holds(law: bool, otherwise: str) -> None:
    if not law:
        raise BrokenLawError(otherwise)
