"""Everything the engine knows: a fold over its own facts, and nothing else.

`State.apply` is the only way state changes. A snapshot plus later facts is the same state; so the journal can
rebuild it, the dashboard can follow it, and the simulator can compare it.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from dispatcher import events as fact
from dispatcher.centre import Centre, Channel, Levers, Queue
from dispatcher.engine.agent import AgentState, Focus, NextStatus, WrapUp
from dispatcher.engine.contact import ContactState, HeldReply, Offer, PromiseClock, Reservation
from dispatcher.engine.lifecycles import clock_step, status_step, step
from dispatcher.engine.words import ACTIVE, IDLE, KEPT, OFFLINE, READY
from dispatcher.errors import JournalError
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CallNote,
    CancelReason,
    ContactId,
    Instant,
    ParkReason,
    QueueId,
    ReturnReason,
    Scope,
    TimetableId,
    UrgencyReason,
)

OfferLost = fact.OfferDeclined | fact.OfferTimedOut | fact.OfferRescinded | fact.OfferCancelled
OfferEnded = fact.OfferAccepted | OfferLost
Left = fact.ContactClosed | fact.ContactAbandoned | fact.ContactMerged | fact.ContactRejected


class State:
    """The picture of the centre at an instant. Contacts that ended leave it; `tally` counts them.

    `filed` is the centre as it was last configured, `centre` the same with what was changed live since.
    `running` are the timetables whose hours it is; `served` says who served a customer last, and when.
    """

    def __init__(self) -> None:
        self.now = Instant(0)
        self.filed: Centre | None = None
        self.centre: Centre | None = None
        self.running: frozenset[TimetableId] = frozenset()
        self.agents: dict[AgentId, AgentState] = {}
        self.contacts: dict[ContactId, ContactState] = {}
        self.served: OrderedDict[str, tuple[AgentId, Instant]] = OrderedDict()
        self.tally: Counter[str] = Counter()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def rules(self) -> Centre:
        """The centre we decide by.

        Raises:
            JournalError: none was configured yet; the first fact of a journal is `CentreConfigured`.
        """
        if self.centre is None:
            raise JournalError("no centre is configured yet: the first fact must be CentreConfigured")
        return self.centre

    def queue_of(self, contact: ContactState) -> Queue:
        """The queue this contact stands in."""
        return self.rules.queues[contact.queue]

    def channel_of(self, contact: ContactState) -> Channel:
        """The channel this contact came in by."""
        return self.rules.channels[contact.channel]

    def served_last(self, customer: str, now: Instant) -> AgentId | None:
        """Who served this customer last, as long as the centre's `affinity` says we remember."""
        agent, at = self.served.get(customer, (None, now))
        return agent if agent is not None and at >= now - self.rules.affinity else None

    def apply(self, event: fact.Event) -> None:
        """Fold one fact in.

        Raises:
            JournalError: the fact cannot follow what was; only a damaged or foreign log says so.
        """
        if event.at > self.now:
            self.now = event.at
        try:
            FOLDS[type(event)](self, event)
        except KeyError as error:
            raise JournalError(f"{type(event).__name__} names {error}, which is not there") from error

    def _nothing(self, event: fact.Event) -> None:
        """It is only told."""

    # --- contacts ---------------------------------------------------------------------------------------

    def _arrive(self, event: fact.ContactArrived) -> None:
        if event.contact in self.contacts:
            raise JournalError(f"contact {event.contact} arrives twice")
        at = event.at
        contact = ContactState(
            event.contact,
            event.channel,
            self.rules.channels[event.channel].live,
            event.queue,
            event.urgency,
            at,
            at,
            at,
            step(None, event),
            at,
            at,
            event.tier,
            event.customer,
            event.subject,
            event.language,
            event.conversation,
            event.message,
            event.category,
        )
        self.contacts[event.contact] = contact
        if event.consults is not None:
            contact.consults = event.consults
            self.contacts[event.consults].consult = contact.id
        if event.approves is not None:
            contact.approves = event.approves
            held = self.contacts[event.approves].held
            contact.excluded = held.author if held is not None else None
        self.tally["arrived"] += 1

    def _move(self, contact: ContactState, event: fact.Event) -> None:
        phase, at = contact.phase, event.at
        if phase is ACTIVE:
            contact.handled += at - contact.since  # type: ignore[assignment]  # a sum of spans is one
        contact.phase, contact.since = step(phase, event), at

    def _offer(self, event: fact.ContactOffered) -> None:
        name, who, offer = event.contact, event.agent, event.offer
        contact, agent = self.contacts[name], self.agents[who]
        self._move(contact, event)
        contact.agent = who
        contact.offers += 1
        contact.offer = Offer(offer, who, event.at, event.expires, event.why, event.interrupts)
        agent.offer = offer
        agent.contacts[name] = None

    def _close_offer(self, contact: ContactState, event: OfferEnded) -> AgentState:
        offer = contact.offer
        if offer is None or offer.id != event.offer or offer.agent != event.agent:
            raise JournalError(f"{type(event).__name__} ends an offer of {contact.id} that is not open")
        agent = self.agents[offer.agent]
        contact.offer = agent.offer = None
        return agent

    def _accept(self, event: fact.OfferAccepted) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._close_offer(contact, event)
        contact.answered = True
        contact.last_agent = event.agent
        if contact.undisturbed_since is not None:
            contact.undisturbed_since = None
        if contact.reserved is not None:
            contact.reserved = None
        if contact.excluded is not None:
            self._exclude(contact, None, event.at)

    def _exclude(self, contact: ContactState, agent: AgentId | None, at: Instant) -> None:
        """Nobody approves her own reply, whoever had the request for it in hand meanwhile."""
        if contact.approves is None:
            contact.excluded, contact.excluded_at = agent, at

    def _end_offer(self, event: OfferLost) -> tuple[ContactState, AgentState]:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        agent = self._close_offer(contact, event)
        del agent.contacts[contact.id]
        contact.agent = None
        return contact, agent

    def _decline(self, event: fact.OfferDeclined) -> None:
        contact, agent = self._end_offer(event)
        agent.idle_since = agent.declined[event.queue] = event.at
        contact.reserved = None

    def _miss(self, event: fact.OfferTimedOut) -> None:
        contact, _ = self._end_offer(event)
        contact.reserved = None

    def _cancel_offer(self, event: fact.OfferCancelled) -> None:
        contact, _ = self._end_offer(event)
        if event.why is CancelReason.PULLED_BACK:
            self._exclude(contact, event.agent, event.at)

    def _rescind(self, event: fact.OfferRescinded) -> None:
        self._end_offer(event)

    def _reserve(self, event: fact.ContactReserved) -> None:
        contact = self.contacts[event.contact]
        contact.reserved = Reservation(event.agent, event.until, event.why, event.over_cap)

    def _end_reservation(self, event: fact.ReservationEnded) -> None:
        self.contacts[event.contact].reserved = None

    def _relax(self, event: fact.SkillsRelaxed) -> None:
        self.contacts[event.contact].ring = event.ring

    def _escalate(self, event: fact.UrgencyChanged) -> None:
        contact = self.contacts[event.contact]
        contact.urgency = event.urgency
        if event.why is UrgencyReason.DEADLINE_NEARS:
            contact.pressing = True
        elif event.urgency is IDLE:  # what only fills empty time competes with nothing
            contact.pressing = False

    def _categorise(self, event: fact.ContactCategorised) -> None:
        contact = self.contacts[event.contact]
        contact.category, contact.categorised = event.category, True

    def _enter(self, contact: ContactState, queue: QueueId, at: Instant) -> None:
        """Begin anew in a queue, with the arrival time it always had."""
        contact.queue, contact.entered, contact.ring, contact.reserved = queue, at, 0, None

    def _change_queue(self, event: fact.ContactMoved) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._enter(contact, event.to_queue, event.at)
        contact.urgency, contact.pressing = event.urgency, False

    def _transfer(self, event: fact.ContactTransferred) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._let_go(contact, event.at)
        self._enter(contact, event.to_queue, event.at)
        contact.urgency = event.urgency
        contact.parked, contact.pressing = None, False
        self._exclude(contact, event.agent, event.at)

    def _hand_over(self, event: fact.ContactHandedOver) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._let_go(contact, event.at)
        contact.agent = contact.last_agent = event.to_agent
        self.agents[event.to_agent].contacts[contact.id] = None

    def _call_back(self, event: fact.CallbackRequested) -> None:
        self.contacts[event.contact].callback = True

    def _park(self, event: fact.ContactParked) -> None:
        contact, agent = self.contacts[event.contact], self.agents[event.agent]
        self._move(contact, event)
        contact.parked = event.why
        if event.why is ParkReason.PRE_EMPTED:
            if contact.urgency is not IDLE:  # what only fills empty time is not interrupted
                contact.interruptions += 1
                agent.interruptions += 1
        elif not event.why.keeps_slot:
            agent.idle_since = event.at

    def _resume(self, event: fact.ContactResumed) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        if contact.parked is ParkReason.PRE_EMPTED:
            contact.undisturbed_since = event.at
        contact.parked = None

    def _return(self, event: fact.ContactReturned) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._let_go(contact, event.at)
        contact.parked = None
        if event.why is ReturnReason.PULLED_BACK:
            self._exclude(contact, event.agent, event.at)

    def _let_go(self, contact: ContactState, at: Instant) -> None:
        """It leaves its agent's desk; hers is the time since then."""
        if contact.agent is None:
            return
        agent = self.agents[contact.agent]
        del agent.contacts[contact.id]
        agent.idle_since = at
        if contact.live and contact.answered:
            agent.last_call_ended = at
        contact.agent = None
        if contact.on_hold:
            contact.on_hold = False

    def _note_call(self, event: fact.CallNoted) -> None:
        self.contacts[event.contact].on_hold = event.what is CallNote.HELD

    def _leave(self, event: Left) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self.tally[contact.phase] += 1
        if contact.customer:
            self._remember(contact, event.at)
        self._let_go(contact, event.at)
        if contact.consults is not None and contact.consults in self.contacts:
            self.contacts[contact.consults].consult = None
        del self.contacts[contact.id]

    def _remember(self, contact: ContactState, at: Instant) -> None:
        """Who served this customer last, for the centre's `affinity`; who gave advice or approved did not."""
        affinity = self.rules.affinity
        errand = contact.consults is not None or contact.approves is not None
        if not affinity or contact.last_agent is None or errand:
            return
        self.served[contact.customer] = (contact.last_agent, at)
        self.served.move_to_end(contact.customer)
        while next(iter(self.served.values()))[1] < at - affinity:
            self.served.popitem(last=False)

    # --- answers ----------------------------------------------------------------------------------------

    def _reply(self, event: fact.ReplySubmitted) -> None:
        self.contacts[event.contact].replied = True

    def _acknowledge(self, event: fact.ContactAcknowledged) -> None:
        self.contacts[event.contact].acknowledged = True

    def _follow_up(self, event: fact.FollowUpReceived) -> None:
        contact = self.contacts[event.contact]
        if contact.replied:
            contact.replied, contact.asked = False, event.at
        if contact.held is not None and contact.held.overtaken is None:
            contact.held = replace(contact.held, overtaken=event.at)

    def _unreply(self, event: fact.ReplyUndelivered) -> None:
        contact = self.contacts[event.contact]
        contact.replied, contact.asked = False, event.at

    def _hold(self, event: fact.ReplyHeld) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._let_go(contact, event.at)
        contact.held = HeldReply(event.agent, event.message, event.approval)

    def _approve(self, event: fact.ReplyApproved) -> None:
        self.contacts[event.contact].held = None

    def _reject_reply(self, event: fact.ReplyReturned) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        contact.held = None

    def _send(self, event: fact.ContactSent) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._let_go(contact, event.at)
        contact.parked, contact.closes = None, event.closes
        if contact.customer:
            self._remember(contact, event.at)

    def _answer(self, event: fact.ContactAnswered) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        contact.closes, contact.prepared = event.closes, event.message

    def _answer_failed(self, event: fact.AnswerFailed) -> None:
        self.contacts[event.contact].prepared = None

    def _reopen(self, event: fact.ContactReopened) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        contact.entered, contact.closes = event.at, None
        contact.replied, contact.asked = False, event.asked

    # --- promises ---------------------------------------------------------------------------------------

    def _promise(self, event: fact.PromiseMade) -> None:
        contact = self.contacts[event.contact]
        clock = PromiseClock(event.promise, event.queue, event.length, event.at, event.length, event.due)
        clock.phase = clock_step(None, event)
        if contact.clocks:
            contact.clocks = (*contact.clocks, clock)
            _note_due(contact)
        else:
            contact.clocks = (clock,)
            contact.due = event.due

    def _clock(self, event: fact.PromiseFact) -> PromiseClock:
        clock = self.contacts[event.contact].clock(event.promise)
        if clock is None:
            raise JournalError(
                f"{type(event).__name__} of {event.contact}: nothing of that kind was promised"
            )
        clock.phase = clock_step(clock.phase, event)
        return clock

    def _pause(self, event: fact.PromisePaused) -> None:
        self._clock(event).left = event.left

    def _run_again(self, event: fact.PromiseResumed) -> None:
        clock = self._clock(event)
        clock.since, clock.due = event.at, event.due
        _note_due(self.contacts[event.contact])

    def _warn(self, event: fact.PromiseWarned) -> None:
        self._clock(event).warned = event.percent

    def _settle_promise(self, event: fact.PromiseKept | fact.PromiseBroken) -> None:
        self._clock(event)
        contact = self.contacts[event.contact]
        if len(contact.clocks) > 1:
            _note_due(contact)

    def _change_promise(self, event: fact.PromiseChanged) -> None:
        clock = self._clock(event)
        clock.length, clock.left, clock.since, clock.due = event.length, event.left, event.at, event.due
        clock.version = event.version
        _note_due(self.contacts[event.contact])

    # --- agents -----------------------------------------------------------------------------------------

    def _wrap_up(self, event: fact.WrapUpStarted) -> None:
        agent = self.agents[event.agent]
        agent.wrap_up = WrapUp(event.contact, event.queue, event.channel, event.at, event.until)

    def _end_wrap_up(self, event: fact.WrapUpEnded) -> None:
        agent = self.agents[event.agent]
        agent.wrap_up = None
        agent.idle_since = event.at
        if self.rules.channels[event.channel].live:
            agent.last_call_ended = event.at

    def _connect(self, event: fact.AgentConnected | fact.AgentDisconnected) -> None:
        agent = self.agents[event.agent]
        agent.connected = isinstance(event, fact.AgentConnected)
        agent.lost_at = None if agent.connected else event.at

    def _status(self, event: fact.AgentStatusChanged) -> None:
        agent = self.agents[event.agent]
        if event.status is READY and agent.status is not AgentStatus.NOT_RESPONDING:
            agent.back_since = event.at
        agent.status = status_step(agent.status, event)
        agent.since = agent.idle_since = event.at
        agent.next_status = None
        agent.declined.clear()
        if event.status is OFFLINE:
            agent.interruptions = 0

    def _queue_status(self, event: fact.NextStatusQueued) -> None:
        agent = self.agents[event.agent]
        stays = event.status is agent.status
        agent.next_status = None if stays else NextStatus(event.status, event.note, event.by)

    def _focus(self, event: fact.AgentFocused) -> None:
        self.agents[event.agent].focus = Focus(event.queues, event.categories, event.until)

    def _end_focus(self, event: fact.FocusEnded) -> None:
        self.agents[event.agent].focus = None

    # --- the centre -------------------------------------------------------------------------------------

    def _configure(self, event: fact.CentreConfigured) -> None:
        self.filed = self.centre = event.centre
        self.running &= event.centre.timetables.keys()
        self.agents = {agent: self.agents.get(agent) or AgentState(agent) for agent in event.centre.agents}
        for agent in self.agents.values():
            for queue in agent.declined.keys() - event.centre.queues.keys():
                del agent.declined[queue]  # nobody is asked about it any more

    def _restart(self, event: fact.CentreRestarted) -> None:
        for agent in self.agents.values():
            agent.connected, agent.lost_at = False, event.back

    def _switch(self, event: fact.TimetableSwitched) -> None:
        one = frozenset({event.timetable})
        self.running = self.running | one if event.on else self.running - one

    def _pull_levers(self, event: fact.LeversChanged) -> None:
        self.centre = with_levers(self.rules, event.scope, event.name, event.levers)

    def _change_agent(self, event: fact.AgentChanged) -> None:
        self.centre = replace(self.rules, agents=self.rules.agents | {event.agent: event.profile})


def levers_of(centre: Centre, scope: Scope, name: str) -> Levers:
    """What is said for the scope `name`.

    Raises:
        KeyError: it has no such agent, team or queue.
    """
    if scope is Scope.CENTRE:
        return centre.levers
    levers: Levers = getattr(centre, f"{scope}s")[name].levers
    return levers


def with_levers(centre: Centre, scope: Scope, name: str, levers: Levers) -> Centre:
    """The centre with these levers for the scope `name`.

    Raises:
        KeyError: it has no such agent, team or queue.
    """
    if scope is Scope.CENTRE:
        return replace(centre, levers=levers)
    table = f"{scope}s"
    things: dict[str, Any] = getattr(centre, table)
    return replace(centre, **{table: things | {name: replace(things[name], levers=levers)}})


def _note_due(contact: ContactState) -> None:
    """What it stands in line by: the first of its promises that is not kept, else the last one that was."""
    clocks = contact.clocks
    contact.due = clocks[-1].due
    if len(clocks) > 1:
        contact.due = min((c.due for c in clocks if c.phase is not KEPT), default=contact.due)


FOLDS: Final[Mapping[type[fact.Fact], Callable[[State, Any], None]]] = {
    fact.ContactArrived: State._arrive,
    fact.ContactReserved: State._reserve,
    fact.ReservationEnded: State._end_reservation,
    fact.SkillsRelaxed: State._relax,
    fact.UrgencyChanged: State._escalate,
    fact.ContactMoved: State._change_queue,
    fact.ContactCategorised: State._categorise,
    fact.CallbackRequested: State._call_back,
    fact.ContactOffered: State._offer,
    fact.OfferAccepted: State._accept,
    fact.OfferDeclined: State._decline,
    fact.OfferTimedOut: State._miss,
    fact.OfferRescinded: State._rescind,
    fact.OfferCancelled: State._cancel_offer,
    fact.ContactParked: State._park,
    fact.ContactResumed: State._resume,
    fact.ContactReturned: State._return,
    fact.ContactTransferred: State._transfer,
    fact.ContactHandedOver: State._hand_over,
    fact.ContactClosed: State._leave,
    fact.ContactAbandoned: State._leave,
    fact.ContactMerged: State._leave,
    fact.ContactRejected: State._leave,
    fact.ContactAcknowledged: State._acknowledge,
    fact.ReplySubmitted: State._reply,
    fact.ReplyHeld: State._hold,
    fact.ReplyApproved: State._approve,
    fact.ReplyReturned: State._reject_reply,
    fact.ContactSent: State._send,
    fact.ContactAnswered: State._answer,
    fact.AnswerFailed: State._answer_failed,
    fact.ContactReopened: State._reopen,
    fact.FollowUpReceived: State._follow_up,
    fact.ReplyUndelivered: State._unreply,
    fact.PromiseMade: State._promise,
    fact.PromisePaused: State._pause,
    fact.PromiseResumed: State._run_again,
    fact.PromiseWarned: State._warn,
    fact.PromiseKept: State._settle_promise,
    fact.PromiseBroken: State._settle_promise,
    fact.PromiseChanged: State._change_promise,
    fact.WrapUpStarted: State._wrap_up,
    fact.WrapUpEnded: State._end_wrap_up,
    fact.AgentConnected: State._connect,
    fact.AgentDisconnected: State._connect,
    fact.AgentStatusChanged: State._status,
    fact.NextStatusQueued: State._queue_status,
    fact.AgentFocused: State._focus,
    fact.FocusEnded: State._end_focus,
    fact.CentreConfigured: State._configure,
    fact.CentreRestarted: State._restart,
    fact.LeversChanged: State._pull_levers,
    fact.AgentChanged: State._change_agent,
    fact.TimetableSwitched: State._switch,
    fact.CommandRefused: State._nothing,
    fact.CallNoted: State._note_call,
    fact.DeliveryNoted: State._nothing,
    fact.AccessNoted: State._nothing,
}
"""What each fact changes."""
