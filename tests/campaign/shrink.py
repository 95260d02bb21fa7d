"""Makes a story that breaks a law as short as it can be, while it breaks the same law.

First all that was asked about one contact or another is left out, then requests by delta debugging (Zeller
and Hildebrandt 2002): half of them, then quarters, down to single ones. Then the centre is made plainer: an
agent, a line, a lever fewer at a time.
"""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Final

from msgspec.structs import replace

from dispatcher.centre import Agent, Centre, Levers, Queue, Team
from dispatcher.commands import Command, ConfigureCentre
from tests.engine.broken import Law
from tests.engine.walk import Step

MOST_RUNS: Final = 3000
MOST_SECONDS: Final = 150.0
"""A story told so often, or for so long, is short enough as it is."""

Breaks = Callable[[list[Step]], Law | None]


class Shrinking:
    """Shortens one story; `breaks` says which law a story breaks."""

    def __init__(self, breaks: Breaks, law: Law) -> None:
        self._breaks, self._law = breaks, law
        self.runs = 0
        self._until = monotonic() + MOST_SECONDS

    def shortest(self, script: list[Step]) -> list[Step]:
        """A story of which nothing can be left out any more, or nearly so."""
        script = self._without_bystanders(script)
        while True:
            shorter = self._plainer(self._fewer(script))
            if shorter == script or self._enough:
                return shorter
            script = shorter

    @property
    def _enough(self) -> bool:
        return self.runs >= MOST_RUNS or monotonic() > self._until

    def _still(self, script: list[Step]) -> bool:
        if self._enough:
            return False
        self.runs += 1
        return self._breaks(script) is self._law

    def _without_bystanders(self, script: list[Step]) -> list[Step]:
        names = dict.fromkeys(name for _, command in script for name in about(command))
        for name in reversed(names):
            shorter = [step for step in script if name not in about(step[1])]
            if len(shorter) < len(script) and self._still(shorter):
                script = shorter
        return script

    def _fewer(self, script: list[Step]) -> list[Step]:
        size = max(1, len(script) // 2)
        while True:
            start = 0
            while start < len(script):
                shorter = script[:start] + script[start + size :]
                if self._still(shorter):
                    script = shorter
                else:
                    start += size
            if size == 1:
                return script
            size //= 2

    def _plainer(self, script: list[Step]) -> list[Step]:
        for number, (now, command) in enumerate(script):
            if isinstance(command, ConfigureCentre):
                centre = self._plainest(script, number, command)
                script = [*script[:number], (now, centre), *script[number + 1 :]]
        return script

    def _plainest(self, script: list[Step], number: int, command: ConfigureCentre) -> ConfigureCentre:
        now, changed = script[number][0], True
        while changed:
            changed = False
            for centre in plainer(command.centre):
                simpler = replace(command, centre=centre)
                if self._still([*script[:number], (now, simpler), *script[number + 1 :]]):
                    command, changed = simpler, True
                    break
        return command


def about(command: Command) -> frozenset[str]:
    """The contacts a request names, by themselves or by an offer of theirs."""
    said = (getattr(command, field, None) for field in ("contact", "consult", "into", "follows", "offer"))
    return frozenset(name.split("/")[0] for name in said if name)


def plainer(centre: Centre) -> Iterator[Centre]:
    """Centres with one thing less."""
    for name in centre.agents:
        yield replace(centre, agents={n: a for n, a in centre.agents.items() if n != name})
    for queue in centre.queues.values():
        kept = {n: q for n, q in centre.queues.items() if n != queue.id}
        if all(q.approval is None or q.approval.queue != queue.id for q in kept.values()):
            yield replace(centre, queues=kept)
    if centre.timetables:
        yield replace(centre, timetables={})
    for levers in _plainer_levers(centre.levers):
        yield replace(centre, levers=levers)
    for team in centre.teams.values():
        if team.levers != Levers():
            yield replace(centre, teams=centre.teams | {team.id: Team(id=team.id, name=team.name)})
    for queue in centre.queues.values():
        for simpler in _plainer_queues(queue):
            yield replace(centre, queues=centre.queues | {queue.id: simpler})
    for agent in centre.agents.values():
        for one in _plainer_agents(agent):
            yield replace(centre, agents=centre.agents | {agent.id: one})


def _plainer_levers(levers: Levers) -> Iterator[Levers]:
    plain = Levers()
    for name in Levers.__struct_fields__:
        if getattr(levers, name) != getattr(plain, name):
            yield replace(levers, **{name: getattr(plain, name)})


def _plainer_queues(queue: Queue) -> Iterator[Queue]:
    plain = Queue(id=queue.id, name=queue.name, channel=queue.channel, promise=queue.promise)
    for name in Queue.__struct_fields__:
        if name != "skills" and getattr(queue, name) != getattr(plain, name):
            yield replace(queue, **{name: getattr(plain, name)})


def _plainer_agents(agent: Agent) -> Iterator[Agent]:
    plain = Agent(id=agent.id, name=agent.name, team=agent.team)
    for name in ("languages", "approval", "levers"):
        if getattr(agent, name) != getattr(plain, name):
            yield replace(agent, **{name: getattr(plain, name)})
