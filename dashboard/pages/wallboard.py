"""The wallboard: what the floor needs to know now, readable from across the room.

Dash lays the page out once; `assets/board` fills in the numbers that `dashboard.push` sends. With `?tv=1` it
is a screen on a wall: no links, no pointer, one screen after the other, and the display stays awake.
"""

import json
from typing import Any, Final

from dash import html

from dashboard.alertwords import WORDS as ALERT_WORDS
from dashboard.boardfor import for_visitor
from dashboard.boardwords import WORDS
from dashboard.figurewords import FIGURE_WORDS
from dashboard.folderwords import AHEAD
from dashboard.folderwords import WORDS as FOLDER_WORDS
from dashboard.house import House, address
from dashboard.layouts import AS_MADE, Layout, arranged, layout_for
from dashboard.pages.login import way_out
from dashboard.rooms import Room, may_enter, ways_for
from dashboard.words import words

path = "/"

QUEUE_COLUMNS: Final = ("waiting", "longest", "due", "late", "kept", "in_hand", "free")


async def layout(house: House, **query: str) -> Any:
    """The empty board, in the visitor's language."""
    say = words(WORDS, house.language)
    ahead = words({key: FOLDER_WORDS[key] for key in AHEAD}, house.language)
    data = _plain(data_words=json.dumps(ahead | say), data_language=house.language)
    mine = await layout_for(house.settings, house.who, query.get("view", ""))
    data["data-alerts"] = json.dumps(alert_words(house))
    return html.Main(
        [
            _head(say, house, query.get("lang", "")),
            html.Div(id="board-notice", role="alert", className="notice"),
            html.Div(id="board-alerts", className="alerts"),
            html.Div(id="board-ahead", className="ahead", role="status"),
            *places(say, mine),
            html.P(id="board-summary", className="sr-only", **_plain(aria_live="polite")),
            html.P(id="board-alarm", role="alert", className="sr-only"),
        ],
        id="board",
        className="board",
        **data | for_visitor(house, query),
    )


def places(say: dict[str, str], layout: Layout = AS_MADE) -> list[html.Div]:
    """Where the picture goes: tiles, queues, agents, as they are arranged."""
    return [
        _row("heroes", [_waiting(say), _longest(say), _service_level(say), _breaches(say)], layout),
        _row("strip", [_incoming(say), _closed(say), _backlog(say), _abandoned(say)], layout),
        _row("floor", [_queues(say), _agents(say)], layout),
    ]


def _row(kind: str, tiles: list[html.Section], layout: Layout) -> html.Div:
    """A row of the board as it was arranged; what is hidden can be shown again without asking the server."""
    named = {_name_of(tile): tile for tile in tiles}
    for name in layout.hidden & named.keys():
        setattr(named[name], "hidden", True)  # noqa: B010 - Dash declares its attributes at run time
    shown = len(named.keys() - layout.hidden)
    in_order = [named[name] for name in arranged(layout, named)]
    return html.Div(in_order, className=kind, style={"--tiles": shown})


def _name_of(tile: html.Section) -> str:
    name: str = getattr(tile, "data-tile", None) or getattr(tile, "data-panel")
    return name


def alert_words(house: House) -> dict[str, Any]:
    """What the alarms' part of a board needs: words, what its numbers are called, and may she acknowledge."""
    rules = house.settings.alerts.rules
    figures = words({rule.kpi: FIGURE_WORDS[rule.kpi] for rule in rules}, house.language)
    return {
        "words": words(ALERT_WORDS, house.language),
        "kpis": figures,
        "rules": len(rules),
        "acknowledges": may_enter(house.who, Room.ACTS),
    }


def _head(say: dict[str, str], house: House, lang: str) -> html.Header:
    return html.Header(
        [
            html.H1(html.Bdi("Ringpost", id="board-centre")),
            html.Nav(
                [
                    html.A(say[word], href=address(way, lang=lang))
                    for word, way in ways_for(house.who)
                    if way != path
                ],
                className="ways",
                **_plain(aria_label=say["pages"]),
            ),
            html.P(
                [html.Span(say["connecting"], id="board-live"), html.Bdi(id="board-age")], className="live"
            ),
            way_out(house.who, house.language, lang),
            html.Time(id="board-clock", className="clock"),
        ],
        className="head",
    )


def _plain(**attributes: str) -> dict[str, Any]:
    """Attributes that Python cannot spell: `aria_label` stands for `aria-label`."""
    return {name.replace("_", "-"): value for name, value in attributes.items()}


# --- tiles ----------------------------------------------------------------------------------------------


def _field(name: str, kind: str) -> html.Bdi:
    """A place for one field of a tile; the script writes it as this kind of number."""
    return html.Bdi("–", className="number", **_plain(data_field=name, data_as=kind))


def _tile(name: str, head: list[Any], body: list[Any], kind: str = "tile") -> html.Section:
    title_id = f"tile-{name}"
    return html.Section(
        [html.H2(head, id=title_id), *body, html.Div(className="spark", **_plain(aria_hidden="true"))],
        className=kind,
        **_plain(data_tile=name, aria_labelledby=title_id),
    )


def _hero(name: str, head: list[Any], figure: list[Any], beside: list[Any]) -> html.Section:
    body = [html.P(figure, className="figure"), html.P(beside, className="beside")]
    return _tile(name, [*head, html.Span(className="state")], body, "tile hero")


def _pair(label: str, *fields: html.Bdi) -> html.Span:
    return html.Span([label, *(part for field in fields for part in (" ", field))], className="pair")


def _two(say: dict[str, str], first: str, second: str, kind: str) -> list[Any]:
    """A number of calls and, smaller, the same of emails."""
    return [
        html.Span([_field(first, kind), html.Small(say["calls"])], className="first"),
        html.Span([_field(second, kind), html.Small(say["emails"])], className="second"),
    ]


def _waiting(say: dict[str, str]) -> html.Section:
    beside = [_pair(say["late"], _field("late", "count"))]
    return _hero("waiting", [say["waiting_now"]], _two(say, "value", "second", "count"), beside)


def _longest(say: dict[str, str]) -> html.Section:
    beside = [_field("queue", "name"), _pair(say["promise"], _field("promise", "span"))]
    figure = _two(say, "since", "second_since", "since")
    return _hero("longest_wait", [say["longest_wait"]], figure, beside)


def _service_level(say: dict[str, str]) -> html.Section:
    beside = [
        _pair(say["target"], _field("target", "share")),
        _field("change", "points"),
        _pair(say["quarter_hour"], _field("quarter_hour", "share")),
        _pair(say["today"], _field("today", "share")),
    ]
    head = [say["service_level"], html.Small(say["half_hour"])]
    return _hero("service_level", head, [_field("value", "share")], beside)


def _breaches(say: dict[str, str]) -> html.Section:
    beside = [_pair(say["half_hour"], _field("half_hour", "count"))]
    head = [say["sla_breaches"], html.Small(say["today"])]
    return _hero("sla_breaches", head, [_field("value", "count")], beside)


def _small(name: str, say: dict[str, str], when: str, beside: list[Any]) -> html.Section:
    head = [say[name], html.Small(say[when])]
    return _tile(name, head, [html.P([_field("value", "count")], className="figure"), *beside])


def _incoming(say: dict[str, str]) -> html.Section:
    return _small("incoming", say, "today", [html.P(_pair(say["half_hour"], _field("half_hour", "count")))])


def _closed(say: dict[str, str]) -> html.Section:
    return _small("closed", say, "today", [html.P(_pair(say["half_hour"], _field("half_hour", "count")))])


def _abandoned(say: dict[str, str]) -> html.Section:
    beside = html.P(_pair(say["rate"], _field("rate", "share")))
    return _small("abandoned", say, "today", [beside])


def _backlog(say: dict[str, str]) -> html.Section:
    bands = [
        html.Span([html.Bdi(say[f"age_{band}"], className="band"), _field(f"ages.{band}", "count")])
        for band in range(4)
    ]
    return _small("backlog", say, "now", [html.P([html.Span(say["emails"]), *bands], className="ages")])


# --- queues and agents ----------------------------------------------------------------------------------


def _queues(say: dict[str, str]) -> html.Section:
    head = html.Tr(
        [html.Th(say["queue"], scope="col")]
        + [html.Th(say[column], scope="col", className="number") for column in QUEUE_COLUMNS]
    )
    table = html.Table([html.Thead(head), html.Tbody(id="board-queues")])
    return html.Section(
        [html.H2(say["queues"], id="queues-title"), html.Div(table, className="scroll")],
        className="panel queues",
        **_plain(data_panel="queues", aria_labelledby="queues-title"),
    )


def _agents(say: dict[str, str]) -> html.Section:
    return html.Section(
        [html.H2(say["agents"], id="agents-title"), html.Div(id="board-agents", className="scroll groups")],
        className="panel agents",
        **_plain(data_panel="agents", aria_labelledby="agents-title"),
    )
