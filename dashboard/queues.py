"""The wallboard's rows about queues: who waits, what is promised, how well it is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from analytics.kpis import Level
from dashboard.agents import idle
from dashboard.measured import Measured
from dispatcher.centre import Channel, Queue
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import ChannelId, Instant, Phase, PromisePhase, QueueId, Skill, Span

Judge = Callable[[str, float | None, float], Level]
"""Says how a share stands that is known under a name; `dashboard.alarms` does, and remembers."""


class QueueRow(Struct, kw_only=True):
    """One queue. `since` is when who waits longest arrived, `due` the next promise that can be kept yet.

    `late` are open contacts whose promise broke, `in_hand` those an agent has, `awaiting` those that wait for
    approval or for their close, in nobody's hands; `service` is today's share of promises kept, `free` how
    many idle agents have the queue's skills.
    """

    name: str
    channel: ChannelId
    channel_name: str
    waiting: int
    since: Instant | None
    late: int
    due: Instant | None
    service: float | None
    service_level: Level
    promise: Span
    in_hand: int
    awaiting: int
    free: int
    level: Level


def in_line(contact: ContactState) -> bool:
    """Does it wait? One that rings at a desk still does."""
    return contact.phase in (Phase.WAITING, Phase.OFFERED)


def is_customers(contact: ContactState) -> bool:
    """Is it a customer's, and not what agents ask each other: a consultation, a request for approval?"""
    return contact.consults is None and contact.approves is None


def earliest(waiting: Iterable[ContactState]) -> Instant | None:
    """When the first of them arrived; None of none."""
    return min((contact.arrived for contact in waiting), default=None)


def queue_rows(state: State, measured: Measured, judge: Judge) -> dict[QueueId, QueueRow]:
    """Every queue of the centre. A consultation is part of its call; to approve is work of its own."""
    if state.centre is None:
        return {}
    contacts: dict[QueueId, list[ContactState]] = {id_: [] for id_ in state.centre.queues}
    for contact in state.contacts.values():
        if contact.consults is None:
            contacts[contact.queue].append(contact)
    skills = [state.centre.agents[agent].skills for agent in idle(state)]
    return {
        id_: _queue(
            queue,
            state.centre.channel_of(id_),
            contacts[id_],
            free=sum(can_serve(has, queue) for has in skills),
            service=measured.queues.get(id_, {}).get(_promise_kpi(state.centre.channel_of(id_))),
            judge=judge,
        )
        for id_, queue in state.centre.queues.items()
    }


def can_serve(has: Mapping[Skill, int], queue: Queue) -> bool:
    """Do these skills suffice for this queue?"""
    return all(has.get(skill, 0) >= level for skill, level in queue.skills.items())


def _promise_kpi(channel: Channel) -> str:
    """Callers who gave up count against their queue; nobody gives up on an email."""
    return "service_level" if channel.live else "promises_kept"


def _queue(
    queue: Queue,
    channel: Channel,
    contacts: Sequence[ContactState],
    *,
    free: int,
    service: float | None,
    judge: Judge,
) -> QueueRow:
    waiting = [contact for contact in contacts if in_line(contact)]
    late = sum(contact.broken for contact in contacts)
    service_level = judge(f"queue {queue.id}", service, queue.target / 100)
    return QueueRow(
        name=queue.name,
        channel=queue.channel,
        channel_name=channel.name,
        waiting=len(waiting),
        since=earliest(waiting),
        late=late,
        due=min((due for contact in contacts for due in running_out(contact)), default=None),
        service=service,
        service_level=service_level,
        promise=queue.promise,
        in_hand=sum(contact.phase in (Phase.ACTIVE, Phase.PARKED) for contact in contacts),
        awaiting=sum(
            contact.phase in (Phase.AWAITING_APPROVAL, Phase.AWAITING_CLOSE) for contact in contacts
        ),
        free=free,
        level=Level.BREACH if late else service_level,
    )


def running_out(contact: ContactState) -> Iterator[Instant]:
    """When its promises that can be kept yet run out; one that stands still has no such instant."""
    return (clock.due for clock in contact.clocks if clock.phase is PromisePhase.RUNNING)


def worst_first(row: QueueRow, id_: QueueId) -> tuple[int, int, Instant, QueueId]:
    """Where a queue stands on the board: by its level, by how many are late, by the next promise due."""
    never = Instant(2**62)
    return -row.level.weight, -row.late, row.due or never, id_
