"""SimPy as the clock: whole microseconds, a fixed order at every instant, alarms that can be called off.

SimPy orders its heap by (time, priority, serial). Its own urgent events (a process starts, the run ends) have
priority 0; ours follow, so what happens first at an instant is a matter of `Turn` and never of luck. Whatever
happens often is an event with a callback: a process for each caller costs six times as much.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from simpy import Environment, Event
from simpy.events import EventPriority, ProcessGenerator

from dispatcher.vocabulary import Instant

Do = Callable[[Any], None]
"""What an alarm does; it is handed the alarm."""


class Turn(IntEnum):
    """Who goes first at one instant; among equals, whoever was announced first."""

    DEADLINE = 1
    ANSWER = 2
    COMPLETION = 3
    ABANDONMENT = 4
    ARRIVAL = 5
    PRESENCE = 6


_PRIORITY = {turn: EventPriority(int(turn)) for turn in Turn}


class Alarm(Event):
    """Rings once, at its instant and turn, unless called off before. A process may wait for it."""

    # Of every alarm: that is why `Event.__init__`, which says so for each, need not be called.
    _ok = True
    _value = None

    def __init__(self, env: Environment, instant: Instant, do: Do | None) -> None:
        self.env = env
        self.instant = instant
        self.callbacks = [do] if do is not None else []

    def call_off(self) -> None:
        """Let its instant pass in silence."""
        self.callbacks = []


class Clock:
    """Simulated time, from `start` on."""

    def __init__(self, start: Instant) -> None:
        self._env = Environment(initial_time=start)

    @property
    def now(self) -> Instant:
        """The simulated instant."""
        return self._env.now  # type: ignore[return-value]  # it only ever was told instants

    def at(self, instant: Instant, turn: Turn, do: Do | None = None) -> Alarm:
        """Have something done at an instant not yet past."""
        env = self._env
        alarm = Alarm(env, instant, do)
        env.schedule(alarm, _PRIORITY[turn], instant - env.now)
        return alarm

    def start(self, process: ProcessGenerator) -> None:
        """Let a SimPy process live, from now."""
        self._env.process(process)

    def run(self, end: Instant) -> None:
        """Let happen all that happens before `end`. Alarms set for later do not lengthen the run."""
        if end > self.now:
            self._env.run(until=int(end))
