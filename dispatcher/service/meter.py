"""Who wants to know how much is decided, and how long it takes."""

from collections.abc import Sequence
from typing import Protocol

from dispatcher.commands import Command
from dispatcher.events import Event


class Meter(Protocol):
    """Counts what the service does; called on the loop, so it must be quick."""

    def decided(self, commands: Sequence[Command], facts: Sequence[Event]) -> None:
        """These commands led to these facts, durable."""

    def committed(self, seconds: float) -> None:
        """One transaction took so long, from its begin to the end of its commit."""

    def answered(self, seconds: float) -> None:
        """One command's outcome was durable so long after it was asked."""


class Deaf:
    """A meter that hears nothing."""

    def decided(self, commands: Sequence[Command], facts: Sequence[Event]) -> None:
        """Nothing."""

    def committed(self, seconds: float) -> None:
        """Nothing."""

    def answered(self, seconds: float) -> None:
        """Nothing."""
