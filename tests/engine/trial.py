"""A day under the eyes of the law: three drivers do the same, and the witness hears every fact."""

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from dispatcher import events as fact
from dispatcher.commands import Command
from dispatcher.engine.state import State
from dispatcher.events import Event
from dispatcher.vocabulary import CommandId, Instant
from tests.engine.broken import Law, LawBrokenError, hold
from tests.engine.drivers import Drivers
from tests.engine.witness import Witness

PATIENCE: Final = 20.0
"""Seconds of computing that one step may take; the longest honest one takes a hundredth of that."""


class Trial:
    """Performs requests and lets time pass. Whatever goes wrong is a `LawBrokenError`.

    Requests may come late (an instant before the last is taken as the last) and twice.
    """

    def __init__(
        self,
        crash_every: int,
        thorough: Callable[[int], bool] = lambda step: True,
        patience: float = PATIENCE,
    ) -> None:
        self.drivers = Drivers(crash_every)
        self.witness = Witness(thorough)
        self.now = Instant(0)
        self._patience = patience
        self._asked: set[CommandId] = set()

    @property
    def state(self) -> State:
        """The live picture."""
        return self.drivers.state

    def wait(self, now: Instant) -> None:
        """Let time pass, and hold the picture that leaves against the laws."""
        with watched(self._patience):
            self.now = max(self.now, now)
            self._hear(self.drivers.wait(self.now))
            self.witness.look(self.now, self.drivers.engine.next_deadline())

    def ask(self, command: Command, now: Instant) -> None:
        """Perform a request, and hold all that came of it against the laws."""
        self.wait(now)
        with watched(self._patience):
            if command.id in self._asked:
                again = self.drivers.again(command, now)
                hold(Law.ASKED_TWICE, not again, *again)
                return
            self._asked.add(command.id)
            facts = self.drivers.ask(command, now)
            self._hear(facts)
        if any(isinstance(event, fact.CommandRefused) for event in facts):
            hold(Law.REFUSED, len(facts) == 1, *facts)
        # A new centre may shorten what was under way: any driver then wakes at once.
        self.wait(now)

    def _hear(self, facts: list[Event]) -> None:
        for event in facts:
            self.witness.hear(event)
        hold(Law.SAME_PICTURE, self.witness.state == self.drivers.state)


@contextmanager
def watched(patience: float) -> Iterator[None]:
    """Whatever is raised in here breaks a law, and so does what does not come to an end."""
    # Time that other processes take does not count: on a busy machine an honest step may wait for seconds.
    signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, patience)
    try:
        yield
    except LawBrokenError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        drivers = isinstance(error, AssertionError) and where.filename.endswith("drivers.py")
        law = Law.SAME_DAY if drivers else Law.NOTHING_RAISES
        place = f"{where.filename}:{where.lineno} in {where.name}: {where.line}"
        raise LawBrokenError(law, f"{type(error).__name__}: {error}"[:2000], place) from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _too_long(number: int, frame: object) -> None:
    raise LawBrokenError(Law.NOTHING_RAISES, "a step came to no end")
