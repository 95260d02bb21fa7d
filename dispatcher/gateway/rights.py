"""Who may ask for what: one sentence against it, or none. The engine decides what then comes of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from dispatcher import commands as ask
from dispatcher.access.people import Identity, Role
from dispatcher.engine.state import State
from dispatcher.gateway.audience import in_teams
from dispatcher.vocabulary import AgentId, ContactId, Scope, TeamId


def forbidden(who: Identity, command: ask.Command, state: State) -> str | None:
    """Why this client may not ask this; None when it may."""
    match who.role:
        case Role.AGENT:
            return _not_hers(who, command)
        case Role.SUPERVISOR:
            return _beyond_her_teams(who, command, state)
    return f"a {who.role} asks for nothing"


def signed(who: Identity, command: ask.Command) -> ask.Command:
    """The request in the name of whoever asks, whatever name it came with."""
    if who.role is Role.SUPERVISOR and isinstance(command, ask.SupervisorRequest | ask.SetStatus):
        return replace(command, by=who.user or "owner")
    return command


def _not_hers(who: Identity, command: ask.Command) -> str | None:
    mine = isinstance(command, ask.AgentRequest) and command.agent == who.agent
    # Her connection says whether she is there; and nobody but a supervisor asks in somebody else's name.
    as_another = isinstance(command, ask.SetStatus) and command.by != ""
    if mine and not as_another and not isinstance(command, ask.ConnectAgent | ask.DisconnectAgent):
        return None
    return "an agent may only ask in her own name"


def _beyond_her_teams(who: Identity, command: ask.Command, state: State) -> str | None:
    if not isinstance(command, ask.SupervisorRequest | ask.SetStatus):
        return "a supervisor asks what supervisors ask; for the rest, take an agent's seat"
    if not who.teams:
        return None
    if isinstance(command, ask.ChangeLevers):
        return _levers_beyond(who.teams, command, state)
    if isinstance(command, ask.ChangeAgent) and command.team is not None and command.team not in who.teams:
        return "that team is not one of yours"
    if not in_teams(_touched(command, state), who.teams, state):
        return "that is with an agent of another team"
    return None


def _levers_beyond(teams: frozenset[TeamId], command: ask.ChangeLevers, state: State) -> str | None:
    match command.scope:
        case Scope.TEAM if command.name in teams:
            return None
        case Scope.AGENT if in_teams([AgentId(command.name)], teams, state):
            return None
    return "levers of the centre and of queues are for supervisors of all teams"


def _touched(command: Any, state: State) -> Iterable[AgentId]:
    """The agents whose work this request touches."""
    return [agent for look in _TOUCHES.get(type(command), ()) for agent in look(command, state)]


def _holder(contact: ContactId, state: State) -> Iterable[AgentId]:
    there = state.contacts.get(contact)
    return () if there is None or there.agent is None else (there.agent,)


Look = Callable[[Any, State], Iterable[AgentId]]


def _of_contact(command: Any, state: State) -> Iterable[AgentId]:
    return _holder(command.contact, state)


_TOUCHES: Final[Mapping[type[object], tuple[Look, ...]]] = {
    ask.SetStatus: (lambda command, state: (command.agent,),),
    ask.ChangeAgent: (lambda command, state: (command.who,),),
    ask.FocusAgent: (lambda command, state: (command.who,),),
    ask.AssignContact: (_of_contact, lambda command, state: (command.to_agent,)),
    ask.MergeContacts: (_of_contact, lambda command, state: _holder(command.into, state)),
    ask.PullBack: (_of_contact,),
    ask.MoveContact: (_of_contact,),
    ask.RecategoriseContact: (_of_contact,),
    ask.RejectContact: (_of_contact,),
    ask.CloseContact: (_of_contact,),
}
"""Whom each supervisor's request touches; a test sees that none is missing."""
