"""The centre as it stands, read in one pass over its contacts and agents, when it is asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Final

from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.metrics.declared import AGENTS, CONTACTS, OLDEST_WAIT, PROMISES
from dispatcher.metrics.scrape import Reading
from dispatcher.vocabulary import SECOND, AgentStatus, Instant, Phase, PromisePhase, QueueId

OPEN: Final = (
    Phase.WAITING, Phase.OFFERED, Phase.ACTIVE, Phase.PARKED, Phase.AWAITING_APPROVAL, Phase.AWAITING_CLOSE,
)  # fmt: skip
AT_RISK, BROKEN = "at_risk", "broken"
BROKEN_CLOCK, KEPT_CLOCK = PromisePhase.BROKEN, PromisePhase.KEPT  # looked up once, not ten thousand times
# Told to C, as it is asked of every contact and agent on the loop that decides.
_PLACE, _STATUS = attrgetter("queue", "phase"), attrgetter("status")
_IN_LINE: Final = frozenset({Phase.WAITING, Phase.OFFERED})


def picture_reading(state: State, now: Instant) -> Reading:
    """Contacts, promises and agents; every queue and status has its value, if it is 0."""
    open_contacts = state.contacts.values()
    contacts = Counter(map(_PLACE, open_contacts))
    promises = Counter(_promises(open_contacts))
    oldest = _oldest(open_contacts, now)
    statuses = Counter(map(_STATUS, state.agents.values()))
    queues = state.rules.queues
    return {
        CONTACTS: {(queue, phase): contacts[queue, phase] for queue in queues for phase in OPEN},
        OLDEST_WAIT: {(queue,): max(0, now - oldest.get(queue, now)) / SECOND for queue in queues},
        PROMISES: {(queue, how): promises[queue, how] for queue in queues for how in (AT_RISK, BROKEN)},
        AGENTS: {(status,): statuses[status] for status in AgentStatus},
    }


def _oldest(contacts: Iterable[ContactState], now: Instant) -> dict[QueueId, Instant]:
    """Since when the contact has been in its queue that has been there longest, in nobody's hands."""
    oldest: dict[QueueId, Instant] = {}
    for contact in contacts:
        if contact.phase in _IN_LINE and contact.entered < oldest.get(contact.queue, now):
            oldest[contact.queue] = contact.entered
    return oldest


def _promises(contacts: Iterable[ContactState]) -> Iterator[tuple[str, str]]:
    """Queue and state of each promise that needs looking at."""
    for contact in contacts:
        for clock in contact.clocks:
            if clock.phase is BROKEN_CLOCK:
                yield contact.queue, BROKEN
            elif clock.warned and clock.phase is not KEPT_CLOCK:
                yield contact.queue, AT_RISK
