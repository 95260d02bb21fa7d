"""An agent as the engine knows her: her status, and what she has on her desk."""

from msgspec import Struct

from dispatcher.engine.words import OFFLINE, READY
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    OfferId,
    QueueId,
)


class WrapUp(Struct, frozen=True, gc=False):
    """After-contact work under way."""

    contact: ContactId
    queue: QueueId
    channel: ChannelId
    started: Instant
    until: Instant


class NextStatus(Struct, frozen=True):
    """What she becomes as soon as she has nothing in hand."""

    status: AgentStatus
    note: str
    by: str


class Focus(Struct, frozen=True):
    """What written work comes to her until then, and no other."""

    queues: tuple[QueueId, ...]
    categories: tuple[CategoryId, ...]
    until: Instant

    def covers(self, queue: QueueId, category: CategoryId | None) -> bool:
        """Is a contact of this queue and category her topic?"""
        return queue in self.queues or category in self.categories


class AgentState(Struct):
    """What an agent does now. `contacts` are those offered to her, active or parked with her.

    `declined` is when she last said no to a queue since she became ready, `back_since` when she last came
    back from an absence.
    """

    id: AgentId
    status: AgentStatus = OFFLINE
    since: Instant = Instant(0)
    connected: bool = False
    lost_at: Instant | None = None
    contacts: dict[ContactId, None] = {}
    offer: OfferId | None = None
    wrap_up: WrapUp | None = None
    next_status: NextStatus | None = None
    focus: Focus | None = None
    idle_since: Instant = Instant(0)
    back_since: Instant = Instant(0)
    last_call_ended: Instant | None = None
    interruptions: int = 0
    declined: dict[QueueId, Instant] = {}

    @property
    def available(self) -> bool:
        """Is she at her desk, willing, and not about to leave?"""
        return self.connected and self.status is READY and self.next_status is None
