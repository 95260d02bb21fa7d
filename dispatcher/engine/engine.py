"""The dispatch engine's whole surface: three verbs.

Anything that has a clock can drive it: asyncio drives the live centre, SimPy the simulator, the journal a
replay, a random generator the fault tests. So the policy that was tested is the policy that runs.
"""

from itertools import islice
from typing import Final

from dispatcher import events as fact
from dispatcher.commands import Command
from dispatcher.engine.book import Book
from dispatcher.engine.deadlines import MAKES_READY
from dispatcher.engine.matching import settle
from dispatcher.engine.refusals import Refused
from dispatcher.engine.requests import REQUESTS, not_there
from dispatcher.engine.state import State
from dispatcher.engine.timers import fire
from dispatcher.vocabulary import CommandId, Instant

REMEMBERED: Final = 2_000
"""At least so many of the latest commands' ids are remembered; the journal remembers all."""

MOST_REMEMBERED: Final = 2 * REMEMBERED
"""When there are more, the oldest are forgotten."""


class Engine:
    """Told the time and handed requests, it hands back facts; the same ones on any machine.

    Time never runs backwards: an instant before the last one is taken as the last one. What came due before
    a request is settled first, at the instant it was due, so a late driver cannot reorder the day.
    """

    def __init__(self, state: State | None = None) -> None:
        self._book = Book(state or State())
        self._answered: dict[CommandId, None] = {}

    @property
    def state(self) -> State:
        """The picture now; to be read, not written."""
        return self._book.state

    @property
    def now(self) -> Instant:
        """The last instant the engine was told."""
        return self._book.now

    def let_go(self) -> None:
        """Nobody uses it any more. It goes at once: a live centre's collector seldom comes."""
        self._book.let_go()

    def handle(self, command: Command, now: Instant) -> list[fact.Event]:
        """Answer a request. What cannot be done is a `CommandRefused` fact; nothing is raised for it.

        A command whose id was answered already leads to nothing.
        """
        book = self._book
        facts = book.facts = []
        if book.now <= now < book.deadlines.earliest:
            book.now = now
        else:
            self._let_pass(now)
        name, answered, state = command.id, self._answered, book.state
        if name in answered:
            return facts
        answered[name] = None
        do, of_agent = REQUESTS[type(command)]
        there = command.agent in state.agents if of_agent else state.centre is not None  # type: ignore[union-attr]
        refused = do(book, command) if there else not_there(book, command)
        if refused is not None:
            self._refuse(command, refused)
        elif book.freeing or book.changed:
            settle(book)
        if book.untimed or book.untimed_agents:
            book.set_timers()
        if len(answered) > MOST_REMEMBERED:
            self._answered = dict.fromkeys(islice(answered, REMEMBERED, None))
        return facts

    def advance(self, now: Instant) -> list[fact.Event]:
        """Settle what came due by `now`, each at its own instant."""
        facts = self._book.facts = []
        self._let_pass(now)
        return facts

    def next_deadline(self) -> Instant | None:
        """When `advance` has something to do next; None when nothing is pending."""
        entry = self._book.deadlines.first()
        return entry[0] if entry is not None else None

    @property
    def quiet_until(self) -> Instant:
        """No deadline is earlier than this. It costs nothing; `next_deadline` looks for the very one."""
        return self._book.deadlines.earliest

    def _let_pass(self, now: Instant) -> None:
        """Settle what came due, each at its own instant."""
        book = self._book
        until = max(now, book.now)
        while (entry := book.deadlines.pop(until)) is not None:
            at, due, name = entry
            if at > book.now:
                book.now = at
            fire(book, due, name)
            if due in MAKES_READY:
                self._fire_together(at)
            if book.changed or book.freeing:
                settle(book)
            book.set_timers()
        book.now = until

    def _fire_together(self, at: Instant) -> None:
        """What else becomes ready at this instant: the order in line decides, not the one of the timers."""
        book = self._book
        while (entry := book.deadlines.first(at)) is not None and entry[1] in MAKES_READY:
            _, due, name = book.deadlines.pop(at) or entry
            fire(book, due, name)

    def _refuse(self, command: Command, refused: Refused) -> None:
        book, who = self._book, getattr(command, "agent", None)
        book.emit(
            fact.CommandRefused(
                at=book.now, command=command.id, reason=refused.reason, detail=refused.detail, agent=who
            )
        )
