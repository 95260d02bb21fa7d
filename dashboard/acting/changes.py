"""What a supervisor changed, read off the facts: who, what, how it was before and how it is since.

A fact tells what holds from now on; how it was before only the picture knows, a moment before the fact is
folded into it. So changes are noted while the feed is followed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from dashboard.acting.values import differing, of_levers, of_profile
from dispatcher import events as fact
from dispatcher.engine.agent import Focus
from dispatcher.engine.state import State, levers_of
from dispatcher.vocabulary import (
    AgentId,
    CancelReason,
    ContactId,
    Instant,
    ReserveReason,
    ReturnReason,
    Scope,
    StatusReason,
    UrgencyReason,
    Word,
)


class What(Word):
    """What kind of change it was."""

    LEVERS = "levers"
    PROFILE = "profile"
    STATUS = "status"
    NEXT_STATUS = "next_status"
    FOCUS = "focus"
    ASSIGNED = "assigned"
    PULLED_BACK = "pulled_back"
    RELEASED = "released"
    MOVED = "moved"
    URGENCY = "urgency"
    REJECTED = "rejected"
    MERGED = "merged"


class Change(Struct, frozen=True, kw_only=True):
    """One change. `name` is of an agent, a team or a queue, as `scope` says, or of a contact without one.

    `before` and `after` tell what is otherwise, and nothing else. `number` is the fact's in the journal.
    """

    number: int
    at: Instant
    by: str
    what: What
    scope: Scope | None = None
    name: str = ""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}


Told = Mapping[str, Any]


class Changes:
    """Collects the changes while facts go by."""

    def __init__(self) -> None:
        self._new: list[Change] = []

    def see(self, number: int, event: fact.Event, state: State) -> None:
        """A fact that the picture does not have yet."""
        read = _READ.get(type(event))
        told = read(event, state) if read is not None else None
        if told is not None:
            self._add(Change(number=number, at=event.at, by=getattr(event, "by", ""), **told))

    @property
    def any(self) -> bool:
        """Was any seen since the last time?"""
        return bool(self._new)

    def taken(self) -> list[Change]:
        """Those seen since the last time."""
        new, self._new = self._new, []
        return new

    def _add(self, change: Change) -> None:
        """Giving work to somebody else first takes it back: that is one change to whoever did it."""
        last = self._new[-1] if self._new else None
        if last is not None and change.what is What.ASSIGNED and _takes_back_for(last, change):
            self._new[-1] = replace(change, before=last.before)
        else:
            self._new.append(change)


def _takes_back_for(last: Change, change: Change) -> bool:
    return last.what is What.PULLED_BACK and (last.name, last.at) == (change.name, change.at)


# --- what each fact tells ---------------------------------------------------------------------------------


def _levers(event: fact.LeversChanged, state: State) -> Told:
    was = of_levers(levers_of(state.rules, event.scope, event.name))
    before, after = differing(was, of_levers(event.levers))
    return _told(What.LEVERS, event.scope, event.name, before, after)


def _profile(event: fact.AgentChanged, state: State) -> Told:
    was = of_profile(state.rules.agents[event.agent])
    return _told(What.PROFILE, Scope.AGENT, event.agent, *differing(was, of_profile(event.profile)))


def _status(event: fact.AgentStatusChanged, state: State) -> Told | None:
    if event.why is not StatusReason.BY_SUPERVISOR:
        return None
    before, after = {"status": state.agents[event.agent].status}, {"status": event.status}
    return _told(What.STATUS, Scope.AGENT, event.agent, before, after)


def _next_status(event: fact.NextStatusQueued, state: State) -> Told | None:
    if not event.by:
        return None
    agent = state.agents[event.agent]
    was = agent.next_status.status if agent.next_status is not None else None
    becomes = None if event.status is agent.status else event.status
    return _told(What.NEXT_STATUS, Scope.AGENT, event.agent, {"status": was}, {"status": becomes})


def _focused(event: fact.AgentFocused, state: State) -> Told:
    after = Focus(event.queues, event.categories, event.until)
    was = state.agents[event.agent].focus
    return _told(What.FOCUS, Scope.AGENT, event.agent, topic(was), topic(after))


def _unfocused(event: fact.FocusEnded, state: State) -> Told | None:
    if not event.by:  # its hour struck
        return None
    return _told(What.FOCUS, Scope.AGENT, event.agent, topic(state.agents[event.agent].focus), {})


def topic(focus: Focus | None) -> dict[str, Any]:
    """A focus as plain data; {} for none."""
    if focus is None:
        return {}
    return {"queues": list(focus.queues), "categories": list(focus.categories), "until": focus.until}


def _assigned(event: fact.ContactReserved, _: State) -> Told | None:
    if event.why is not ReserveReason.ASSIGNED:
        return None
    after = {"agent": event.agent, "over_cap": event.over_cap}
    return _of_contact(What.ASSIGNED, event.contact, {"agent": None}, after)


def _returned(event: fact.ContactReturned, _: State) -> Told | None:
    if event.why is not ReturnReason.PULLED_BACK:
        return None
    return _pulled_back(event.contact, event.agent)


def _cancelled(event: fact.OfferCancelled, _: State) -> Told | None:
    if event.why is not CancelReason.PULLED_BACK:
        return None
    return _pulled_back(event.contact, event.agent)


def _pulled_back(contact: ContactId, agent: AgentId) -> Told:
    return _of_contact(What.PULLED_BACK, contact, {"agent": agent}, {"agent": None})


def _released(event: fact.ReservationEnded, state: State) -> Told | None:
    reserved = state.contacts[event.contact].reserved
    if not event.by or reserved is None:
        return None
    return _of_contact(What.RELEASED, event.contact, {"agent": reserved.agent}, {"agent": None})


def _moved(event: fact.ContactMoved, state: State) -> Told:
    before = {"queue": event.queue, "urgency": state.contacts[event.contact].urgency}
    after = {"queue": event.to_queue, "urgency": event.urgency}
    return _of_contact(What.MOVED, event.contact, before, after)


def _urgency(event: fact.UrgencyChanged, state: State) -> Told | None:
    if event.why is not UrgencyReason.BY_SUPERVISOR:
        return None
    before = {"urgency": state.contacts[event.contact].urgency}
    return _of_contact(What.URGENCY, event.contact, before, {"urgency": event.urgency})


def _rejected(event: fact.ContactRejected, _: State) -> Told:
    return _of_contact(What.REJECTED, event.contact, {"agent": event.agent}, {})


def _merged(event: fact.ContactMerged, _: State) -> Told:
    return _of_contact(What.MERGED, event.contact, {"agent": event.agent}, {})


def _of_contact(what: What, contact: ContactId, before: dict[str, Any], after: dict[str, Any]) -> Told:
    return _told(what, None, contact, before, after)


def _told(what: What, scope: Scope | None, name: str, before: dict[str, Any], after: dict[str, Any]) -> Told:
    return {"what": what, "scope": scope, "name": name, "before": before, "after": after}


_READ: Final[Mapping[type[object], Callable[[Any, State], Told | None]]] = {
    fact.LeversChanged: _levers,
    fact.AgentChanged: _profile,
    fact.AgentStatusChanged: _status,
    fact.NextStatusQueued: _next_status,
    fact.AgentFocused: _focused,
    fact.FocusEnded: _unfocused,
    fact.ContactReserved: _assigned,
    fact.ContactReturned: _returned,
    fact.OfferCancelled: _cancelled,
    fact.ReservationEnded: _released,
    fact.ContactMoved: _moved,
    fact.UrgencyChanged: _urgency,
    fact.ContactRejected: _rejected,
    fact.ContactMerged: _merged,
}
