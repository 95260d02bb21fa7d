"""How far somebody's acts reach: asked of the very rule by which the dispatcher refuses. Pure."""

from typing import Final

from msgspec import Struct

from dashboard.acting.changes import Change
from dispatcher.access.people import AccessError, Identity, Role, seated
from dispatcher.centre import Levers
from dispatcher.commands import ChangeLevers, Command
from dispatcher.engine.state import State
from dispatcher.folders.query import may_see
from dispatcher.gateway.rights import forbidden
from dispatcher.vocabulary import AgentId, CommandId, ContactId, QueueId, Scope, TeamId


class Reach(Struct, frozen=True, kw_only=True):
    """Whom and what somebody decides about: agents, teams and queues by id, the centre's levers."""

    agents: tuple[AgentId, ...] = ()
    teams: tuple[TeamId, ...] = ()
    queues: tuple[QueueId, ...] = ()
    centre: bool = False


NOWHERE: Final = Reach()


def reach(who: Identity, state: State) -> Reach:
    """Everything that she may act on; nothing while no centre is known."""
    if state.centre is None:
        return NOWHERE
    centre = state.centre
    return Reach(
        agents=tuple(agent for agent in centre.agents if decides(who, Scope.AGENT, agent, state)),
        teams=tuple(team for team in centre.teams if decides(who, Scope.TEAM, team, state)),
        queues=tuple(queue for queue in centre.queues if decides(who, Scope.QUEUE, queue, state)),
        centre=decides(who, Scope.CENTRE, "", state),
    )


def decides(who: Identity, scope: Scope, name: str, state: State) -> bool:
    """Does she decide about this agent, team, queue, or the centre?"""
    return may(who, ChangeLevers(id=CommandId(""), scope=scope, name=name, levers=Levers()), state)


def may(who: Identity, command: Command, state: State) -> bool:
    """May she ask for this?"""
    try:
        return forbidden(seated(who, Role.SUPERVISOR), command, state) is None
    except AccessError:
        return False


def sees(who: Identity, change: Change, state: State) -> bool:
    """Is this change any business of hers?"""
    if change.scope is not None:
        return _known(change.scope, change.name, state) and decides(who, change.scope, change.name, state)
    contact = state.contacts.get(ContactId(change.name))
    teams = who.teams if who.role is Role.SUPERVISOR else frozenset()
    touched = {agent for side in (change.before, change.after) if (agent := side.get("agent"))}
    hers = all(decides(who, Scope.AGENT, agent, state) for agent in touched if agent in state.agents)
    return hers and (contact is None or may_see(contact, teams, state))


def _known(scope: Scope, name: str, state: State) -> bool:
    return scope is Scope.CENTRE or name in getattr(state.rules, f"{scope}s")
