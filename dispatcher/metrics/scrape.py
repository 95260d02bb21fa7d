"""What was counted and read, as text for Prometheus: in its own format, or in OpenMetrics when asked."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client import Metric as Family
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from dispatcher.metrics.declared import BUILD, Metric

Values = Mapping[tuple[str, ...], float]
Reading = Mapping[Metric, Values]


class Text(NamedTuple):
    """The answer to a scrape."""

    body: bytes
    media_type: str


def one(value: float) -> Values:
    """The value of a metric without labels."""
    return {(): value}


def build_reading() -> Reading:
    """Which release this is."""
    return {BUILD: {(version("ringpost"),): 1}}


def file_sizes(path: Path) -> int:
    """The bytes of a store: its file and those SQLite or DuckDB keep beside it."""
    beside = (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}.wal"))
    return sum(file.stat().st_size for file in beside if os.path.exists(file))


def process_registry() -> CollectorRegistry:
    """A registry that tells of this process: memory, open files, processor time."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    return registry


class _Scrape(Collector):
    def __init__(self, readings: Iterable[Reading], more: Collector) -> None:
        self._readings, self._more = readings, more

    def collect(self) -> Iterator[Family]:
        for reading in self._readings:
            for metric, values in reading.items():
                yield _family(metric, values)
        yield from map(_without_birthdays, self._more.collect())


def _without_birthdays(family: Family) -> Family:
    """Since when each histogram counts is a series more for each, and nobody asks."""
    family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
    return family


def _family(metric: Metric, values: Values) -> Family:
    family = Family(metric.name.removesuffix("_total"), metric.meaning, metric.kind)
    for labels, value in sorted(values.items()):
        family.add_sample(metric.name, dict(zip(metric.labels, labels, strict=True)), value)
    return family


def text_of(readings: Sequence[Reading], more: Collector, accept: str = "") -> Text:
    """These readings, and whatever `more` collects, in the format that `accept` asks for."""
    encode, media_type = choose_encoder(accept)
    return Text(encode(_Scrape(readings, more)), media_type)
