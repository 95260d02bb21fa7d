"""One simulated agent at her desk: she answers what rings, and works on what she has in hand.

With e emails open she works on each at speed f[e]/e of a full agent. An email laid aside keeps the work done
on it: it is resumed, never begun anew, by herself or by whoever gets it next.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, Protocol

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, Instant, MessageId, OfferId, Span, later
from simulator.clock import Alarm, Do, Turn
from simulator.laws import quantile
from simulator.scenario import Habits
from simulator.streams import Streams
from simulator.world import World

_AT_ONCE: Final = Span(0)


class Manner(Protocol):
    """How one agent behaves when something rings or is to be wrapped up."""

    def answers(self, event: fact.ContactOffered) -> Span | None:
        """How long it rings until she answers; None when she does not."""

    def back(self, missed: Instant) -> Instant:
        """When she notices an offer that she missed at that instant."""

    def wraps_up(self, event: fact.WrapUpStarted) -> Span | None:
        """How long she wraps up, where she ends it by herself; else as long as she may."""


class Habitual:
    """As a scenario's habits say: every offer rings by their law, and a wrap-up takes all its time."""

    def __init__(self, habits: Habits, streams: Streams) -> None:
        self._back_after, self._streams = habits.back_after, streams
        self._ring = quantile(habits.ring) if habits.ring.mean else None

    def answers(self, event: fact.ContactOffered) -> Span | None:
        """By the offer's own number."""
        return _AT_ONCE if self._ring is None else self._ring(self._streams.uniform("ring", event.offer))

    def back(self, missed: Instant) -> Instant:
        """After the same time, always."""
        return later(missed, self._back_after)

    def wraps_up(self, event: fact.WrapUpStarted) -> Span | None:
        """As long as she may."""
        return None


def speed(in_hand: Iterable[bool], habits: Habits, pace: float) -> float:
    """How fast each contact in hand gets on, of which it is known whether its customer is on the line.

    Live customers share all of her; emails get what the habits say of so many.
    """
    lines = [*in_hand]
    return pace / len(lines) if any(lines) else pace * habits.speed(len(lines))


class Desk:
    """What one agent does. `work`, shared by all, is what is left to do on every open contact."""

    def __init__(
        self,
        agent: AgentId,
        world: World,
        *,
        habits: Habits,
        pace: float,
        manner: Manner,
        work: dict[ContactId, float],
    ) -> None:
        self._agent, self._world, self._habits, self._manner = agent, world, habits, manner
        self._pace, self._work = pace, work
        self._in_hand: dict[ContactId, bool] = {}  # is its customer on the line?
        self._wrapping_up = self._stirred = False
        self._speed = 0.0
        self._worked_until = Instant(0)
        self._answer: Alarm | None = None
        self._completion: Alarm | None = None

    def plan(self) -> None:
        """Set the alarm for what she will be done with first. To follow once all facts are heard."""
        if not self._stirred:
            return
        self._stirred = False
        if self._completion is not None:
            self._completion.call_off()
            self._completion = None
        self._speed = now_at = self._new_speed()
        if now_at:
            in_hand = self._in_hand
            contact = next(iter(in_hand)) if len(in_hand) == 1 else min(in_hand, key=self._left)
            left = self._work[contact]
            done = partial(self._complete, contact)
            self._completion = self._at(Span(round(left / now_at)), Turn.COMPLETION, done)

    # --- what she hears ---------------------------------------------------------------------------------

    def offered(self, event: fact.ContactOffered) -> None:
        """It rings; she will answer, if she is there."""
        delay = self._manner.answers(event)
        if delay is not None:
            self._answer = self._at(delay, Turn.ANSWER, partial(self._accept, event.offer))

    def accepted(self, event: fact.OfferAccepted) -> None:
        """Take it in hand. What no customer came with, a reply to approve, takes what its queue expects."""
        self._stir()
        rules = self._world.state.rules
        self._in_hand[event.contact] = rules.channels[event.channel].live
        if event.contact not in self._work:
            self._work[event.contact] = float(rules.queues[event.queue].expected_handle)

    def resumed(self, event: fact.ContactResumed) -> None:
        """Take it in hand again."""
        self._stir()
        self._in_hand[event.contact] = False

    def lost(self, event: fact.ContactParked | fact.ContactReturned | fact.ReplyHeld) -> None:
        """It is out of her hands, and not done."""
        self._stir()
        self._in_hand.pop(event.contact, None)

    def done(self, event: fact.ContactClosed | fact.ContactSent) -> None:
        """It is done."""
        self._stir()
        self._in_hand.pop(event.contact, None)
        self._work.pop(event.contact, None)

    def silenced(self, event: fact.OfferRescinded | fact.OfferCancelled) -> None:
        """It rings no more."""
        if self._answer is not None:
            self._answer.call_off()
            self._answer = None

    def missed(self, event: fact.OfferTimedOut) -> None:
        """It rang out; she will notice."""
        if self._answer is not None:
            self._answer.call_off()
            self._answer = None
        clock = self._world.clock
        clock.at(self._manner.back(clock.now), Turn.PRESENCE, self._be_back)

    def wraps_up(self, event: fact.WrapUpStarted | fact.WrapUpEnded) -> None:
        """Her wrap-up begins or ends."""
        self._stir()
        self._wrapping_up = isinstance(event, fact.WrapUpStarted)
        if isinstance(event, fact.WrapUpStarted) and (takes := self._manner.wraps_up(event)) is not None:
            self._at(takes, Turn.COMPLETION, partial(self._end_wrap_up, event.contact))

    # --- what she does ----------------------------------------------------------------------------------

    def _accept(self, offer: OfferId, _: object) -> None:
        self._answer = None
        self._world.ask(ask.AcceptOffer(id=self._world.name_command(), agent=self._agent, offer=offer))

    def _be_back(self, _: object) -> None:
        """Notice the missed offer; not after the shift has ended, or somebody else has put her away."""
        if self._world.state.agents[self._agent].status is AgentStatus.NOT_RESPONDING:
            back = AgentStatus.READY
            self._world.ask(ask.SetStatus(id=self._world.name_command(), agent=self._agent, status=back))

    def _end_wrap_up(self, contact: ContactId, _: object) -> None:
        """Be done with the wrap-up of this contact, if that is not over."""
        wrap_up = self._world.state.agents[self._agent].wrap_up
        if wrap_up is not None and wrap_up.contact == contact:
            self._world.ask(ask.EndWrapUp(id=self._world.name_command(), agent=self._agent))

    def _complete(self, contact: ContactId, _: object) -> None:
        world, agent = self._world, self._agent
        if world.state.contacts[contact].approves is not None:
            world.ask(ask.ApproveReply(id=world.name_command(), agent=agent, contact=contact))
            return
        if not self._in_hand[contact]:
            reply = MessageId(f"{contact}/reply")
            world.ask(ask.SubmitReply(id=world.name_command(), agent=agent, contact=contact, message=reply))
        if contact in self._in_hand:  # and not gone to whoever must approve the reply
            world.ask(ask.FinishContact(id=world.name_command(), agent=agent, contact=contact))

    # --- work -------------------------------------------------------------------------------------------

    def _stir(self) -> None:
        """Write down what she got done, before what she has in hand changes."""
        self._stirred = True
        now = self._world.clock.now
        done, self._worked_until = (now - self._worked_until) * self._speed, now
        if done:
            for contact in self._in_hand:
                self._work[contact] = max(0.0, self._work[contact] - done)

    def _left(self, contact: ContactId) -> tuple[float, ContactId]:
        return self._work[contact], contact

    def _new_speed(self) -> float:
        """How fast each contact in hand gets on; a wrap-up takes all of her."""
        if self._wrapping_up or not self._in_hand:
            return 0.0
        return speed(self._in_hand.values(), self._habits, self._pace)

    def _at(self, delay: Span, turn: Turn, do: Do) -> Alarm:
        clock = self._world.clock
        return clock.at(later(clock.now, delay), turn, do)


HEARS: Final[Mapping[type[fact.Event], Callable[[Desk, Any], None]]] = {
    fact.ContactOffered: Desk.offered,
    fact.OfferAccepted: Desk.accepted,
    fact.ContactResumed: Desk.resumed,
    fact.ContactParked: Desk.lost,
    fact.ContactReturned: Desk.lost,
    fact.ReplyHeld: Desk.lost,
    fact.ContactClosed: Desk.done,
    fact.ContactSent: Desk.done,
    fact.OfferRescinded: Desk.silenced,
    fact.OfferCancelled: Desk.silenced,
    fact.OfferTimedOut: Desk.missed,
    fact.WrapUpStarted: Desk.wraps_up,
    fact.WrapUpEnded: Desk.wraps_up,
}
"""What concerns an agent at her desk, of the facts that name her."""
