"""The waiting lines: contacts that ask for the same stand in one line, each line in total order.

A line's head speaks for all behind it: whoever cannot be given the head cannot be given any of them. So the
engine only ever looks at heads, and a head that nobody present can take never blocks another line.
"""

import heapq
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from dispatcher.centre import WHOLE
from dispatcher.engine.contact import ContactState
from dispatcher.engine.roster import Need, Roster
from dispatcher.engine.words import IDLE
from dispatcher.vocabulary import FOREVER, AgentId, ContactId, Instant, Urgency, later

Place = tuple[int, Instant, Instant, ContactId]
For = tuple[AgentId, bool, bool]
"""For whom alone, whether a person decided so, and whether her cap counts for nothing."""

NotFor = tuple[AgentId, bool]
"""For whom not, and whether that holds even if there is nobody else."""

Where = dict[ContactId, tuple["Line", Place]]
NOWHERE: Final = (None, None)

Key = tuple[Need, For | None, NotFor | None, bool, Urgency, bool]

_RANK: Final = {urgency: urgency.rank for urgency in Urgency}


def place_in_line(contact: ContactState) -> Place:
    """Most urgent first, then nearest to a broken promise, then first come; the id settles ties."""
    return (_RANK[contact.urgency], contact.due, contact.arrived, contact.id)


class Line:
    """Contacts that ask for the same: `need`, for the same agent if for one, near their deadline or not.

    In a `ripe` line stand those who have waited long enough to interrupt. `heads` are those among which it is
    looked at.

    Nearly all come in the order in which they are served, and stand one behind the other. Only who belongs
    before another is kept apart, in a heap: in a long line that costs the sight of a dozen places each time.
    """

    __slots__ = (
        "_early",
        "_turns",
        "_where",
        "agents",
        "channel",
        "dirty",
        "excluded",
        "first",
        "head",
        "heads",
        "key",
        "live",
        "need",
        "plain",
        "reserved",
        "ripe",
        "strategy",
        "urgency",
    )

    def __init__(self, key: Key, heads: "Heads", where: "Where") -> None:
        self.key, self.heads, self._where = key, heads, where
        self.need, self.reserved, self.excluded, self.first, self.urgency, self.ripe = key
        self.agents, self.channel, self.live = self.need.agents, self.need.channel, self.need.channel.live
        self.strategy = self.need.queue.strategy
        nothing_else = self.reserved is None and self.excluded is None
        self.plain = self.live and nothing_else and self.channel.spare_under(1) <= WHOLE
        self.head: Place | None = None
        self.dirty = False
        self._turns: deque[Place] = deque()
        self._early: list[Place] = []

    def ahead_of(self, contact: ContactId) -> tuple[ContactId, ...]:
        """Who stands before it, in order."""
        own = self._where[contact][1]
        places = (known[1] for known in self._where.values() if known[0] is self)
        return tuple(place[3] for place in sorted(places) if place < own)

    def add(self, place: Place) -> None:
        """Let somebody stand in line."""
        if not self._turns or place > self._turns[-1]:
            self._turns.append(place)
        else:
            heapq.heappush(self._early, place)

    @property
    def place_of_head(self) -> Place:
        """Where its head stands; asked only while somebody waits here."""
        assert self.head is not None, "a line without a head has nobody in it"
        return self.head

    def sweep(self) -> Place | None:
        """Who is first now; None when nobody waits. Places of those who left are swept here, each once."""
        # By identity: a switchboard may use an id again, and the new call must not get the old place.
        turns, early, where = self._turns, self._early, self._where
        while turns and where.get((first := turns[0])[3], NOWHERE)[1] is not first:
            turns.popleft()
        if not early:
            return turns[0] if turns else None
        while early and where.get((first := early[0])[3], NOWHERE)[1] is not first:
            heapq.heappop(early)
        if early and (not turns or early[0] < turns[0]):
            return early[0]
        return turns[0] if turns else None


class Heads:
    """Lines of one kind by their heads, best place first.

    Those `dirty` have a head that no agent was tried for yet; there are lines of the other kind among them.
    """

    __slots__ = ("_dirty", "_places", "_reserved", "lines")

    def __init__(self, dirty: "dict[Line, None]") -> None:
        self._dirty = dirty
        self._reserved = 0
        self._places: list[Place] = []
        self.lines: list[Line] = []

    def change(self, line: Line, head: Place | None) -> None:
        """Let this be the line's head from now on; None when nobody waits in it any more."""
        places, before = self._places, line.head
        if line.reserved is not None:
            self._reserved += (head is not None) - (before is not None)
        if before is not None:
            index = bisect_left(places, before)
            del places[index], self.lines[index]
        if head is not None:
            index = bisect_left(places, head)
            places.insert(index, head)
            self.lines.insert(index, line)
        line.head = head

    def next(self, after: Place | None, freed: Mapping[AgentId, None]) -> Line | None:
        """The first line behind this place whose head is new, or that one of `freed` could be asked about.

        One that is for a single agent comes in any case: what kept it from her may have ended this instant,
        and then it must not be passed over.
        """
        if not freed and not self._reserved:
            mine = [line for line in self._dirty if line.heads is self]
            new = [line for line in mine if after is None or line.place_of_head > after]
            return min(new, key=lambda line: line.place_of_head, default=None)
        lines = self.lines if after is None else self.lines[bisect_right(self._places, after) :]
        if len(freed) == 1 and not self._dirty and not self._reserved:
            # Most often one agent has just become free: half the time of asking for several.
            (agent,) = freed
            for line in lines:
                if agent in line.agents:
                    return line
            return None
        for line in lines:
            if line.dirty or line.reserved is not None or not line.agents.isdisjoint(freed):
                return line
        return None


class Lines:
    """Every line. `first` are those looked at first: live contacts, and deadlines that near; then `written`.

    `where` is the line a contact stands in, and its place. `calls` counts the lines of live contacts by what
    those need, `reserved` the contacts that are for one agent. `freed` are the needs of which nothing waits
    any more, and `dirty` the lines with a head that no agent was tried for yet.
    """

    def __init__(self) -> None:
        self.dirty: dict[Line, None] = {}
        self.first = Heads(self.dirty)
        self.written = Heads(self.dirty)
        self.where: Where = {}
        self.calls: dict[Need, int] = {}
        self.reserved: dict[AgentId, int] = {}
        self.freed: dict[Need, None] = {}
        self._lines: dict[Key, Line] = {}

    def note(self, contact: ContactState, roster: Roster, now: Instant) -> bool:
        """Stand in line, at the place it should have now; leave the one it had. Is it the first there?"""
        name, key, place = contact.id, _key(contact, roster, now), place_in_line(contact)
        if name in self.where:
            line, before = self.where[name]
            if line.key == key and before == place:
                return False
            self.drop(name)
        line = self._lines.get(key) or self._begin(key)
        self.where[name] = (line, place)
        line.add(place)
        if line.reserved is not None:
            self.reserved[line.reserved[0]] = self.reserved.get(line.reserved[0], 0) + 1
        if line.head is not None and line.head < place:
            return False
        line.heads.change(line, place)
        self.touch(line)
        return True

    def drop(self, contact: ContactId) -> None:
        """The contact waits no more."""
        known = self.where.pop(contact, None)
        if known is None:
            return
        line, place = known
        if line.reserved is not None:
            self._one_reserved_less(line.reserved[0])
        if line.head is place:
            head = line.sweep()
            line.heads.change(line, head)
            if head is None:
                self._end(line)

    def _begin(self, key: Key) -> Line:
        line = self._lines[key] = Line(key, self.first if key[3] else self.written, self.where)
        if line.live:
            self.calls[line.need] = self.calls.get(line.need, 0) + 1
        return line

    def _end(self, line: Line) -> None:
        """Nobody waits in it any more."""
        del self._lines[line.key]
        self.tried(line)
        if line.live:
            self._one_call_less(line.need)
        if line.urgency is not IDLE:
            self.freed[line.need] = None  # idle-time tasks may have waited for it

    def _one_reserved_less(self, agent: AgentId) -> None:
        left = self.reserved[agent] - 1
        if left:
            self.reserved[agent] = left
        else:
            del self.reserved[agent]

    def _one_call_less(self, need: Need) -> None:
        left = self.calls[need] - 1
        if left:
            self.calls[need] = left
        else:
            del self.calls[need]
            self.freed[need] = None

    def touch(self, line: Line) -> None:
        """Have everybody tried for this line's head."""
        line.dirty = True
        self.dirty[line] = None

    def tried(self, line: Line) -> None:
        """Everybody was tried, in vain; or nobody waits there any more."""
        if line.dirty:
            line.dirty = False
            del self.dirty[line]

    def settled(self) -> None:
        """Whoever could be tried was tried."""
        for line in self.dirty:
            line.dirty = False
        self.dirty.clear()
        self.freed.clear()

    def all(self) -> Iterator[Line]:
        """Every line somebody waits in."""
        return iter(self._lines.values())


def _key(contact: ContactState, roster: Roster, now: Instant) -> Key:
    reserved, excluded, live = contact.reserved, contact.excluded, contact.live
    return (
        roster.need(contact),
        None if reserved is None else (reserved.agent, reserved.decided, reserved.over_cap),
        None
        if excluded is None or now >= forgives(contact, roster)
        else (excluded, contact.approves is not None),
        live or contact.pressing,
        contact.urgency,
        live and now >= ripens(contact, roster),
    )


def forgives(contact: ContactState, roster: Roster) -> Instant:
    """When it may go to the agent it was passed on by, or taken from; an author never approves."""
    if contact.approves is not None or contact.excluded is None:
        return FOREVER
    return later(contact.excluded_at, roster.policy(None, contact.queue).decline_pause)


def ripens(contact: ContactState, roster: Roster) -> Instant:
    """When a call has waited long enough to interrupt."""
    return later(contact.entered, roster.patience(contact.queue, contact.urgency))
