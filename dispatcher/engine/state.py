"""Everything the engine knows: a fold over its own facts, and nothing else.

`State.apply` is the only way state changes. A snapshot plus later facts is the same state; so the journal can
rebuild it, the dashboard can follow it, and the simulator can compare it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dispatcher import events as fact
from dispatcher.centre import Centre, Queue
from dispatcher.engine.lifecycles import status_step, step
from dispatcher.errors import JournalError
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    Channel,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    OfferReason,
    ParkReason,
    Phase,
    QueueId,
    Span,
    Urgency,
)

OfferLost = fact.OfferDeclined | fact.OfferTimedOut | fact.OfferRescinded
OfferEnded = fact.OfferAccepted | OfferLost


@dataclass(slots=True, frozen=True)
class Offer:
    """An open offer. `interrupts` are the emails that accepting it parks."""

    id: OfferId
    agent: AgentId
    since: Instant
    expires: Instant
    why: OfferReason
    interrupts: tuple[ContactId, ...]


@dataclass(slots=True, frozen=True)
class WrapUp:
    """After-contact work under way."""

    contact: ContactId
    queue: QueueId
    channel: Channel
    started: Instant
    until: Instant


@dataclass(slots=True)
class ContactState:
    """An open contact. `since` is when its phase began; `handled` is hands-on time before that.

    `agent` is whoever is offered it or holds it. `asked` is when the customer wrote the oldest letter without
    a reply, `replied` says that there is none. `kept` says that the promise is kept: a call's when it is
    answered, an email's by its first reply. `undisturbed_since` is the last time it came back from an
    interruption.
    """

    id: ContactId
    channel: Channel
    queue: QueueId
    urgency: Urgency
    arrived: Instant
    due: Instant
    customer: str
    subject: str
    language: str
    conversation: str
    message: MessageId | None
    phase: Phase
    since: Instant
    agent: AgentId | None = None
    offer: Offer | None = None
    offers: int = 0
    parked: ParkReason | None = None
    interruptions: int = 0
    undisturbed_since: Instant | None = None
    answered: bool = False
    asked: Instant = Instant(0)
    replied: bool = False
    kept: bool = False
    broken: bool = False
    handled: Span = Span(0)

    def hands_on(self, now: Instant) -> Span:
        """How long agents have had it in hand by `now`, parked time left out."""
        return Span(self.handled + (now - self.since if self.phase is Phase.ACTIVE else 0))


@dataclass(slots=True)
class AgentState:
    """What an agent does now. `contacts` are those offered to her, active or parked with her.

    `declined` is when she last said no to a queue, since she became ready.
    """

    id: AgentId
    status: AgentStatus = AgentStatus.OFFLINE
    since: Instant = Instant(0)
    connected: bool = False
    lost_at: Instant | None = None
    contacts: dict[ContactId, None] = field(default_factory=dict)
    offer: OfferId | None = None
    wrap_up: WrapUp | None = None
    idle_since: Instant = Instant(0)
    last_call_ended: Instant | None = None
    interruptions: int = 0
    declined: dict[QueueId, Instant] = field(default_factory=dict)

    @property
    def available(self) -> bool:
        """Is she at her desk and willing?"""
        return self.connected and self.status is AgentStatus.READY


class State:
    """The picture of the centre at an instant. Closed contacts leave it; `tally` counts them."""

    def __init__(self) -> None:
        self.now = Instant(0)
        self.centre: Centre | None = None
        self.agents: dict[AgentId, AgentState] = {}
        self.contacts: dict[ContactId, ContactState] = {}
        self.tally: Counter[str] = Counter()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and all(
            getattr(self, name) == getattr(other, name)
            for name in ("now", "centre", "agents", "contacts", "tally")
        )

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
        """The queue this contact came in by."""
        return self.rules.queues[contact.queue]

    def apply(self, event: fact.Event) -> None:
        """Fold one fact in.

        Raises:
            JournalError: the fact cannot follow what was; only a damaged or foreign log says so.
        """
        self.now = max(self.now, event.at)
        try:
            if (fold := _FOLDS.get(type(event))) is not None:
                fold(self, event)
        except KeyError as error:
            raise JournalError(f"{type(event).__name__} names {error}, which is not there") from error

    # --- contacts ---------------------------------------------------------------------------------------

    def _arrive(self, event: fact.ContactArrived) -> None:
        if event.contact in self.contacts:
            raise JournalError(f"contact {event.contact} arrives twice")
        self.contacts[event.contact] = ContactState(
            id=event.contact,
            channel=event.channel,
            queue=event.queue,
            urgency=event.urgency,
            arrived=event.at,
            due=event.due,
            customer=event.customer,
            subject=event.subject,
            language=event.language,
            conversation=event.conversation,
            message=event.message,
            phase=step(None, event),
            since=event.at,
            asked=event.at,
        )
        self.tally["arrived"] += 1

    def _move(self, contact: ContactState, event: fact.Event) -> None:
        handled = contact.hands_on(event.at)
        contact.phase = step(contact.phase, event)
        contact.handled, contact.since = handled, event.at

    def _offer(self, event: fact.ContactOffered) -> None:
        contact, agent = self.contacts[event.contact], self.agents[event.agent]
        self._move(contact, event)
        contact.agent, contact.offers = event.agent, contact.offers + 1
        contact.offer = Offer(event.offer, event.agent, event.at, event.expires, event.why, event.interrupts)
        agent.offer = event.offer
        agent.contacts[event.contact] = None

    def _close_offer(self, contact: ContactState, event: OfferEnded) -> AgentState:
        if contact.offer is None or (contact.offer.id, contact.offer.agent) != (event.offer, event.agent):
            raise JournalError(f"{type(event).__name__} ends an offer of {contact.id} that is not open")
        agent = self.agents[contact.offer.agent]
        contact.offer = agent.offer = None
        return agent

    def _accept(self, event: fact.OfferAccepted) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self._close_offer(contact, event)
        contact.answered = True
        contact.kept = contact.kept or contact.channel.live
        contact.undisturbed_since = None

    def _end_offer(self, event: OfferLost) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        agent = self._close_offer(contact, event)
        del agent.contacts[contact.id]
        contact.agent = None
        if isinstance(event, fact.OfferDeclined):
            agent.idle_since = agent.declined[event.queue] = event.at

    def _park(self, event: fact.ContactParked) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        contact.parked = event.why
        if event.why is ParkReason.PRE_EMPTED:
            contact.interruptions += 1
            self.agents[event.agent].interruptions += 1
        elif event.why is ParkReason.BY_HAND:
            self.agents[event.agent].idle_since = event.at

    def _resume(self, event: fact.ContactResumed) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        if contact.parked is ParkReason.PRE_EMPTED:
            contact.undisturbed_since = event.at
        contact.parked = None

    def _return(self, event: fact.ContactReturned) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        contact.parked = contact.agent = None
        del self.agents[event.agent].contacts[event.contact]

    def _leave(self, event: fact.ContactClosed | fact.ContactAbandoned) -> None:
        contact = self.contacts[event.contact]
        self._move(contact, event)
        self.tally[contact.phase.value] += 1
        if contact.agent is not None:
            agent = self.agents[contact.agent]
            del agent.contacts[contact.id]
            agent.idle_since = event.at
            if contact.channel.live:
                agent.last_call_ended = event.at
        del self.contacts[contact.id]

    def _reply(self, event: fact.ReplySubmitted) -> None:
        contact = self.contacts[event.contact]
        contact.replied = contact.kept = True

    def _follow_up(self, event: fact.FollowUpReceived) -> None:
        contact = self.contacts[event.contact]
        if contact.replied:
            contact.replied, contact.asked = False, event.at

    def _break(self, event: fact.PromiseBroken) -> None:
        self.contacts[event.contact].broken = True

    # --- agents -----------------------------------------------------------------------------------------

    def _wrap_up(self, event: fact.WrapUpStarted | fact.WrapUpEnded) -> None:
        agent = self.agents[event.agent]
        if isinstance(event, fact.WrapUpStarted):
            agent.wrap_up = WrapUp(event.contact, event.queue, event.channel, event.at, event.until)
        else:
            agent.wrap_up = None
            agent.idle_since = event.at
            if event.channel.live:
                agent.last_call_ended = event.at

    def _connect(self, event: fact.AgentConnected | fact.AgentDisconnected) -> None:
        agent = self.agents[event.agent]
        agent.connected = isinstance(event, fact.AgentConnected)
        agent.lost_at = None if agent.connected else event.at

    def _status(self, event: fact.AgentStatusChanged) -> None:
        agent = self.agents[event.agent]
        agent.status = status_step(agent.status, event)
        agent.since = agent.idle_since = event.at
        agent.declined.clear()
        if event.status is AgentStatus.OFFLINE:
            agent.interruptions = 0

    # --- the centre -------------------------------------------------------------------------------------

    def _configure(self, event: fact.CentreConfigured) -> None:
        self.centre = event.centre
        self.agents = {agent: self.agents.get(agent) or AgentState(agent) for agent in event.centre.agents}

    def _restart(self, event: fact.CentreRestarted) -> None:
        for agent in self.agents.values():
            agent.connected, agent.lost_at = False, event.back


_FOLDS: Final[Mapping[type[fact.Fact], Callable[[State, Any], None]]] = {
    fact.ContactArrived: State._arrive,
    fact.ContactOffered: State._offer,
    fact.OfferAccepted: State._accept,
    fact.OfferDeclined: State._end_offer,
    fact.OfferTimedOut: State._end_offer,
    fact.OfferRescinded: State._end_offer,
    fact.ContactParked: State._park,
    fact.ContactResumed: State._resume,
    fact.ContactReturned: State._return,
    fact.ContactClosed: State._leave,
    fact.ContactAbandoned: State._leave,
    fact.ReplySubmitted: State._reply,
    fact.FollowUpReceived: State._follow_up,
    fact.PromiseBroken: State._break,
    fact.WrapUpStarted: State._wrap_up,
    fact.WrapUpEnded: State._wrap_up,
    fact.AgentConnected: State._connect,
    fact.AgentDisconnected: State._connect,
    fact.AgentStatusChanged: State._status,
    fact.CentreConfigured: State._configure,
    fact.CentreRestarted: State._restart,
}
"""What each fact changes; a fact that is not here (a refusal, a delivery) changes nothing."""
