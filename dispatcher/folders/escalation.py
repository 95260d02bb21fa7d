"""Which letters are to be told to supervisors: promises near their end, broken, or long overdue. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from dispatcher.engine.contact import ContactState, PromiseClock
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.folder import Folder, remains
from dispatcher.folders.query import letters
from dispatcher.vocabulary import (
    MINUTE,
    CategoryId,
    ContactId,
    Instant,
    PromiseKind,
    PromisePhase,
    QueueId,
    Span,
    TeamId,
    Tier,
)

WHOLE: Final = 100  # percent


class Escalation(Struct, frozen=True, kw_only=True):
    """When supervisors hear of a letter: `share` percent of a promise are over, and `overdue` besides.

    `promises` are the kinds that count, `queues`, `categories` and `tiers` whose letters; where none is
    named, all. Each address of `email` gets at most one message in `every`, and so do the addresses of these
    `users`, and of everybody of these `roles`, of these `teams` where any are named. With `screen` it also
    shows on the wallboard and the folders.
    """

    name: str
    promises: frozenset[PromiseKind] = frozenset()
    share: int = WHOLE
    overdue: Span = Span(0)
    queues: frozenset[QueueId] = frozenset()
    categories: frozenset[CategoryId] = frozenset()
    tiers: frozenset[Tier] = frozenset()
    email: tuple[str, ...] = ()
    users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    teams: frozenset[TeamId] = frozenset()
    every: Span = Span(30 * MINUTE)
    screen: bool = True
    language: str = "en"

    @property
    def writes(self) -> bool:
        """Does it write to anybody, perhaps?"""
        return bool(self.email or self.users or self.roles)


Addresses = Callable[[Escalation], Sequence[str]]
"""Whom an escalation writes to now."""


def named_addresses(rule: Escalation) -> Sequence[str]:
    """The addresses that the escalation itself names."""
    return rule.email


class Hit(NamedTuple):
    """A letter to be told: how much business time is left of which promise, below 0 when late.

    `number` is the promise's place among all that its customer was promised, which tells it from the next one
    of its kind.
    """

    left: Span
    contact: ContactId
    promise: PromiseKind
    number: int


class Alarm(Struct, frozen=True, kw_only=True):
    """An escalation that rings on screens: how many letters, how the worst stands, and where they lie."""

    name: str
    count: int
    worst: Span
    folder: Folder


def hits(rule: Escalation, state: State, roster: Roster, now: Instant) -> list[Hit]:
    """The letters this escalation tells of now, the worst first."""
    return sorted(_hits(rule, letters(state), roster, now))


def alarms(
    rules: Sequence[Escalation],
    state: State,
    roster: Roster,
    now: Instant,
    teams: frozenset[TeamId] = frozenset(),
) -> list[Alarm]:
    """What rings on the screens of these teams; the worst first."""
    seen = list(letters(state, teams))
    found = ((rule, sorted(_hits(rule, seen, roster, now))) for rule in rules if rule.screen)
    ringing = [
        Alarm(
            name=rule.name, count=len({hit.contact for hit in told}), worst=told[0].left, folder=_where(told)
        )
        for rule, told in found
        if told
    ]
    return sorted(ringing, key=lambda alarm: (alarm.worst, alarm.name))


def _where(told: Sequence[Hit]) -> Folder:
    return Folder.PAST_SLA if told[0].left <= 0 else Folder.DUE_SOON


def _hits(rule: Escalation, seen: Iterable[ContactState], roster: Roster, now: Instant) -> Iterable[Hit]:
    for contact in seen:
        if _concerns(rule, contact):
            for number, clock in enumerate(contact.clocks):
                if _counts(rule, clock) and _is_due(rule, clock, rest := remains(roster, clock, now)):
                    yield Hit(rest, contact.id, clock.kind, number)


def _concerns(rule: Escalation, contact: ContactState) -> bool:
    return (
        (not rule.queues or contact.queue in rule.queues)
        and (not rule.categories or contact.category in rule.categories)
        and (not rule.tiers or contact.tier in rule.tiers)
    )


_OPEN: Final = frozenset({PromisePhase.RUNNING, PromisePhase.BROKEN})


def _counts(rule: Escalation, clock: PromiseClock) -> bool:
    """What stands still while we wait for the customer is nobody's trouble; nor is what was kept."""
    return clock.phase in _OPEN and (not rule.promises or clock.kind in rule.promises)


def _is_due(rule: Escalation, clock: PromiseClock, rest: Span) -> bool:
    if rule.overdue:
        return rest <= -rule.overdue
    return (clock.length - rest) * WHOLE >= clock.length * rule.share


def told_by(
    rules: Sequence[Escalation], state: State, roster: Roster, now: Instant
) -> Mapping[str, list[Hit]]:
    """What each escalation that writes tells of now, by its name."""
    return {rule.name: hits(rule, state, roster, now) for rule in rules if rule.writes}
