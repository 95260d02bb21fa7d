"""How fast letters come in: from Dovecot through parse, judge, thread, store and offer; memory meanwhile.

`python -m benchmarks.mail [--letters 20000] [--agents 20] [--closing] [--json]`

A real Dovecot with that many letters waiting, as after an outage, and a real `ringpost dispatcher`. The
letters are plain or of two parts, in five languages, one in twenty with a file; one in ten goes on with
an earlier one. Agents are at their desks and accept what is offered until their hands are full, so that the
first letters are offered and the rest are put in line.

The yardstick, in the same run on the same machine, before and after: a bare loop that fetches the same bytes
through the same library (aioimaplib, one UID at a time) and does nothing with them. The target is a third of
its rate. Memory is proportional resident memory (PSS) of the dispatcher and its children, at each quarter; a
letter that waits is a part of the picture, and takes some. With `--closing` agents close what they accept, as
when a day's letters are worked off: then memory must not grow with what came through. On a machine that
others use the rates say little: processor time a letter, of the dispatcher and of its readers beside that of
the bare loop, says more.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path
from random import Random
from time import monotonic, process_time
from typing import Final, NamedTuple

from aioimaplib import aioimaplib

from benchmarks.entry import desk
from benchmarks.processes import Dispatcher, busy, memory, offspring, opened, service, two_ports
from benchmarks.seats import name
from dispatcher.events import ContactOffered
from dispatcher.journal import JOURNAL
from dispatcher.vocabulary import AgentId
from tests.dovecot import Dovecot, dovecot
from tests.mail.house import FIVE

ADDRESS: Final = "help@example.com"
CAP: Final = 50
LOOK: Final = 0.05  # s between looks at how far it is
TARGET: Final = 1 / 3
DATE: Final = "Wed, 25 Nov 2026 08:00:00 +0000"
MIB: Final = 1024 * 1024


class Measured(NamedTuple):
    """What was found; rates in letters a second, memory in bytes at the start and after each quarter.

    `work` is the processor time of a letter in seconds: of the bare loop, the dispatcher, and its readers.
    """

    letters: int
    size: float
    bare: float
    ours: float
    memory: Sequence[int]
    quarters: Sequence[float]
    work: Sequence[float]
    offered: int
    verdicts: dict[str, int]
    waiting: Sequence[int]

    @property
    def ratio(self) -> float:
        """How much of the bare rate we keep."""
        return self.ours / self.bare


# --- the letters --------------------------------------------------------------------------------------------


def letters(count: int) -> Iterator[bytes]:
    """So many, always the same."""
    dice = Random("letters")
    return (_letter(number, dice) for number in range(count))


def _letter(number: int, dice: Random) -> bytes:
    subject, words = tuple(FIVE.values())[number % len(FIVE)]
    text = "\r\n".join([words, *([words * 3] * dice.randint(1, 12))])
    mail = EmailMessage()
    sender = dice.randrange(number // 10 + 1) * 10 if number % 10 == 9 else number
    mail["Received"] = (
        "from mx.customer.example by mx.example.com with ESMTPS; Wed, 25 Nov 2026 08:00:00 +0000"
    )
    mail["From"], mail["To"] = f"Customer {sender} <customer{sender}@customer.example>", ADDRESS
    mail["Subject"], mail["Message-ID"] = subject, f"<{number}@customer.example>"
    mail["Date"] = DATE
    if sender != number:
        mail["In-Reply-To"] = f"<{sender}@customer.example>"
    mail.set_content(text)
    if number % 2:
        styled = f"<p style='font-family: sans-serif; margin: 0 0 1em 0'>{words}</p>"
        mail.add_alternative(f"<html><body>{styled * dice.randint(5, 60)}</body></html>", subtype="html")
    if number % 20 == 0:
        photo = dice.randbytes(dice.randint(50_000, 400_000))
        mail.add_attachment(photo, maintype="image", subtype="jpeg", filename=f"photo-{number}.jpg")
    return mail.as_bytes().replace(b"\n", b"\r\n")


# --- the yardstick ------------------------------------------------------------------------------------------


async def bare(imap: Dovecot) -> tuple[float, float, float]:
    """Letters a second of a loop that only fetches them, and the bytes and the processor time of one."""
    client = aioimaplib.IMAP4(imap.host, imap.imap_port)
    await client.wait_hello_from_server()
    await client.login(ADDRESS, imap.users[ADDRESS])
    await client.select("INBOX")
    found = await client.uid_search("ALL", charset=None)
    uids, size, begun, worked = found.lines[0].split(), 0, monotonic(), process_time()
    for uid in uids:
        fetched = await client.uid("fetch", uid.decode(), "(UID BODY.PEEK[])")
        size += len(fetched.lines[1])
    rate, work = len(uids) / (monotonic() - begun), (process_time() - worked) / len(uids)
    await client.logout()
    return rate, size / len(uids), work


# --- ours ---------------------------------------------------------------------------------------------------


def centre(ports: tuple[int, int], imap: Dovecot, agents: int) -> str:
    """A centre that reads the mailbox; its answers stay in the outbox."""
    people = "".join(f'[agents.{name(number)}]\nteam = "all"\n' for number in range(agents))
    return f"""
[centre]
name = "Benchmark"
caps = {{ email = {CAP} }}
[teams.all]
{people}
[queues.letters]
channel = "email"
promise = "4h"
offer_timeout = "1h"
[mailboxes.help]
address = "{ADDRESS}"
host = "{imap.host}"
port = {imap.imap_port}
tls = false
password = "{imap.users[ADDRESS]}"
queue = "letters"
[smtp]
host = "127.0.0.1"
port = 9
security = "none"
{service(ports)}"""


async def accept(ports: tuple[int, int], agent: AgentId, *, closing: bool) -> None:
    """Sit at this agent's desk, and take what is offered; close it at once, if `closing`."""
    async with desk(ports, agent) as seat:
        await seat.ready()
        async for frame in seat.facts():
            if isinstance(frame.fact, ContactOffered):
                await seat.accept(frame.fact.offer)
                if closing:
                    await seat.finish(frame.fact.contact)


class Course(NamedTuple):
    """How it went: letters a second in all and by quarter, memory at the start and after each, the work.

    `waiting` are the open contacts after each quarter.
    """

    rate: float
    quarters: Sequence[float]
    memory: Sequence[int]
    work: Sequence[float]
    waiting: Sequence[int]


class Intake:
    """A dispatcher that reads the mailbox, and what is seen of it from outside."""

    def __init__(self, folder: Path, imap: Dovecot, agents: int, *, closing: bool) -> None:
        self._ports, self._agents, self._closing = two_ports(), agents, closing
        self.dispatcher = Dispatcher(folder, centre(self._ports, imap, agents), self._ports)
        self._journal = folder / "data" / JOURNAL

    async def run(self, count: int) -> Course:
        """Take so many letters in, with the agents at their desks."""
        self.dispatcher.start()
        await self.dispatcher.opened()
        async with AsyncExitStack() as seats:
            for number in range(self._agents):
                at_work = asyncio.create_task(accept(self._ports, name(number), closing=self._closing))
                seats.callback(at_work.cancel)
            begun, first, worked = monotonic(), self._fetched(), self._work()
            used, times, waiting = [self._memory()], [begun], list[int]()
            for quarter in range(1, 5):
                await self._reaches(count * quarter // 4)
                used.append(self._memory())
                times.append(monotonic())
                waiting.append(self._waiting())
            rate = (count - first) / (times[-1] - begun)
            quarters = [count / 4 / (after - before) for before, after in pairwise(times)]
            return Course(rate, quarters, used, self._work_of(count - first, worked), waiting)

    def _work(self) -> tuple[float, float]:
        own, *readers = map(busy, offspring(self.dispatcher.pid))
        return own, sum(readers)

    def _work_of(self, letters: int, before: tuple[float, float]) -> list[float]:
        """Seconds a letter since; a reader that was replaced meanwhile took its own with it."""
        return [(now - then) / letters for now, then in zip(self._work(), before, strict=True)]

    async def _reaches(self, count: int) -> None:
        while True:
            if self._fetched() >= count:
                return
            await asyncio.sleep(LOOK)

    def _memory(self) -> int:
        return sum(map(memory, offspring(self.dispatcher.pid)))

    def _fetched(self) -> int:
        return self._ask(
            "SELECT coalesce((SELECT max(uid) FROM mail_sweep), 0)"
            " - (SELECT count(*) FROM mail_in_hand WHERE NOT dealt)"
        )

    def _waiting(self) -> int:
        return self._ask("SELECT count(*) FROM customer_contact WHERE ended IS NULL")

    def offered(self) -> int:
        """How many letters were offered to somebody."""
        return self._ask(
            "SELECT count(*) FROM events WHERE CAST(body AS TEXT) ->> '$.type' = 'ContactOffered'"
        )

    def verdicts(self) -> dict[str, int]:
        """How many letters were judged what."""
        with opened(self._journal) as store:
            sql = "SELECT verdict, count(*) FROM mail_message WHERE direction = 'in' GROUP BY verdict"
            return dict(store.execute(sql).fetchall())

    def _ask(self, sql: str) -> int:
        try:
            with opened(self._journal) as store:
                return int(store.execute(sql).fetchone()[0])
        except sqlite3.OperationalError:  # the tables are being made
            return 0


async def measure(count: int, agents: int, *, closing: bool) -> Measured:
    """Both rates, over the same letters."""
    with (
        tempfile.TemporaryDirectory(prefix="dovecot-") as home,
        tempfile.TemporaryDirectory(prefix="bench-mail-") as folder,
        dovecot(Path(home), {ADDRESS: "secret of help"}) as imap,
    ):
        imap.lay_in(ADDRESS, letters(count))
        before, size, alone = await bare(imap)
        intake = Intake(Path(folder), imap, agents, closing=closing)
        try:
            ours = await intake.run(count)
        finally:
            intake.dispatcher.kill()
        after, _, alone_after = await bare(imap)
        return Measured(
            letters=count,
            size=size,
            bare=(before + after) / 2,
            ours=ours.rate,
            memory=ours.memory,
            quarters=ours.quarters,
            work=[(alone + alone_after) / 2, *ours.work],
            offered=intake.offered(),
            verdicts=intake.verdicts(),
            waiting=ours.waiting,
        )


def told(found: Measured) -> str:
    """What was found, in sentences."""
    verdicts = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(found.verdicts.items()))
    used = " ".join(f"{one / MIB:.0f}" for one in found.memory)
    quarters = " ".join(f"{one:,.0f}" for one in found.quarters)
    waiting = " ".join(f"{one:,}" for one in found.waiting)
    alone, own, readers = (f"{one * 1000:.2f}" for one in found.work)
    return (
        f"{found.letters:,} letters of {found.size / 1000:.1f} kB on average: {verdicts};"
        f" {found.offered:,} offered\n"
        f"bare loop: {found.bare:,.0f} a second; ours: {found.ours:,.0f} a second; ratio {found.ratio:.2f}"
        f" (target {TARGET:.2f})\n"
        f"by quarter: {quarters} a second\n"
        f"processor time a letter: bare loop {alone} ms, dispatcher {own} ms, readers {readers} ms\n"
        f"memory at the start and after each quarter: {used} MiB; open contacts: {waiting}"
    )


async def main(options: argparse.Namespace) -> int:
    """Measure, and say what was found. The exit status is 1 when we are slower than the target."""
    found = await measure(options.letters, options.agents, closing=options.closing)
    print(json.dumps({**found._asdict(), "ratio": found.ratio}) if options.json else told(found))
    return 0 if found.ratio >= TARGET else 1


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=int, default=20_000, help="waiting in the mailbox (20000)")
    parser.add_argument("--agents", type=int, default=20, help="at their desks (20)")
    parser.add_argument("--closing", action="store_true", help="agents close what they accept")
    parser.add_argument("--json", action="store_true", help="print JSON instead of sentences")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(asked())))
