"""KPIs drawn over time: bars for counts, lines for the rest, several lines for several groups."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import plotly.graph_objects as go
from msgspec import Struct

from analytics.definition import EDGES
from analytics.kpis import Kpi, Unit
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND

# "Share chart" would hand the centre's numbers to a public server.
CHART_SETTINGS: Final[Any] = {"displayModeBar": False, "showSendToCloud": False, "displaylogo": False}

# Can be told apart on light and dark ground, and, by their dashes, without colour (after Okabe and Ito).
COLOURS: Final = ("#3b8fd1", "#d98a00", "#d55e00", "#2a9d74", "#b06fc4", "#8a8f98", "#c2567f", "#7d9a1f")
DASHES: Final = ("solid", "solid", "dash", "dash", "dot", "dot", "dashdot", "dashdot")


class Line(Struct, frozen=True):
    """One group's values, or, `faint`, those of the time that this one is compared with."""

    name: str
    values: Sequence[float | None]
    faint: bool = False


class Band(Struct, frozen=True, kw_only=True):
    """A stretch of the labels, the last one in it, that something is marked on."""

    mark: str
    first: int
    last: int


def chart(kpi: Kpi, labels: Sequence[str], lines: Sequence[Line], bands: Sequence[Band] = ()) -> go.Figure:
    """The KPI over time; where there is nothing to show, a line breaks. Bands lie behind it."""
    unit, scale = _scale(kpi, [value for line in lines for value in line.values])
    heights = [[None if value is None else value / scale for value in line.values] for line in lines]
    places = _places(labels)
    figure = go.Figure(
        [_trace(kpi, place, line, heights[place], labels, len(lines)) for place, line in enumerate(lines)]
    )
    figure.update_layout(
        margin={"l": 56, "r": 8, "t": 8, "b": 32},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0.15,
        shapes=[_shape(band, _marks(band, bands)) for band in bands],
        showlegend=len(lines) > 1,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={
            "tickvals": places,
            "ticktext": [labels[place] for place in places],
            "tickangle": 0,
            "ticklabelstandoff": 8,  # clear of the 0 beside the corner
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "rangemode": "tozero",
            "fixedrange": True,
            "ticksuffix": unit,
            **_axis(kpi.unit, [height for row in heights for height in row]),
        },
    )
    return figure


def _marks(band: Band, bands: Sequence[Band]) -> str:
    """What stands at the band's corner: the marks of all that begin there, said once."""
    together = [other for other in bands if other.first == band.first]
    return " · ".join(other.mark for other in together) if together[0] is band else ""


def _shape(band: Band, marks: str) -> Mapping[str, Any]:
    """A band from edge to edge, with its mark at the top; its border tells it without colour."""
    return {
        "type": "rect",
        "layer": "below",
        "yref": "paper",
        "x0": band.first - 0.5,
        "x1": band.last + 0.5,
        "y0": 0,
        "y1": 1,
        "fillcolor": "rgba(217, 138, 0, 0.18)",
        "line": {"width": 1, "dash": "dot", "color": "rgba(217, 138, 0, 0.8)"},
        "label": {"text": marks, "textposition": "top left", "font": {"size": 13}},
    }


def histogram(bins: Sequence[tuple[int, int | None, int]]) -> go.Figure:
    """How many lie in each bin, from the first with any to the last, told by where they begin and end."""
    counted = {since: count for since, _, count in bins}
    edges = [edge for edge in EDGES if min(counted) <= edge <= max(counted)]
    ends = dict(pairwise(EDGES))
    labels = [
        f"{_short(edge)}–{_short(ends[edge])}" if edge in ends else f"≥ {_short(edge)}" for edge in edges
    ]
    figure = go.Figure(
        go.Bar(
            x=labels, y=[counted.get(edge, 0) for edge in edges], hovertemplate="%{x}: %{y}<extra></extra>"
        )
    )
    figure.update_layout(
        margin={"l": 56, "r": 8, "t": 8, "b": 40},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        bargap=0.08,
        xaxis={"type": "category", "fixedrange": True, "showgrid": False},
        yaxis={"rangemode": "tozero", "fixedrange": True},
    )
    return figure


def _short(span: int) -> str:
    """The span in the largest unit it is a whole number of."""
    units = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"))
    return next((f"{span // unit} {name}" for unit, name in units if span and span % unit == 0), "0")


def _trace(
    kpi: Kpi, place: int, line: Line, heights: Sequence[float | None], labels: Sequence[str], lines: int
) -> Any:
    said: dict[str, Any] = {
        "x": list(range(len(labels))),
        "y": heights,
        "name": line.name,
        "customdata": labels,
        "hovertemplate": f"%{{customdata}}  %{{y}}{'  %{fullData.name}' if line.name else ''}<extra></extra>",
    }
    if kpi.unit is Unit.COUNT and (lines == 1 or not line.name):
        return go.Bar(marker={"color": COLOURS[0]}, **said)
    colour = {"color": "#8a8f98", "dash": "dot"} if line.faint else _look(place)
    return go.Scatter(mode="lines+markers", line={"width": 2, **colour}, marker={"size": 5}, **said)


def _look(place: int) -> Mapping[str, str]:
    return {"color": COLOURS[place % len(COLOURS)], "dash": DASHES[place % len(DASHES)]}


def _places(labels: Sequence[str]) -> list[int]:
    """Which labels are shown: full hours where there are many, and no more than fit side by side."""
    places = list(range(len(labels)))
    hours = [place for place in places if labels[place].endswith(":00")] if len(places) > 8 else places
    shown = hours or places
    width = max((len(label) for label in labels), default=5)
    most = 9 if width <= len("08:00") else 6
    return shown[:: len(shown) // most + 1]


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
