"""What a report says: a month or a week beside the one before, and by queue and team.

No agent is named in it: what goes round by mail ranks nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final

from msgspec import Struct

from analytics.definition import Better, Kpi, Level
from analytics.grains import Grain, name_of, period
from analytics.intervals import Window, moment
from analytics.kpis import Cut, Unit, pick, that_can_be_cut
from analytics.notebook import Book
from dashboard.figurewords import FIGURE_WORDS
from dashboard.incidents import noted
from dashboard.words import words
from dispatcher.centre import Centre
from dispatcher.errors import OwnerError
from dispatcher.incidents.store import Incident
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, Instant

SHOWN: Final = pick(
    *("incoming", "answered", "abandon_rate", "service_level", "asa", "wait_p90", "callbacks", "replies"),
    *("response_rate", "response_p90", "resolution_time", "promises_kept", "sla_breaches", "closed"),
    *("handle_time", "occupancy", "interruptions", "resume_lag", "calls_saved", "first_contact_resolution"),
    *("hop_rate", "duplicates"),
)
PARTS: Final[tuple[tuple[Cut, tuple[Kpi, ...]], ...]] = (
    (Cut.QUEUE, pick("incoming", "service_level", "promises_kept", "asa", "response_p90", "sla_breaches")),
    (Cut.TEAM, pick("closed", "handle_time", "occupancy", "calls_per_hour", "emails_per_hour")),
    (Cut.CATEGORY, pick("incoming", "closed", "resolution_time", "sla_breaches")),
    (Cut.TIER, pick("incoming", "promises_kept", "sla_breaches")),
)
NOTHING: Final = "–"


class NothingError(OwnerError):
    """Nothing happened in that time."""


class Line(Struct, frozen=True, kw_only=True):
    """One KPI of the whole centre. `level` is a thresholds' word, or empty."""

    title: str
    value: str
    before: str
    level: str
    word: str


class Row(Struct, frozen=True):
    """One group and its values, as they are written."""

    name: str
    values_: Sequence[str]


class Part(Struct, frozen=True):
    """A table by group."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]


def figures(
    book: Book,
    centre: Centre,
    name: str,
    language: str,
    zone: tzinfo | None = None,
    incidents: Sequence[Incident] = (),
) -> dict[str, Any]:
    """All that the report's template asks for, of the month or week of this name.

    Raises:
        OwnerError: there is no such month or week.
        NothingError: no fact is of it.
    """
    say = words(FIGURE_WORDS, language)
    grain, this = _period(name, zone)
    asked = within(this, zone)
    _, earlier = _period(name_of(moment(Instant(this.since - 1), zone).date(), grain), zone)
    then = within(earlier, zone)
    if this.until <= book.begins:
        raise OwnerError(f"{name} was removed; what is kept begins on {moment(book.begins, zone):%Y-%m-%d}")
    names = [kpi.name for kpi in SHOWN]
    now_row = book.kpis(names, grain=grain, **asked).row(0, named=True)
    then_row = book.kpis(names, grain=grain, **then).row(0, named=True)
    if not now_row["incoming"] and not now_row["closed"]:
        raise NothingError(f"nothing happened in {name}: there is nothing to report")
    daily = book.kpi("incoming", grain="day", **asked)["incoming"].to_list()
    parts = [_part(book, centre, by, kpis, grain, asked, say) for by, kpis in PARTS]
    return {
        "say": say,
        "title": say["report" if grain is Grain.MONTH else "report_week"],
        "period": name,
        "centre": centre.name,
        "bars": bars(daily),
        "most": f"{max(daily, default=0):,.0f}",
        "whole": [_line(kpi, now_row[kpi.name], then_row[kpi.name], say) for kpi in SHOWN],
        "parts": [part for part in parts if part.rows],
        "incidents": noted(incidents, zone),
        "kpis": SHOWN,
    }


class Bar(Struct, frozen=True):
    """One day's bar in a chart that is 100 wide and 24 high."""

    x: float
    y: float
    width: float
    height: float


def bars(values: Sequence[float]) -> list[Bar]:
    """A bar for each value, the highest as high as the chart."""
    step, most = 100 / max(len(values), 1), max(values, default=0) or 1
    heights = [24 * value / most for value in values]
    return [
        Bar(round(n * step + step / 8, 2), round(24 - height, 2), round(step * 0.75, 2), round(height, 2))
        for n, height in enumerate(heights)
    ]


def within(window: Window, zone: tzinfo | None) -> dict[str, Any]:
    """The two ends, as a `Book` is asked."""
    return {"since": moment(window.since, zone), "until": moment(window.until, zone)}


def span_of(name: str, zone: tzinfo | None = None) -> Window:
    """The time of the month or week of this name.

    Raises:
        OwnerError: there is none.
    """
    return _period(name, zone)[1]


def _period(name: str, zone: tzinfo | None) -> tuple[Grain, Window]:
    try:
        return period(name, zone)
    except ValueError:
        raise OwnerError(f"{name!r} is no month and no week; write 2026-10 or 2026-W41") from None


def _line(kpi: Kpi, value: float | None, before: float | None, say: Mapping[str, str]) -> Line:
    level = kpi.level(value)
    return Line(
        title=say[kpi.name],
        value=written(kpi.unit, value),
        before=written(kpi.unit, before),
        level="" if level is Level.PLAIN else level.value,
        word="" if level is Level.PLAIN else say[_word(kpi, level)],
    )


def _word(kpi: Kpi, level: Level) -> str:
    """A share that is too low is not late."""
    return "below" if level is Level.BREACH and kpi.better is Better.HIGHER else level.value


def _part(
    book: Book,
    centre: Centre,
    by: Cut,
    kpis: Sequence[Kpi],
    grain: Grain,
    asked: Mapping[str, Any],
    say: Mapping[str, str],
) -> Part:
    shown = that_can_be_cut(kpis, [by])
    table = book.kpis([kpi.name for kpi in shown], by, grain, **asked)
    return Part(
        say[f"by_{by}"],
        [say[kpi.name] for kpi in shown],
        [
            Row(_named(centre, by, row[by]), [written(kpi.unit, row[kpi.name]) for kpi in shown])
            for row in table.rows(named=True)
        ],
    )


def _named(centre: Centre, by: Cut, id_: str) -> str:
    all_known: Mapping[Cut, Mapping[Any, Any]] = {
        Cut.QUEUE: centre.queues,
        Cut.TEAM: centre.teams,
        Cut.CATEGORY: centre.categories,
    }
    known = all_known.get(by, {})
    return known[id_].name if id_ in known else id_


def written(unit: Unit, value: float | None) -> str:
    """The value for people, in Latin digits: 1,234; 87 %; 4:05; 2 d 3 h."""
    if value is None:
        return NOTHING
    match unit:
        case Unit.COUNT:
            return f"{value:,.0f}"
        case Unit.SHARE:
            return f"{value:.1%}"
        case Unit.SPAN:
            return _span(int(value))
        case Unit.RATE | Unit.RATIO:
            return f"{value:,.2f}"


def _span(span: int) -> str:
    seconds = span // SECOND % 60
    if span >= DAY:
        return f"{span // DAY} d {span % DAY // HOUR} h"
    if span >= HOUR:
        return f"{span // HOUR}:{span % HOUR // MINUTE:02}:{seconds:02}"
    return f"{span // MINUTE}:{seconds:02}"
