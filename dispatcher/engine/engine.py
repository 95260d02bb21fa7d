"""The dispatch engine's whole surface: three verbs.

Anything that has a clock can drive it: asyncio drives the live centre, SimPy the simulator, the journal a
replay, a random generator the fault tests. So the policy that was tested is the policy that runs.
"""

from dispatcher import events as fact
from dispatcher.commands import Command
from dispatcher.engine.book import Book
from dispatcher.engine.matching import settle
from dispatcher.engine.requests import answer
from dispatcher.engine.state import State
from dispatcher.engine.timers import fire
from dispatcher.vocabulary import Instant


class Engine:
    """Told the time and handed requests, it hands back facts; the same ones on any machine.

    Time never runs backwards: an instant before the last one is taken as the last one. What came due before
    a request is settled first, at the instant it was due, so a late driver cannot reorder the day.
    """

    def __init__(self, state: State | None = None) -> None:
        self._book = Book(state or State())

    @property
    def state(self) -> State:
        """The picture now; to be read, not written."""
        return self._book.state

    @property
    def now(self) -> Instant:
        """The last instant the engine was told."""
        return self._book.now

    def handle(self, command: Command, now: Instant) -> list[fact.Event]:
        """Answer a request. What cannot be done is a `CommandRefused` fact; nothing is raised for it."""
        facts = self.advance(now)
        book = self._book
        refused = answer(book, command)
        if refused is not None:
            who = getattr(command, "agent", None)
            book.emit(
                fact.CommandRefused(
                    at=book.now, command=command.id, reason=refused.reason, detail=refused.detail, agent=who
                )
            )
        elif book.facts:
            settle(book)
        return facts + self._take()

    def advance(self, now: Instant) -> list[fact.Event]:
        """Settle what came due by `now`, each at its own instant."""
        book = self._book
        now = max(book.now, now)
        if book.state.centre is not None:
            while (entry := book.deadlines.pop(book.state, now)) is not None:
                at, due, name = entry
                book.now = max(book.now, at)
                fire(book, due, name)
                settle(book)
        book.now = now
        return self._take()

    def next_deadline(self) -> Instant | None:
        """When `advance` has something to do next; None when nothing is pending."""
        if self.state.centre is None:
            return None
        entry = self._book.deadlines.next(self.state)
        return entry[0] if entry else None

    def _take(self) -> list[fact.Event]:
        facts, self._book.facts = self._book.facts, []
        return facts
