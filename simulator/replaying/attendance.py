"""When each agent was there on a recorded day, and when she let it ring: neither is a policy's doing."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from simpy.events import ProcessGenerator

from analytics.intervals import Window
from dispatcher import commands as ask
from dispatcher.vocabulary import AgentId, AgentStatus, CommandId, Instant
from simulator.clock import Turn
from simulator.replaying.lines import Line
from simulator.world import World

_UNNAMED: Final = CommandId("")
_OWN: Final = ("by_agent", "by_supervisor")

Step = tuple[Instant, ask.Command]


class Attendance(Struct, frozen=True):
    """One agent's comings and goings as commands with no id yet, and the times in which she missed offers."""

    steps: tuple[Step, ...]
    deaf: tuple[tuple[Instant, Instant], ...]

    def deaf_until(self, at: Instant) -> Instant | None:
        """When she hears again, if she does not hear what begins to ring at that instant."""
        place = bisect_right(self.deaf, (at, Instant(2**62))) - 1
        if place < 0 or at >= self.deaf[place][1]:
            return None
        return self.deaf[place][1]


def keep_attendance(world: World, attendance: Attendance) -> ProcessGenerator:
    """Come, go, and say so at the instants of the recorded day."""
    for at, command in attendance.steps:
        if at > world.clock.now:
            yield world.clock.at(at, Turn.PRESENCE)
        world.ask(replace(command, id=world.name_command()))


class Attendances:
    """A fold over a day's facts: how things stood when it began, then every step that was somebody's will.

    What the engine itself did (not responding, offline after a lost connection, a queued status taken) is
    left out, as it will do it again where it has reason to.
    """

    def __init__(self, day: Window) -> None:
        self._day = day
        self._standing: dict[AgentId, dict[str, ask.Command]] = {}
        self._steps: dict[AgentId, list[Step]] = {}
        self._offered: dict[AgentId, Instant] = {}
        self._deaf_since: dict[AgentId, Instant] = {}
        self._deaf: dict[AgentId, list[tuple[Instant, Instant]]] = {}

    def hear(self, line: Line) -> None:
        """Follow a fact."""
        if line.kind == "CentreRestarted":
            for agent in self._standing:
                self._step(agent, line.at, ask.DisconnectAgent(id=_UNNAMED, agent=agent))
        if line.agent is not None:
            self._hear(line, line.agent)

    def told(self) -> Mapping[AgentId, Attendance]:
        """What every agent did who was there."""
        for agent in [*self._deaf_since]:
            self._hears_again(agent, self._day.until)
        began = self._day.since
        return {
            agent: Attendance(
                (
                    *((began, command) for command in self._standing[agent].values()),
                    *self._steps.get(agent, ()),
                ),
                tuple(self._deaf.get(agent, ())),
            )
            for agent in self._standing
        }

    def _hear(self, line: Line, agent: AgentId) -> None:
        match line.kind:
            case "AgentConnected":
                self._step(agent, line.at, ask.ConnectAgent(id=_UNNAMED, agent=agent))
            case "AgentDisconnected":
                self._step(agent, line.at, ask.DisconnectAgent(id=_UNNAMED, agent=agent))
            case "NextStatusQueued":
                self._say(line, agent, when_done=True)
            case "AgentStatusChanged":
                self._turn(line, agent)
            case "ContactOffered":
                self._offered[agent] = line.at

    def _turn(self, line: Line, agent: AgentId) -> None:
        """She missed an offer and did not hear since it rang, or she has another status, and hears again."""
        if line.status is AgentStatus.NOT_RESPONDING:
            self._deaf_since.setdefault(agent, self._offered.get(agent, line.at))
            return
        if agent in self._deaf_since:
            self._hears_again(agent, line.at)
        if line.why in _OWN or line.at < self._day.since:
            self._say(line, agent)

    def _hears_again(self, agent: AgentId, at: Instant) -> None:
        self._deaf.setdefault(agent, []).append((self._deaf_since.pop(agent), at))

    def _say(self, line: Line, agent: AgentId, *, when_done: bool = False) -> None:
        assert line.status is not None
        command = ask.SetStatus(id=_UNNAMED, agent=agent, status=line.status, when_done=when_done)
        self._step(agent, line.at, command)

    def _step(self, agent: AgentId, at: Instant, command: ask.Command) -> None:
        """Of what was before the day its outcome counts: the last connection, the last status."""
        standing = self._standing.setdefault(agent, {})
        if at >= self._day.since:
            self._steps.setdefault(agent, []).append((at, command))
        elif isinstance(command, ask.DisconnectAgent):
            standing.clear()
        else:
            standing.pop(type(command).__name__, None)
            standing[type(command).__name__] = command
