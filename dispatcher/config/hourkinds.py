"""The kinds of value that say when something is open: hours of a day, days of a week, dates, places."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import available_timezones

from dispatcher.config.calendars import country_exists, zone_exists
from dispatcher.config.kinds import UNFIT, Kind, ListOf, MapOf
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, any_of, say_text
from dispatcher.hours import Opening
from dispatcher.vocabulary import DAY, HOUR, MINUTE, Span

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
YEARS: Final = range(2000, 2200)
"""Dates outside of these are slips of the keyboard."""


class Stretch(Kind, frozen=True):
    """A stretch of the day, as (from, until) since midnight; it ends the next day if not after its begin."""

    overnight: bool = True

    @property
    def allowed(self) -> str:
        """The form, by example."""
        if self.overnight:
            return 'hours of the day such as "08:00-16:30" or "22:00-06:00"'
        return 'hours of that one day such as "08:00-16:30" or "00:00-24:00"'

    def fit(self, raw: Any) -> Any:
        """Both ends as spans since the first midnight."""
        found = re.fullmatch(r"(\d\d):(\d\d) ?- ?(\d\d):(\d\d)", raw) if isinstance(raw, str) else None
        begin, end = (_of_day(found[1], found[2]), _of_day(found[3], found[4])) if found else (None, None)
        if begin is None or end is None or begin == DAY:
            return UNFIT
        if end > begin:
            return begin, end
        return (begin, Span(end + DAY)) if self.overnight else UNFIT

    def say(self, value: Any) -> str:
        """From and until, by the clock."""
        return say_text("-".join(map(_clock, value)))


def _of_day(hours: str, minutes: str) -> Span | None:
    since_midnight = Span(int(hours) * HOUR + int(minutes) * MINUTE)
    return since_midnight if int(minutes) < 60 and since_midnight <= DAY else None


def _clock(since_midnight: Span) -> str:
    on_its_day = since_midnight - DAY if since_midnight > DAY else since_midnight
    hours, minutes = divmod(on_its_day // MINUTE, 60)
    return f"{hours:02}:{minutes:02}"


class TimeOfDay(Kind, frozen=True):
    """A time of the day, as the span since midnight by the clock."""

    @property
    def allowed(self) -> str:
        """The form and the bounds."""
        return 'a time of the day from "00:00" to "23:59"'

    def fit(self, raw: Any) -> Any:
        """The span since midnight."""
        found = re.fullmatch(r"(\d\d):(\d\d)", raw) if isinstance(raw, str) else None
        since_midnight = _of_day(found[1], found[2]) if found else None
        return UNFIT if since_midnight is None or since_midnight == DAY else since_midnight

    def say(self, value: Any) -> str:
        """By the clock."""
        return say_text(_clock(value))


class Openings(ListOf, frozen=True):
    """The stretches of one day, none across another."""

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """All of them in order, or `UNFIT` after noting each mistake."""
        values = super().read(raw, path, sheet)
        if values is UNFIT:
            return UNFIT
        crossing = [*_crossing(values)]
        for index in crossing:
            found = f"{self.item.say(values[index])}, which lies across others"
            sheet.wrong((*path, index), found, "hours that begin when those before are over")
        return UNFIT if crossing else tuple(sorted(values))


def _crossing(stretches: tuple[Opening, ...]) -> Iterator[int]:
    """Which of them begin before an earlier one is over."""
    ordered = sorted(range(len(stretches)), key=lambda index: stretches[index])
    until = Span(0)
    for index in ordered:
        begin, end = stretches[index]
        if begin < until:
            yield index
        until = max(until, end)


OF_WEEKDAYS: Final = Openings(item=Stretch(), into=tuple)
OF_DATES: Final = Openings(item=Stretch(overnight=False), into=tuple)


class Weekdays(Kind, frozen=True):
    """A day of the week, or several in a row, as their numbers from Monday on."""

    @property
    def allowed(self) -> str:
        """The names, and how to say several."""
        return f"{any_of(DAYS)}; or from one to another, such as mon-fri"

    def words(self) -> Iterable[str]:
        """Every day, and the most usual row."""
        return (*DAYS, "mon-fri")

    def fit(self, raw: Any) -> Any:
        """The days from the first to the last, over Sunday where need be."""
        first, dash, last = raw.partition("-")
        if first not in DAYS or (dash and last not in DAYS) or first == last:
            return UNFIT
        begin, end = DAYS.index(first), DAYS.index(last or first)
        return tuple((begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1))


class Week(MapOf, frozen=True):
    """The openings of each weekday, Monday first; what reaches over midnight is cut there."""

    def read(self, raw: object, path: Path, sheet: Sheet) -> Any:
        """Seven days with their openings, or `UNFIT` after noting each mistake."""
        rows = super().read(raw, path, sheet)
        if rows is UNFIT:
            return UNFIT
        days = dict[int, tuple[Opening, ...]]()
        for word, (row, stretches) in zip(raw, rows.items(), strict=True):  # type: ignore[call-overload]
            for day in row:
                if day in days:
                    sheet.wrong((*path, word), f"{DAYS[day]} once more", "each day once")
                days.setdefault(day, stretches)
        return cut_at_midnight(days)

    def say(self, value: Any) -> str:
        """Each day that has openings."""
        said = (f"{day} = {OF_WEEKDAYS.say(one)}" for day, one in zip(DAYS, value, strict=True) if one)
        return f"{{ {', '.join(said)} }}" if any(value) else "{}"


def cut_at_midnight(days: Mapping[int, Iterable[Opening]]) -> tuple[tuple[Opening, ...], ...]:
    """The openings of seven weekdays, none over midnight."""
    week: list[list[Opening]] = [[] for _ in DAYS]
    for day, stretches in days.items():
        for begin, end in stretches:
            week[day].append((begin, Span(min(end, DAY))))
            if end > DAY:
                week[(day + 1) % 7].append((Span(0), Span(end - DAY)))
    return tuple(tuple(sorted(openings)) for openings in week)


class Date(Kind, frozen=True):
    """One date: TOML's own, or a text."""

    @property
    def allowed(self) -> str:
        """The form, by example."""
        return f"a date from {YEARS[0]} to {YEARS[-1]} such as 2026-12-24"

    def fit(self, raw: Any) -> Any:
        """The date, if the calendar has it."""
        if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
            try:
                raw = date.fromisoformat(raw)
            except ValueError:
                return UNFIT
        # A date with a time of day is a date to Python, too.
        return raw if type(raw) is date and raw.year in YEARS else UNFIT


class Dates(Kind, frozen=True):
    """One date or several in a row, as (first, last)."""

    @property
    def allowed(self) -> str:
        """Both forms, by example."""
        return f'{_DATE.allowed}, or the first and last of several such as "2026-12-27/2026-12-31"'

    def fit(self, raw: Any) -> Any:
        """The first and the last date, which may be the same."""
        first, last = raw.split("/") if isinstance(raw, str) and raw.count("/") == 1 else (raw, raw)
        begin, end = _DATE.fit(first), _DATE.fit(last)
        return UNFIT if begin is UNFIT or end is UNFIT or end < begin else (begin, end)


_DATE: Final = Date()


class Zone(Kind, frozen=True):
    """A time zone by its name."""

    @property
    def allowed(self) -> str:
        """Whose names, by example."""
        return 'a time zone of the IANA database such as "Asia/Bangkok" or "Europe/Berlin"'

    def words(self) -> Iterable[str]:
        """Every zone this machine knows."""
        return sorted(available_timezones())

    def fit(self, raw: Any) -> Any:
        """The name, if there is such a zone."""
        named = isinstance(raw, str) and re.fullmatch(r"[\w+-]{1,32}(?:/[\w+-]{1,32}){0,2}", raw, re.ASCII)
        return raw if named and zone_exists(raw) else UNFIT


class Country(Kind, frozen=True):
    """A country, or a region of one, whose public holidays are kept."""

    @property
    def allowed(self) -> str:
        """Whose codes, by example."""
        return 'a country\'s code (ISO 3166) such as "TH", or a region\'s such as "DE-BY"'

    def fit(self, raw: Any) -> Any:
        """The code, if its holidays are known."""
        coded = isinstance(raw, str) and re.fullmatch(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", raw)
        return raw if coded and country_exists(raw) else UNFIT
