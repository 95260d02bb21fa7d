"""Whom a fact concerns: which desks are told of it, and which teams' supervisors.

Asked once a fact, not once a client: with a thousand desks connected that is the difference.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from dispatcher.engine.state import State
from dispatcher.events import (
    CallbackRequested,
    ContactCategorised,
    ContactHandedOver,
    ContactMerged,
    DeliveryNoted,
    Event,
    LeversChanged,
    PromiseChanged,
    TimetableSwitched,
    UrgencyChanged,
)
from dispatcher.vocabulary import AgentId, ContactId, TeamId

NOBODY: Final[tuple[AgentId, ...]] = ()


def audience(fact: Event, state: State) -> Collection[AgentId]:
    """The agents whose desks this fact changes: whom it names, who has its contact, all under its levers.

    `state` already has the fact.
    """
    named: AgentId | None = getattr(fact, "agent", None)
    also = _ALSO.get(type(fact))
    if also is None:
        return NOBODY if named is None else (named,)
    more = also(fact, state)
    return more if named is None or named in more else (named, *more)


def _holder(contact: ContactId, state: State) -> Collection[AgentId]:
    """Whose desk this contact lies on: in her hands, parked with her, or offered to her."""
    there = state.contacts.get(contact)
    if there is None:
        return NOBODY
    holder = there.agent if there.agent is not None else there.offer.agent if there.offer else None
    return NOBODY if holder is None or contact not in state.agents[holder].contacts else (holder,)


def _of_its_contact(fact: Any, state: State) -> Collection[AgentId]:
    return _holder(fact.contact, state)


_ALSO: Final[Mapping[type[object], Callable[[Any, State], Collection[AgentId]]]] = {
    ContactHandedOver: lambda fact, state: (fact.to_agent,),
    ContactMerged: lambda fact, state: _holder(fact.into, state),
    CallbackRequested: _of_its_contact,
    UrgencyChanged: _of_its_contact,
    ContactCategorised: _of_its_contact,
    PromiseChanged: _of_its_contact,
    DeliveryNoted: _of_its_contact,
    LeversChanged: lambda fact, state: state.agents.keys(),
    TimetableSwitched: lambda fact, state: state.agents.keys(),
}


def within(fact: Event, teams: Collection[TeamId], state: State) -> bool:
    """Does this fact concern these teams? Facts that name no agent concern everybody; no teams mean all."""
    if not teams:
        return True
    named = [agent for field in ("agent", "to_agent") if (agent := getattr(fact, field, None)) is not None]
    return not named or any(team_of(agent, state) in teams for agent in named)


def team_of(agent: AgentId, state: State) -> TeamId | None:
    """Her team now; None when the centre has no such agent any more."""
    known = state.rules.agents.get(agent)
    return known.team if known is not None else None


def in_teams(agents: Iterable[AgentId], teams: Collection[TeamId], state: State) -> bool:
    """Are all these agents of these teams? No teams mean all."""
    return not teams or all(team_of(agent, state) in teams for agent in agents)
