"""The waiting lines: contacts that ask for the same stand in one line, each line in total order.

A line's head speaks for all behind it: whoever cannot be given the head cannot be given any of them. So the
engine only ever looks at heads, and a head that nobody present can take never blocks another line.
"""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from typing import Final

from dispatcher.engine.contact import ContactState
from dispatcher.engine.roster import Need, Roster
from dispatcher.vocabulary import FOREVER, AgentId, ContactId, Instant, Urgency, later

Place = tuple[int, Instant, Instant, ContactId]
For = tuple[AgentId, bool, bool]
"""For whom alone, whether a person decided so, and whether her cap counts for nothing."""

NotFor = tuple[AgentId, bool]
"""For whom not, and whether that holds even if there is nobody else."""

Key = tuple[Need, For | None, NotFor | None, bool, Urgency, bool]

_RANK: Final = {urgency: urgency.rank for urgency in Urgency}


def place_in_line(contact: ContactState) -> Place:
    """Most urgent first, then nearest to a broken promise, then first come; the id settles ties."""
    return (_RANK[contact.urgency], contact.due, contact.arrived, contact.id)


class Line:
    """Contacts that ask for the same: `need`, for the same agent if for one, near their deadline or not.

    In a `ripe` line stand those who have waited long enough to interrupt.
    """

    __slots__ = (
        "_heap",
        "_places",
        "agents",
        "channel",
        "dirty",
        "excluded",
        "first",
        "head",
        "key",
        "live",
        "need",
        "plain",
        "reserved",
        "ripe",
        "urgency",
    )

    def __init__(self, key: Key) -> None:
        self.key = key
        self.need, self.reserved, self.excluded, self.first, self.urgency, self.ripe = key
        self.agents, self.channel, self.live = self.need.agents, self.need.channel, self.need.channel.live
        self.plain = self.live and self.reserved is None and self.excluded is None
        self.head: Place | None = None
        self.dirty = False
        self._heap: list[Place] = []
        self._places: dict[ContactId, Place] = {}

    def __bool__(self) -> bool:
        return bool(self._places)

    def place(self, contact: ContactId) -> Place | None:
        """Where it stands here."""
        return self._places.get(contact)

    def ahead_of(self, contact: ContactId) -> tuple[ContactId, ...]:
        """Who stands before it, in order."""
        own = self._places[contact]
        return tuple(place[3] for place in sorted(self._places.values()) if place < own)

    def add(self, contact: ContactId, place: Place) -> None:
        """Stand in line."""
        self._places[contact] = place
        heapq.heappush(self._heap, place)

    def drop(self, contact: ContactId) -> None:
        """Leave the line."""
        del self._places[contact]

    def sweep(self) -> Place | None:
        """Who is first now; None when nobody waits. Places of those who left are swept here, each once."""
        # By identity: a switchboard may use an id again, and the new call must not get the old place.
        heap, places = self._heap, self._places
        while heap and places.get(heap[0][-1]) is not heap[0]:
            heapq.heappop(heap)
        return heap[0] if heap else None


class Lines:
    """Every line. `first` and `written` are their heads, best place first.

    `first` are those looked at first: live contacts, and deadlines that near. `calls` counts the waiting live
    contacts by what they need, `reserved` those that are for one agent. `dirty` are lines with a head that no
    agent was tried for yet, `freed` the needs of which nothing waits any more.
    """

    def __init__(self) -> None:
        self.first: list[Place] = []
        self.written: list[Place] = []
        self.calls: dict[Need, int] = {}
        self.reserved: dict[AgentId, int] = {}
        self.dirty: dict[Line, None] = {}
        self.freed: dict[Need, None] = {}
        self._lines: dict[Key, Line] = {}
        self._where: dict[ContactId, Line] = {}

    def note(self, contact: ContactState, roster: Roster, now: Instant) -> None:
        """Stand in line, at the place the contact should have now; leave the one it had."""
        key, place = _key(contact, roster, now), place_in_line(contact)
        line = self._where.get(contact.id)
        if line is not None:
            if line.key == key and line.place(contact.id) == place:
                return
            self.drop(contact.id)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(key)
        self._where[contact.id] = line
        line.add(contact.id, place)
        if line.live:
            self.calls[line.need] = self.calls.get(line.need, 0) + 1
        if line.reserved is not None:
            self.reserved[line.reserved[0]] = self.reserved.get(line.reserved[0], 0) + 1
        if line.head is None or place < line.head:
            self._begin_with(line, place)
            self.touch(line)

    def drop(self, contact: ContactId) -> None:
        """The contact waits no more."""
        line = self._where.pop(contact, None)
        if line is None:
            return
        line.drop(contact)
        need = line.need
        if line.live:
            left = self.calls[need] = self.calls[need] - 1
            if not left:
                del self.calls[need]
                self.freed[need] = None
        if line.reserved is not None:
            self.reserved[line.reserved[0]] -= 1
        if line.head is not None and line.head[3] == contact:
            head = line.sweep()
            self._begin_with(line, head)
            if head is None:
                del self._lines[line.key]
                self.dirty.pop(line, None)
                if line.urgency is not Urgency.IDLE:
                    self.freed[need] = None  # idle-time tasks may have waited for it

    def _begin_with(self, line: Line, place: Place | None) -> None:
        heads = self.first if line.first else self.written
        if line.head is not None:
            del heads[bisect_left(heads, line.head)]
        if place is not None:
            insort(heads, place)
        line.head = place

    def next_head(
        self, heads: list[Place], after: Place | None, freed: Mapping[AgentId, None]
    ) -> Line | None:
        """The first line behind this place whose head is new, or that one of `freed` could be asked about."""
        where, new = self._where, bool(self.dirty)
        for place in heads if after is None else heads[bisect_right(heads, after) :]:
            line = where[place[3]]
            if not line.agents.isdisjoint(freed) or line.reserved is not None or (new and line.dirty):
                return line
        return None

    def line_of(self, contact: ContactId) -> Line | None:
        """The line it stands in."""
        return self._where.get(contact)

    def touch(self, line: Line) -> None:
        """Have everybody tried for this line's head."""
        line.dirty = True
        self.dirty[line] = None

    def tried(self, line: Line) -> None:
        """Everybody was tried, in vain."""
        if line.dirty:
            line.dirty = False
            self.dirty.pop(line, None)

    def settled(self) -> None:
        """Whoever could be tried was tried."""
        for line in list(self.dirty):
            self.tried(line)
        self.freed.clear()

    def all(self) -> Iterator[Line]:
        """Every line somebody waits in."""
        return iter(self._lines.values())


def _key(contact: ContactState, roster: Roster, now: Instant) -> Key:
    reserved, excluded = contact.reserved, contact.excluded
    return (
        roster.need(contact),
        None if reserved is None else (reserved.agent, reserved.decided, reserved.over_cap),
        None
        if excluded is None or now >= forgives(contact, roster)
        else (excluded, contact.approves is not None),
        contact.live or contact.pressing,
        contact.urgency,
        contact.live and now >= ripens(contact, roster),
    )


def forgives(contact: ContactState, roster: Roster) -> Instant:
    """When it may go to the agent it was passed on by, or taken from; an author never approves."""
    if contact.approves is not None or contact.excluded is None:
        return FOREVER
    return later(contact.excluded_at, roster.policy(None, contact.queue).decline_pause)


def ripens(contact: ContactState, roster: Roster) -> Instant:
    """When a call has waited long enough to interrupt."""
    return later(contact.entered, roster.patience(contact.queue, contact.urgency))
