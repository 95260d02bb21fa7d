"""Who keeps the clock: engines driven punctually, late, and from a journal read again after every step."""

from dispatcher.centre import Centre
from dispatcher.codec import decode_event, encode
from dispatcher.commands import Command
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import Event
from dispatcher.vocabulary import Instant


def punctual(engine: Engine, until: Instant) -> list[Event]:
    """Let time pass as the live centre does: wake at every deadline, never before, never after."""
    facts: list[Event] = []
    while (due := engine.next_deadline()) is not None and due <= until:
        facts += engine.advance(due)
    return facts + engine.advance(until)


def rebuilt(facts: list[Event]) -> State:
    """The state folded from what a journal would give back: facts that were JSON in between."""
    state = State()
    for fact in facts:
        state.apply(decode_event(encode(fact)))
    return state


class Drivers:
    """One script under three drivers at once; `ask` and `wait` fail when they disagree on a single fact.

    The punctual one wakes at each deadline. The late one only hears of commands. The third dies after
    `crash_every` steps and reads its journal again. `anew` is another centre at hand, for a script that wants
    to configure one.
    """

    def __init__(self, crash_every: int = 1, anew: Centre | None = None) -> None:
        self.anew = anew
        self.engine = Engine()
        self.facts: list[Event] = []
        self._late, self._late_facts = Engine(), list[Event]()
        self._twin = Engine()
        self._every, self._steps = crash_every, 0

    @property
    def state(self) -> State:
        """The punctual engine's picture."""
        return self.engine.state

    def wait(self, until: Instant) -> list[Event]:
        """Time passes. The late driver sleeps on."""
        facts = punctual(self.engine, until)
        assert self._twin.advance(until) == facts
        self.facts += facts
        self._crash()
        return facts

    def ask(self, command: Command, now: Instant) -> list[Event]:
        """A command, once time has passed until `now`. Returns what it led to."""
        self.wait(now)
        facts = self.engine.handle(command, now)
        assert self._twin.handle(command, now) == facts
        self.facts += facts
        self._late_facts += self._late.handle(command, now)
        assert self._late_facts == self.facts
        assert self._late.state == self.state
        self._crash()
        return facts

    def again(self, command: Command, now: Instant) -> list[Event]:
        """A command that was asked before. Returns what it led to this time."""
        facts = self.engine.handle(command, now)
        self._late_facts += self._late.handle(command, now)
        assert self._late_facts == self.facts
        return facts

    def _crash(self) -> None:
        self._steps += 1
        if self._steps % self._every == 0:
            state = rebuilt(self.facts)
            assert state == self.state
            self._twin = Engine(state)
            due = self.engine.next_deadline()
            if due is None or due > self.engine.now:
                # What was told last may be later than the last fact; no late request may come before it.
                assert self._twin.advance(self.engine.now) == []
