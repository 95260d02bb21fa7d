"""Prints the page of metrics from what the processes count by."""

from collections.abc import Iterable

from dispatcher.metrics import declared
from dispatcher.metrics.declared import DASHBOARD, DISPATCHER, Metric
from docs.printers.markdown import page, story, table

PROCESS = """\
Beside these there are the usual ones of a process, such as `process_resident_memory_bytes`,
`process_cpu_seconds_total`, `process_open_fds` and `process_start_time_seconds`."""


def metrics_page() -> str:
    """Every metric of both processes, with its labels and meaning."""
    return page(
        "Metrics",
        story(declared),
        "What to watch, and how to have it scraped: [Run it for real](../how-to/run-it-for-real.md).",
        "## The dispatcher\n\n`/metrics` at `[service] api`; a key is asked for as a bearer token.",
        _table(DISPATCHER),
        PROCESS,
        "## The dashboard\n\n`/metrics` at `[service] dashboard`.",
        _table(DASHBOARD),
    )


def _table(metrics: Iterable[Metric]) -> str:
    return table(["metric", "kind", "labels", "meaning"], map(_row, metrics))


def _row(metric: Metric) -> tuple[str, str, str, str]:
    labels = ", ".join(f"`{label}`" for label in metric.labels)
    return f"`{metric.name}`", metric.kind, labels, metric.meaning
