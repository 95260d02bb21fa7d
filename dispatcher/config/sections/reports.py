"""Settings of reports that go out by themselves."""

from typing import Final

from dispatcher.config.declare import Section, Setting, default_of
from dispatcher.config.hourkinds import TimeOfDay
from dispatcher.config.kinds import Duration, ListOf, OneOf
from dispatcher.config.reports import Every, Paper, ReportSettings
from dispatcher.config.sections.outside import ADDRESS
from dispatcher.vocabulary import DAY, HOUR, Span

REPORTS: Final = Section(
    name="reports",
    meaning="Reports that are sent by email when a week or a month is over, each to each address once.",
    named=True,
    settings=(
        Setting(
            name="email",
            meaning="who gets it; colleagues, never customers",
            kind=ListOf(item=ADDRESS, into=tuple),
        ),
        Setting(
            name="every",
            meaning="how much time it is about: a week from Monday to Sunday, or a month",
            kind=OneOf(choices=Every),
            default=default_of(ReportSettings, "every"),
        ),
        Setting(
            name="at",
            meaning="when it is sent on the day after, by the clock of the machine's time zone",
            kind=TimeOfDay(),
            default=default_of(ReportSettings, "at"),
        ),
        Setting(
            name="formats",
            meaning="the files that come with it; xlsx has every KPI by queue and day",
            kind=ListOf(item=OneOf(choices=Paper), into=tuple),
            default=default_of(ReportSettings, "formats"),
        ),
        Setting(
            name="language",
            meaning="what it is written in",
            kind=OneOf(choices=("en", "th", "zh", "fa", "ru")),
            default=default_of(ReportSettings, "language"),
        ),
        Setting(
            name="late",
            meaning="how late it is still sent when nothing ran at its time",
            kind=Duration(least=HOUR, most=Span(31 * DAY)),
            default=default_of(ReportSettings, "late"),
        ),
    ),
)
