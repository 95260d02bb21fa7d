"""What was said, all of it durable: the picture, and whoever listens."""

from collections.abc import Callable, Sequence

from dispatcher.engine.follows import RULES
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.journal import Written

Listener = Callable[[Sequence[NumberedFact]], None]


class Spoken:
    """The picture as last spoken of; to be read on the loop. `last` is the number of the last event in it."""

    def __init__(self, state: State, last: int) -> None:
        self.state, self.last = state, last
        self._roster: Roster | None = None
        self._listeners: list[Listener] = []

    @property
    def roster(self) -> Roster:
        """The skills and levers that hold in the picture; worked out anew only when its rules changed."""
        if self._roster is None:
            self._roster = Roster(self.state.rules, self.state.running)
        return self._roster

    def begin(self, state: State, last: int) -> None:
        """This is how it stands, before anything is said."""
        self.state, self.last, self._roster = state, last, None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every batch of facts that is said. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def say(self, written: Sequence[Written]) -> None:
        """Change the picture, then tell everybody."""
        facts = [
            NumberedFact(number=number, fact=fact)
            for outcome in written
            for number, fact in enumerate(outcome.facts, outcome.first)
        ]
        if not facts:
            return
        self.last = facts[-1].number
        for numbered in facts:
            self.state.apply(numbered.fact)
            if isinstance(numbered.fact, RULES):
                self._roster = None
        for listener in list(self._listeners):
            listener(facts)
