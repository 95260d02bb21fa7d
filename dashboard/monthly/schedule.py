"""When a report goes out, and about what. Pure."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from analytics.grains import Grain, name_of, period
from analytics.intervals import instant, moment
from dispatcher.config.reports import ReportSettings
from dispatcher.vocabulary import HOUR, MINUTE, Instant, Span, between


def due(report: ReportSettings, now: Instant, zone: tzinfo | None) -> list[str]:
    """The months or weeks whose report's time has come, and is not long over; the earliest first."""
    grain, names = Grain(report.every), list[str]()
    name = name_of(moment(now, zone).date(), grain)
    while between(goes := _goes(name, report.at, zone), now) <= report.late:
        name = name_of(_begin(name, zone) - timedelta(days=1), grain)
        if goes <= now:
            names.append(name)
    return names[::-1]


def _goes(name: str, at: Span, zone: tzinfo | None) -> Instant:
    """That time of the first day, as the place's clock shows it."""
    clock = time(at // HOUR, at % HOUR // MINUTE)
    return instant(datetime.combine(_begin(name, zone), clock, tzinfo=zone).astimezone(UTC))


def _begin(name: str, zone: tzinfo | None) -> date:
    _, window = period(name, zone)
    return moment(window.since, zone).date()
