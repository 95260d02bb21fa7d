"""Counts what happens while it happens. Every call costs about a microsecond and none can fail."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Histogram

from dispatcher.commands import Command
from dispatcher.events import CommandRefused, Event, NumberedFact
from dispatcher.metrics.declared import COMMAND_TIME, COMMANDS, COMMIT_TIME, FACTS, HTTP, LOOP_LAG, Metric
from dispatcher.metrics.scrape import Reading, process_registry

DONE: Final = "done"
LOOK: Final = 0.25  # s between two looks at the loop


class Meter:
    """The counters of one process. `registry` holds its histograms, and nothing that another has too."""

    def __init__(self) -> None:
        self.registry = process_registry()
        self._commands: Counter[tuple[str, ...]] = Counter()
        self._facts: Counter[tuple[str, ...]] = Counter()
        self._answers: Counter[tuple[str, ...]] = Counter()
        self._asked, self._committed, self._lag = (
            _histogram(metric, self.registry) for metric in (COMMAND_TIME, COMMIT_TIME, LOOP_LAG)
        )

    def decided(self, commands: Sequence[Command], facts: Sequence[Event]) -> None:
        """These commands were decided, and led to these facts."""
        refused = {fact.command: fact.reason for fact in facts if isinstance(fact, CommandRefused)}
        for command in commands:
            self._commands[type(command).__name__, refused.get(command.id, DONE)] += 1

    def answered(self, seconds: float) -> None:
        """So long after it was asked, a command's outcome was durable."""
        self._asked.observe(seconds)

    def committed(self, seconds: float) -> None:
        """One transaction took so long."""
        self._committed.observe(seconds)

    def hear(self, facts: Sequence[NumberedFact]) -> None:
        """These facts are durable."""
        for numbered in facts:
            self._facts[(type(numbered.fact).__name__,)] += 1

    def responded(self, method: str, route: str, status: int) -> None:
        """The HTTP API gave an answer."""
        self._answers[method, route, str(status)] += 1

    async def watch_loop(self) -> None:
        """Look for ever how late this process wakes up."""
        clock = asyncio.get_running_loop().time
        while True:
            due = clock() + LOOK
            await asyncio.sleep(LOOK)
            self._lag.observe(max(0.0, clock() - due))

    @property
    def reading(self) -> Reading:
        """What was counted so far; the histograms are in the registry."""
        return {COMMANDS: self._commands, FACTS: self._facts, HTTP: self._answers}


def _histogram(metric: Metric, registry: CollectorRegistry) -> Histogram:
    return Histogram(metric.name, metric.meaning, buckets=metric.buckets, registry=registry)
