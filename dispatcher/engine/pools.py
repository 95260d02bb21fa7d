"""The agents who have room, ready in the order in which they are preferred.

An index over the state: it finds candidates quickly and decides nothing. For each channel and each skill that
some queue is looked up by, the agents with room stand by how busy they are, then by how long they have been
idle. So an arriving contact meets its agent at once, however many agents there are.
"""

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import merge
from typing import Final

from dispatcher.vocabulary import AgentId, ChannelId, Instant, Skill

Turn = tuple[Instant, AgentId]
"""Since when she is idle; her id settles ties."""

Rooms = Mapping[ChannelId, int]
"""The channels an agent has room for, and how busy she is, in percent."""

NO_ROOM: Final[Rooms] = {}


class Pool:
    """Agents by since when they are idle.

    Whoever becomes idle has been so for the shortest time and goes to the end, which costs the same however
    many are there. Only an agent whose idle time began earlier, such as one whose offer was taken back, has
    to be put in her place; those are kept apart, in a sorted list.
    """

    __slots__ = ("_early", "_latest", "_turns")

    def __init__(self) -> None:
        self._turns: OrderedDict[AgentId, Turn] = OrderedDict()
        self._early: list[Turn] = []
        self._latest: Turn | None = None

    def add(self, turn: Turn) -> None:
        """Let her stand here."""
        if self._latest is None or turn > self._latest:
            self._turns[turn[1]] = self._latest = turn
        else:
            insort(self._early, turn)

    def discard(self, turn: Turn) -> None:
        """Let her go; `turn` is the one she was added with."""
        if self._turns.get(turn[1]) is turn:
            del self._turns[turn[1]]
        else:
            del self._early[bisect_left(self._early, turn)]
        if not self._turns and not self._early:
            self._latest = None

    def __bool__(self) -> bool:
        return bool(self._turns or self._early)

    def __iter__(self) -> Iterator[AgentId]:
        if not self._early:
            return iter(self._turns)
        return (agent for _, agent in merge(self._early, self._turns.values()))


class Pools:
    """The pools of every channel and every skill looked up by.

    Those `unplaced` are yet to stand where they have room by now, and nowhere else. `look` says since when an
    agent is idle, and what she has room for. It is asked when somebody looks for agents: most who become free
    are given the next contact at once, and never stand in a pool.
    """

    def __init__(self, look: Callable[[AgentId], tuple[Instant, Rooms]]) -> None:
        self._look = look
        self._pools: dict[tuple[ChannelId, Skill], dict[int, Pool]] = {}
        self.unplaced: dict[AgentId, None] = {}
        self._rooms: dict[AgentId, tuple[Turn, Rooms]] = {}
        self._stands: dict[AgentId, list[Pool]] = {}
        self._skills: dict[AgentId, tuple[Skill, ...]] = {}
        self._members: dict[ChannelId, dict[AgentId, None]] = {}

    def watch(self, anchor: Skill, having: Iterable[AgentId]) -> None:
        """Keep pools for this skill from now on; `having` are the agents who have it."""
        self._place()
        for agent in having:
            self._skills[agent] = (*self._skills.get(agent, ()), anchor)
            if agent in self._rooms:
                turn, rooms = self._rooms[agent]
                self._stand(turn, [self._pool(channel, anchor, busy) for channel, busy in rooms.items()])

    def leave(self, agent: AgentId) -> None:
        """She has room for nothing any more; most often she never stood here."""
        self.unplaced.pop(agent, None)
        if agent in self._rooms:
            self._take_out(agent, *self._rooms[agent])

    def _place(self) -> None:
        """Put everybody in her place."""
        unplaced, self.unplaced = self.unplaced, {}
        for agent in unplaced:
            idle_since, rooms = self._look(agent)
            before = self._rooms.get(agent)
            if before is not None:
                if before[0][0] == idle_since and before[1] == rooms:
                    continue
                self._take_out(agent, *before)
            if rooms:
                self._put_in(agent, (idle_since, agent), rooms)

    def _put_in(self, agent: AgentId, turn: Turn, rooms: Rooms) -> None:
        self._rooms[agent] = (turn, rooms)
        skills = self._skills.get(agent, ())
        for channel, busy in rooms.items():
            self._members.setdefault(channel, {})[agent] = None
            self._stand(turn, [self._pool(channel, skill, busy) for skill in skills])

    def _stand(self, turn: Turn, pools: list[Pool]) -> None:
        for pool in pools:
            pool.add(turn)
        self._stands.setdefault(turn[1], []).extend(pools)

    def _take_out(self, agent: AgentId, turn: Turn, rooms: Rooms) -> None:
        del self._rooms[agent]
        for channel in rooms:
            del self._members[channel][agent]
        for pool in self._stands.pop(agent):
            pool.discard(turn)

    def _pool(self, channel: ChannelId, skill: Skill, busy: int) -> Pool:
        ranked = self._pools.get((channel, skill))
        if ranked is None:
            ranked = self._pools[channel, skill] = {}
        pool = ranked.get(busy)
        if pool is None:
            pool = ranked[busy] = Pool()
        return pool

    def members(self, channel: ChannelId) -> Iterable[AgentId]:
        """All who have room for this channel, in no order that matters."""
        if self.unplaced:
            self._place()
        return self._members.get(channel, {})

    def ranked(self, channel: ChannelId, anchor: Skill) -> Iterable[Pool]:
        """The agents with this skill and with room, the least busy first, each pool by idle time."""
        if self.unplaced:
            self._place()
        ranked = self._pools.get((channel, anchor))
        if not ranked:
            return ()
        return ranked.values() if len(ranked) == 1 else [ranked[busy] for busy in sorted(ranked)]
