"""An open contact as the engine knows it: its phase, its offer, its promises' clocks."""

from msgspec import Struct

from dispatcher.engine.words import ACTIVE, BROKEN, KEPT, RUNNING
from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    OfferReason,
    ParkReason,
    Phase,
    PromiseKind,
    PromisePhase,
    QueueId,
    ReserveReason,
    Span,
    Tier,
    Urgency,
)


class Offer(Struct, frozen=True, gc=False):
    """An open offer. `interrupts` is the work that accepting it parks."""

    id: OfferId
    agent: AgentId
    since: Instant
    expires: Instant
    why: OfferReason
    interrupts: tuple[ContactId, ...]


class Reservation(Struct, frozen=True, gc=False):
    """For whom alone a waiting contact is, and how long. With `over_cap` her cap does not count."""

    agent: AgentId
    until: Instant
    why: ReserveReason
    over_cap: bool

    @property
    def decided(self) -> bool:
        """Did a person decide so? Then neither skills nor the levers that hold written work back count."""
        return self.why in (ReserveReason.ASSIGNED, ReserveReason.TRANSFERRED, ReserveReason.CONSULTED)


class HeldReply(Struct, frozen=True):
    """An answer that waits to be approved: who wrote it, and the piece of work that asks for approval.

    `overtaken` is when the customer wrote again meanwhile.
    """

    author: AgentId
    message: MessageId
    approval: ContactId
    overtaken: Instant | None = None


class PromiseClock(Struct, gc=False):
    """One promise, made in `queue`, by whose hours it runs.

    At `since` it had `left` of business time; it runs until `due` unless it is paused.
    """

    # Neither a clock nor a contact is ever part of a circle: the garbage collector need not look at a million
    # of them, and each is 16 bytes smaller.

    kind: PromiseKind
    queue: QueueId
    length: Span
    since: Instant
    left: Span
    due: Instant
    phase: PromisePhase = RUNNING
    warned: int = 0
    version: int = 1


class ContactState(Struct, gc=False):
    """An open contact. `since` is when its phase began; `handled` is hands-on time before that.

    `agent` is whoever is offered it or holds it, `last_agent` whoever held it last. `entered` is when it came
    into its queue. `asked` is when the customer wrote the oldest letter without a reply, `replied` says that
    there is none. `undisturbed_since` is the last time it came back from an interruption. `pressing` says
    that its deadline is near. `excluded` is an agent who should not get it, since `excluded_at`. `consult` is
    a consultation about it under way. `on_hold` says that its agent put the customer on hold,
    `acknowledged` that an automatic letter told her that hers came, `categorised` that a person said its
    category. `prepared` is the prepared answer that it waits to hear of.
    """

    id: ContactId
    channel: ChannelId
    live: bool
    queue: QueueId
    urgency: Urgency
    arrived: Instant
    entered: Instant
    due: Instant
    phase: Phase
    since: Instant
    asked: Instant
    tier: Tier | None = None
    customer: str = ""
    subject: str = ""
    language: str = ""
    conversation: str = ""
    message: MessageId | None = None
    category: CategoryId | None = None
    clocks: tuple[PromiseClock, ...] = ()
    agent: AgentId | None = None
    last_agent: AgentId | None = None
    offer: Offer | None = None
    offers: int = 0
    ring: int = 0
    reserved: Reservation | None = None
    excluded: AgentId | None = None
    excluded_at: Instant = Instant(0)
    pressing: bool = False
    parked: ParkReason | None = None
    interruptions: int = 0
    undisturbed_since: Instant | None = None
    answered: bool = False
    acknowledged: bool = False
    categorised: bool = False
    callback: bool = False
    replied: bool = False
    held: HeldReply | None = None
    closes: Instant | None = None
    prepared: MessageId | None = None
    consults: ContactId | None = None
    consult: ContactId | None = None
    approves: ContactId | None = None
    on_hold: bool = False
    handled: Span = Span(0)

    def hands_on(self, now: Instant) -> Span:
        """How long agents have had it in hand by `now`, parked time left out."""
        return Span(self.handled + (now - self.since if self.phase is ACTIVE else 0))

    def clock(self, kind: PromiseKind) -> PromiseClock | None:
        """The newest clock of this kind."""
        found = None
        for clock in self.clocks:
            if clock.kind is kind:
                found = clock
        return found

    @property
    def broken(self) -> bool:
        """Did a promise run out that is still not kept?"""
        return any(clock.phase is BROKEN for clock in self.clocks)

    @property
    def kept(self) -> bool:
        """Is everything promised done?"""
        return all(clock.phase is KEPT for clock in self.clocks)
