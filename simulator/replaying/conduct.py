"""How agents behaved on a recorded day, contact by contact: how long it rang, when they did not hear it."""

from collections.abc import Mapping, Sequence
from typing import Final

from dispatcher import events as fact
from dispatcher.vocabulary import SECOND, ContactId, Instant, Span, later
from simulator.replaying.attendance import Attendance
from simulator.replaying.recorded import Story
from simulator.streams import Streams

BACK_AFTER: Final = Span(60 * SECOND)
"""How long after a missed offer she is back where the day does not say: she missed none then."""


class Conduct:
    """That of all agents: a contact rings as long as it did, whoever answers now.

    How long one rings of which the day does not say is drawn from the others, by its own stream.
    """

    def __init__(self, stories: Sequence[Story], seed: int) -> None:
        self._streams = Streams(seed)
        self._rings: Mapping[ContactId, Span] = {
            one.name: one.ring for one in stories if one.ring is not None
        }
        self._seen = sorted(self._rings.values())
        self._wrap_ups = {one.name: one.wrap_up for one in stories if one.wrap_up is not None}

    def of(self, attendance: Attendance) -> "AgentConduct":
        """One agent's."""
        return AgentConduct(self, attendance)

    def ring(self, contact: ContactId) -> Span:
        """How long it rings until somebody answers."""
        own = self._rings.get(contact)
        if own is not None or not self._seen:
            return own or Span(0)
        return self._seen[int(self._streams.uniform("ring", contact) * len(self._seen))]

    def wrap_up(self, contact: ContactId) -> Span | None:
        """How long its agent wrapped up, where she ended that by herself."""
        return self._wrap_ups.get(contact)


class AgentConduct:
    """A `simulator.desk.Manner`: as she did on that day, or would have."""

    def __init__(self, conduct: Conduct, attendance: Attendance) -> None:
        self._conduct, self._attendance = conduct, attendance

    def answers(self, event: fact.ContactOffered) -> Span | None:
        """Not while she missed offers on that day."""
        deaf = self._attendance.deaf_until(event.at)
        return self._conduct.ring(event.contact) if deaf is None else None

    def back(self, missed: Instant) -> Instant:
        """When she was back on that day."""
        # The offer timed out at `missed`; she was deaf when it began to ring, maybe not any more.
        until = self._attendance.deaf_until(missed)
        return until if until is not None else later(missed, BACK_AFTER)

    def wraps_up(self, event: fact.WrapUpStarted) -> Span | None:
        """As long as on that day."""
        return self._conduct.wrap_up(event.contact)
