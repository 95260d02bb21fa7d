"""What is asked of the service, and what comes of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from dispatcher.commands import Command
from dispatcher.events import CommandRefused, Event
from dispatcher.journal import Keep, Written


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command led to, durable: its facts, and the number of the last event there is."""

    last: int
    facts: Sequence[Event]

    @property
    def refused(self) -> CommandRefused | None:
        """The refusal, if it was refused."""
        return next((f for f in self.facts if isinstance(f, CommandRefused)), None)


def _future() -> "asyncio.Future[Outcome]":
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class Request:
    """A command, what is to be kept with its facts, and the answer somebody may be waiting for."""

    command: Command
    keep: Keep | None
    answer: "asyncio.Future[Outcome]" = field(default_factory=_future)

    def settle(self, written: Written) -> None:
        """Say what came of it."""
        if not self.answer.done():  # whoever asked may be gone
            self.answer.set_result(Outcome(written.last, written.facts))

    def fail(self, error: Exception) -> None:
        """Say why nothing came of it."""
        if not self.answer.done():
            self.answer.set_exception(error)
