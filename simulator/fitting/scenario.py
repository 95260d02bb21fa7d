"""The scenario that what was seen comes nearest to, and its file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from math import sqrt
from typing import Any, Final

import numpy as np
from msgspec import Struct
from scipy import stats

from dispatcher.centre import Centre
from dispatcher.config.mistakes import say_text
from dispatcher.vocabulary import QueueId
from simulator.filekinds import LawKind
from simulator.fitting.laws import Fit, RedialFit, fit, fit_patience, fit_redial
from simulator.fitting.seen import Day, Seen

CHANCE: Final = 0.01
"""How likely chance alone may be taken for busyness or spread."""

FEW: Final = 10
"""Days from which it can be told how much they differ."""


class Line(Struct, frozen=True, kw_only=True):
    """One queue: contacts an hour by the hours of the day, how much hours differ besides, and the laws."""

    per_hour: tuple[float, ...]
    spread: float
    handle: Fit | None
    patience: Fit | None
    redial: RedialFit | None = None


class Fitted(Struct, frozen=True, kw_only=True):
    """Hours from `first` o'clock on; `busyness` is the deviation over mean of whole days, chance aside."""

    days: int
    first: int
    busyness: float
    weekdays: Mapping[str, float]
    lines: Mapping[QueueId, Line]


def fitted(seen: Seen, centre: Centre) -> Fitted:
    """What is supposed of a day, queue by queue, of the queues that the centre still has."""
    queues = [queue for queue in seen.arrivals if queue in centre.queues]
    hours = [int(hour) for queue in queues for of in seen.arrivals[queue].values() for hour in of]
    first, last = min(hours), max(hours)
    totals = [sum(len(seen.arrivals[queue].get(day, ())) for queue in queues) for day in seen.days]
    busyness = overdispersion(totals) if len(totals) >= FEW and _more_than_chance(totals) else 0.0
    lines = {queue: _line(seen, queue, range(first, last + 1), centre) for queue in queues}
    return Fitted(
        days=len(seen.days), first=first, busyness=busyness, weekdays=_weekdays(seen, totals), lines=lines
    )


def _line(seen: Seen, queue: QueueId, hours: range, centre: Centre) -> Line:
    counts = np.array([_counts(seen.arrivals[queue].get(day, ()), hours) for day in seen.days])
    live = centre.channel_of(queue).live
    return Line(
        per_hour=tuple(round(float(rate), 3) for rate in counts.mean(axis=0)),
        spread=spread_of(counts) if len(counts) >= FEW else 0.0,
        handle=fit(seen.handled.get(queue, ())),
        patience=fit_patience(seen.waits.get(queue, ())) if live else None,
        redial=fit_redial(seen.left.get(queue, ())) if live else None,
    )


def _counts(arrived: Sequence[float], hours: range) -> list[int]:
    found = Counter(map(int, arrived))
    return [found[hour] for hour in hours]


def overdispersion(counts: Sequence[float]) -> float:
    """Deviation over mean of the rate behind these counts: what a Poisson's chance does not explain."""
    mean, variance = float(np.mean(counts)), float(np.var(counts, ddof=1)) if len(counts) > 1 else 0.0
    return sqrt(max(0.0, variance - mean)) / mean if mean else 0.0


def _more_than_chance(counts: Sequence[float]) -> bool:
    """Do they differ more than Poisson counts of one rate do, by their index of dispersion (Fisher 1925)?"""
    mean, variance = float(np.mean(counts)), float(np.var(counts, ddof=1))
    return float(stats.chi2.sf((len(counts) - 1) * variance / mean, len(counts) - 1)) < CHANCE


def spread_of(counts: "np.ndarray[tuple[int, ...], np.dtype[Any]]") -> float:
    """How much hours differ beyond chance, of counts by day and hour; 0 where chance explains it.

    Given how many came on a day, chance alone shares them out among the hours (a multinomial law), however
    busy the day was. What squares exceed that by is the spread's, once it is more than one sum in a hundred
    has by chance: a root of what is left over would be above zero every second time.
    """
    days, hours, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    if not total:
        return 0.0
    shares, means = hours / total, np.outer(days, hours) / total
    by_chance = means * (1 - shares) * (1 - days / total)[:, None]
    excess = float(((counts - means) ** 2 - by_chance).sum())
    if excess <= float(stats.norm.isf(CHANCE)) * sqrt(float((2 * by_chance**2 + by_chance).sum())):
        return 0.0
    # An hour's own factor also moves the day's total, and so what is expected of it and of the others.
    felt = float((means**2 * (1 - 2 * shares + (shares**2).sum())).sum())
    return round(sqrt(excess / felt), 3) if felt > 0 else 0.0


def _weekdays(seen: Seen, totals: Sequence[int]) -> dict[str, float]:
    """Contacts a day, by weekday, over the days of that weekday on which anybody came."""
    found: dict[str, list[int]] = {}
    for day, total in sorted(zip(seen.days, totals, strict=True), key=lambda one: one[0].date.weekday()):
        found.setdefault(f"{day.date:%A}", []).append(total)
    return {name: float(np.mean(counts)) for name, counts in found.items()}


# --- the file -------------------------------------------------------------------------------------------


def as_toml(found: Fitted, centre_file: str, day: Day, zone: tzinfo | None) -> str:
    """A scenario file ready to simulate, with how near each law came as a comment."""
    hours = max(len(line.per_hour) for line in found.lines.values())
    start = datetime.combine(day.date, time(), zone).astimezone(zone) + timedelta(hours=found.first)
    head = [
        f"# Fitted to {found.days} days. Agents work all the time unless [shifts] or [staff] say otherwise.",
        "\n[scenario]",
        f"centre = {say_text(centre_file)}",
        f"start = {start.isoformat()}",
        f'length = "{hours}h"',
        "replications = 50",
        f"busyness = {round(found.busyness, 3):g}",
    ]
    lines = [text for queue, line in found.lines.items() for text in _demand(queue, line)]
    return "\n".join([*head, *lines]) + "\n"


def _demand(queue: QueueId, line: Line) -> Iterator[str]:
    yield f"\n[demand.{say_text(queue)}]"
    yield f"per_hour = [{', '.join(f'{rate:g}' for rate in line.per_hour)}]"
    if line.spread:
        yield f"spread = {line.spread:g}"
    if line.handle is None:
        yield 'handle = "5m"   # nobody was seen to finish one: put your own guess here'
    else:
        yield f"handle = {LawKind().say(line.handle.law)}   # {_how_near(line.handle)}"
    if line.redial is not None:
        told, after = line.redial, line.redial.after
        redial = f"share = {told.share:.3g}, after = {LawKind().say(after.law)}, most = {told.most}"
        yield f"redial = {{ {redial} }}   # {_how_near(after)}"
    if line.patience is not None:
        yield f"patience = {LawKind().say(line.patience.law)}   # {_how_near(line.patience)}"


def _how_near(one: Fit) -> str:
    chance = "" if one.p is None else f", p {one.p:.2f}"
    return f"{one.seen} seen, at most {one.distance:.1%} off{chance}"
