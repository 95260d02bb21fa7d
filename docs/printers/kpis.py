"""Prints the page of KPIs from the registry that report, wallboard and simulator read."""

from analytics import kpis
from docs.printers.markdown import page, story, table


def kpis_page() -> str:
    """Every KPI: its name, unit, meaning, version and formula."""
    return page("KPIs", story(kpis), _overview(), *map(_kpi, kpis.KPIS))


def _overview() -> str:
    rows = ((f"[{kpi.title}](#{kpi.name})", kpi.unit, kpi.kind, kpi.better) for kpi in kpis.KPIS)
    return table(["KPI", "unit", "counts", "better when"], rows)


def _kpi(kpi: kpis.Kpi) -> str:
    cuts = ", ".join(sorted(kpi.cuts))
    return "\n\n".join(
        [
            f"## {kpi.name}",
            f"**{kpi.title}**, version {kpi.version}. {kpi.meaning}",
            f"Unit: {kpi.unit}. Can be told apart by {cuts}.",
            f"```sql\n{kpi.formula}\n```",
        ]
    )
