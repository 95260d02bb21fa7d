"""The laws every day obeys, told without a look into the engine's own rules.

`Witness` hears each fact before and after it is folded into a state of its own; `check_picture` looks at the
picture between two steps. Each law is written down a second time here, as plainly as can be, so that the
engine's way and this one must agree.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import events as fact
from dispatcher.codec import decode_event, encode
from dispatcher.engine.state import AgentState, ContactState, State
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    Channel,
    ContactId,
    Instant,
    OfferId,
    OfferReason,
    ParkReason,
    Phase,
    Urgency,
    later,
)

# --- the picture between two steps ----------------------------------------------------------------------


def check_picture(state: State, now: Instant) -> None:
    """Laws 1, 2, 3, 4 and 6, of a settled picture."""
    for contact in state.contacts.values():
        one_place(state, contact)
        nothing_overdue(state, contact, now)
    for agent in state.agents.values():
        one_voice(state, agent)
    for contact in state.contacts.values():
        if contact.phase is Phase.WAITING and contact is first_in_line(state, contact):
            for name in sorted(state.agents):
                waits_for_a_reason(state, contact, state.agents[name], now)


def one_place(state: State, contact: ContactState) -> None:
    """Law 1: a contact is in exactly one state, and on one desk at most."""
    desks = [agent.id for agent in state.agents.values() if contact.id in agent.contacts]
    assert desks == ([] if contact.agent is None else [contact.agent]), contact
    assert (contact.agent is None) is (contact.phase is Phase.WAITING), contact
    assert (contact.offer is not None) is (contact.phase is Phase.OFFERED), contact
    assert (contact.parked is not None) is (contact.phase is Phase.PARKED), contact
    assert contact.channel is state.queue_of(contact).channel, contact
    if contact.channel.live:
        assert contact.phase is not Phase.PARKED, contact


def nothing_overdue(state: State, contact: ContactState, now: Instant) -> None:
    """Laws 3 and 6: offers end, promises break, parked emails return, each by its instant."""
    if contact.offer is not None:
        assert contact.offer.expires > contact.since or contact.offer.expires >= now
        assert contact.offer.expires >= now, contact
    assert contact.broken or contact.kept or contact.due >= now, contact
    if contact.phase is Phase.PARKED:
        assert later(contact.since, state.rules.blending.park_limit) >= now, contact


def one_voice(state: State, agent: AgentState) -> None:
    """Laws 2 and 3: one call, one offer; no email in hand during a call; no call during a wrap-up."""
    here = [state.contacts[name] for name in agent.contacts]
    calls = [c for c in here if c.channel.live]
    offers = [c.offer.id for c in here if c.offer is not None]
    assert len(calls) <= 1, agent
    assert offers == ([agent.offer] if agent.offer else []), agent
    on_call = any(c.phase is Phase.ACTIVE for c in calls)
    assert not (on_call and any(c.phase is Phase.ACTIVE and not c.channel.live for c in here)), agent
    assert not (on_call and offers), agent
    assert not (calls and agent.wrap_up), agent
    if not agent.connected or agent.status is not AgentStatus.READY:
        assert not offers, agent
    if agent.status is AgentStatus.OFFLINE:
        assert not [c for c in here if not c.channel.live], agent


def slots(state: State, agent: AgentId) -> int:
    """Emails that count under the cap: all but those parked by hand."""
    here = (state.contacts[name] for name in state.agents[agent].contacts)
    return sum(not c.channel.live and c.parked is not ParkReason.BY_HAND for c in here)


# --- law 4: work-conserving -----------------------------------------------------------------------------


def waits_for_a_reason(state: State, contact: ContactState, agent: AgentState, now: Instant) -> None:
    """Law 4: nothing waits while this agent has room, beyond the levers; each lever is named here."""
    if not able(state, contact, agent, now):
        return
    why = held_back(state, contact, agent, now)
    assert why, f"{contact.id} waits for no reason while {agent.id} could take it at {now}: {contact} {agent}"


def able(state: State, contact: ContactState, agent: AgentState, now: Instant) -> bool:
    """At her desk and willing, with the skills, on no call or wrap-up, and did not just say no."""
    rules = state.rules
    declined = agent.declined.get(contact.queue)
    return (
        agent.connected
        and agent.status is AgentStatus.READY
        and rules.queues[contact.queue].skills <= rules.agents[agent.id].skills
        and agent.wrap_up is None
        and not any(state.contacts[name].channel.live for name in agent.contacts)
        and (declined is None or declined + rules.blending.decline_pause <= now)
    )


def in_hand(state: State, agent: AgentState) -> list[ContactState]:
    """The emails she works on."""
    here = (state.contacts[name] for name in agent.contacts)
    return [c for c in here if c.phase is Phase.ACTIVE and not c.channel.live]


def held_back(state: State, contact: ContactState, agent: AgentState, now: Instant) -> str:
    """The lever that keeps this contact from an agent who is able; empty when there is none."""
    levers = state.rules.blending
    if contact.channel.live:
        emails = in_hand(state, agent)
        if not emails:
            return ""
        if not interrupts_now(state, contact, now):
            return "not yet"
        return "safe email" if any(safe(state, email, contact, now) for email in emails) else ""
    if agent.offer is not None:
        return "ringing"
    if slots(state, agent.id) >= state.rules.email_cap(agent.id):
        return "at cap"
    if agent.last_call_ended is not None and now < agent.last_call_ended + levers.breather:
        return "breather"
    if any(c.channel.live and c.phase is Phase.WAITING and skilled(state, c, agent.id) for c in _open(state)):
        return "calls wait"
    free = [a for a in state.agents.values() if free_for_calls(state, a)]
    return "reserve" if agent in free and len(free) - 1 < levers.reserve else ""


def _open(state: State) -> list[ContactState]:
    return list(state.contacts.values())


def skilled(state: State, contact: ContactState, agent: AgentId) -> bool:
    """Has she the skills for this contact?"""
    return state.queue_of(contact).skills <= state.rules.agents[agent].skills


def free_for_calls(state: State, agent: AgentState) -> bool:
    """Could a call ring at her desk now, with nothing to give way?"""
    takes_calls = any(
        queue.channel.live and queue.skills <= state.rules.agents[agent.id].skills
        for queue in state.rules.queues.values()
    )
    here = (state.contacts[name] for name in agent.contacts)
    return (
        takes_calls
        and agent.connected
        and agent.status is AgentStatus.READY
        and agent.wrap_up is None
        and all(c.phase is Phase.PARKED for c in here)
    )


def interrupts_now(state: State, call: ContactState, now: Instant) -> bool:
    """Has it waited as long as its queue asks? One more urgent than its queue need not wait."""
    queue = state.queue_of(call)
    if queue.interrupt_after is None:
        return False
    pressing = rank(call.urgency) < rank(queue.urgency)
    return pressing or now - call.arrived >= queue.interrupt_after


def safe(state: State, email: ContactState, call: ContactState, now: Instant) -> bool:
    """May no call interrupt this email now?"""
    levers = state.rules.blending
    back = email.undisturbed_since
    return (
        email.replied
        or email.interruptions >= levers.max_interruptions
        or (back is not None and now - back < levers.undisturbed)
        or email.due - now < state.queue_of(call).expected_handle
    )


def rank(urgency: Urgency) -> int:
    """Smaller is more pressing."""
    return [Urgency.URGENT, Urgency.NORMAL, Urgency.LOW].index(urgency)


def place(contact: ContactState) -> tuple[int, Instant, Instant, ContactId]:
    """Law 5's order."""
    return (rank(contact.urgency), contact.due, contact.arrived, contact.id)


def first_in_line(state: State, contact: ContactState) -> ContactState:
    """Whoever stands first in this contact's line."""
    line = [c for c in _open(state) if c.queue == contact.queue and c.phase is Phase.WAITING]
    return min(line, key=place)


# --- every fact as it comes -----------------------------------------------------------------------------


class Witness:
    """Hears the facts, one by one, and holds each against the picture just before it."""

    def __init__(self) -> None:
        self.state = State()
        self.flow: Counter[str] = Counter()
        self.offers: dict[OfferId, str] = {}
        self.interrupted: Counter[ContactId] = Counter()
        self.broken: set[ContactId] = set()
        self.replied: set[ContactId] = set()
        self.most_interruptions = 0
        self._before: fact.Event | None = None

    def hear(self, event: fact.Event) -> None:
        """Check the fact, then fold it in from its JSON, as a journal would give it back."""
        assert event.at >= self.state.now, f"{event} comes before {self.state.now}"
        self._parked_on_accept(event)
        before = {agent: slots(self.state, agent) for agent in self.state.agents}
        if (law := _LAWS.get(type(event))) is not None:
            law(self, event)
        self.state.apply(decode_event(encode(event)))
        self._before = event
        if self.state.centre is not None:
            self._within_cap(before)

    def _parked_on_accept(self, event: fact.Event) -> None:
        """An email is pre-empted when the call is accepted, not when it rings: that is the very next fact."""
        before = self._before
        if isinstance(before, fact.ContactParked) and before.why is ParkReason.PRE_EMPTED:
            assert isinstance(event, fact.ContactParked | fact.OfferAccepted), before
            assert event.agent == before.agent

    def _within_cap(self, before: dict[AgentId, int]) -> None:
        """Law 2: nobody gets an email above her cap; one whose cap was lowered may finish what she has."""
        for agent in self.state.agents:
            now = slots(self.state, agent)
            assert now <= max(self.state.rules.email_cap(agent), before.get(agent, 0)), (agent, now)

    def check_flow(self) -> None:
        """Law 1: in = closed + abandoned + open, always."""
        state = self.state
        assert self.flow["in"] == self.flow["closed"] + self.flow["abandoned"] + len(state.contacts)
        open_offers = {offer for offer, ended in self.offers.items() if not ended}
        assert open_offers == {c.offer.id for c in state.contacts.values() if c.offer is not None}

    # --- one law a fact ---------------------------------------------------------------------------------

    def arrived(self, event: fact.ContactArrived) -> None:
        assert event.contact not in self.state.contacts
        self.flow["in"] += 1
        self.broken.discard(event.contact)
        self.replied.discard(event.contact)
        for offer in [offer for offer in self.offers if offer.startswith(f"{event.contact}/")]:
            assert self.offers.pop(offer)  # an id used again begins a new life
        self.interrupted.pop(event.contact, None)

    def left(self, event: fact.ContactClosed | fact.ContactAbandoned) -> None:
        self.flow["closed" if isinstance(event, fact.ContactClosed) else "abandoned"] += 1

    def offered(self, event: fact.ContactOffered) -> None:
        """Laws 2 to 5: the first of its line, to somebody able, for the reason given."""
        state, contact = self.state, self.state.contacts[event.contact]
        agent = state.agents[event.agent]
        assert event.offer not in self.offers, f"{event.offer} was used before"
        self.offers[event.offer] = ""
        assert contact is first_in_line(state, contact), "somebody else comes first"
        assert able(state, contact, agent, event.at), f"{agent} cannot take {contact}"
        _REASONS[event.why](state, event, contact, agent)

    def ended(self, event: fact.OfferAccepted | fact.OfferDeclined | fact.OfferTimedOut) -> None:
        """Law 3: exactly one end to an offer, and it names what the offer named."""
        assert self.offers[event.offer] == "", f"{event.offer} ends twice"
        self.offers[event.offer] = type(event).__name__
        contact = self.state.contacts[event.contact]
        assert contact.offer is not None
        assert (contact.offer.id, contact.offer.agent) == (event.offer, event.agent)
        assert (contact.queue, contact.channel) == (event.queue, event.channel)
        if isinstance(event, fact.OfferAccepted) and event.channel is Channel.EMAIL:
            assert not any(
                self.state.contacts[c].channel.live for c in self.state.agents[event.agent].contacts
            )

    def parked(self, event: fact.ContactParked) -> None:
        """Law 6: only emails that the offer named are parked for it, each at most as often as may be."""
        if event.why is not ParkReason.PRE_EMPTED:
            return
        agent = self.state.agents[event.agent]
        ringing = next(c for c in map(self.state.contacts.__getitem__, agent.contacts) if c.offer is not None)
        assert ringing.offer is not None
        assert event.contact in ringing.offer.interrupts, (
            f"{event.contact} was not named when {ringing.id} rang"
        )
        self.interrupted[event.contact] += 1
        assert self.interrupted[event.contact] <= self.most_interruptions

    def replies(self, event: fact.ReplySubmitted) -> None:
        """One reply to whatever the customer wrote; the first of them keeps the promise."""
        contact = self.state.contacts[event.contact]
        assert not contact.replied
        assert event.first is (event.contact not in self.replied)
        assert event.at - event.took >= contact.arrived
        self.replied.add(event.contact)

    def resumed(self, event: fact.ContactResumed) -> None:
        """Law 2: what comes back comes back within the cap, to somebody without a call."""
        here = [self.state.contacts[name] for name in self.state.agents[event.agent].contacts]
        assert not any(c.channel.live for c in here)
        used = sum(c.phase in (Phase.ACTIVE, Phase.OFFERED) for c in here)
        assert used < self.state.rules.email_cap(event.agent)

    def broke(self, event: fact.PromiseBroken) -> None:
        """A promise breaks once, at its instant, and only while it is not kept."""
        contact = self.state.contacts[event.contact]
        assert event.contact not in self.broken
        self.broken.add(event.contact)
        assert event.at == contact.due
        assert not contact.answered if contact.channel.live else contact.id not in self.replied

    def configured(self, event: fact.CentreConfigured) -> None:
        self.most_interruptions = max(self.most_interruptions, event.centre.blending.max_interruptions)
        for agent in self.state.agents.values():
            if agent.id not in event.centre.agents:
                assert agent.status is AgentStatus.OFFLINE, f"{agent} is removed at work"
                assert agent.wrap_up is None, f"{agent} is removed in her wrap-up"


def _longest_idle(state: State, event: fact.ContactOffered, call: ContactState, agent: AgentState) -> None:
    assert call.channel.live
    assert not in_hand(state, agent)
    others = [a for a in state.agents.values() if able(state, call, a, event.at) and not in_hand(state, a)]
    idle = [a for a in others if a.offer is None]
    assert agent in idle or not idle
    assert all((agent.idle_since, agent.id) <= (a.idle_since, a.id) for a in idle)


def _fewest_emails(state: State, event: fact.ContactOffered, email: ContactState, agent: AgentState) -> None:
    assert not email.channel.live
    assert not held_back(state, email, agent, event.at)
    open_to = [a for a in state.agents.values() if able(state, email, a, event.at)]
    room = [a.id for a in open_to if not held_back(state, email, a, event.at)]
    assert slots(state, agent.id) == min(slots(state, a) for a in room)


def _interrupts(state: State, event: fact.ContactOffered, call: ContactState, agent: AgentState) -> None:
    assert call.channel.live
    assert interrupts_now(state, call, event.at)
    emails = in_hand(state, agent)
    assert {e.id for e in emails} == set(event.interrupts)
    assert emails
    assert not any(safe(state, email, call, event.at) for email in emails)
    others = [a for a in state.agents.values() if able(state, call, a, event.at)]
    assert all(in_hand(state, a) for a in others), "somebody was free"


_REASONS = {
    OfferReason.LONGEST_IDLE: _longest_idle,
    OfferReason.FEWEST_EMAILS: _fewest_emails,
    OfferReason.INTERRUPTS_EMAIL: _interrupts,
}
_LAWS: Final[Mapping[type[fact.Fact], Callable[[Witness, Any], None]]] = {
    fact.ContactArrived: Witness.arrived,
    fact.ContactClosed: Witness.left,
    fact.ContactAbandoned: Witness.left,
    fact.ContactOffered: Witness.offered,
    fact.OfferAccepted: Witness.ended,
    fact.OfferDeclined: Witness.ended,
    fact.OfferTimedOut: Witness.ended,
    fact.OfferRescinded: Witness.ended,
    fact.ContactParked: Witness.parked,
    fact.ContactResumed: Witness.resumed,
    fact.ReplySubmitted: Witness.replies,
    fact.PromiseBroken: Witness.broke,
    fact.CentreConfigured: Witness.configured,
}
