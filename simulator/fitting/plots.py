"""What was seen beside what was fitted, as a page that needs no other."""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from plotly.io import to_html

from analytics.survival import Wait, kaplan_meier
from dispatcher.vocabulary import SECOND, QueueId
from simulator.fitting.laws import Fit
from simulator.fitting.scenario import Fitted
from simulator.fitting.seen import Seen
from simulator.laws import Law, quantile

SETTINGS: Final[dict[str, Any]] = {"displaylogo": False, "showSendToCloud": False}
SHARES: Final = np.linspace(0.002, 0.998, 250)


def page(found: Fitted, seen: Seen) -> str:
    """The whole page; the first drawing carries the script that draws all."""
    drawings: list[str] = []
    for queue, line in found.lines.items():
        drawings.append(f"<h2>{escape(queue)}</h2>")
        drawings.append(_html(_arrivals(line.per_hour, found.first), first=len(drawings) == 1))
        if line.handle is not None:
            drawings.append(_html(_handled(seen.handled[queue], line.handle)))
        if line.patience is not None:
            drawings.append(_html(_patience(seen.waits[QueueId(queue)], line.patience)))
    head = f"<p>{found.days} days; whole days differ by {found.busyness:.0%} beyond chance.</p>"
    body = "".join(["<h1>Fitted</h1>", head, *drawings])
    return f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Fitted</title>{body}</html>\n'


def _html(figure: go.Figure, *, first: bool = False) -> str:
    return str(to_html(figure, SETTINGS, include_plotlyjs=first, full_html=False, default_height=340))


def _drawn(title: str, unit: str, *traces: Any) -> go.Figure:
    figure = go.Figure(traces)
    figure.update_layout(title=title, xaxis_title=unit, margin={"t": 48, "b": 48}, hovermode="x")
    return figure


def _arrivals(per_hour: Sequence[float], first: int) -> go.Figure:
    hours = [f"{first + place:02}:00" for place in range(len(per_hour))]
    return _drawn("Contacts an hour", "", go.Bar(x=hours, y=list(per_hour)))


def _handled(times: Sequence[float], one: Fit) -> go.Figure:
    rising = np.sort(np.array(times)) / SECOND
    shares = np.arange(1, len(rising) + 1) / len(rising)
    seen = go.Scatter(x=rising, y=shares, line_shape="hv", name="seen")
    return _drawn("Handle time: share done by then", "s", seen, _law(one.law, rising=True))


def _patience(waits: Sequence[Wait], one: Fit) -> go.Figure:
    steps = kaplan_meier(waits)
    times = [step.waited / SECOND for step in steps]
    seen = go.Scatter(x=times, y=[step.staying for step in steps], line_shape="hv", name="Kaplan–Meier")
    return _drawn("Patience: share still waiting", "s", seen, _law(one.law, rising=False))


def _law(law: Law, *, rising: bool) -> Any:
    times = [quantile(law)(float(share)) / SECOND for share in SHARES]
    return go.Scatter(x=times, y=SHARES if rising else 1 - SHARES, name=law.kind.value, line_dash="dash")
