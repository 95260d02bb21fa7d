"""The witness: hears each fact, holds it against the picture just before it, and folds it into its own.

What it checks of facts is here; what it checks of the picture between two steps is in `laws`, of promises in
`promised`.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Final

from dispatcher import events as fact
from dispatcher.centre import Approval
from dispatcher.codec import decode_event, encode
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CallNote,
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    OfferId,
    OfferReason,
    ParkReason,
    Phase,
    QueueId,
    RescindReason,
    ResumeReason,
    ReturnReason,
    StatusReason,
    Strategy,
    Urgency,
    UrgencyReason,
    WrapUpReason,
)
from tests.engine import laws
from tests.engine.broken import Law, hold
from tests.engine.promised import Promised
from tests.engine.rulebook import Picture, Rulebook, comes_first, is_task, place, rank

RULES = (
    fact.CentreConfigured
    | fact.CentreRestarted
    | fact.LeversChanged
    | fact.AgentChanged
    | fact.TimetableSwitched
)
Gets = fact.ContactOffered | fact.OfferAccepted | fact.ContactResumed


@dataclass
class Life:
    """What the facts told of one contact: when it was in hand, what was asked and answered, which offers."""

    arrived: Instant
    asked: Instant
    hands_on: int = 0
    since: Instant | None = None
    parked: Instant | None = None
    overtaken: Instant | None = None
    replied: bool = False
    offers: set[OfferId] = field(default_factory=set)

    def takes(self, at: Instant) -> None:
        """In hand from now on."""
        self.since, self.parked = at, None

    def lays_down(self, at: Instant) -> int:
        """In hand no more; how long it was, all in all."""
        if self.since is not None:
            self.hands_on += at - self.since
        self.since = None
        return self.hands_on


@dataclass(frozen=True)
class Load:
    """What an agent had before she gets something."""

    agent: AgentId
    channel: ChannelId
    slots: int
    busy: int
    excused: bool


class Witness:
    """Hears the facts, one by one, and looks at the picture between two steps.

    `thorough` says at which steps the whole picture is looked at, which asks every agent about every contact.
    """

    def __init__(self, thorough: Callable[[int], bool] = lambda step: True) -> None:
        self.state = State()
        self.promised = Promised()
        self.flow: Counter[str] = Counter()
        self.lives: dict[ContactId, Life] = {}
        self.open_offers: set[OfferId] = set()
        self.served: dict[str, tuple[AgentId, Instant]] = {}
        self.ruled = Instant(-1)
        self.steps = 0
        self._thorough = thorough
        self._book: Rulebook | None = None
        self._before: fact.Event | None = None
        self._picture: Picture | None = None

    @property
    def book(self) -> Rulebook:
        """The rules that hold now."""
        centre, running = self.state.rules, self.state.running
        if self._book is None or self._book.centre is not centre or self._book.running != running:
            self._book = Rulebook(centre, running)
        return self._book

    def picture(self, now: Instant) -> Picture:
        """How things are before the fact that is heard."""
        if self._picture is None or self._picture.now != now:
            self._picture = Picture(self.state, self.book, now)
        return self._picture

    def hear(self, event: fact.Event) -> None:
        """Check the fact, then fold it in from its JSON, as a journal would give it back."""
        hold(Law.IN_ORDER, event.at >= self.state.now, event, f"comes before {self.state.now}")
        self._follows(event)
        if (law := _LAWS.get(type(event))) is not None:
            law(self, event)
        self.promised.hear(event, self.state, self.book if self.state.centre is not None else None)
        load = self._load(event) if isinstance(event, Gets) else None
        self._live(event)
        self.state.apply(decode_event(encode(event)))
        self._picture = None
        if load is not None:
            self._within_cap(event, load)
        if isinstance(event, RULES):
            self.ruled = event.at
        self._before = event

    def look(self, now: Instant, due: Instant | None) -> None:
        """Hold the settled picture against the laws; `due` is what the engine says comes next."""
        self.steps += 1
        self._flows()
        if self.state.centre is None:
            return
        hold(Law.DEADLINE_AHEAD, due is None or due > now, f"due {due}, it is {now}")
        if self._thorough(self.steps):
            self._look_at_all(Picture(self.state, self.book, now))

    def _look_at_all(self, picture: Picture) -> None:
        laws.timetables(picture)
        for contact in self.state.contacts.values():
            laws.one_place(self.state, contact)
            laws.no_orphans(self.state, contact)
            laws.has_an_end(picture, contact)
            self.promised.check(contact, self.book, picture.now)
            hold(
                Law.ONE_STATE, contact.arrived == self.lives[contact.id].arrived, contact, "it lost its place"
            )
        for agent in self.state.agents.values():
            laws.one_voice(picture, agent)
            laws.leaves_in_time(picture, agent)
        laws.work_conserving(picture)

    def _flows(self) -> None:
        """In = closed + abandoned + merged + rejected + open, always."""
        state, flow = self.state, self.flow
        gone = flow["closed"] + flow["abandoned"] + flow["merged"] + flow["rejected"]
        hold(Law.IN_IS_OUT, flow["arrived"] == gone + len(state.contacts), flow, len(state.contacts))
        hold(Law.IN_IS_OUT, flow == state.tally, flow, state.tally)
        rings = {c.offer.id for c in state.contacts.values() if c.offer is not None}
        hold(Law.ONE_OFFER, self.open_offers == rings, self.open_offers ^ rings)

    # --- what must follow at once -----------------------------------------------------------------------

    def _follows(self, event: fact.Event) -> None:
        """Some facts come only with another right behind them."""
        before = self._before
        who = getattr(event, "agent", None)
        match before:
            case fact.ContactParked(why=ParkReason.PRE_EMPTED):
                accepted = isinstance(event, fact.ContactParked | fact.OfferAccepted)
                hold(Law.ON_ACCEPT, accepted and who == before.agent, before, event)
            case fact.OfferRescinded(why=RescindReason.CALL_FIRST):
                offered = isinstance(event, fact.ContactOffered) and who == before.agent
                hold(Law.TAKEN_BACK, offered, before, event)
            case fact.OfferRescinded(why=RescindReason.CALLER_GONE):
                gone = isinstance(event, fact.ContactAbandoned | fact.ContactClosed | fact.PromiseKept)
                hold(Law.TAKEN_BACK, gone, before, event)
            case fact.OfferRescinded(why=RescindReason.AGENT_LOST):
                lost = isinstance(event, fact.AgentDisconnected) and who == before.agent
                hold(Law.TAKEN_BACK, lost, before, event)
            case fact.OfferTimedOut() | fact.OfferRescinded(why=RescindReason.PHONE_UNREACHABLE):
                missed = isinstance(event, fact.AgentStatusChanged) and who == before.agent
                silent = missed and event.status is AgentStatus.NOT_RESPONDING  # type: ignore[union-attr]
                hold(Law.NOT_RESPONDING, silent, before, event)
            case fact.ReplyApproved():
                hold(Law.APPROVED, isinstance(event, fact.ReplySubmitted), before, event)
            case fact.ReplyHeld():
                asked = isinstance(event, fact.ContactArrived) and event.approves == before.contact
                hold(Law.ERRANDS, asked, before, event)
            case _:
                pass

    # --- caps -------------------------------------------------------------------------------------------

    def _load(self, event: Gets) -> Load:
        contact, picture = self.state.contacts[event.contact], self.picture(event.at)
        override = contact.reserved is not None and contact.reserved.over_cap
        # Levers may have changed what a contact takes of her while the offer rang.
        changed = contact.offer is not None and self.ruled >= contact.offer.since
        return Load(
            event.agent,
            contact.channel,
            picture.slots(event.agent, contact.channel),
            picture.busy(event.agent),
            override or changed,
        )

    def _within_cap(self, event: fact.Event, load: Load) -> None:
        """Nobody gets anything above her cap; one whose cap was lowered may go on with what she has."""
        if load.excused:
            return
        picture = self.picture(event.at)
        slots, busy = picture.slots(load.agent, load.channel), picture.busy(load.agent)
        cap = self.book.cap(load.agent, load.channel)
        hold(Law.CAP, slots <= max(cap, load.slots), f"{load.agent} has {slots} of {cap}", event)
        hold(Law.CAP, busy <= max(100, load.busy), f"{load.agent} is at {busy} %", event)

    # --- the lives of contacts --------------------------------------------------------------------------

    def _live(self, event: fact.Event) -> None:
        """Keep what is told of each contact, and hold what is told of its spans against it."""
        if isinstance(event, fact.ContactArrived):
            self.lives[event.contact] = Life(event.at, event.at)
            self.flow["arrived"] += 1
            return
        life = self.lives.get(getattr(event, "contact", ContactId("")))
        if life is None:
            return
        if isinstance(event, fact.ContactResumed):
            hold(Law.SPANS, life.parked is not None and event.parked == event.at - life.parked, event)
        if isinstance(event, fact.OfferAccepted | fact.ContactResumed):
            life.takes(event.at)
        elif isinstance(event, _LAYS_DOWN):
            hands_on = life.lays_down(event.at)
            told = getattr(event, "handled", hands_on)
            hold(Law.SPANS, told == hands_on, event, f"in hand for {hands_on}")
            if isinstance(event, fact.ReplyHeld):
                life.overtaken = None
            if isinstance(event, fact.ContactHandedOver):
                life.takes(event.at)
            elif isinstance(event, fact.ContactParked):
                life.parked = event.at
        elif isinstance(event, fact.FollowUpReceived | fact.ReplyUndelivered):
            self._waits_again(self.state.contacts[event.contact], life, event)
        elif isinstance(event, fact.ContactReopened):
            hold(Law.REPLIES, event.asked == (life.overtaken or life.asked), event, life)
            life.asked, life.overtaken = event.asked, None
        elif isinstance(event, fact.ReplyReturned):
            life.overtaken = None

    def _waits_again(
        self, contact: ContactState, life: Life, event: fact.FollowUpReceived | fact.ReplyUndelivered
    ) -> None:
        if isinstance(event, fact.FollowUpReceived):
            self._writes(contact, life, event.at)
        else:
            hold(Law.REPLIES, contact.replied, event, "nothing was answered")
            life.asked = event.at

    def _writes(self, contact: ContactState, life: Life, at: Instant) -> None:
        """The customer wrote: the oldest letter without an answer counts, or one on its way."""
        if contact.replied:
            life.asked = at
        if contact.held is not None and life.overtaken is None:
            life.overtaken = at

    def arrived(self, event: fact.ContactArrived) -> None:
        hold(Law.ONE_STATE, event.contact not in self.state.contacts, event, "it is here already")
        hold(Law.ONE_STATE, event.channel == self.book.centre.queues[event.queue].channel, event)
        self._waits_where_it_belongs(event.queue, event.category, event)

    def _waits_where_it_belongs(self, queue: QueueId, category: CategoryId | None, event: fact.Event) -> None:
        """In its category's own queue, unless that is for another channel."""
        about = self.book.centre.categories.get(category) if category is not None else None
        own = self.book.centre.queues.get(about.queue) if about is not None and about.queue else None
        if own is not None and own.channel == self.book.centre.queues[queue].channel:
            hold(Law.ONE_STATE, own.id == queue, event, about)

    def left(self, event: fact.Event, word: str) -> None:
        contact = self.state.contacts[event.contact]  # type: ignore[union-attr]
        hold(Law.ONE_OFFER, contact.offer is None, event, "its offer is still open")
        self.flow[word] += 1
        self.promised.forget(contact.id)
        self._remember(contact, event.at)

    def closed(self, event: fact.ContactClosed) -> None:
        self.left(event, "closed")

    def abandoned(self, event: fact.ContactAbandoned) -> None:
        contact = self.state.contacts[event.contact]
        hold(Law.SPANS, event.waited == event.at - contact.arrived, event)
        hold(Law.ONE_STATE, contact.live and not contact.callback, event, contact)
        self.left(event, "abandoned")

    def merged(self, event: fact.ContactMerged) -> None:
        self.left(event, "merged")

    def rejected(self, event: fact.ContactRejected) -> None:
        self.left(event, "rejected")

    def _remember(self, contact: ContactState, at: Instant) -> None:
        """Who served this customer last. Whoever approved a reply, or gave advice, did not."""
        errand = contact.approves is not None or contact.consults is not None
        if self.book.centre.affinity and contact.customer and contact.last_agent and not errand:
            self.served[contact.customer] = (contact.last_agent, at)

    def last_agent(self, contact: ContactState, now: Instant) -> AgentId | None:
        """Who served this customer last, if that is not forgotten."""
        last = self.served.get(contact.customer)
        return last[0] if last is not None and now - last[1] <= self.book.centre.affinity else None

    # --- offers -----------------------------------------------------------------------------------------

    def offered(self, event: fact.ContactOffered) -> None:
        state, contact, picture = self.state, self.state.contacts[event.contact], self.picture(event.at)
        agent, life = state.agents[event.agent], self.lives[event.contact]
        hold(Law.ONE_OFFER, event.offer not in life.offers, event, "it was used before")
        hold(Law.ONE_OFFER, agent.offer is None, event, "something rings there already", agent)
        hold(Law.OWN_REPLY, contact.approves is None or picture.author(contact) != agent.id, event)
        hold(Law.ON_TIME, event.expires == event.at + state.queue_of(contact).offer_timeout, event)
        life.offers.add(event.offer)
        self.open_offers.add(event.offer)
        over = contact.live and contact.reserved is not None and contact.reserved.over_cap
        aside = picture.must_go(contact, agent.id) if over or event.why is OfferReason.INTERRUPTS else []
        makes_way = tuple(work.id for work in (*aside, *picture.desk(agent.id).tasks))
        hold(Law.INTERRUPTS, event.interrupts == makes_way, event, makes_way)
        why = picture.obstacle(contact, agent.id)
        hold(Law.ABLE, why in ("", "interrupts"), event, f"what stands in the way: {why}", contact, agent)
        interrupts = event.why is OfferReason.INTERRUPTS
        hold(Law.INTERRUPTS, interrupts is (why == "interrupts"), event, why, contact, agent)
        if interrupts:
            self._interrupts(event, picture, contact, agent)
        else:
            self._preferred(event, picture, contact, agent)
        self._nobody_passed_over(event, picture, contact)

    def _interrupts(
        self, event: fact.ContactOffered, picture: Picture, call: ContactState, agent: AgentState
    ) -> None:
        hold(Law.INTERRUPTS, not picture.free_for(call), event, "somebody was free", picture.free_for(call))
        victims = [a for a in picture.state.agents.values() if picture.obstacle(call, a.id) == "interrupts"]
        costs = {a.id: picture.cost(call, a) for a in victims}
        hold(Law.INTERRUPTS, agent.id == min(costs, key=costs.__getitem__), event, costs)

    def _preferred(
        self, event: fact.ContactOffered, picture: Picture, contact: ContactState, agent: AgentState
    ) -> None:
        """Of those who could have it, and not just since this very instant, she is the one preferred."""
        before = Picture(self.state, self.book, Instant(event.at - 1))
        free = picture.free_for(contact)
        hold(Law.PREFERRED, agent in free, event, f"free and quiet are {[a.id for a in free]}")
        if contact.reserved is not None:
            hold(Law.PREFERRED, event.why is OfferReason.RESERVED, event)
            return
        strategy = picture.state.queue_of(contact).strategy
        if strategy is Strategy.LAST_AGENT:
            last = self.last_agent(contact, event.at)
            if event.why is OfferReason.LAST_AGENT:
                hold(Law.PREFERRED, last == agent.id, event, last)
                return
            here = last in picture.state.agents and not before.obstacle(contact, AgentId(last or ""))
            hold(Law.PREFERRED, not here or last not in [a.id for a in free], event, last)
            strategy = Strategy.LONGEST_IDLE
        hold(Law.PREFERRED, event.why == strategy.value, event, strategy)
        others = [a for a in free if a is agent or not before.obstacle(contact, a.id)]
        ranks = {a.id: picture.preference(contact, a, strategy) for a in others}
        hold(Law.PREFERRED, agent.id == min(ranks, key=ranks.__getitem__), event, ranks)

    def _nobody_passed_over(
        self, event: fact.ContactOffered, picture: Picture, contact: ContactState
    ) -> None:
        """Nobody who stands before it could have had this agent.

        What only rings gives way to a call, but not to the written work that stands before the call.
        """
        gave_way = isinstance(self._before, fact.OfferRescinded)
        for other in picture.waiting:
            if comes_first(other) is comes_first(contact):
                before = place(other) < place(contact)
            else:
                before = comes_first(other)
            if other is contact or not before or (gave_way and not other.live):
                continue
            passed = f"{other.id} stands before, and could have her"
            hold(Law.IN_LINE, not self._could_have_had(other, event, picture), event, passed, other)

    def _could_have_had(self, other: ContactState, event: fact.ContactOffered, picture: Picture) -> bool:
        """Could this one have been offered to her, and not just since this very instant?

        What comes due at one instant goes in a fixed order, each with all that follows from it.
        """
        just_before = Picture(self.state, self.book, Instant(event.at - 1))
        return all(one.obstacle(other, event.agent) in ("", "interrupts") for one in (picture, just_before))

    def ended(self, event: fact.OfferAccepted | fact.OfferDeclined | fact.OfferCancelled) -> None:
        """Exactly one end to an offer, and it names what the offer named."""
        contact = self.state.contacts[event.contact]
        hold(Law.ONE_OFFER, event.offer in self.open_offers, event, "it is over already")
        self.open_offers.discard(event.offer)
        offer = contact.offer
        hold(Law.ONE_OFFER, offer is not None and offer.id == event.offer, event, contact)
        hold(Law.ONE_OFFER, offer is not None and offer.agent == event.agent, event, contact)
        hold(Law.ONE_OFFER, (contact.queue, contact.channel) == (event.queue, event.channel), event, contact)

    def accepted(self, event: fact.OfferAccepted) -> None:
        self.ended(event)
        contact = self.state.contacts[event.contact]
        hold(Law.SPANS, event.waited == event.at - contact.arrived, event)
        hold(Law.ONE_STATE, event.first is not (contact.answered or contact.consults is not None), event)

    def timed_out(self, event: fact.OfferTimedOut) -> None:
        offer = self.state.contacts[event.contact].offer
        hold(Law.ON_TIME, offer is not None and event.at == offer.expires, event, offer)
        self.ended(event)  # type: ignore[arg-type]

    # --- work in hand -----------------------------------------------------------------------------------

    def noted(self, event: fact.CallNoted) -> None:
        """A phone rings for the open offer; only a call in hand is held or retrieved, each in its turn."""
        contact = self.state.contacts[event.contact]
        hold(Law.ONE_STATE, contact.live and contact.agent == event.agent, event, contact)
        if event.what is CallNote.RINGING:
            hold(Law.ONE_STATE, contact.phase is Phase.OFFERED, event, contact)
        else:
            changed = contact.on_hold is (event.what is CallNote.RETRIEVED)
            hold(Law.ONE_STATE, contact.phase is Phase.ACTIVE and changed, event, contact)

    def parked(self, event: fact.ContactParked) -> None:
        """Only emails that the offer named are parked for it, each at most as often as may be."""
        contact = self.state.contacts[event.contact]
        hold(Law.ONE_STATE, not contact.live and contact.agent == event.agent, event, contact)
        if event.why is not ParkReason.PRE_EMPTED:
            return
        rings = self.picture(event.at).desk(event.agent).rings
        hold(Law.ON_ACCEPT, rings is not None and rings.offer is not None, event, "nothing rings")
        assert rings is not None
        assert rings.offer is not None
        named = event.contact in rings.offer.interrupts or self.ruled >= rings.offer.since
        hold(Law.ON_ACCEPT, named or is_task(contact), event, "it was not named", rings, contact)

    def resumed(self, event: fact.ContactResumed) -> None:
        picture = self.picture(event.at)
        contact, agent = self.state.contacts[event.contact], self.state.agents[event.agent]
        hold(Law.RESUMED, contact.agent == event.agent, event, contact)
        if event.why is ResumeReason.BY_HAND:
            hold(Law.ONE_THING, not picture.desk(agent.id).calls and agent.wrap_up is None, event, agent)
            hold(Law.ONE_THING, agent.status is not AgentStatus.OFFLINE, event, agent)
        else:
            hold(Law.RESUMED, picture.could_resume(contact), event, contact, agent)

    def returned(self, event: fact.ContactReturned) -> None:
        contact, queue = self.state.contacts[event.contact], self.book.centre.queues[event.queue]
        ends = laws.ends_at(self.book, contact)
        if event.why in (ReturnReason.PARKED_TOO_LONG, ReturnReason.CUSTOMER_SILENT):
            late = self.ruled >= contact.since  # its limit was shortened meanwhile
            on_time = ends is not None and (event.at == ends or (event.at > ends and late))
            hold(Law.PARK_LIMIT, on_time, event, f"its limit is {ends}", contact)
        if event.why is ReturnReason.SLACK_GONE:
            hold(Law.PARK_LIMIT, contact.due - queue.expected_handle <= event.at, event, contact)
            hold(Law.PARK_LIMIT, self._somebody_else(contact, event.at), event, "nobody else has room")

    def _somebody_else(self, contact: ContactState, at: Instant) -> bool:
        """Has anybody else room for it, were it in line and pressing?"""
        picture = self.picture(at)
        in_line = copy(contact)
        in_line.phase, in_line.agent, in_line.parked = Phase.WAITING, None, None
        in_line.reserved, in_line.excluded, in_line.pressing = None, None, True
        others = (name for name in self.state.agents if name != contact.agent)
        return any(not picture.obstacle(in_line, name) for name in others)

    def sent(self, event: fact.ContactSent) -> None:
        contact, quiet = self.state.contacts[event.contact], self.book.centre.queues[event.queue].close_after
        hold(Law.ENDS, quiet is not None and contact.replied, event, contact)
        assert quiet is not None
        hold(Law.ENDS, event.closes == self.book.hours(event.queue).later(event.at, quiet), event)
        self._remember(contact, event.at)

    def handed_over(self, event: fact.ContactHandedOver) -> None:
        """She who was consulted has the call in place of the consultation, so her load is what it was."""
        before = self._before
        over = isinstance(before, fact.ContactClosed) and before.agent == event.to_agent
        hold(Law.CAP, over and before.channel == event.channel, event, before)  # type: ignore[union-attr]

    # --- answers ----------------------------------------------------------------------------------------

    def replies(self, event: fact.ReplySubmitted) -> None:
        """One reply to whatever the customer wrote; the first of them keeps the promise."""
        contact, life = self.state.contacts[event.contact], self.lives[event.contact]
        hold(Law.REPLIES, not contact.replied, event, "it was answered already")
        hold(Law.REPLIES, event.first is not life.replied, event)
        hold(Law.REPLIES, event.took == event.at - life.asked, event, life)
        life.replied = True
        approved = isinstance(self._before, fact.ReplyApproved) and self._before.contact == event.contact
        profile = self.book.centre.agents.get(event.agent)
        if profile is None or approved:
            return
        for rule in self._approvals(contact):
            hold(Law.APPROVED, rule.share < 100 and not profile.approval, event, rule, profile)

    def _approvals(self, contact: ContactState) -> list[Approval]:
        """What its matter and its queue say of who reads a reply first."""
        centre = self.book.centre
        about = centre.categories.get(contact.category) if contact.category is not None else None
        said = [about.approval if about is not None else None, centre.queues[contact.queue].approval]
        return [rule for rule in said if rule is not None]

    def held(self, event: fact.ReplyHeld) -> None:
        contact, profile = self.state.contacts[event.contact], self.book.centre.agents[event.agent]
        may = [rule for rule in self._approvals(contact) if rule.share > 0 or profile.approval]
        hold(Law.APPROVED, may, event, contact)
        hold(Law.APPROVED, contact.agent == event.agent and not contact.replied, event, contact)

    def judged(self, event: fact.ReplyApproved | fact.ReplyReturned) -> None:
        """By somebody else, who has the request for it in hand."""
        held = self.state.contacts[event.contact].held
        hold(Law.APPROVED, held is not None and held.author == event.agent, event, held)
        hold(Law.OWN_REPLY, event.by != event.agent, event)
        errand = self.state.contacts.get(held.approval) if held is not None else None
        in_hand = errand is not None and errand.phase is Phase.ACTIVE and errand.agent == event.by
        hold(Law.APPROVED, in_hand, event, errand)

    # --- time -------------------------------------------------------------------------------------------

    def escalated(self, event: fact.UrgencyChanged) -> None:
        contact = self.state.contacts[event.contact]
        if event.why is UrgencyReason.CATEGORY_CHANGED:
            hold(Law.URGENCY_ROSE, event.urgency == self.book.terms(event.queue, contact).urgency, event)
            return
        hold(Law.URGENCY_ROSE, contact.phase is Phase.WAITING, event, contact)
        if event.why is UrgencyReason.DEADLINE_NEARS:
            near = self.picture(event.at).presses(contact)
            hold(Law.URGENCY_ROSE, near and not contact.pressing, event, contact)
            rose = rank(event.urgency) == min(rank(contact.urgency), rank(Urgency.NORMAL))
            hold(Law.URGENCY_ROSE, rose, event, contact)

    def relaxed(self, event: fact.SkillsRelaxed) -> None:
        contact, rings = self.state.contacts[event.contact], self.book.centre.queues[event.queue].rings
        next_one = contact.phase is Phase.WAITING and event.ring == contact.ring + 1 <= len(rings)
        hold(Law.ON_TIME, next_one, event, contact)
        hold(Law.ON_TIME, event.at >= contact.entered + rings[contact.ring].after, event, contact)

    def reservation_ended(self, event: fact.ReservationEnded) -> None:
        reserved = self.state.contacts[event.contact].reserved
        hold(Law.ON_TIME, reserved is not None, event)
        assert reserved is not None
        hold(Law.ON_TIME, bool(event.by) or event.at >= reserved.until, event, reserved)

    def wraps_up(self, event: fact.WrapUpStarted) -> None:
        agent, desk = self.state.agents[event.agent], self.picture(event.at).desk(event.agent)
        hold(Law.ON_TIME, event.until == event.at + self.book.centre.queues[event.queue].wrap_up, event)
        hold(Law.ONE_THING, agent.wrap_up is None and not desk.calls, event, agent)

    def wrapped_up(self, event: fact.WrapUpEnded) -> None:
        wrap_up = self.state.agents[event.agent].wrap_up
        hold(Law.ON_TIME, wrap_up is not None, event)
        assert wrap_up is not None
        hold(Law.ON_TIME, event.lasted == event.at - wrap_up.started, event, wrap_up)
        over = event.why is WrapUpReason.TIME_OVER
        hold(Law.ON_TIME, event.at == wrap_up.until if over else event.at <= wrap_up.until, event, wrap_up)

    # --- agents and rules -------------------------------------------------------------------------------

    def turned(self, event: fact.AgentStatusChanged) -> None:
        agent, before = self.state.agents[event.agent], self._before
        if event.status is AgentStatus.NOT_RESPONDING:
            missed = isinstance(before, fact.OfferTimedOut) or (
                isinstance(before, fact.OfferRescinded) and before.why is RescindReason.PHONE_UNREACHABLE
            )
            hold(Law.NOT_RESPONDING, missed and before.agent == event.agent, event, before)  # type: ignore[union-attr]
        if event.why is StatusReason.QUEUED:
            desk, queued = self.picture(event.at).desk(agent.id), agent.next_status
            hold(Law.NEXT_STATUS, queued is not None and queued.status is event.status, event, agent)
            hold(Law.NEXT_STATUS, not desk.in_hand and agent.wrap_up is None, event, desk)
        if event.why is StatusReason.CONNECTION_LOST:
            grace = self.book.lever("grace", agent.id, None)
            lost = not agent.connected and agent.lost_at is not None and event.at >= agent.lost_at + grace
            hold(Law.ON_TIME, lost, event, agent)

    def configured(self, event: fact.CentreConfigured) -> None:
        for agent in self.state.agents.values():
            if agent.id not in event.centre.agents:
                gone = agent.status is AgentStatus.OFFLINE and not agent.connected and agent.wrap_up is None
                hold(Law.ONE_THING, gone and not agent.contacts, f"{agent} is removed at work")


_LAYS_DOWN: Final = (
    fact.ContactParked,
    fact.ContactReturned,
    fact.ContactTransferred,
    fact.ContactHandedOver,
    fact.ContactSent,
    fact.ReplyHeld,
    fact.ContactClosed,
    fact.ContactMerged,
    fact.ContactRejected,
)
_LAWS: Final[Mapping[type[fact.Fact], Callable[[Witness, Any], None]]] = {
    fact.ContactArrived: Witness.arrived,
    fact.ContactClosed: Witness.closed,
    fact.ContactAbandoned: Witness.abandoned,
    fact.ContactMerged: Witness.merged,
    fact.ContactRejected: Witness.rejected,
    fact.ContactOffered: Witness.offered,
    fact.OfferAccepted: Witness.accepted,
    fact.OfferDeclined: Witness.ended,
    fact.OfferTimedOut: Witness.timed_out,
    fact.OfferRescinded: Witness.ended,
    fact.OfferCancelled: Witness.ended,
    fact.CallNoted: Witness.noted,
    fact.ContactParked: Witness.parked,
    fact.ContactResumed: Witness.resumed,
    fact.ContactReturned: Witness.returned,
    fact.ContactHandedOver: Witness.handed_over,
    fact.ContactSent: Witness.sent,
    fact.ReplySubmitted: Witness.replies,
    fact.ReplyHeld: Witness.held,
    fact.ReplyApproved: Witness.judged,
    fact.ReplyReturned: Witness.judged,
    fact.UrgencyChanged: Witness.escalated,
    fact.SkillsRelaxed: Witness.relaxed,
    fact.ReservationEnded: Witness.reservation_ended,
    fact.WrapUpStarted: Witness.wraps_up,
    fact.WrapUpEnded: Witness.wrapped_up,
    fact.AgentStatusChanged: Witness.turned,
    fact.CentreConfigured: Witness.configured,
}
