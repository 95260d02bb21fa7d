"""How much work a day's contacts took: what agents had in hand, at the speed the simulator supposes.

It is the simulated desk the other way round: there work makes time, here time makes work. An email beside two
others got a third of its agent; so what is told is what it would have taken alone.
"""

from collections.abc import Callable, Mapping
from typing import Final

from dispatcher.vocabulary import AgentId, ContactId, Instant
from simulator.desk import speed
from simulator.replaying.lines import Line
from simulator.scenario import Habits

_HABITS: Final = Habits()


class Hands:
    """What every agent has in hand. `done` is each contact's work so far, in microseconds of a full agent."""

    def __init__(self) -> None:
        self.done: dict[ContactId, float] = {}
        self._in_hand: dict[AgentId, dict[ContactId, bool]] = {}
        self._wrapping_up: set[AgentId] = set()
        self._reached: dict[AgentId, Instant] = {}
        self._holder: dict[ContactId, AgentId] = {}

    def hear(self, line: Line) -> None:
        """Follow a fact, in their order."""
        if line.kind in _HEARS:
            _HEARS[line.kind](self, line)

    def begin(self, at: Instant) -> None:
        """What was done before this instant does not count."""
        for agent in self._in_hand:
            self._settle(agent, at)
        self.done.clear()

    def end(self, at: Instant) -> None:
        """Count what is in hand until this instant."""
        for agent in self._in_hand:
            self._settle(agent, at)

    def _take(self, line: Line) -> None:
        agent = line.to_agent or line.agent
        if line.contact is not None and agent is not None:
            self._lose(line)
            self._settle(agent, line.at)
            self._in_hand[agent][line.contact] = bool(line.live)
            self._holder[line.contact] = agent

    def _lose(self, line: Line) -> None:
        holder = None if line.contact is None else self._holder.pop(line.contact, None)
        if holder is not None and line.contact is not None:
            self._settle(holder, line.at)
            del self._in_hand[holder][line.contact]

    def _wrap_up(self, line: Line) -> None:
        if line.agent is not None:
            self._settle(line.agent, line.at)
            started = line.kind == "WrapUpStarted"
            (self._wrapping_up.add if started else self._wrapping_up.discard)(line.agent)

    def _settle(self, agent: AgentId, at: Instant) -> None:
        """Write down what she got done, before what she has in hand changes."""
        in_hand, since = self._in_hand.setdefault(agent, {}), self._reached.get(agent, at)
        self._reached[agent] = at
        if in_hand and agent not in self._wrapping_up:
            got_done = (at - since) * speed(in_hand.values(), _HABITS, 1.0)
            for contact in in_hand:
                self.done[contact] = self.done.get(contact, 0.0) + got_done


_TAKE: Final = ("OfferAccepted", "ContactResumed", "ContactHandedOver")
_LOSE: Final = (
    "ContactParked",
    "ContactReturned",
    "ContactTransferred",
    "ReplyHeld",
    "ContactSent",
    "ContactClosed",
    "ContactMerged",
    "ContactRejected",
)
_HEARS: Final[Mapping[str, Callable[[Hands, Line], None]]] = {
    **dict.fromkeys(_TAKE, Hands._take),
    **dict.fromkeys(_LOSE, Hands._lose),
    "WrapUpStarted": Hands._wrap_up,
    "WrapUpEnded": Hands._wrap_up,
}
