"""The centre as it stands, read in one pass over its contacts and agents, when it is asked for."""

from collections import Counter
from typing import Final

from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.metrics.declared import AGENTS, CONTACTS, OLDEST_WAIT, PROMISES
from dispatcher.metrics.scrape import Reading
from dispatcher.vocabulary import SECOND, AgentStatus, Instant, Phase, PromisePhase

OPEN: Final = (
    Phase.WAITING, Phase.OFFERED, Phase.ACTIVE, Phase.PARKED, Phase.AWAITING_APPROVAL, Phase.AWAITING_CLOSE,
)  # fmt: skip
AT_RISK, BROKEN = "at_risk", "broken"
_IN_LINE: Final = frozenset({Phase.WAITING, Phase.OFFERED})


def picture_reading(state: State, now: Instant) -> Reading:
    """Contacts, promises and agents; every queue and status has its value, if it is 0."""
    contacts, promises, oldest = _tally(state)
    queues = state.rules.queues
    statuses = Counter(agent.status for agent in state.agents.values())
    return {
        CONTACTS: {(queue, phase): contacts[queue, phase] for queue in queues for phase in OPEN},
        OLDEST_WAIT: {(queue,): max(0, now - oldest.get(queue, now)) / SECOND for queue in queues},
        PROMISES: {(queue, which): promises[queue, which] for queue in queues for which in (AT_RISK, BROKEN)},
        AGENTS: {(status,): statuses[status] for status in AgentStatus},
    }


def _tally(state: State) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]], dict[str, Instant]]:
    """How many contacts by queue and phase, how many promises by queue and state, since when one waits."""
    contacts: Counter[tuple[str, str]] = Counter()
    promises: Counter[tuple[str, str]] = Counter()
    oldest: dict[str, Instant] = {}
    for contact in state.contacts.values():
        contacts[contact.queue, contact.phase] += 1
        if contact.phase in _IN_LINE and contact.entered < oldest.get(contact.queue, state.now):
            oldest[contact.queue] = contact.entered
        _count_promises(contact, promises)
    return contacts, promises, oldest


def _count_promises(contact: ContactState, promises: Counter[tuple[str, str]]) -> None:
    for clock in contact.clocks:
        if clock.phase is PromisePhase.BROKEN:
            promises[contact.queue, BROKEN] += 1
        elif clock.warned and clock.phase is not PromisePhase.KEPT:
            promises[contact.queue, AT_RISK] += 1
