"""A day over again: the same requests at the same instants give the same facts, whoever keeps the clock."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from simpy.events import ProcessGenerator

from dispatcher.commands import Command
from dispatcher.events import Event
from dispatcher.vocabulary import Instant
from simulator.clock import Turn
from simulator.world import World

Script = Iterable[tuple[Instant, Command]]


def replay(commands: Script, until: Instant | None = None) -> list[Event]:
    """The facts of these requests, made in SimPy's time, up to and including the instant `until`.

    `commands` come in the order they were asked in; those later than `until` are left out. An instant before
    the one in front of it is taken as that one, just as the engine takes it. Without `until` the day ends
    with its last request.
    """
    script = list(_forwards(commands))
    if not script:
        return []
    last = script[-1][0] if until is None else until
    world = World(script[0][0])
    world.clock.start(_ask(world, script))
    world.clock.run(Instant(last + 1))
    return world.facts


def _ask(world: World, script: list[tuple[Instant, Command]]) -> ProcessGenerator:
    for instant, together in groupby(script, key=lambda line: line[0]):
        yield world.clock.at(instant, Turn.ARRIVAL)
        for _, command in together:
            world.ask(command)


def _forwards(commands: Script) -> Iterator[tuple[Instant, Command]]:
    latest = Instant(0)
    for instant, command in commands:
        latest = max(latest, instant)
        yield latest, command
