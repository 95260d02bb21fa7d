"""Any KPI over any days: as a chart and a table, by hour and weekday, and beside another period.

The last row is the time as a whole, measured like the wallboard's numbers, so that anybody can see that
history and live are the same. Every view has its address, and its data beside it as `.json`, `.csv`,
`.parquet` and `.xlsx`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import Any, Final

import polars as pl
from dash import dcc, html
from fastapi import APIRouter, Request, Response

from analytics.eventlog import EventLog
from analytics.exports import MEDIA_TYPES, Form, export
from analytics.grains import Grain, day_start
from analytics.intervals import Window, moment
from analytics.kpis import KPIS, Cut, Kpi, pick, that_can_be_cut
from dashboard.charts import CHART_SETTINGS, Line, chart, histogram
from dashboard.feed import Feed
from dashboard.figurewords import FIGURE_WORDS
from dashboard.house import House, Settings, address
from dashboard.incidents import bands, incidents_in, minute, with_incidents
from dashboard.inquiring import Inquiries, Inquiry
from dashboard.pages.login import way_out
from dashboard.tables import by_group, largest, named, over_time
from dashboard.views import (
    GROUPS,
    Heat,
    View,
    all_kpis,
    back,
    heat,
    span_of,
    spread_of,
    table_of,
    view_of,
)
from dashboard.words import words
from dispatcher import logs
from dispatcher.access.people import Role
from dispatcher.centre import Centre
from dispatcher.client import Api
from dispatcher.errors import RingpostError
from dispatcher.incidents.store import Incident
from dispatcher.vocabulary import DAY, Instant

log = logs.named(__name__)

path = "/history"

MOST_LINES: Final = 8  # more cannot be told apart by eye; the table has them all
OF_AGENTS: Final = pick(
    *("closed", "calls_per_hour", "emails_per_hour", "handle_time", "occupancy"),
    *("replies", "replies_in_time", "first_response_time"),
)
FOR_MAPS: Final = 2  # days from which hours of weekdays are worth a map

Row = Mapping[str, Any]


class Figures:
    """What one view shows: the windows' rows, those of the whole, those of the period before, and a map.

    `part` is called after each of its `PARTS`.
    """

    PARTS = 4

    def __init__(
        self, log: EventLog, view: View, now: Instant, zone: tzinfo | None, part: Callable[[], None]
    ) -> None:
        table = _measured(log, view, now, zone)
        part()
        self.begins = log.begins
        self.today = "today" in table["window"]
        name = "today" if self.today else "whole"
        self.rows = table.filter(pl.col("window") != name).rows(named=True)
        self.whole = table.filter(pl.col("window") == name).rows(named=True)
        then = Instant(now - view.before * DAY)  # as far as the same time is now
        earlier = _measured(log, back(view), then, zone) if view.before else table.clear()
        part()
        self.before = earlier.filter(pl.col("window") != name).rows(named=True)
        self.whole_before = earlier.filter(pl.col("window") == name).rows(named=True)
        self.bins: Sequence[Row] = spread_of(log, view, now, zone).rows(named=True)
        part()
        self.map: Heat = heat(log, view, now, zone) if view.days >= FOR_MAPS and view.means_something else []
        part()


def _measured(log: EventLog, view: View, now: Instant, zone: tzinfo | None) -> pl.DataFrame:
    return table_of(log, view, _columns(view), now, zone)


def _columns(view: View) -> list[Kpi]:
    """All KPIs of one day, the chosen one first; of longer times, or told apart, that one alone.

    Of agents also what they did, how fast, and how often in time.
    """
    if view.by is Cut.AGENT:
        return [view.kpi, *(kpi for kpi in that_can_be_cut(OF_AGENTS, view.cuts) if kpi is not view.kpi)]
    if view.by or view.days > 1:
        return [view.kpi]
    return [view.kpi, *(kpi for kpi in KPIS if kpi is not view.kpi and not kpi.variant_of)]


async def layout(house: House, **query: str) -> Any:
    """The view that the query asks for; today's quarter hours of the whole centre by default."""
    say, zone = words(FIGURE_WORDS, house.language), house.settings.zone
    now = await _now(house.feed)
    view = view_of(query, moment(now, zone).date())
    inquiry = await house.inquiries.begin(
        lambda events, part: (now, Figures(events, view, now, zone, part)),
        parts=Figures.PARTS,
        whom=house.who.user,
        key=json.dumps([moment(now, zone).date().isoformat(), sorted(query.items())]),
    )
    if not await inquiry.within(house.inquiries.patience):
        return _waiting(inquiry, house, query, say)
    house.inquiries.forget(inquiry)
    now, found = await inquiry.answer()
    incidents = await _incidents(house.api, span_of(view, now, zone))
    attributes: dict[str, Any] = {
        "data-language": house.language,
        "data-words": json.dumps({key: say[key] for key in SCRIPTED}),
        "data-form": json.dumps(_form(house.feed.state.centre, view, say, query)),
        "data-table": json.dumps(_table(found, view, house.feed.state.centre, zone, say)),
        "data-map": json.dumps({"unit": view.kpi.unit.value, "rows": found.map}),
        "data-incidents": json.dumps(_notes(incidents, house, zone)),
    }
    labelled: dict[str, Any] = {"aria-label": say[view.kpi.name]}  # it scrolls, so the keyboard must reach it
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
            _removed(found.begins, view, zone, say),
            _chart(found, view, incidents or (), house.feed.state.centre, zone, say),
            html.Div(id="history-incidents"),
            _definition(view.kpi, say),
            _distribution(found, say),
            html.Div(id="history-map"),
            html.Div(id="history-table", className="scroll", role="region", tabIndex="0", **labelled),
            _downloads(query, say),
        ],
        id="history",
        className="history",
        **attributes,
    )


def _waiting(inquiry: Inquiry, house: House, query: Mapping[str, str], say: Mapping[str, str]) -> Any:
    """How far the question is, and a way to end it; the script shows the page when it is answered."""
    words_ = {key: say[key] for key in ("inquiry_cancelled", "ask_again", "inquiry_lost")}
    attributes: dict[str, Any] = {
        "data-inquiry": inquiry.id,
        "data-language": house.language,
        "data-words": json.dumps(words_),
    }
    named_by: dict[str, Any] = {"aria-labelledby": "history-inquiring"}
    return html.Main(
        [
            html.Header(
                [
                    html.H1(say["history"]),
                    html.Nav(html.A(say["wallboard"], href=address("/", lang=query.get("lang", "")))),
                ],
                className="head",
            ),
            html.P(say["inquiring"], id="history-inquiring", role="status"),
            html.Progress(max="1", **named_by),
            html.Button(say["cancel_incident"], type="button"),
        ],
        id="history-waiting",
        className="history waiting",
        **attributes,
    )


SCRIPTED: Final = (
    *(
        "day_short",
        "hour_short",
        "points",
        "by_weekday",
        "since_day",
        "until_day",
        "incidents",
        "what_happened",
    ),
    *(
        "note_incident",
        "save_incident",
        "edit_incident",
        "remove_incident",
        "cancel_incident",
        "undo_incident",
    ),
    *("incident_saved", "incidents_silent", "better", "worse"),
)
"""Words that the page's script needs."""


def _heading(found: Figures, view: View, say: Mapping[str, str]) -> str:
    plain = found.today and view.grain is Grain.QUARTER and not view.by
    return say["by_quarter"] if plain else say["history"]


async def _incidents(api: Api, window: Window) -> list[Incident] | None:
    """What was noted of that time; None where the centre does not tell."""
    try:
        return await incidents_in(api, window)
    except RingpostError as error:
        log.warning("incidents cannot be read", why=str(error))
        return None


def _notes(incidents: Sequence[Incident] | None, house: House, zone: tzinfo | None) -> dict[str, Any]:
    """For the script: what was noted, and whether whoever looks may change it."""
    rows = [
        {
            "id": one.id,
            "version": one.version,
            "since": minute(one.since, zone),
            "until": minute(one.until, zone),
            "text": one.text,
            "by": one.by,
        }
        for one in incidents or ()
    ]
    return {"silent": incidents is None, "may": house.who.role is not Role.WATCHER, "rows": rows}


async def _now(feed: Feed) -> Instant:
    async with feed.settled:
        return max(feed.clock(), feed.state.now)


def history_routes(feed: Feed, settings: Settings, api: Api, inquiries: Inquiries) -> APIRouter:
    """`/history.json` and the other forms: the view for programs, times in UTC, spans in microseconds.

    Without `kpi` all of them that mean something there.
    """
    router = APIRouter()

    @router.get("/history.{form}")
    async def data(form: Form, request: Request) -> Response:
        query, now = dict(request.query_params), await _now(feed)
        view = view_of(query, moment(now, settings.zone).date())
        kpis = [view.kpi] if query.get("kpi") else all_kpis(view)
        table = await inquiries.ask(lambda events, _: table_of(events, view, kpis, now, settings.zone))
        table = with_incidents(table, await _incidents(api, span_of(view, now, settings.zone)) or ())
        name = f'attachment; filename="ringpost-{view.since}-{view.until}.{form}"'
        shown = {} if form is Form.JSON else {"content-disposition": name}
        return Response(export(table, form), media_type=MEDIA_TYPES[form], headers=shown)

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
    found: Figures,
    view: View,
    incidents: Sequence[Incident],
    centre: Centre | None,
    zone: tzinfo | None,
    say: Mapping[str, str],
) -> Any:
    attributes: dict[str, Any] = {"aria-label": say[view.kpi.name]}
    if not view.means_something:
        return html.P(say["no_meaning"], role="status")
    return html.Div(
        dcc.Graph(
            figure=chart(
                view.kpi, *_lines(found, view, centre, zone, say), bands(incidents, _spans(found, view))
            ),
            config=CHART_SETTINGS,
            className="chart" if view.by or view.before else "chart single",
        ),
        role="img",
        **attributes,
    )


def _removed(begins: Instant, view: View, zone: tzinfo | None, say: Mapping[str, str]) -> Any:
    """That a part of this time is gone, where it is."""
    if day_start(view.since, zone) >= begins:
        return None
    return html.P([say["removed"], " ", html.Bdi(f"{moment(begins, zone):%Y-%m-%d}")], role="status")


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
    rows = _shown(found, view)
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
    groups = [row[view.by] for row in largest(found.whole, view)][:MOST_LINES]
    return labels, [
        Line(named(centre, view.by, group), [values.get((start, group)) for start in starts])
        for group in groups
    ]


def _table(
    found: Figures, view: View, centre: Centre | None, zone: tzinfo | None, say: Mapping[str, str]
) -> dict[str, Any]:
    """The table for the script, newest first; with a component for each cell Dash would never finish."""
    kpis, total = _columns(view), say["whole_day" if found.today else "whole_time"]
    if view.by is not None and view.means_something:
        return by_group(
            found.whole, found.whole_before, view, kpis, partial(named, centre, view.by), say, total
        )
    labels = [_label(row["since"], view, zone) for row in found.rows]
    whole, before = (found.whole or [{}])[0], (found.whole_before or [{}])[0]
    return over_time(labels, (found.rows, whole), (found.before, before), view, kpis, say, total)


def _shown(found: Figures, view: View) -> Sequence[Row]:
    return found.rows if view.by or view.days > 1 else _from_the_first(found.rows)


def _spans(found: Figures, view: View) -> list[tuple[datetime, datetime]]:
    """From when until when each of the chart's places is."""
    return list(dict.fromkeys((row["since"], row["until"]) for row in _shown(found, view)))


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
