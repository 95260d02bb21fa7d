"""The wallboard's rows about agents: what each does, since when, and what she holds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from dashboard.measured import Measured
from dispatcher.engine.state import AgentState, ContactState, State
from dispatcher.vocabulary import AgentId, AgentStatus, Channel, ContactId, Instant, Phase


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
    """One agent. `since` is when she began what she does; emails in hand, parked with her; closed today."""

    name: str
    activity: Activity
    since: Instant
    connected: bool
    emails: int
    parked: int
    calls_today: int
    emails_today: int


def activity(agent: AgentState, contacts: Mapping[ContactId, ContactState]) -> tuple[Activity, Instant]:
    """What she does, and since when. The first that is true counts; the order is that of `Activity`."""
    held = [contacts[id_] for id_ in agent.contacts]
    active = [contact for contact in held if contact.phase is Phase.ACTIVE]
    offer = next((contact.offer for contact in held if contact.offer is not None), None)
    if call := next((contact for contact in active if contact.channel.live), None):
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
    """Agents who could take anything now."""
    return [
        id_
        for id_, agent in state.agents.items()
        if agent.available and not agent.contacts and agent.wrap_up is None
    ]


def agent_row(agent: AgentState, state: State, measured: Measured) -> AgentRow:
    """One agent as she stands."""
    emails = [state.contacts[id_] for id_ in agent.contacts if not state.contacts[id_].channel.live]
    does, since = activity(agent, state.contacts)
    return AgentRow(
        name=state.rules.agents[agent.id].name,
        activity=does,
        since=since,
        connected=agent.connected,
        emails=sum(email.phase is Phase.ACTIVE for email in emails),
        parked=sum(email.phase is Phase.PARKED for email in emails),
        calls_today=measured.closed.get((agent.id, Channel.VOICE), 0),
        emails_today=measured.closed.get((agent.id, Channel.EMAIL), 0),
    )
