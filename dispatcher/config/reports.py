"""Settings of reports that go out by themselves."""

from msgspec import Struct

from dispatcher.vocabulary import DAY, HOUR, Span, Word


class Every(Word):
    """How much time a report is about: a week of the calendar from Monday on, or a month."""

    WEEK = "week"
    MONTH = "month"


class Paper(Word):
    """What kind of file a report is."""

    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"


class ReportSettings(Struct, frozen=True, kw_only=True):
    """A report that is sent to each of `email` when a week or a month is over.

    It goes `at` that time of the next day, by the clock of the place; a machine that was off then sends it
    as long as no more than `late` has passed.
    """

    name: str
    email: tuple[str, ...]
    every: Every = Every.MONTH
    at: Span = Span(6 * HOUR)
    formats: tuple[Paper, ...] = (Paper.PDF,)
    language: str = "en"
    late: Span = Span(7 * DAY)
