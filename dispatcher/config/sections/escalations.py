"""Settings of escalations: when supervisors hear of a letter, and how."""

from typing import Final

from dispatcher.access.people import PROGRAMS, Role
from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Duration, Flag, ListOf, Name, OneOf, Text, Whole
from dispatcher.config.sections.outside import ADDRESS
from dispatcher.config.staffkinds import Language
from dispatcher.folders.escalation import Escalation
from dispatcher.vocabulary import DAY, MINUTE, PromiseKind, Span

_ALL: Final = Said("all")
_PEOPLE: Final = tuple(role for role in Role if role not in PROGRAMS)

ESCALATIONS: Final = Section(
    name="escalations",
    meaning="When supervisors are told that letters are late, or soon will be: by email and on screens.",
    named=True,
    settings=(
        Setting(
            name="promises",
            meaning="the kinds of promise that count",
            kind=ListOf(item=OneOf(choices=PromiseKind), into=frozenset),
            default=_ALL,
        ),
        Setting(
            name="share",
            meaning="what part of a promise's time is over when supervisors are told; 100 is its breach",
            kind=Whole(least=1, most=100, unit="percent"),
            default=default_of(Escalation, "share"),
        ),
        Setting(
            name="overdue",
            meaning="how much later than the breach they are told, in business time; instead of `share`",
            kind=Duration(least=Span(0), most=Span(30 * DAY)),
            default=default_of(Escalation, "overdue"),
        ),
        Setting(
            name="queues",
            meaning="the queues whose letters count",
            kind=ListOf(item=Name(what="a queue's id"), into=tuple),
            default=_ALL,
        ),
        Setting(
            name="categories",
            meaning="the categories whose letters count",
            kind=ListOf(item=Name(what="a category's id"), into=tuple),
            default=_ALL,
        ),
        Setting(
            name="tiers",
            meaning="the tiers whose letters count",
            kind=ListOf(item=Name(what="a tier"), into=tuple),
            default=_ALL,
        ),
        Setting(
            name="email",
            meaning="who is written to; colleagues, never customers",
            kind=ListOf(item=ADDRESS, into=tuple),
            default=Said("nobody"),
        ),
        Setting(
            name="users",
            meaning="users who are written to, where they have an address: `ringpost user edit --email`",
            kind=ListOf(item=Text(what="a user's name", most=64), into=tuple),
            default=Said("nobody"),
        ),
        Setting(
            name="roles",
            meaning="everybody of these roles is written to; nobody who is disabled",
            kind=ListOf(item=OneOf(choices=_PEOPLE), into=tuple),
            default=Said("nobody"),
        ),
        Setting(
            name="teams",
            meaning="of `roles` only those of these teams; whoever decides for all teams is of each",
            kind=ListOf(item=Name(what="a team's id"), into=tuple),
            default=_ALL,
        ),
        Setting(
            name="every",
            meaning="how long an address waits at least from one message to the next",
            kind=Duration(least=MINUTE, most=DAY),
            default=default_of(Escalation, "every"),
        ),
        Setting(
            name="screen",
            meaning="it shows on the wallboard and the folders as well",
            kind=Flag(),
            default=default_of(Escalation, "screen"),
        ),
        Setting(
            name="language",
            meaning="what the messages are written in: en, th, zh, fa or ru",
            kind=Language(),
            default=default_of(Escalation, "language"),
        ),
    ),
)
