"""What the history page is asked for, as its address says it, and the numbers for that."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, tzinfo
from typing import Final

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from analytics.definition import Kpi
from analytics.eventlog import EventLog
from analytics.grains import Grain, cut, day_start
from analytics.intervals import Window, moment
from analytics.kpis import BY_NAME, KPIS, Cut, Kind, that_can_be_cut
from dispatcher.vocabulary import Instant

GROUPS: Final = (Cut.QUEUE, Cut.TEAM, Cut.AGENT, Cut.CHANNEL, Cut.CATEGORY, Cut.TIER)
LONGEST: Final[Mapping[Grain, int]] = {Grain.QUARTER: 31, Grain.HOUR: 93}
"""Days that a grain is good for; of more days, longer stretches are shown."""
MOST_DAYS: Final = 1100  # three years


class View(Struct, frozen=True, kw_only=True):
    """One way to look: a KPI, by what it is told apart, how finely, from which day to which.

    `queue` leaves all others out; "" is the whole centre. `before` is how many days back the period lies that
    this one is compared with, 0 for none.
    """

    kpi: Kpi
    by: Cut | None
    queue: str
    grain: Grain
    since: date
    until: date
    before: int

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.until - self.since).days + 1

    @property
    def cuts(self) -> list[Cut]:
        """What the numbers are told apart by, the queue they are of among it."""
        return list(dict.fromkeys([*([Cut.QUEUE] if self.queue else []), *([self.by] if self.by else [])]))

    @property
    def means_something(self) -> bool:
        """Can the KPI be told apart so?"""
        return self.kpi.cuts.issuperset(self.cuts)


def view_of(query: Mapping[str, str], today: date) -> View:
    """The view an address asks for; what it does not say, or says wrongly, is as for today."""
    until = min(_day(query.get("until", ""), today), today)
    since = min(_day(query.get("since", ""), until), until)
    since = max(since, until - timedelta(days=MOST_DAYS))
    wanted = query.get("grain", "")
    by = query.get("by", "")
    before = query.get("before", "")
    view = View(
        kpi=BY_NAME.get(query.get("kpi", ""), BY_NAME["incoming"]),
        by=Cut(by) if by in GROUPS else None,
        queue=query.get("queue", ""),
        grain=Grain(wanted) if wanted in list(Grain) else Grain.QUARTER,
        since=since,
        until=until,
        before=int(before) if before.isdecimal() and int(before) <= MOST_DAYS else 0,
    )
    return replace(view, grain=_fitting(view))


def _fitting(view: View) -> Grain:
    """The grain asked for, or the finest that does not draw thousands of points."""
    grains = list(Grain)[list(Grain).index(view.grain) :]
    return next(grain for grain in grains if view.days <= LONGEST.get(grain, MOST_DAYS + 1))


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def span_of(view: View, now: Instant, zone: tzinfo | None) -> Window:
    """The view's time: whole days, the last one as far as it is."""
    since, end = day_start(view.since, zone), day_start(view.until + timedelta(days=1), zone)
    today = view.since == view.until == moment(now, zone).date()
    return Window("today" if today else "whole", since, Instant(min(end, now + 1)))


def table_of(
    log: EventLog, view: View, kpis: Sequence[Kpi], now: Instant, zone: tzinfo | None
) -> pl.DataFrame:
    """The KPIs in each window, oldest first, and last over the whole time; those without meaning left out."""
    whole = span_of(view, now, zone)
    asked = that_can_be_cut(kpis, view.cuts)
    # Where nothing can be told apart so, the windows stand there without a number.
    table = log.kpis([*cut(whole, view.grain, zone), whole], asked, view.cuts if asked else [])
    if not asked or not view.queue:
        return table
    mine = table.filter(pl.col("queue") == view.queue)
    # A queue that has seen nothing yet has no rows of its own.
    nothing = (pl.lit(None).alias(kpi.name) for kpi in asked)
    return mine if len(mine) else log.kpis([whole], asked).with_columns(nothing)


def back(view: View) -> View:
    """The same, as many days earlier as it is compared over."""
    shift = timedelta(days=view.before)
    return replace(view, since=view.since - shift, until=view.until - shift)


Heat = list[list[float | None]]
"""24 hours of each of seven weekdays, Monday first."""


def heat(log: EventLog, view: View, now: Instant, zone: tzinfo | None) -> Heat:
    """The KPI by weekday and hour of the place's clock: what a sum has in one such hour, on average.

    A quotient is that of the sums over all such hours; a stock, or a percentile, is a mean of its values.
    """
    whole = span_of(view, now, zone)
    hourly = replace(view, grain=Grain.HOUR, by=None)
    if not hourly.means_something:
        return [[None] * 24 for _ in range(7)]
    windows = cut(whole, Grain.HOUR, zone)
    sums = _parts(view.kpi)
    table = log.kpis(windows, sums, hourly.cuts)
    if view.queue:
        table = table.filter(pl.col("queue") == view.queue)
    clock = [moment(window.since, zone) for window in windows]
    places = pl.DataFrame(
        {
            "window": [window.name for window in windows],
            "weekday": [when.weekday() for when in clock],
            "hour": [when.hour for when in clock],
        }
    )
    found = table.join(places, on="window").group_by("weekday", "hour").agg(_joined(sums))
    values = {(row[0], row[1]): row[2] for row in found.select("weekday", "hour", "value").rows()}
    return [[values.get((weekday, hour)) for hour in range(24)] for weekday in range(7)]


def _parts(kpi: Kpi) -> list[Kpi]:
    if kpi.per is None or kpi.kind in (Kind.STOCK, Kind.SPREAD):
        return [kpi]
    return [replace(kpi, per=None), replace(kpi, name=f"{kpi.name}_per", total=kpi.per, per=None)]


def _joined(sums: Sequence[Kpi]) -> pl.Expr:
    first = pl.col(sums[0].name)
    if len(sums) == 1:
        return first.mean().alias("value")
    per = pl.col(sums[1].name).sum()
    return pl.when(per > 0).then(first.sum() / per).alias("value")


def all_kpis(view: View) -> list[Kpi]:
    """Every KPI that means something in this view."""
    return list(that_can_be_cut(KPIS, view.cuts))


def spread_of(log: EventLog, view: View, now: Instant, zone: tzinfo | None) -> pl.DataFrame:
    """The distribution that a percentile is read from, over the whole time; no rows for any other KPI."""
    if view.kpi.kind is not Kind.SPREAD:
        return pl.DataFrame()
    bins = log.spread([span_of(view, now, zone)], view.kpi.total, [Cut.QUEUE] if view.queue else [])
    return bins.filter(pl.col("queue") == view.queue) if view.queue else bins
