"""One script, three clocks: the live service on asyncio, SimPy, and the bare engine give the same facts."""

import asyncio
from itertools import islice
from pathlib import Path

import pytest

from dispatcher import commands as ask
from dispatcher.commands import Command
from dispatcher.engine.engine import Engine
from dispatcher.events import Event
from dispatcher.journal import Journal
from dispatcher.service import open_service
from dispatcher.vocabulary import HOUR, CommandId, ContactId, Instant, MessageId, later
from simulator.replay import replay
from tests.engine.centres import begins, draw
from tests.engine.walk import stroll

Script = list[tuple[Instant, Command]]


class HandClock:
    """A clock that stands still until somebody turns it."""

    def __init__(self, now: Instant) -> None:
        self.now = now

    def __call__(self) -> Instant:
        return self.now


def day(seed: int, requests: int) -> tuple[Script, list[Event]]:
    """A day by chance, and what the bare engine makes of it; it ends when all that can come due is over."""
    engine, script, facts = Engine(), Script(), list[Event]()
    for now, command in islice(stroll(seed, lambda: engine.state, draw(seed), begins(seed)), requests):
        script.append((now, command))
        facts += engine.handle(command, now)
    end = later(engine.now, HOUR)
    last = ask.NoteDelivery(
        id=CommandId("last"), contact=ContactId("e1"), message=MessageId("m"), delivered=True
    )
    return [*script, (end, last)], facts + engine.handle(last, end)


async def live(script: Script, home: Path) -> list[Event]:
    """The facts the live service wrote into its journal, its clock turned by hand."""
    (opening, first), *rest = script
    assert isinstance(first, ask.ConfigureCentre)
    clock = HandClock(opening)
    service = await open_service(home / "journal.db", first.centre, clock=clock)
    running = asyncio.create_task(service.run())
    try:
        for clock.now, command in rest:
            await service.submit(command)
        return [numbered.fact for numbered in await service.facts(after=0, limit=-1)]
    finally:
        running.cancel()
        await asyncio.wait([running])
        await service.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_live_service_and_simpy_give_the_same_facts(seed: int, tmp_path: Path) -> None:
    script, facts = day(seed, requests=300)
    assert replay(script) == facts
    assert await live(script, tmp_path) == facts


async def test_a_journal_replayed_command_by_command_is_the_same_day(tmp_path: Path) -> None:
    script, facts = day(seed=4, requests=300)
    await live(script, tmp_path)
    journal = Journal(tmp_path / "journal.db")
    written = list(journal.commands())
    journal.close()
    once: dict[CommandId, Command] = {}
    for _, command in script[1:]:
        once.setdefault(command.id, command)  # asked again, it is answered from the journal
    assert [command for _, command in written[1:]] == list(once.values())
    assert replay(written) == facts
