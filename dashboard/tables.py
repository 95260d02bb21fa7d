"""The history's tables as plain data for the page's script: over time, by group, beside an earlier period."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from analytics.kpis import Kind, Kpi, Unit
from dashboard.views import View
from dispatcher.centre import Centre

Row = Mapping[str, Any]
Say = Mapping[str, str]
Cell = float | None

PLAIN: Final = "plain"


def over_time(
    labels: Sequence[str],
    now: tuple[Sequence[Row], Row],
    before: tuple[Sequence[Row], Row],
    view: View,
    kpis: Sequence[Kpi],
    say: Say,
    total: str,
) -> dict[str, Any]:
    """A row for each window, newest first, and one for the whole; a pair is the windows and their whole."""
    (rows, whole), (earlier, whole_before) = now, before
    beside = [*earlier, *({} for _ in rows[len(earlier) :])]
    lines = [
        [label, *_cells(row, then, view, kpis)]
        for label, row, then in zip(labels, rows, beside, strict=False)
    ]
    return {
        "from": say["from_to"],
        "columns": _heads(view, kpis, say),
        "rows": lines[::-1],
        "total": [total, *_cells(whole, whole_before, view, kpis)],
    }


def by_group(
    rows: Sequence[Row],
    before: Sequence[Row],
    view: View,
    kpis: Sequence[Kpi],
    named: Callable[[str], str],
    say: Say,
    total: str,
) -> dict[str, Any]:
    """A row for each group, the largest first; the sum of those KPIs that are sums."""
    by = str(view.by)
    earlier = {row[by]: row for row in before}
    lines = [
        [named(row[by]), *_cells(row, earlier.get(row[by], {}), view, kpis)] for row in largest(rows, view)
    ]
    sums, sums_before = _sums(rows, kpis), _sums(before, kpis)
    return {
        "from": say[f"by_{by}"],
        "columns": _heads(view, kpis, say),
        "rows": lines,
        "total": [total, *_cells(sums, sums_before, view, kpis)],
    }


def largest(rows: Sequence[Row], view: View) -> list[Row]:
    """The groups, those with most of the view's KPI first."""
    return sorted(rows, key=lambda row: (-(row[view.kpi.name] or 0), str(row[str(view.by)])))


def named(centre: Centre | None, cut: str, id_: str) -> str:
    """The name people know the group by; its id where the centre has none for it, or no longer."""
    known: Mapping[Any, Any] = {}
    if centre is not None and cut in ("queue", "team", "agent", "channel"):
        known = getattr(centre, f"{cut}s")
    if centre is not None and cut == "category":
        known = centre.categories
    return known[id_].name if id_ in known else id_


def _sums(rows: Sequence[Row], kpis: Sequence[Kpi]) -> dict[str, Cell]:
    adding = [kpi for kpi in kpis if kpi.adds_up or (kpi.kind is Kind.STOCK and kpi.name != "longest_wait")]
    return {kpi.name: sum(row[kpi.name] or 0 for row in rows) for kpi in adding} if rows else {}


def _heads(view: View, kpis: Sequence[Kpi], say: Say) -> list[list[str]]:
    """Title, unit, what the column is, and which way is good news."""
    first, *rest = ([say[kpi.name], kpi.unit.value, PLAIN, kpi.better.value] for kpi in kpis)
    if not view.before:
        return [first, *rest]
    unit, better = view.kpi.unit.value, view.kpi.better.value
    compared = [[say["before_that"], unit, PLAIN, better], [say["difference"], unit, _way(view.kpi), better]]
    if _has_percent(view.kpi):
        compared.append([say["percent_change"], "share", "difference", better])
    return [first, *compared, *rest]


def _cells(row: Row, before: Row, view: View, kpis: Sequence[Kpi]) -> list[Cell]:
    first, *rest = (row.get(kpi.name) for kpi in kpis)
    if not view.before:
        return [first, *rest]
    return [first, *_compared(first, before.get(view.kpi.name), view.kpi), *rest]


def _compared(now: Cell, before: Cell, kpi: Kpi) -> list[Cell]:
    """The earlier value, the difference, and how much of the earlier value that is."""
    change = None if now is None or before is None else now - before
    part = change / before if change is not None and before else None
    return [before, change, part] if _has_percent(kpi) else [before, change]


def _way(kpi: Kpi) -> str:
    return "points" if kpi.unit is Unit.SHARE else "difference"


def _has_percent(kpi: Kpi) -> bool:
    """Of a share the difference is told in points; percent of percent would be taken for those."""
    return kpi.unit is not Unit.SHARE
