"""Whom an escalation writes to: addresses it names, and those of the users it means. Pure."""

from collections.abc import Iterable, Iterator

from dispatcher.access.people import Role, User
from dispatcher.centre import Centre
from dispatcher.folders.escalation import Escalation
from dispatcher.vocabulary import TeamId


def addresses(rule: Escalation, users: Iterable[User], centre: Centre) -> tuple[str, ...]:
    """The addresses it writes to now, each once; whoever is disabled, or has none, is not written to."""
    meant = sorted((user for user in users if _is_meant(rule, user, centre)), key=lambda user: user.name)
    return tuple(dict.fromkeys([*rule.email, *(user.email for user in meant)]))


def _is_meant(rule: Escalation, user: User, centre: Centre) -> bool:
    if user.disabled or not user.email:
        return False
    return user.name in rule.users or (user.role in rule.roles and _is_of(rule.teams, user, centre))


def _is_of(teams: frozenset[TeamId], user: User, centre: Centre) -> bool:
    """Is she of one of these teams? Whoever decides for all teams is of each."""
    return not teams or not teams.isdisjoint(_teams(user, centre))


def _teams(user: User, centre: Centre) -> Iterator[TeamId]:
    if user.role is Role.AGENT:
        desk = centre.agents.get(user.agent) if user.agent is not None else None
        yield from [desk.team] if desk is not None else []
    else:
        yield from user.teams or centre.teams
