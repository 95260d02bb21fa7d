"""Settings of opening hours, and of levers that change by the hour."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting
from dispatcher.config.hourkinds import OF_DATES, OF_WEEKDAYS, Country, Date, Dates, Week, Weekdays, Zone
from dispatcher.config.kinds import ListOf, MapOf, Name
from dispatcher.config.sections.levers import LEVERS

_CLOSED: Final = ((),) * 7

HOURS = Section(
    name="hours",
    meaning="When something is open. Queues count their promises inside of it, timetables set levers by it.",
    named=True,
    settings=(
        Setting(
            name="zone",
            meaning="by whose clocks; when they change, the hours change with them",
            kind=Zone(),
            default="UTC",
        ),
        Setting(
            name="week",
            meaning="the hours of each weekday; one not named is closed, and hours that end before they "
            "begin end the next day",
            kind=Week(
                key=Weekdays(),
                item=OF_WEEKDAYS,
                example='{ mon-fri = ["09:00-12:00", "13:00-17:00"], sat = ["09:00-12:00"] }',
            ),
            default=_CLOSED,
        ),
        Setting(
            name="holidays",
            meaning="the country, or part of one, on whose public holidays it is closed",
            kind=Country(),
            default=Said("none"),
        ),
        Setting(
            name="closed",
            meaning="other days on which it is closed",
            kind=ListOf(item=Dates(), into=tuple),
            default=(),
        ),
        Setting(
            name="open",
            meaning="days with hours of their own, whatever else is said of them",
            kind=MapOf(key=Date(), item=OF_DATES, example='{ 2026-12-24 = ["09:00-12:00"] }'),
            default={},
        ),
    ),
)

TIMETABLES = Section(
    name="timetables",
    meaning="Levers by the hour: they hold instead of the same levers of these agents, teams and queues "
    "while the hours are open; with none of the three named, instead of the centre's. Of several that are "
    "open and set the same, the one whose id sorts last holds.",
    named=True,
    settings=(
        Setting(name="hours", meaning="when they hold", kind=Name(what="an id of [hours]")),
        Setting(
            name="agents",
            meaning="the agents for whom they hold",
            kind=ListOf(item=Name(what="an agent's id"), into=tuple),
            default=(),
        ),
        Setting(
            name="teams",
            meaning="the teams for which they hold",
            kind=ListOf(item=Name(what="a team's id"), into=tuple),
            default=(),
        ),
        Setting(
            name="queues",
            meaning="the queues for which they hold",
            kind=ListOf(item=Name(what="a queue's id"), into=tuple),
            default=(),
        ),
        *LEVERS,
    ),
)
