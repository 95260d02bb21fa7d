"""The command that takes a change back, or the word why there is none. Pure.

A change is taken back only while it still holds: what somebody decided since is not hers who decided before.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dashboard.acting.changes import Change, What, topic
from dashboard.acting.commanding import levers_command, profile_command
from dashboard.acting.values import agrees, of_levers, of_profile
from dispatcher import commands as ask
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.lifecycles import may_become
from dispatcher.engine.state import State, levers_of
from dispatcher.vocabulary import AgentId, AgentStatus, CommandId, ContactId, Instant, Phase, QueueId, Word


class Unfit(Word):
    """Why a change cannot be taken back."""

    CHANGED_AGAIN = "changed_again"
    """Somebody changed it since, or it went on by itself."""
    GONE = "gone"
    """Whom or what it was about is not there any more."""
    FOR_GOOD = "for_good"
    """It is of a kind that nothing takes back."""


IN_LINE: Final = (Phase.WAITING, Phase.OFFERED)
"""One that rings somewhere is in nobody's hands yet."""

NEW: Final = CommandId("")
"""Whoever sends the command chooses its id."""


def undoing(change: Change, state: State) -> ask.Command | Unfit:
    """What takes this change back now."""
    back = _BACK.get(change.what)
    if back is None:
        return Unfit.FOR_GOOD
    try:
        return back(change, state)
    except KeyError:
        return Unfit.GONE


def _levers(change: Change, state: State) -> ask.Command | Unfit:
    assert change.scope is not None
    holds = of_levers(levers_of(state.rules, change.scope, change.name))
    if not agrees(holds, change.after):
        return Unfit.CHANGED_AGAIN
    return levers_command(state.rules, change.scope, change.name, change.before)


def _profile(change: Change, state: State) -> ask.Command | Unfit:
    agent = AgentId(change.name)
    if not agrees(of_profile(state.rules.agents[agent]), change.after):
        return Unfit.CHANGED_AGAIN
    return profile_command(state.rules, agent, change.before)


def _status(change: Change, state: State) -> ask.Command | Unfit:
    agent, before = state.agents[AgentId(change.name)], AgentStatus(change.before["status"])
    if agent.since != change.at or agent.status != change.after["status"] or agent.next_status is not None:
        return Unfit.CHANGED_AGAIN
    if before is AgentStatus.NOT_RESPONDING or not may_become(agent.status, before):
        return Unfit.FOR_GOOD
    return ask.SetStatus(id=NEW, agent=agent.id, status=before)


def _next_status(change: Change, state: State) -> ask.Command | Unfit:
    agent = state.agents[AgentId(change.name)]
    waits = agent.next_status.status if agent.next_status is not None else None
    if waits != change.after["status"]:
        return Unfit.CHANGED_AGAIN
    before = AgentStatus(change.before["status"] or agent.status)
    return ask.SetStatus(id=NEW, agent=agent.id, status=before, when_done=True)


def _focus(change: Change, state: State) -> ask.Command | Unfit:
    agent: AgentState = state.agents[AgentId(change.name)]
    if topic(agent.focus) != change.after:
        return Unfit.CHANGED_AGAIN
    until = Instant(change.before.get("until", 0))
    if change.before and until <= state.now:
        return Unfit.CHANGED_AGAIN
    return ask.FocusAgent(
        id=NEW,
        who=agent.id,
        queues=tuple(change.before.get("queues", ())),
        categories=tuple(change.before.get("categories", ())),
        until=until or None,
    )


# --- contacts ---------------------------------------------------------------------------------------------


def _assigned(change: Change, state: State) -> ask.Command | Unfit:
    contact, to_agent = state.contacts[ContactId(change.name)], AgentId(change.after["agent"])
    with_her = contact.agent == to_agent or (contact.reserved and contact.reserved.agent == to_agent)
    if not with_her or _is_spoken(contact):
        return Unfit.CHANGED_AGAIN
    return _give_back(contact, change) or ask.PullBack(id=NEW, contact=contact.id)


def _pulled_back(change: Change, state: State) -> ask.Command | Unfit:
    contact = state.contacts[ContactId(change.name)]
    if contact.phase not in IN_LINE or contact.reserved is not None:
        return Unfit.CHANGED_AGAIN
    return _give_back(contact, change) or Unfit.FOR_GOOD


def _give_back(contact: ContactState, change: Change) -> ask.Command | None:
    """To whom it was with, as soon as she has room."""
    agent = change.before["agent"]
    if agent is None:
        return None
    return ask.AssignContact(id=NEW, contact=contact.id, to_agent=AgentId(agent))


def _is_spoken(contact: ContactState) -> bool:
    """Is somebody on the line with the customer?"""
    return contact.live and contact.phase is Phase.ACTIVE


def _moved(change: Change, state: State) -> ask.Command | Unfit:
    contact = state.contacts[ContactId(change.name)]
    if contact.phase not in IN_LINE or not _stands(contact, change.after):
        return Unfit.CHANGED_AGAIN
    to_queue = change.before.get("queue")
    return ask.MoveContact(
        id=NEW,
        contact=contact.id,
        to_queue=QueueId(to_queue) if to_queue else None,
        urgency=change.before["urgency"],
    )


def _stands(contact: ContactState, where: Mapping[str, Any]) -> bool:
    return all(getattr(contact, name) == value for name, value in where.items())


_BACK: Final[Mapping[What, Callable[[Change, State], ask.Command | Unfit]]] = {
    What.LEVERS: _levers,
    What.PROFILE: _profile,
    What.STATUS: _status,
    What.NEXT_STATUS: _next_status,
    What.FOCUS: _focus,
    What.ASSIGNED: _assigned,
    What.PULLED_BACK: _pulled_back,
    What.RELEASED: _pulled_back,
    What.MOVED: _moved,
    What.URGENCY: _moved,
}
