"""What changes the rules themselves: the whole centre, its levers, an agent's profile, a restart."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from msgspec import structs

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Agent, Centre, Levers
from dispatcher.engine import promises
from dispatcher.engine.book import Book
from dispatcher.engine.refusals import Refused, unknown_agent, unknown_queue
from dispatcher.engine.state import levers_of
from dispatcher.engine.steps import end_wrap_up, leave, rescind
from dispatcher.engine.timers import switch_timetables
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    QueueId,
    Refusal,
    RescindReason,
    Scope,
    StatusReason,
    WrapUpReason,
)

MOST_PROFICIENT: Final = 10


def _configure(book: Book, command: ask.ConfigureCentre) -> Refused | None:
    centre = command.centre
    refused = _still_in_use(book, centre)
    if refused is not None:
        return refused
    for name in sorted(book.state.agents.keys() - centre.agents.keys()):
        _remove(book, name)
    before = book.roster if book.state.centre is not None else None
    book.emit(fact.CentreConfigured(at=book.now, centre=centre))
    book.refresh()
    switch_timetables(book)
    if before is not None:
        for contact in list(book.state.contacts.values()):
            promises.adapt(book, contact, before)
    return None


def _still_in_use(book: Book, centre: Centre) -> Refused | None:
    for contact in book.state.contacts.values():
        queue = centre.queues.get(contact.queue)
        if queue is None or queue.channel != contact.channel:
            detail = (
                f"queue {contact.queue!r} still has open contacts; keep it as it is until they are closed"
            )
            return Refused(Refusal.STILL_IN_USE, detail)
        if centre.channels[contact.channel].live is not contact.live:
            detail = f"channel {contact.channel!r} still has open contacts; keep it until they are closed"
            return Refused(Refusal.STILL_IN_USE, detail)
        if any(clock.queue not in centre.queues for clock in contact.clocks):
            detail = f"contact {contact.id!r} was promised something in a queue that would be gone; keep it"
            return Refused(Refusal.STILL_IN_USE, detail)
        if contact.agent is not None and contact.agent not in centre.agents:
            detail = f"agent {contact.agent!r} still holds contacts; keep the agent until they are closed"
            return Refused(Refusal.STILL_IN_USE, detail)
    return None


def _remove(book: Book, name: AgentId) -> None:
    """End what lasts of her, so that nobody counts her as present for ever."""
    agent = book.state.agents[name]
    if agent.wrap_up is not None:
        end_wrap_up(book, name, WrapUpReason.REMOVED)
    if agent.status is not AgentStatus.OFFLINE:
        leave(book, name, StatusReason.REMOVED)
    if agent.connected:
        book.emit(fact.AgentDisconnected(at=book.now, agent=name))


def _restart(book: Book, command: ask.RestartCentre) -> None:
    for contact in list(book.state.contacts.values()):
        if contact.offer is not None:
            rescind(book, contact, RescindReason.RESTARTED)
    book.emit(fact.CentreRestarted(at=book.now, back=max(book.now, command.back)))


def _change_levers(book: Book, command: ask.ChangeLevers) -> Refused | None:
    refused = (
        _no_such_scope(book, command.scope, command.name)
        or _not_there(command.scope, command.levers)
        or _nonsense(book, command.levers)
        or _others_hold(book, command)
    )
    if refused is None:
        book.emit(
            fact.LeversChanged(
                at=book.now, scope=command.scope, name=command.name, levers=command.levers, by=command.by
            )
        )
    return refused


def _no_such_scope(book: Book, scope: Scope, name: str) -> Refused | None:
    centre = book.state.rules
    match scope:
        case Scope.AGENT if name not in centre.agents:
            return unknown_agent(AgentId(name))
        case Scope.QUEUE if name not in centre.queues:
            return unknown_queue(QueueId(name))
        case Scope.TEAM if name not in centre.teams:
            return _unknown_team(name)
        case _:
            return None


def _not_there(scope: Scope, levers: Levers) -> Refused | None:
    """Some levers are a matter of the queue, others of whoever works."""
    if scope in (Scope.AGENT, Scope.TEAM) and levers.interrupt_after is not None:
        return Refused(Refusal.OUT_OF_BOUNDS, "interrupt_after is for queues and the centre, not for agents")
    if scope is Scope.QUEUE and (levers.caps or levers.grace is not None):
        return Refused(Refusal.OUT_OF_BOUNDS, "caps and grace are for agents, teams and the centre")
    return None


def _others_hold(book: Book, command: ask.ChangeLevers) -> Refused | None:
    holds = levers_of(book.state.rules, command.scope, command.name)
    if command.instead_of in (None, holds):
        return None
    where = f"{command.scope} {command.name!r}" if command.name else command.scope
    return _changed(f"the levers of {where}")


def _changed(what: str) -> Refused:
    return Refused(Refusal.CHANGED_MEANWHILE, f"{what} were changed meanwhile; look again, then decide")


def _unknown_team(name: str) -> Refused:
    return Refused(Refusal.UNKNOWN_TEAM, f"this centre has no team {name!r}")


def _nonsense(book: Book, levers: Levers) -> Refused | None:
    """Only what no centre could mean; the bounds that are sensible are the centre file's."""
    unknown = sorted(levers.caps.keys() - book.state.rules.channels.keys())
    if unknown:
        return Refused(Refusal.OUT_OF_BOUNDS, f"this centre has no channel {unknown[0]!r} to cap")
    said = {name: value for name, value in structs.asdict(levers).items() if isinstance(value, int)}
    below = sorted(name for name, value in (said | levers.caps).items() if value < 0)
    return Refused(Refusal.OUT_OF_BOUNDS, f"{below[0]} cannot be below 0") if below else None


def _change_agent(book: Book, command: ask.ChangeAgent) -> Refused | None:
    profile = book.state.rules.agents.get(command.who)
    if profile is None:
        return unknown_agent(command.who)
    if command.team is not None and command.team not in book.state.rules.teams:
        return _unknown_team(command.team)
    wrong = [skill for skill, level in (command.skills or {}).items() if not 1 <= level <= MOST_PROFICIENT]
    if wrong:
        return Refused(Refusal.OUT_OF_BOUNDS, f"{min(wrong)} must be from 1 to {MOST_PROFICIENT}")
    said = {
        name: value
        for name in ("team", "skills", "languages")
        if (value := getattr(command, name)) is not None
    }
    if command.instead_of is not None and not _has_still(profile, command.instead_of, said):
        return _changed(f"team, skills or languages of {command.who!r}")
    book.emit(
        fact.AgentChanged(
            at=book.now, agent=profile.id, profile=structs.replace(profile, **said), by=command.by
        )
    )
    return None


def _has_still(profile: Agent, before: Agent, names: Iterable[str]) -> bool:
    return all(getattr(profile, name) == getattr(before, name) for name in names)


CENTRE_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.ConfigureCentre: _configure,
    ask.RestartCentre: _restart,
    ask.ChangeLevers: _change_levers,
    ask.ChangeAgent: _change_agent,
}
