"""The centre under fire, everybody outside it, and all that may be done to it."""

import asyncio
import json
import resource
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from benchmarks.processes import Dispatcher, opened, python, service, two_ports
from dispatcher.codec import decode_event
from dispatcher.journal import JOURNAL
from dispatcher.vocabulary import AgentId
from tests.chaos.cable import Cable
from tests.chaos.desks import Seat
from tests.chaos.followers import Follower
from tests.chaos.outside import ADDRESS, Outside
from tests.chaos.told import Told, in_a_row, see
from tests.engine.witness import Witness

AGENTS: Final = [AgentId(f"agent-{number:02}") for number in range(12)]
CALLS, LETTERS = 40.0, 5.0  # a second
HANGS: Final = 30.0  # s after which something that should have come counts as never coming
CRAMPED: Final = 64 * 1024  # bytes: no file may grow beyond it while the disk is full


def centre(ports: tuple[int, int]) -> str:
    """A small centre for calls and letters, whose spans are short."""
    agents = "".join(f'[agents.{name}]\nteam = "all"\nskills = ["all"]\n' for name in AGENTS)
    return f"""
[centre]
name = "Chaos"
breather = 0
undisturbed = 0
grace = "1s"
park_limit = "1m"
[teams.all]
{agents}
[queues.calls]
channel = "voice"
skills = ["all"]
promise = "1s"
interrupt = "after 1s"
offer_timeout = "2s"
wrap_up = "1s"
[queues.letters]
channel = "email"
skills = ["all"]
promise = "10s"
offer_timeout = "2s"
[mailboxes.help]
address = "{ADDRESS}"
queue = "letters"
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
[mail]
acknowledge = false
{service(ports)}"""


class Town:
    """A dispatcher, and those who hold it to what it said."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.told, self._ports = Told(), two_ports()
        self.cable = Cable(two_ports()[0], self._ports[0], seed)
        through_it = (self.cable.port, self._ports[1])
        self.dispatcher = Dispatcher(folder, centre(self._ports), self._ports)
        self.journal = folder / "data" / JOURNAL
        self.seats = [Seat(through_it, agent, self.told, seed) for agent in AGENTS]
        self.follower = Follower(through_it, self.told)
        self._outside = Outside(self._ports, self.told, seed)
        self._late: set[asyncio.Task[None]] = set()
        self._probes = 0

    @asynccontextmanager
    async def busy(self) -> AsyncIterator[None]:
        """Everybody is at it, until the end of the block. Whatever breaks outside ends the block."""
        async with self.cable.plugged(), asyncio.TaskGroup() as people:
            tasks = [people.create_task(seat.work()) for seat in self.seats]
            tasks.append(people.create_task(self.follower.follow()))
            comers = [
                people.create_task(self._outside.call_for_ever(CALLS)),
                people.create_task(self._outside.write_for_ever(LETTERS)),
                people.create_task(self.cable.pull_for_ever()),
            ]
            yield
            for comer in comers:
                comer.cancel()
            await self._come_to_rest()
            for task in tasks:
                task.cancel()
        await self._outside.close()

    async def _come_to_rest(self) -> None:
        """Every caller is gone, and every client has heard the last there was."""
        self.told.note("no more callers; those there are hang up")
        async with asyncio.timeout(HANGS):
            await self._outside.hang_up_all()
        await self.at_work()
        with opened(self.journal) as store:
            last = in_a_row(store)
        async with asyncio.timeout(HANGS):  # what comes after it may find the feed closed
            await self.follower.reaches(last)

    async def at_work(self) -> None:
        """Returns when a new call was let in and acknowledged.

        Raises:
            TimeoutError: the centre takes none.
        """
        self._probes += 1
        async with asyncio.timeout(HANGS):
            await self._outside.one_call(f"probe-{self._probes}", 0, 1)

    # --- lives ------------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Start the dispatcher, wait for its doors, and let somebody read its whole history meanwhile."""
        self.dispatcher.start()
        await self.dispatcher.opened()
        reader = asyncio.create_task(Follower(self._ports, self.told).read_from_the_start())
        self._late.add(reader)
        reader.add_done_callback(self._read)

    def _read(self, reader: "asyncio.Task[None]") -> None:
        self._late.discard(reader)
        reader.result()

    def kill(self) -> None:
        """Kill -9, and hold what was said since the last time against the journal."""
        self.dispatcher.kill()
        self._judge()

    async def stop(self) -> None:
        """SIGTERM: it ends cleanly, and by itself."""
        status = await self.dispatcher.stop()
        see(status == 0, f"SIGTERM ends it with status 0, not {status}")
        self._judge()

    def _judge(self) -> None:
        if self.journal.exists():
            self.told.check_fresh(self.journal)
        said = self.dispatcher.log.read_text("utf-8") if self.dispatcher.log.exists() else ""
        see("Traceback" not in said, f"the log of a life has no traceback: {said[-3000:]}")

    # --- what else may happen ---------------------------------------------------------------------------

    async def fill_disk(self, seconds: float) -> None:
        """Let no file grow for a while: work is refused loudly; with room again it goes on by itself."""
        self.told.refusal.clear()
        before = self.told.refused.total()
        room = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(self.dispatcher.pid, resource.RLIMIT_FSIZE, (CRAMPED, room[1]))
        try:
            async with asyncio.timeout(HANGS):
                await self.told.refusal.wait()
            await asyncio.sleep(seconds)
        finally:
            with suppress(ProcessLookupError):
                resource.prlimit(self.dispatcher.pid, resource.RLIMIT_FSIZE, room)
        self.told.note(f"disk full for a while: {self.told.refused.total() - before} refusals")
        await self.at_work()

    async def start_a_second(self) -> None:
        """Another dispatcher on the same journal refuses with a sentence, and the first goes on."""
        file = self.dispatcher.folder / "second.toml"
        file.write_text(centre(two_ports()), encoding="utf-8")
        second = python("dashboard.cli", "dispatcher", str(file), stderr=subprocess.PIPE)
        _, said = await asyncio.to_thread(second.communicate, timeout=HANGS)
        see(second.returncode == 2, f"the second dispatcher ends with status 2, not {second.returncode}")
        see("another dispatcher is running" in said, f"the second says why it ends: {said}")
        await self.at_work()

    async def connect_twice(self) -> None:
        """An agent sits down in a second place: the first is told so, and the second works."""
        async with asyncio.timeout(HANGS):
            said = await self.seats[0].connect_twice()
        see("somewhere else" in said, f"the first of two desks is told why it ends: {said!r}")

    async def read_slowly(self) -> None:
        """A follower that does not read is cut off; what it missed comes when it asks again."""
        slow = Follower(self._ports, self.told)
        slow.last = self.follower.last
        async with asyncio.timeout(4 * HANGS):
            await slow.read_too_slowly()
        reader = asyncio.create_task(slow.follow())
        async with asyncio.timeout(HANGS):
            await slow.reaches(self.follower.last)
        reader.cancel()

    # --- the last word ----------------------------------------------------------------------------------

    def judge_all(self) -> int:
        """Hold everything against the journal, and the journal against the laws; the number of facts.

        Raises:
            Broken: something said was taken back.
            LawBrokenError: the journal tells of what cannot be.
        """
        self.told.check_all(self.journal)
        witness, hers = Witness(), {agent: list[int]() for agent in AGENTS}
        with opened(self.journal) as store:
            rows = store.execute("SELECT number, body FROM events ORDER BY number").fetchall()
        for number, body in rows:
            fact = decode_event(body)
            witness.hear(fact)
            if (agent := getattr(fact, "agent", None)) in hers:
                hers[agent].append(number)
        live = [name for name, contact in witness.state.contacts.items() if contact.live]
        see(not live, f"every caller hung up, so no call is open: {live}")
        for seat in self.seats:
            for heard in seat.heard:
                missed = heard.missed(hers[seat.agent])
                see(not missed, f"{seat.agent} hears every fact that names her; missing: {missed[:10]}")
        return len(rows)

    def tally(self) -> str:
        """What was said, in a line."""
        told, words = self.told, json.dumps(dict(self.told.refused))
        return (
            f"{len(told.commands):,} commands acknowledged, {len(told.calls):,} calls,"
            f" {len(told.letters):,} letters, {len(told.drafts):,} drafts, {len(told.facts):,} facts heard;"
            f" asked again: {words}"
        )
