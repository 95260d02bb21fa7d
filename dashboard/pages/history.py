"""The day by quarter hours: one KPI as a chart, all of them as a table, each with its definition beside it.

The last row is the day as a whole, measured like the wallboard's numbers, so that anybody can see that
history and live are the same. Every view has its address, and its data beside it as `.json` and `.csv`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Literal

import plotly.graph_objects as go
import polars as pl
from dash import dcc, html
from fastapi import APIRouter, Response

from analytics.eventlog import EventLog
from analytics.intervals import Window, quarter_hours, today
from analytics.kpis import BY_NAME, KPIS, Cut, Kpi, Unit, that_can_be_cut
from dashboard.feed import Feed
from dashboard.figurewords import FIGURE_WORDS
from dashboard.house import House, Settings, address
from dashboard.pages.login import way_out
from dashboard.words import words
from dispatcher.vocabulary import HOUR, MINUTE, SECOND

path = "/history"

# "Share chart" would hand the centre's numbers to a public server.
CHART_SETTINGS: Final[Any] = {"displayModeBar": False, "showSendToCloud": False, "displaylogo": False}

Row = Mapping[str, Any]


async def layout(house: House, **query: str) -> Any:
    """The day of `queue` (by default of the whole centre), with a chart of `kpi`."""
    say = words(FIGURE_WORDS, house.language)
    kpi, queue = BY_NAME.get(query.get("kpi", ""), BY_NAME["incoming"]), query.get("queue", "")
    table = await _ask(house.feed, house.settings, queue)
    *all_quarters, day = table.rows(named=True)
    quarters = _from_the_first(all_quarters)
    labels = [_clock(row["since"], house.settings) for row in quarters]
    attributes: dict[str, Any] = {
        "data-language": house.language,
        "data-words": json.dumps({key: say[key] for key in ("day_short", "hour_short", "points")}),
        "data-table": _table(labels, quarters, day, say),
    }
    return html.Main(
        [
            html.Header(
                [
                    html.H1(say["by_quarter"]),
                    html.Nav(html.A(say["wallboard"], href=address("/", lang=query.get("lang", "")))),
                    way_out(house.who, house.language, query.get("lang", "")),
                ],
                className="head",
            ),
            _choices([(id_, name) for id_, name in _queues(house, say)], "queue", queue, query),
            _choices([(each.name, say[each.name]) for each in KPIS], "kpi", kpi.name, query),
            _chart(kpi, say[kpi.name], labels, [row.get(kpi.name) for row in quarters]),
            _definition(kpi, say),
            html.Div(id="history-table", className="scroll"),
        ],
        id="history",
        className="history",
        **attributes,
    )


def _from_the_first(quarters: Sequence[Row]) -> Sequence[Row]:
    """Without the empty night before the first contact; the last hour is shown in any case."""
    busy = (n for n, row in enumerate(quarters) if row["incoming"] or row["backlog"])
    return quarters[min(next(busy, len(quarters)), max(len(quarters) - 4, 0)) :]


def routes(feed: Feed, settings: Settings) -> APIRouter:
    """`/history.json` and `/history.csv`: the table for programs, times in UTC, spans in microseconds."""
    router = APIRouter()

    @router.get("/history.{form}")
    async def data(form: Literal["json", "csv"], queue: str = "") -> Response:
        table = await _ask(feed, settings, queue)
        body = table.write_json() if form == "json" else table.write_csv()
        return Response(body, media_type="application/json" if form == "json" else "text/csv")

    return router


async def _ask(feed: Feed, settings: Settings, queue: str) -> pl.DataFrame:
    """The day's quarter hours, oldest first, and the day itself as the last row."""
    async with feed.settled:
        now = max(feed.clock(), feed.state.now)
    day = today(now, settings.zone)
    return await feed.ask(lambda events: _measure(events, [*quarter_hours(day), day], queue))


def _measure(events: EventLog, windows: Sequence[Window], queue: str) -> pl.DataFrame:
    if not queue:
        return events.kpis(windows)
    asked = that_can_be_cut(KPIS, [Cut.QUEUE])
    mine = events.kpis(windows, asked, [Cut.QUEUE]).filter(pl.col("queue") == queue)
    # A queue that has seen nothing yet has no rows of its own.
    nothing = (pl.lit(None).alias(kpi.name) for kpi in asked)
    return mine if len(mine) else events.kpis(windows, asked).with_columns(nothing)


def _clock(since: datetime, settings: Settings) -> str:
    return f"{since.replace(tzinfo=UTC).astimezone(settings.zone):%H:%M}"


# --- the page -------------------------------------------------------------------------------------------


def _queues(house: House, say: Mapping[str, str]) -> list[tuple[str, str]]:
    centre = house.feed.state.centre
    queues = centre.queues.values() if centre else ()
    return [("", say["whole_centre"]), *((queue.id, queue.name) for queue in queues)]


def _choices(choices: Sequence[tuple[str, str]], key: str, chosen: str, query: Mapping[str, str]) -> html.Nav:
    links = []
    for value, name in choices:
        current: dict[str, Any] = {"aria-current": "page"} if value == chosen else {}
        links.append(html.A(html.Bdi(name), href=address(path, **{**query, key: value}), **current))
    return html.Nav(links, className="choices")


def _chart(kpi: Kpi, name: str, labels: Sequence[str], values: Sequence[float | None]) -> Any:
    attributes: dict[str, Any] = {"aria-label": name}
    return html.Div(
        dcc.Graph(figure=chart(kpi, labels, values), config=CHART_SETTINGS, className="chart"),
        role="img",
        **attributes,
    )


def chart(kpi: Kpi, labels: Sequence[str], values: Sequence[float | None]) -> go.Figure:
    """A KPI by quarter hours: bars for counts, a line that breaks where there is nothing for the rest."""
    unit, scale = _scale(kpi, values)
    heights = [None if value is None else value / scale for value in values]
    places = list(range(len(labels)))
    hours = [place for place in places if labels[place].endswith(":00")] if len(places) > 8 else places
    hours = hours[:: len(hours) // 9 + 1]
    trace: Any = go.Bar if kpi.unit is Unit.COUNT else partial(go.Scatter, mode="lines+markers")
    hover = "%{customdata}  %{y}<extra></extra>"
    figure = go.Figure(trace(x=places, y=heights, customdata=labels, hovertemplate=hover))
    figure.update_layout(
        margin={"l": 56, "r": 8, "t": 8, "b": 32},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0.15,
        xaxis={
            "tickvals": hours,
            "ticktext": [labels[hour] for hour in hours],
            "tickangle": 0,
            "ticklabelstandoff": 8,  # clear of the 0 beside the corner
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"rangemode": "tozero", "fixedrange": True, "ticksuffix": unit, **_axis(kpi.unit, heights)},
    )
    return figure


def _axis(unit: Unit, heights: Sequence[float | None]) -> Mapping[str, Any]:
    """The unit's axis; a small count's has no halves."""
    top = max((height for height in heights if height is not None), default=0)
    return _FEW if unit is Unit.COUNT and top < _FEW["range"][1] else _AXIS[unit]


_FEW: Final[Mapping[str, Any]] = {"dtick": 1, "range": [0, 5]}
_AXIS: Final[Mapping[Unit, Mapping[str, Any]]] = {
    Unit.COUNT: {},
    Unit.SHARE: {"tickformat": ".0%", "range": [0, 1.05]},
    Unit.SPAN: {},
    Unit.RATE: {},
    Unit.RATIO: {},
}


def _scale(kpi: Kpi, values: Sequence[float | None]) -> tuple[str, int]:
    """The unit that fits these values, as a suffix, and how much of ours it holds."""
    if kpi.unit is not Unit.SPAN:
        return "", 1
    longest = max((value for value in values if value is not None), default=0)
    fitting = [unit for unit in _SPAN_UNITS if 2 * unit[1] <= longest]
    return fitting[-1] if fitting else _SPAN_UNITS[0]


_SPAN_UNITS: Final = ((" s", SECOND), (" min", MINUTE), (" h", HOUR))


def _definition(kpi: Kpi, say: Mapping[str, str]) -> html.Details:
    words_of_it = html.P(kpi.meaning, lang="en", dir="ltr")
    formula = html.Pre(html.Code(kpi.formula), dir="ltr")
    return html.Details([html.Summary(f"{say['definition']} · v{kpi.version}"), words_of_it, formula])


def _table(labels: Sequence[str], quarters: Sequence[Row], day: Row, say: Mapping[str, str]) -> str:
    """The table for the script, newest first; with a component for each cell Dash would never finish."""
    rows = [[label, *_values(row)] for label, row in zip(labels, quarters, strict=True)]
    columns = [[say[kpi.name], kpi.unit.value] for kpi in KPIS]
    total = [say["whole_day"], *_values(day)]
    return json.dumps({"from": say["from_to"], "columns": columns, "rows": rows[::-1], "total": total})


def _values(row: Row) -> list[float | None]:
    return [row.get(kpi.name) for kpi in KPIS]
