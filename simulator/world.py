"""The live engine in simulated time: SimPy says when, the engine says what, and all concerned hear it."""

from collections.abc import Callable

from dispatcher.commands import Command
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import Event
from dispatcher.vocabulary import FOREVER, CommandId, Instant
from simulator.clock import Clock, Turn

Hear = Callable[[list[Event]], None]


class World:
    """One engine driven by one clock.

    `hear` is told each batch of facts at the instant they became known. It may set alarms but asks nothing of
    the engine on the spot: whoever reacts in no time sets an alarm for now, and takes turns with the others.
    Without it all facts are kept, in order, in `facts`.
    """

    def __init__(self, start: Instant, hear: Hear | None = None, engine: Engine | None = None) -> None:
        self.clock = Clock(start)
        self.facts: list[Event] = []
        self._hear = hear or self.facts.extend
        self._engine = engine or Engine()
        # When alarms will ring, the first one last: one no later than the engine's next deadline. None is
        # called off, for it would lie about until its instant; one too early finds nothing to do.
        self._watched = [FOREVER]
        self._named = 0

    @property
    def state(self) -> State:
        """The engine's picture; to be read, not written."""
        return self._engine.state

    def name_command(self) -> CommandId:
        """A command id not used before in this world."""
        self._named += 1
        return f"simulated-{self._named}"  # type: ignore[return-value]  # calling the type costs more

    def ask(self, command: Command) -> None:
        """Put a request to the engine, now."""
        self._tell(self._engine.handle(command, self.clock.now))

    def _tell(self, facts: list[Event]) -> None:
        if facts:
            self._hear(facts)
        # Looking for the very deadline costs a tenth of a run, and mostly an alarm is set for an earlier one.
        if self._engine.quiet_until >= self._watched[-1]:
            return
        due = self._engine.next_deadline()
        if due is not None and due < self._watched[-1]:
            self._watched.append(due)
            self.clock.at(max(due, self.clock.now), Turn.DEADLINE, self._come_due)

    def _come_due(self, _: object) -> None:
        self._watched.pop()
        self._tell(self._engine.advance(self.clock.now))
