"""One simulated agent at her desk: she answers what rings, and works on what she has in hand.

With e emails open she works on each at speed f[e]/e of a full agent. An email laid aside keeps the work done
on it: it is resumed, never begun anew, by herself or by whoever gets it next.
"""

from collections.abc import Callable
from functools import partial

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, Instant, MessageId, Span, later
from simulator.clock import Alarm, Turn
from simulator.scenario import Habits
from simulator.streams import Streams
from simulator.world import World


class Desk:
    """What one agent does. `work`, shared by all, is what is left to do on every open contact."""

    def __init__(
        self,
        agent: AgentId,
        world: World,
        *,
        habits: Habits,
        streams: Streams,
        work: dict[ContactId, float],
    ) -> None:
        self._agent, self._world, self._habits, self._streams = agent, world, habits, streams
        self._work = work
        self._in_hand: dict[ContactId, bool] = {}  # is its customer on the line?
        self._wrapping_up = False
        self._worked_until = Instant(0)
        self._answer: Alarm | None = None
        self._completion: Alarm | None = None

    def hear(self, event: fact.Event) -> None:
        """Take note of a fact that concerns her. `plan` follows once all facts of the moment are heard."""
        self._work_on()
        match event:
            case fact.ContactOffered():
                self._ring(event)
            case fact.OfferAccepted():
                self._begin(event)
            case fact.ContactResumed():
                self._in_hand[event.contact] = False
            case fact.ContactParked() | fact.ContactReturned() | fact.ReplyHeld():
                self._in_hand.pop(event.contact, None)
            case fact.ContactClosed() | fact.ContactSent():
                self._in_hand.pop(event.contact, None)
                self._work.pop(event.contact, None)
            case fact.OfferRescinded() | fact.OfferCancelled():
                self._stop_ringing()
            case fact.OfferTimedOut():
                self._stop_ringing()
                self._at(self._habits.back_after, Turn.PRESENCE, self._be_back)
            case fact.WrapUpStarted() | fact.WrapUpEnded():
                self._wrapping_up = isinstance(event, fact.WrapUpStarted)
            case _:
                pass

    def plan(self) -> None:
        """Set the alarm for what she will be done with first, as things stand now."""
        if self._completion is not None:
            self._completion.call_off()
            self._completion = None
        speed = self._speed()
        if speed:
            left, contact = min((self._work[name], name) for name in self._in_hand)
            done = partial(self._complete, contact)
            self._completion = self._at(Span(round(left / speed)), Turn.COMPLETION, done)

    # --- offers -----------------------------------------------------------------------------------------

    def _ring(self, event: fact.ContactOffered) -> None:
        delay = self._streams.draw(self._habits.ring, "ring", event.offer)
        accept = ask.AcceptOffer(id=self._world.name_command(), agent=self._agent, offer=event.offer)
        self._answer = self._at(delay, Turn.ANSWER, partial(self._world.ask, accept))

    def _stop_ringing(self) -> None:
        if self._answer is not None:
            self._answer.call_off()
            self._answer = None

    def _be_back(self) -> None:
        """Notice the missed offer; not after the shift has ended, or somebody else has put her away."""
        if self._world.state.agents[self._agent].status is AgentStatus.NOT_RESPONDING:
            back = AgentStatus.READY
            self._world.ask(ask.SetStatus(id=self._world.name_command(), agent=self._agent, status=back))

    def _begin(self, event: fact.OfferAccepted) -> None:
        """Take it in hand. What no customer came with, a reply to approve, takes what its queue expects."""
        rules = self._world.state.rules
        self._in_hand[event.contact] = rules.channels[event.channel].live
        self._work.setdefault(event.contact, float(rules.queues[event.queue].expected_handle))

    # --- work -------------------------------------------------------------------------------------------

    def _speed(self) -> float:
        """How fast each contact in hand gets on; a wrap-up takes all of her, and live customers share her."""
        if self._wrapping_up or not self._in_hand:
            return 0.0
        if any(self._in_hand.values()):
            return 1.0 / len(self._in_hand)
        return self._habits.speed(len(self._in_hand))

    def _work_on(self) -> None:
        """Write down what she got done since she was last looked at."""
        now = self._world.clock.now
        done = (now - self._worked_until) * self._speed()
        self._worked_until = now
        if done:
            for contact in self._in_hand:
                self._work[contact] = max(0.0, self._work[contact] - done)

    def _complete(self, contact: ContactId) -> None:
        world, agent = self._world, self._agent
        if world.state.contacts[contact].approves is not None:
            world.ask(ask.ApproveReply(id=world.name_command(), agent=agent, contact=contact))
            return
        if not self._in_hand[contact]:
            reply = MessageId(f"{contact}/reply")
            world.ask(ask.SubmitReply(id=world.name_command(), agent=agent, contact=contact, message=reply))
        if contact in self._in_hand:  # and not gone to whoever must approve the reply
            world.ask(ask.FinishContact(id=world.name_command(), agent=agent, contact=contact))

    def _at(self, delay: Span, turn: Turn, do: Callable[[], None]) -> Alarm:
        clock = self._world.clock
        return clock.at(later(clock.now, delay), turn, do)
