"""A dispatcher process that strangers talk to, and a good neighbour who must not notice.

RINGPOST_FUZZ says how many times as many examples as in `make test` are tried.
"""

import asyncio
import os
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from hypothesis import HealthCheck, settings

from benchmarks import entry
from benchmarks.processes import Dispatcher, opened, service, two_ports
from dispatcher.client.desk import Desk
from dispatcher.codec import decode_command, decode_event
from dispatcher.commands import Command, NoteAcknowledgement
from dispatcher.events import CommandRefused, Event
from dispatcher.gateway.frames import Refused, Whither
from dispatcher.journal import JOURNAL
from dispatcher.vocabulary import AgentId, ContactId

T = TypeVar("T")

BOUND: Final = 20.0  # s after which an answer counts as never coming
PLOY, ANNA = AgentId("ploy"), AgentId("anna")
CENTRE: Final = """
[centre]
name = "Besieged"
[teams.all]
[agents.ploy]
team = "all"
[agents.anna]
team = "all"
[queues.calls]
channel = "voice"
promise = "20s"
[queues.letters]
channel = "email"
promise = "4h"
[mailboxes.help]
address = "help@besieged.example"
queue = "letters"
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
"""


def tried(examples: int) -> settings:
    """So many examples, or RINGPOST_FUZZ times as many. They share one process, which is what is tested."""
    more = int(os.environ.get("RINGPOST_FUZZ", "1"))
    return settings(
        max_examples=examples * more,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


class Done(NamedTuple):
    """A command in the journal, and the facts it led to."""

    command: Command
    facts: list[Event]

    @property
    def refused(self) -> bool:
        """Did it change nothing?"""
        return all(isinstance(one, CommandRefused) for one in self.facts)


class Besieged:
    """The dispatcher, and what may be seen of it."""

    def __init__(self, folder: Path) -> None:
        self.ports = two_ports()
        self._dispatcher = Dispatcher(folder, CENTRE + service(self.ports), self.ports)
        self._runner = asyncio.Runner()
        self._neighbour = entry.desk(self.ports, ANNA)
        self._journal = folder / "data" / JOURNAL
        self._seen = 0

    def run(self, play: Coroutine[Any, Any, T]) -> T:
        """What becomes of this play, which must come to an end."""
        return self._runner.run(_bounded(play))

    async def open(self) -> None:
        """Start it; Anna sits down, and stays. A call and a letter come in."""
        self._dispatcher.start()
        await self._dispatcher.opened()
        await self._neighbour.__aenter__()
        async with entry.exchange(self.ports) as pbx:  # something to be after
            await pbx.post("/v1/calls", json={"id": "call", "queue": "calls"})
            await pbx.post("/v1/mail", content=b"From: joe@customers.example\nSubject: Hello\n\nHello.\n")
        self.done()

    async def close(self) -> None:
        """Anna goes home, and it is stopped."""
        await self._neighbour.close()
        assert await self._dispatcher.stop() == 0

    def end(self) -> None:
        """Whatever happened, leave nothing behind."""
        self._dispatcher.kill()
        self._runner.close()

    async def is_unharmed(self) -> None:
        """It lives and says nothing of a failure; Anna and a PBX are served as ever."""
        process, said = self._dispatcher.process, self._dispatcher.log.read_text("utf-8")
        assert process is not None
        assert process.poll() is None, said
        assert "Traceback" not in said, said
        assert '"trace":' not in said, said
        await _is_served(self._neighbour)
        async with entry.exchange(self.ports) as pbx:
            assert (await pbx.get("/v1/queues")).status_code == 200

    def done(self) -> list[Done]:
        """The commands in the journal since this was asked the last time, but for those of the mail room.

        It says of itself, some time after a letter, that the letter was acknowledged.
        """
        with opened(self._journal) as store:
            rows = store.execute(
                "SELECT number, body, first, last FROM commands WHERE number > ? ORDER BY number",
                (self._seen,),
            ).fetchall()
            facts = "SELECT body FROM events WHERE number BETWEEN ? AND ?"
            done = [
                Done(
                    decode_command(body),
                    [decode_event(fact) for (fact,) in store.execute(facts, (first, last))],
                )
                for _, body, first, last in rows
                if not isinstance(decode_command(body), NoteAcknowledgement)
            ]
        self._seen = rows[-1][0] if rows else self._seen
        return done


async def _is_served(desk: Desk) -> None:
    assert desk.online, desk.trouble
    answer = await desk.request(Whither(id="whither", contact=ContactId("nothing")))
    assert isinstance(answer, Refused)
    assert answer.reason == "not_yours"


async def _bounded(play: Coroutine[Any, Any, T]) -> T:
    async with asyncio.timeout(BOUND):
        return await play


@contextmanager
def besieged(folder: Path) -> Iterator[Besieged]:
    """A dispatcher at work, until the end of the block."""
    place = Besieged(folder)
    try:
        place.run(place.open())
        yield place
        place.run(place.is_unharmed())
        place.run(place.close())
    finally:
        place.end()
