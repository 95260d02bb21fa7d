"""What the monthly report says: the month beside the one before, and by queue and team.

No agent is named in it: what goes round by mail ranks nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, Final

from msgspec import Struct

from analytics.definition import Better, Kpi, Level
from analytics.grains import month as whole_month
from analytics.intervals import moment
from analytics.kpis import Cut, Unit, pick, that_can_be_cut
from analytics.notebook import Book
from dashboard.figurewords import FIGURE_WORDS
from dashboard.sparks import spark
from dashboard.words import words
from dispatcher.centre import Centre
from dispatcher.errors import OwnerError
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
    book: Book, centre: Centre, month: str, language: str, zone: tzinfo | None = None
) -> dict[str, Any]:
    """All that the report's template asks for.

    Raises:
        OwnerError: it is no month, or no fact is of it.
    """
    say = words(FIGURE_WORDS, language)
    this = _month(month, zone)
    asked: dict[str, Any] = {"since": moment(this.since, zone), "until": moment(this.until, zone)}
    before = moment(Instant(this.since - 1), zone).strftime("%Y-%m")
    earlier = _month(before, zone)
    then: dict[str, Any] = {"since": moment(earlier.since, zone), "until": moment(earlier.until, zone)}
    names = [kpi.name for kpi in SHOWN]
    now_row = book.kpis(names, grain="month", **asked).row(0, named=True)
    then_row = book.kpis(names, grain="month", **then).row(0, named=True)
    if not now_row["incoming"] and not now_row["closed"]:
        raise OwnerError(f"nothing happened in {month}: there is nothing to report")
    daily = book.kpi("incoming", grain="day", **asked)["incoming"].to_list()
    parts = [_part(book, centre, by, kpis, asked, say) for by, kpis in PARTS]
    return {
        "say": say,
        "month": month,
        "centre": centre.name,
        "spark": spark(daily),
        "whole": [_line(kpi, now_row[kpi.name], then_row[kpi.name], say) for kpi in SHOWN],
        "parts": [part for part in parts if part.rows],
        "kpis": SHOWN,
    }


def _month(name: str, zone: tzinfo | None) -> Any:
    try:
        return whole_month(name, zone)
    except ValueError:
        raise OwnerError(f"{name!r} is no month; write 2026-10") from None


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
    book: Book, centre: Centre, by: Cut, kpis: Sequence[Kpi], asked: Mapping[str, Any], say: Mapping[str, str]
) -> Part:
    shown = that_can_be_cut(kpis, [by])
    table = book.kpis([kpi.name for kpi in shown], by, "month", **asked)
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
