"""Days and times as letters say them, in five languages and the calendars people there live by. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from dispatcher.hours import Calendar, Opening
from dispatcher.vocabulary import HOUR, MINUTE, CalendarId, Instant, Span

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001  (local clocks, without a zone)
BUDDHIST: Final = 543  # years the Thai calendar is ahead


def local(at: Instant, calendar: Calendar) -> datetime:
    """What clocks show at this instant where the calendar's place is; without a zone."""
    place = bisect_right(calendar.offsets, at, key=lambda change: change[0]) - 1
    return _EPOCH + timedelta(microseconds=at + calendar.offsets[max(place, 0)][1])


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of the Persian calendar, by its cycle of 33 years: right from 1799 to 2256."""
    cycles, days = divmod(day.toordinal() + 356_032, 12_053)
    fours, days = divmod(days, 1_461)
    year = -1_595 + 33 * cycles + 4 * fours
    if days > 365:
        more, days = divmod(days - 1, 365)
        year += more
    month, days = divmod(days, 31) if days < 186 else (6 + (days - 186) // 30, (days - 186) % 30)
    return year, month + 1, days + 1


class Words(Struct, frozen=True):
    """One language: weekdays from Monday, months, and how a day, a moment and hours are put together."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day: str
    moment: str
    span: str
    comma: str
    digits: str = "0123456789"
    parts: Callable[[date], tuple[int, int, int]] = lambda day: (day.year, day.month, day.day)


def _words(weekdays: str, months: str, *shapes: str, **rest: object) -> Words:
    return Words(tuple(weekdays.split("|")), tuple(months.split("|")), *shapes, **rest)  # type: ignore[arg-type]


ENGLISH: Final = _words(
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "January|February|March|April|May|June|July|August|September|October|November|December",
    "{day} {month} {year}",
    "{weekday}, {day} {month}, {time}",
    "{first} to {last}",
    ", ",
)
LANGUAGES: Final[Mapping[str, Words]] = {
    "en": ENGLISH,
    "th": _words(
        "วันจันทร์|วันอังคาร|วันพุธ|วันพฤหัสบดี|วันศุกร์|วันเสาร์|วันอาทิตย์",
        "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม",
        "{day} {month} {year}",
        "{weekday}ที่ {day} {month} เวลา {time} น.",
        "{first} ถึง {last}",
        " ",
        parts=lambda day: (day.year + BUDDHIST, day.month, day.day),
    ),
    "zh": _words(
        "星期一|星期二|星期三|星期四|星期五|星期六|星期日",
        "1|2|3|4|5|6|7|8|9|10|11|12",
        "{year}年{month}月{day}日",
        "{month}月{day}日{weekday} {time}",
        "{first}至{last}",
        "，",
    ),
    "fa": _words(
        "دوشنبه|سه‌شنبه|چهارشنبه|پنجشنبه|جمعه|شنبه|یکشنبه",
        "فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند",
        "{day} {month} {year}",
        "{weekday} {day} {month}، ساعت {time}",
        "{first} تا {last}",
        "، ",
        digits="۰۱۲۳۴۵۶۷۸۹",
        parts=jalali,
    ),
    "ru": _words(
        "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье",
        "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
        "{day} {month} {year} г.",
        "{day} {month} ({weekday}), {time}",
        "{first} – {last}",
        ", ",
    ),
}


def words_of(language: str) -> Words:
    """This language's; English where we have none."""
    return LANGUAGES.get(language, ENGLISH)


def say_day(day: date, language: str) -> str:
    """24 November 2026."""
    words = words_of(language)
    year, month, number = words.parts(day)
    return words.day.format(
        day=_digits(number, words), month=words.months[month - 1], year=_digits(year, words)
    )


def say_moment(at: Instant, calendar: Calendar | None, language: str) -> str:
    """Tuesday, 24 November, 14:00; in UTC, and saying so, where no calendar tells the place."""
    words, shown = words_of(language), local(at, calendar or _UTC)
    _, month, number = words.parts(shown.date())
    moment = words.moment.format(
        weekday=words.weekdays[shown.weekday()],
        day=_digits(number, words),
        month=words.months[month - 1],
        time=_digits(f"{shown:%H:%M}", words),
    )
    return moment if calendar else f"{moment} (UTC)"


def say_hours(week: Sequence[Sequence[Opening]], language: str) -> str:
    """Monday to Friday 9:00–17:00, Saturday 9:00–12:00; days that are shut are left out."""
    words = words_of(language)
    runs: list[tuple[int, int]] = []
    for weekday, openings in enumerate(week):
        if runs and runs[-1][1] == weekday - 1 and week[weekday - 1] == openings:
            runs[-1] = (runs[-1][0], weekday)
        else:
            runs.append((weekday, weekday))
    return words.comma.join(_run(words, *run, week[run[0]]) for run in runs if week[run[0]])


def _run(words: Words, first: int, last: int, openings: Sequence[Opening]) -> str:
    days = words.weekdays[first]
    if first != last:
        days = words.span.format(first=days, last=words.weekdays[last])
    return f"{days} {words.comma.join(f'{_clock(a, words)}–{_clock(b, words)}' for a, b in openings)}"


def _clock(since: Span, words: Words) -> str:
    return _digits(f"{since // HOUR}:{since % HOUR // MINUTE:02}", words)


def _digits(shown: object, words: Words) -> str:
    return str(shown).translate({ord(str(n)): digit for n, digit in enumerate(words.digits)})


_UTC: Final = Calendar(id=CalendarId("utc"), week=((),) * 7)
