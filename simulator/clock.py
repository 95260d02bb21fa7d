"""SimPy as the clock: whole microseconds, a fixed order at every instant, alarms that can be called off.

SimPy orders its heap by (time, priority, serial). Its own urgent events (a process starts, the run ends) have
priority 0; ours follow, so what happens first at an instant is a matter of `Turn` and never of luck.
"""

from collections.abc import Callable
from enum import IntEnum

from simpy import Environment, Event
from simpy.events import EventPriority, ProcessGenerator

from dispatcher.vocabulary import Instant


class Turn(IntEnum):
    """Who goes first at one instant; among equals, whoever was announced first."""

    DEADLINE = 1
    ANSWER = 2
    COMPLETION = 3
    ABANDONMENT = 4
    ARRIVAL = 5
    PRESENCE = 6


class Alarm(Event):
    """Rings once, at its instant and turn, unless called off before. A process may wait for it."""

    def __init__(
        self, env: Environment, instant: Instant, turn: Turn, do: Callable[[], None] | None = None
    ) -> None:
        super().__init__(env)
        self.instant = instant
        self._do = do
        self._ok = True
        self._value = None
        self.callbacks.append(self._ring)
        env.schedule(self, EventPriority(turn), instant - env.now)

    def call_off(self) -> None:
        """Let its instant pass in silence."""
        self._do = None

    def _ring(self, _: Event) -> None:
        if self._do is not None:
            self._do()


class Clock:
    """Simulated time, from `start` on."""

    def __init__(self, start: Instant) -> None:
        self._env = Environment(initial_time=start)

    @property
    def now(self) -> Instant:
        """The simulated instant."""
        return Instant(int(self._env.now))

    def at(self, instant: Instant, turn: Turn, do: Callable[[], None] | None = None) -> Alarm:
        """Have something done at an instant not yet past."""
        return Alarm(self._env, instant, turn, do)

    def start(self, process: ProcessGenerator) -> None:
        """Let a SimPy process live, from now."""
        self._env.process(process)

    def run(self, end: Instant) -> None:
        """Let happen all that happens before `end`. Alarms set for later do not lengthen the run."""
        if end > self.now:
            self._env.run(until=int(end))
