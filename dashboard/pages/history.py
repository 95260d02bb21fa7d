"""Any KPI over any days: as a chart and a table, by hour and weekday, and beside another period.

The last row is the time as a whole, measured like the wallboard's numbers, so that anybody can see that
history and live are the same. Every view has its address, and its data beside it as `.json`, `.csv`,
`.parquet` and `.xlsx`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

import polars as pl
from dash import dcc, html
from fastapi import APIRouter, Request, Response

from analytics.eventlog import EventLog
from analytics.exports import MEDIA_TYPES, Form, export
from analytics.grains import Grain
from analytics.intervals import moment
from analytics.kpis import KPIS, Kind, Kpi
from dashboard.charts import CHART_SETTINGS, Line, chart, histogram
from dashboard.feed import Feed
from dashboard.figurewords import FIGURE_WORDS
from dashboard.house import House, Settings, address
from dashboard.pages.login import way_out
from dashboard.views import GROUPS, Heat, View, all_kpis, back, heat, spread_of, table_of, view_of
from dashboard.words import words
from dispatcher.centre import Centre
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import Instant

path = "/history"

MOST_LINES: Final = 8  # more cannot be told apart by eye; the table has them all
FOR_MAPS: Final = 2  # days from which hours of weekdays are worth a map

Row = Mapping[str, Any]


class Figures:
    """What one view shows: the windows' rows, those of the whole, those of the period before, and a map."""

    def __init__(self, log: EventLog, view: View, now: Instant, zone: tzinfo | None) -> None:
        table = _measured(log, view, now, zone)
        self.today = "today" in table["window"]
        name = "today" if self.today else "whole"
        self.rows = table.filter(pl.col("window") != name).rows(named=True)
        self.whole = table.filter(pl.col("window") == name).rows(named=True)
        earlier = _measured(log, back(view), now, zone) if view.before else None
        self.before = [] if earlier is None else earlier.rows(named=True)
        self.bins: Sequence[Row] = spread_of(log, view, now, zone).rows(named=True)
        self.map: Heat = heat(log, view, now, zone) if view.days >= FOR_MAPS and view.means_something else []


def _measured(log: EventLog, view: View, now: Instant, zone: tzinfo | None) -> pl.DataFrame:
    return table_of(log, view, _columns(view), now, zone)


def _columns(view: View) -> list[Kpi]:
    """All KPIs of one day, the chosen one first; of longer times, or told apart, that one alone."""
    if view.by or view.days > 1:
        return [view.kpi]
    return [view.kpi, *(kpi for kpi in KPIS if kpi is not view.kpi and not kpi.variant_of)]


async def layout(house: House, **query: str) -> Any:
    """The view that the query asks for; today's quarter hours of the whole centre by default."""
    say, zone = words(FIGURE_WORDS, house.language), house.settings.zone
    now = await _now(house.feed)
    view = view_of(query, moment(now, zone).date())
    found = await house.feed.ask(lambda events: Figures(events, view, now, zone))
    attributes: dict[str, Any] = {
        "data-language": house.language,
        "data-words": json.dumps({key: say[key] for key in SCRIPTED}),
        "data-form": json.dumps(_form(house.feed.state.centre, view, say, query)),
        "data-table": json.dumps(_table(found, view, house.feed.state.centre, zone, say)),
        "data-map": json.dumps({"unit": view.kpi.unit.value, "rows": found.map}),
    }
    return html.Main(
        [
            html.Header(
                [
                    html.H1(_heading(found, view, say)),
                    html.Nav(html.A(say["wallboard"], href=address("/", lang=query.get("lang", "")))),
                    way_out(house.who, house.language, query.get("lang", "")),
                ],
                className="head",
            ),
            html.Div(id="history-form"),
            _chart(found, view, house.feed.state.centre, zone, say),
            _definition(view.kpi, say),
            _distribution(found, say),
            html.Div(id="history-map"),
            html.Div(id="history-table", className="scroll"),
            _downloads(query, say),
        ],
        id="history",
        className="history",
        **attributes,
    )


SCRIPTED: Final = ("day_short", "hour_short", "points", "by_weekday")
"""Words that the page's script needs."""


def _heading(found: Figures, view: View, say: Mapping[str, str]) -> str:
    plain = found.today and view.grain is Grain.QUARTER and not view.by
    return say["by_quarter"] if plain else say["history"]


async def _now(feed: Feed) -> Instant:
    async with feed.settled:
        return max(feed.clock(), feed.state.now)


def routes(feed: Feed, settings: Settings) -> APIRouter:
    """`/history.json` and the other forms: the view for programs, times in UTC, spans in microseconds.

    Without `kpi` all of them that mean something there.
    """
    router = APIRouter()

    @router.get("/history.{form}")
    async def data(form: Form, request: Request) -> Response:
        query, now = dict(request.query_params), await _now(feed)
        view = view_of(query, moment(now, settings.zone).date())
        kpis = [view.kpi] if query.get("kpi") else all_kpis(view)
        table = await feed.ask(lambda events: table_of(events, view, kpis, now, settings.zone))
        try:
            body = export(table, form)
        except OwnerError as error:
            return Response(f"{error}\n", 501, media_type="text/plain")
        name = f'attachment; filename="ringpost-{view.since}-{view.until}.{form}"'
        shown = {} if form is Form.JSON else {"content-disposition": name}
        return Response(body, media_type=MEDIA_TYPES[form], headers=shown)

    return router


# --- the page -------------------------------------------------------------------------------------------


def _form(
    centre: Centre | None, view: View, say: Mapping[str, str], query: Mapping[str, str]
) -> dict[str, Any]:
    """What may be chosen, and what is: the script makes a form of it whose every change is an address."""
    queues = centre.queues.values() if centre else ()
    kpis = [(kpi.name, say[kpi.name]) for kpi in KPIS]
    return {
        "action": path,
        "lang": query.get("lang", ""),
        "fields": [
            _select("kpi", say["figure"], kpis, view.kpi.name),
            _select("queue", say["queue"], _queues(say["whole_centre"], queues), view.queue),
            _select(
                "by", say["apart_by"], [("", "–"), *((g, say[f"by_{g}"]) for g in GROUPS)], view.by or ""
            ),
            _select("grain", say["grain"], [(g, say[f"grain_{g}"]) for g in Grain], view.grain),
            {"name": "since", "label": say["since_day"], "value": view.since.isoformat()},
            {"name": "until", "label": say["until_day"], "value": view.until.isoformat()},
            _select("before", say["beside"], _befores(view, say), str(view.before or "")),
        ],
    }


def _select(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> dict[str, Any]:
    return {"name": name, "label": label, "value": chosen, "options": [[str(v), text] for v, text in options]}


def _queues(whole: str, queues: Any) -> list[tuple[str, str]]:
    return [("", whole), *((queue.id, queue.name) for queue in queues)]


def _befores(view: View, say: Mapping[str, str]) -> list[tuple[str, str]]:
    shifts = {1: "day_before", 7: "week_before", 28: "four_weeks_before", 364: "year_before"}
    fitting = [(str(days), say[word]) for days, word in shifts.items() if days >= view.days or days == 364]
    return [("", "–"), *fitting]


def _chart(
    found: Figures, view: View, centre: Centre | None, zone: tzinfo | None, say: Mapping[str, str]
) -> Any:
    attributes: dict[str, Any] = {"aria-label": say[view.kpi.name]}
    if not view.means_something:
        return html.P(say["no_meaning"], role="status")
    return html.Div(
        dcc.Graph(
            figure=chart(view.kpi, *_lines(found, view, centre, zone, say)),
            config=CHART_SETTINGS,
            className="chart" if view.by or view.before else "chart single",
        ),
        role="img",
        **attributes,
    )


def _distribution(found: Figures, say: Mapping[str, str]) -> Any:
    """How many waited how long, under the percentile that is read from it; nothing of other KPIs."""
    if not found.bins:
        return None
    attributes: dict[str, Any] = {"aria-label": say["distribution"]}
    bins = [(row["at_least"], row["below"], row["count"]) for row in found.bins]
    graph = dcc.Graph(figure=histogram(bins), config=CHART_SETTINGS, className="chart single")
    return html.Section([html.H2(say["distribution"]), html.Div(graph, role="img", **attributes)])


def _lines(
    found: Figures, view: View, centre: Centre | None, zone: tzinfo | None, say: Mapping[str, str]
) -> tuple[list[str], list[Line]]:
    rows = found.rows if view.by or view.days > 1 else _from_the_first(found.rows)
    starts = list(dict.fromkeys(row["since"] for row in rows))
    labels = [_label(start, view, zone) for start in starts]
    if view.by is None:
        name, left = view.kpi.name, len(found.rows) - len(rows)
        this = say["this_time"] if found.before else ""
        lines = [Line(this, [row.get(name) for row in rows])]
        if found.before:
            earlier = [row.get(name) for row in found.before[left : left + len(rows)]]
            lines.append(Line(say["before_that"], earlier, faint=True))
        return labels, lines
    values = {(row["since"], row[view.by]): row[view.kpi.name] for row in rows}
    groups = [row[view.by] for row in _largest(found.whole, view)][:MOST_LINES]
    return labels, [
        Line(named(centre, view.by, group), [values.get((start, group)) for start in starts])
        for group in groups
    ]


def _largest(rows: Sequence[Row], view: View) -> list[Row]:
    return sorted(rows, key=lambda row: (-(row[view.kpi.name] or 0), str(row[str(view.by)])))


def named(centre: Centre | None, cut: str, id_: str) -> str:
    """The name people know the group by; its id where the centre has none for it, or no longer."""
    known: Mapping[Any, Any] = {}
    if centre is not None and cut in ("queue", "team", "agent", "channel"):
        known = getattr(centre, f"{cut}s")
    if centre is not None and cut == "category":
        known = centre.categories
    return known[id_].name if id_ in known else id_


def _from_the_first(quarters: Sequence[Row]) -> Sequence[Row]:
    """Without the empty night before the first contact; the last hour is shown in any case."""
    busy = (n for n, row in enumerate(quarters) if row["incoming"] or row["backlog"])
    return quarters[min(next(busy, len(quarters)), max(len(quarters) - 4, 0)) :]


def _label(since: datetime, view: View, zone: tzinfo | None) -> str:
    when = since.replace(tzinfo=UTC).astimezone(zone)
    if view.grain in (Grain.QUARTER, Grain.HOUR):
        return f"{when:%H:%M}" if view.days == 1 else f"{when:%m-%d %H:%M}"
    return f"{when:%Y-%m}" if view.grain is Grain.MONTH else f"{when:%Y-%m-%d}"


def _definition(kpi: Kpi, say: Mapping[str, str]) -> html.Details:
    words_of_it = html.P(kpi.meaning, lang="en", dir="ltr")
    formula = html.Pre(html.Code(kpi.formula), dir="ltr")
    return html.Details([html.Summary(f"{say['definition']} · v{kpi.version}"), words_of_it, formula])


def _downloads(query: Mapping[str, str], say: Mapping[str, str]) -> html.Nav:
    kept = {key: value for key, value in query.items() if key != "lang"}
    links = [html.A(form.upper(), href=address(f"/history.{form}", **kept)) for form in Form]
    return html.Nav([html.Span(say["take_out"]), *links], className="downloads")


def _table(
    found: Figures, view: View, centre: Centre | None, zone: tzinfo | None, say: Mapping[str, str]
) -> dict[str, Any]:
    """The table for the script, newest first; with a component for each cell Dash would never finish."""
    if view.by is not None and view.means_something:
        return _by_group(found, view, centre, say)
    kpis = _columns(view)
    rows = [[_label(row["since"], view, zone), *_values(row, kpis)] for row in found.rows]
    columns = [[say[kpi.name], kpi.unit.value] for kpi in kpis]
    total = [
        say["whole_day" if found.today else "whole_time"],
        *_values(found.whole[0] if found.whole else {}, kpis),
    ]
    return {"from": say["from_to"], "columns": columns, "rows": rows[::-1], "total": total}


def _by_group(found: Figures, view: View, centre: Centre | None, say: Mapping[str, str]) -> dict[str, Any]:
    """One row a group, the largest first; with no total where the KPI is no sum."""
    by, kpi = str(view.by), view.kpi
    rows = [[named(centre, by, row[by]), row[kpi.name]] for row in _largest(found.whole, view)]
    adds = kpi.adds_up or kpi.kind is Kind.STOCK
    total = sum(row[1] or 0 for row in rows) if adds and rows and kpi.name != "longest_wait" else None
    columns = [[say[kpi.name], kpi.unit.value]]
    return {
        "from": say[f"by_{by}"],
        "columns": columns,
        "rows": rows,
        "total": [say["whole_day" if found.today else "whole_time"], total],
    }


def _values(row: Row, kpis: Sequence[Kpi]) -> list[float | None]:
    return [row.get(kpi.name) for kpi in kpis]
