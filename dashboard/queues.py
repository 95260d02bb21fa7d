"""The wallboard's rows about queues: who waits, what is promised, how well it is kept."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from dashboard.agents import idle
from dashboard.alarms import Level
from dashboard.measured import Measured
from dispatcher.centre import Queue
from dispatcher.engine.state import ContactState, State
from dispatcher.vocabulary import Channel, Instant, Phase, QueueId, Span

Judge = Callable[[str, float | None], Level]
"""Says how a share stands that is known under a name; `dashboard.alarms` does, and remembers."""


class QueueRow(Struct, kw_only=True):
    """One queue. `since` is when who waits longest arrived, `due` the next promise that can be kept yet.

    `late` are open contacts whose promise broke, `in_hand` those an agent has; `service` is today's share of
    promises kept, `free` how many idle agents have the queue's skills.
    """

    name: str
    channel: Channel
    waiting: int
    since: Instant | None
    late: int
    due: Instant | None
    service: float | None
    service_level: Level
    promise: Span
    in_hand: int
    free: int
    level: Level


def in_line(contact: ContactState) -> bool:
    """Does it wait? One that rings at a desk still does."""
    return contact.phase in (Phase.WAITING, Phase.OFFERED)


def earliest(waiting: Iterable[ContactState]) -> Instant | None:
    """When the first of them arrived; None of none."""
    return min((contact.arrived for contact in waiting), default=None)


def queue_rows(state: State, measured: Measured, judge: Judge) -> dict[QueueId, QueueRow]:
    """Every queue of the centre."""
    if state.centre is None:
        return {}
    contacts: dict[QueueId, list[ContactState]] = {id_: [] for id_ in state.centre.queues}
    for contact in state.contacts.values():
        contacts[contact.queue].append(contact)
    skills = [state.centre.agents[agent].skills for agent in idle(state)]
    return {
        id_: _queue(
            queue,
            contacts[id_],
            free=sum(queue.skills <= has for has in skills),
            service=measured.queues.get(id_, {}).get(_PROMISE_KPI[queue.channel]),
            judge=judge,
        )
        for id_, queue in state.centre.queues.items()
    }


# Callers who gave up count against a voice queue; nobody gives up on an email.
_PROMISE_KPI: Final = {Channel.VOICE: "service_level", Channel.EMAIL: "promises_kept"}


def _queue(
    queue: Queue, contacts: Sequence[ContactState], *, free: int, service: float | None, judge: Judge
) -> QueueRow:
    waiting = [contact for contact in contacts if in_line(contact)]
    pending = [contact for contact in contacts if not contact.kept]
    late = sum(contact.broken for contact in pending)
    service_level = judge(f"queue {queue.id}", service)
    return QueueRow(
        name=queue.name,
        channel=queue.channel,
        waiting=len(waiting),
        since=earliest(waiting),
        late=late,
        due=min((contact.due for contact in pending if not contact.broken), default=None),
        service=service,
        service_level=service_level,
        promise=queue.promise,
        in_hand=len(contacts) - len(waiting),
        free=free,
        level=Level.BREACH if late else service_level,
    )


def worst_first(row: QueueRow, id_: QueueId) -> tuple[int, int, Instant, QueueId]:
    """Where a queue stands on the board: by its level, by how many are late, by the next promise due."""
    never = Instant(2**62)
    return -row.level.weight, -row.late, row.due or never, id_
