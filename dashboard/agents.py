"""The wallboard's rows about agents: what each does, since when, and what she holds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from dashboard.measured import Measured
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, Instant, Phase


class Activity(StrEnum):
    """What an agent does, in one word. When several are true, the first of these."""

    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    RINGING = "ringing"
    ON_EMAIL = "on_email"
    NOT_RESPONDING = "not_responding"
    AWAY = "away"
    IDLE = "idle"
    OFFLINE = "offline"


class AgentRow(Struct, kw_only=True):
    """One agent. `since` is when she began what she does; emails in hand, parked with her; closed today.

    `next_status` is what she becomes when she has nothing in hand. "Calls" are all that is live, "emails" all
    that is written.
    """

    name: str
    activity: Activity
    since: Instant
    connected: bool
    next_status: AgentStatus | None
    emails: int
    parked: int
    calls_today: int
    emails_today: int


def activity(agent: AgentState, contacts: Mapping[ContactId, ContactState]) -> tuple[Activity, Instant]:
    """What she does, and since when. The first that is true counts; the order is that of `Activity`."""
    held = [contacts[id_] for id_ in agent.contacts]
    active = [contact for contact in held if contact.phase is Phase.ACTIVE]
    offer = next((contact.offer for contact in held if contact.offer is not None), None)
    if call := next((contact for contact in active if contact.live), None):
        return Activity.ON_CALL, call.since
    if agent.wrap_up is not None:
        return Activity.WRAP_UP, agent.wrap_up.started
    if offer is not None:
        return Activity.RINGING, offer.since
    if active:
        return Activity.ON_EMAIL, min(email.since for email in active)
    return _BY_STATUS[agent.status], agent.idle_since if agent.available else agent.since


_BY_STATUS: Final = {
    AgentStatus.READY: Activity.IDLE,
    AgentStatus.AWAY: Activity.AWAY,
    AgentStatus.NOT_RESPONDING: Activity.NOT_RESPONDING,
    AgentStatus.OFFLINE: Activity.OFFLINE,
}


def idle(state: State) -> list[AgentId]:
    """Agents who could take anything now; what lies parked without a slot does not hold them."""
    return [
        id_
        for id_, agent in state.agents.items()
        if agent.available
        and agent.wrap_up is None
        and all(_lies_aside(state.contacts[contact]) for contact in agent.contacts)
    ]


def _lies_aside(contact: ContactState) -> bool:
    return contact.parked is not None and not contact.parked.keeps_slot


def agent_row(agent: AgentState, state: State, measured: Measured) -> AgentRow:
    """One agent as she stands."""
    emails = [state.contacts[id_] for id_ in agent.contacts if not state.contacts[id_].live]
    does, since = activity(agent, state.contacts)
    return AgentRow(
        name=state.rules.agents[agent.id].name,
        activity=does,
        since=since,
        connected=agent.connected,
        next_status=agent.next_status.status if agent.next_status else None,
        emails=sum(email.phase is Phase.ACTIVE for email in emails),
        parked=sum(email.phase is Phase.PARKED for email in emails),
        calls_today=_closed(agent.id, state, measured, live=True),
        emails_today=_closed(agent.id, state, measured, live=False),
    )


def _closed(agent: AgentId, state: State, measured: Measured, *, live: bool) -> int:
    """What she closed today on channels of this kind; one that the centre no longer has counts as written."""
    channels = state.rules.channels
    return sum(
        count
        for channel, count in measured.closed.get(agent, {}).items()
        if (channel in channels and channels[channel].live) is live
    )
