"""From what a centre file says about opening hours to a `Calendar`: zones, public holidays, days that differ.

Here, and nowhere below, are time zones looked up and holidays worked out; what comes of it is plain numbers.
They reach from the year before to `YEARS` years after the one they are worked out in. Beyond that only the
week and single openings hold, by the clocks as they then stand; so a service that runs for years reads its
file again.
"""

import re
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher.hours import Calendar, Opening
from dispatcher.vocabulary import SECOND, CalendarId, Instant, Span

if TYPE_CHECKING:
    from holidays import HolidayBase

YEARS: Final = 10
"""How many years ahead hours are known. Some countries' holidays are announced, or estimated, no further."""

_EPOCH: Final = date(1970, 1, 1).toordinal()
_NO_PLACES: Final = {"Factory", "localtime", "posix", "posixrules", "right"}
"""What a database may hold beside zones: this machine's own, and copies that count leap seconds."""
_STEP: Final = 24 * 60 * 60  # seconds; no zone changed its clocks twice within a day


def calendar_of(
    id: CalendarId,  # noqa: A002
    *,
    zone: str,
    week: tuple[tuple[Opening, ...], ...],
    holidays: str | None,
    closed: Sequence[tuple[date, date]],
    open: Mapping[date, tuple[Opening, ...]],  # noqa: A002
    start: int,
) -> Calendar:
    """The calendar these settings mean, worked out for the years around `start`.

    `week` has seven days, Monday first. `holidays` is a country, and maybe a part of it: "TH", "DE-BY".
    Public holidays are closed the whole day. So are the days of `closed`, from the first to the last of each
    pair. On a day of `open` those hours hold, whatever else is said. Openings may come in any order; those
    that overlap or touch become one.
    """
    years = range(start - 1, start + YEARS + 1)
    days: dict[date, tuple[Opening, ...]] = dict.fromkeys(_days_of(closed, years), ())
    days |= dict.fromkeys(_known_holidays(holidays, years) if holidays else (), ())
    days |= open
    return Calendar(
        id=id,
        week=tuple(_joined(openings) for openings in week),
        days=tuple((_number(day), _joined(days[day])) for day in sorted(days)),
        offsets=_offsets(ZoneInfo(zone), years),
    )


def zone_exists(name: str) -> bool:
    """Is there a time zone of this name, such as Asia/Bangkok, with the same clocks on every machine?"""
    if name.split("/")[0] in _NO_PLACES:
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder, such as Europe
        return False
    return True


def country_exists(code: str) -> bool:
    """Are the holidays known of this country, or this part of one? The first question loads the library."""
    try:
        _known_holidays(code, ())
    except NotImplementedError:
        return False
    return True


def _known_holidays(code: str, years: Iterable[int]) -> "HolidayBase":
    """The holidays as the library knows them.

    Raises:
        NotImplementedError: it knows no such country, or no such part of it.
    """
    from holidays import country_holidays  # a tenth of a second, which most commands need not wait

    if not (parts := re.fullmatch(r"([A-Z]{2})(?:-(.+))?", code)):
        raise NotImplementedError(code)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a far year's are not known yet, or a part's name is an old one
        return country_holidays(parts[1], subdiv=parts[2], years=years)


def _days_of(ranges: Iterable[tuple[date, date]], years: range) -> Iterable[date]:
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    for start, end in ranges:
        for ordinal in range(max(start, first).toordinal(), min(end, last).toordinal() + 1):
            yield date.fromordinal(ordinal)


def _joined(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    joined: list[Opening] = []
    for start, end in sorted(openings):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


def _number(day: date) -> int:
    return day.toordinal() - _EPOCH


def _offsets(zone: ZoneInfo, years: range) -> tuple[tuple[Instant, Span], ...]:
    """How far the zone's clocks are ahead of UTC: at the start of the years, and from each change on."""
    start, end = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (years[0], years[-1] + 1))
    found = [(start, _ahead(zone, start))]
    for second in range(start, end, _STEP):
        ahead = _ahead(zone, second + _STEP)
        if ahead != found[-1][1]:
            found.append((_change(zone, second), ahead))
    return tuple((Instant(since * SECOND), Span(ahead * SECOND)) for since, ahead in found)


def _change(zone: ZoneInfo, after: int) -> int:
    """The second, less than a step after this one, from which on the offset is another."""
    before = _ahead(zone, after)
    seconds = range(after, after + _STEP + 1)
    return seconds[bisect_left(seconds, True, key=lambda second: _ahead(zone, second) != before)]


def _ahead(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None, "a zone of the database has an offset at every instant"
    return int(offset.total_seconds())
