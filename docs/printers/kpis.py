"""Prints the page of KPIs from the registry that report, wallboard and simulator read."""

from analytics import kpis
from docs.printers.markdown import page, story, table


def kpis_page() -> str:
    """Every KPI: its name, unit, meaning, version and formula."""
    parts = (*map(_kpi, kpis.KPIS), *map(_spread, kpis.SPREADS))
    return page("KPIs", story(kpis), _overview(), *parts)


def _overview() -> str:
    rows = ((f"[{kpi.title}](#{kpi.name})", kpi.unit, kpi.kind, kpi.better) for kpi in kpis.KPIS)
    return table(["KPI", "unit", "counts", "better when"], rows)


def _kpi(kpi: kpis.Kpi) -> str:
    cuts = ", ".join(sorted(kpi.cuts))
    return "\n\n".join(
        [
            f"## {kpi.name}",
            f"**{kpi.title}**, version {kpi.version}. {kpi.meaning}",
            f"Unit: {kpi.unit}. Can be told apart by {cuts}.{_more(kpi)}",
            f"```sql\n{kpi.formula}\n```",
        ]
    )


def _more(kpi: kpis.Kpi) -> str:
    """What only some have: another one's idea, and when somebody should look."""
    of = f" A variant of [{kpi.variant_of}](#{kpi.variant_of})." if kpi.variant_of else ""
    ends = kpi.thresholds
    return (
        of
        if ends is None
        else f"{of} Wants attention from {ends.attention:g}, action from {ends.breach:g} on."
    )


def _spread(spread: kpis.Spread) -> str:
    return "\n\n".join(
        [
            f"## {spread.name}",
            f"**{spread.title}**, a distribution, version {spread.version}. {spread.meaning}",
            f"```sql\n{spread.value} WHERE {spread.where}\n```",
        ]
    )
