"""The campaign: so many lives of a dispatcher at its mailboxes, each ended by kill -9, and one to the end."""

import asyncio
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.processes import Dispatcher, opened, service, two_ports
from dispatcher.journal import JOURNAL
from tests.dovecot import Dovecot, dovecot
from tests.mailchaos.letters import NUMBER, letters
from tests.mailchaos.told import Left, judge, left

USERS: Final = {"help@example.com": "secret of help", "sales@example.com": "secret of sales"}
LIFE: Final = 1.2  # s, the longest life after it began to fetch; a share of them ends while it starts
BEGINS: Final = 20.0  # s in which it begins; where others compute too, killed by the clock it never would
AT_START: Final = 0.15
STARTS: Final = 1.0  # s in which it starts
HANGS: Final = 300.0  # s after which what should be fetched counts as never fetched

Say = Callable[[str], None]


def centre(ports: tuple[int, int], imap: Dovecot) -> str:
    """A centre that reads both mailboxes; its answers stay in the outbox."""
    boxes = "".join(
        f'[mailboxes.{user.partition("@")[0]}]\naddress = "{user}"\nhost = "{imap.host}"\n'
        f'port = {imap.imap_port}\ntls = false\npassword = "{password}"\nqueue = "letters"\npoll = "1s"\n'
        for user, password in USERS.items()
    )
    return f"""
[centre]
name = "Chaos"
[teams.all]
[agents.ann]
team = "all"
[queues.letters]
channel = "email"
promise = "4h"
{boxes}
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
{service(ports)}"""


class Town:
    """A dispatcher, its mail server, and what each of its lives left."""

    def __init__(self, folder: Path, imap: Dovecot, seed: int, say: Say) -> None:
        self._imap, self._dice, self._say = imap, Random(f"{seed}:mail"), say
        ports = two_ports()
        self.dispatcher = Dispatcher(folder, centre(ports, imap), ports)
        self._journal = folder / "data" / JOURNAL
        self._laid = 0
        self.lives: list[Left] = []

    async def lay_in(self, count: int) -> None:
        """So many letters more, in tens: each ten in one of the mailboxes."""
        for first in range(self._laid, self._laid + count, 10):
            user = self._dice.choice(list(USERS))
            await asyncio.to_thread(self._imap.lay_in, user, list(letters(first, 10)))
        self._laid += count

    async def one_life(self) -> None:
        """Start it, and kill it at any instant: while it starts, or in the middle of its reading."""
        self.dispatcher.start()
        if self._dice.random() < AT_START:
            await asyncio.sleep(self._dice.uniform(0, STARTS))
        else:
            before = self._begun()
            await self.dispatcher.opened()
            await self._fetches(before)
            await asyncio.sleep(self._dice.uniform(0, LIFE))
        self.dispatcher.kill()
        self._note("killed")

    async def last_life(self) -> None:
        """Start it, and let it read to the end."""
        self.dispatcher.start()
        await self.dispatcher.opened()
        async with asyncio.timeout(HANGS):
            await self._all_is_read()
        await self.dispatcher.stop()
        self._note("read to the end")

    async def _all_is_read(self) -> None:
        while True:
            found = self._left()
            if found is not None and found.fetched == self._laid:
                return
            await asyncio.sleep(0.1)

    async def _fetches(self, before: int) -> None:
        """Returns when it has taken more in hand than `before`, or does not."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BEGINS):
                while True:
                    if self._begun() > before:
                        return
                    await asyncio.sleep(0.01)

    def _begun(self) -> int:
        """How many letters were ever taken in hand."""
        try:
            with opened(self._journal) as store:
                return int(store.execute("SELECT coalesce(sum(uid), 0) FROM mail_sweep").fetchone()[0])
        except sqlite3.OperationalError:  # There is no store yet, or it is being made.
            return 0

    def _left(self) -> Left | None:
        if not self._journal.exists():
            return None
        try:
            with opened(self._journal) as store:
                return left(store)
        except sqlite3.OperationalError:  # It was killed before it had made its tables.
            return None

    def _note(self, end: str) -> None:
        if (found := self._left()) is None:
            self._say(f"life {self.dispatcher.lives}: {end} before it had a store")
            return
        self.lives.append(found)
        self._say(
            f"life {self.dispatcher.lives}: {end}; {found.fetched:,} of {self._laid:,} fetched,"
            f" {len(found.in_hand)} in hand"
        )

    def judge_all(self) -> Counter[str]:
        """What became of everything, by judgement, after every life was judged.

        Raises:
            BrokenLawError: see `told.judge`.
        """
        numbers = {
            (user.partition("@")[0], uid): number for user in USERS for uid, number in self._numbers(user)
        }
        assert len(numbers) == self._laid
        return [judge(found, numbers) for found in self.lives][-1]

    def _numbers(self, user: str) -> Iterator[tuple[int, int]]:
        """The number of the letter under each UID."""
        with self._imap.session(user) as session:
            _, parts = session.uid("fetch", "1:*", f"(BODY.PEEK[HEADER.FIELDS ({NUMBER})])")
        for part in parts:
            if isinstance(part, tuple):
                uid, number = re.search(rb"UID (\d+)", part[0]), re.search(rb": (\d+)", part[1])
                assert uid is not None
                assert number is not None
                yield int(uid[1]), int(number[1])


@contextmanager
def town(folder: Path, seed: int, say: Say) -> Iterator[Town]:
    """The two of them, gone at the end of the block."""
    with (
        tempfile.TemporaryDirectory(prefix="dovecot-") as home,
        dovecot(Path(home), USERS, "mail_max_userip_connections = 0\n") as imap,
    ):
        there = Town(folder, imap, seed, say)
        try:
            yield there
        finally:
            there.dispatcher.kill()


async def run(folder: Path, seed: int, kills: int, count: int, say: Say) -> tuple[Counter[str], list[Left]]:
    """So many lives over so many letters; what became of these, and what each life left.

    Raises:
        BrokenLawError: a letter was lost, or taken twice.
        TimeoutError: the last life did not read them all.
    """
    with town(folder, seed, say) as there:
        share = max(10, count // (kills + 1) // 10 * 10)
        for _ in range(kills):
            await there.lay_in(share)
            await there.one_life()
        await there.lay_in(max(10, count - kills * share))
        await there.last_life()
        return await asyncio.to_thread(there.judge_all), there.lives
