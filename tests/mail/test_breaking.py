"""Plays of the breaker: too many automatic letters left, none leaves for an hour, and somebody is told."""

import email
import email.policy
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dispatcher.folders.escalation import Escalation
from dispatcher.mail.breaking import Breaking, News
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.vocabulary import HOUR, MINUTE
from tests.live.test_operations import checks, samples
from tests.live.whole import whole_dispatcher
from tests.mail.house import HandClock, letter, mail_settings, running

BOSS, CHIEF = "boss@example.com", "chief@example.com"
MOST = 3


@dataclass
class Flood:
    """A centre whose machine may answer `MOST` letters an hour, and strangers who write."""

    service: Service
    clock: HandClock
    room: MailRoom
    watch: Breaking
    came: int = 0

    async def come(self, many: int) -> None:
        """So many strangers write, a minute apart."""
        for _ in range(many):
            self.came += 1
            me = f"desk{self.came}@robot.example"
            await self.room.post(letter(f"Letter {self.came}", f"No. {self.came}", sender=me))
            self.clock.move(MINUTE)

    async def out(self) -> list[Any]:
        """What stands in the outbox."""
        rows = await self.service.read(partial(outbox.due, now=self.clock(), limit=99))
        return [email.message_from_bytes(row.raw, policy=email.policy.default) for row in rows]

    async def receipts(self) -> int:
        """How many of them are to the strangers."""
        return sum("robot.example" in one["To"] for one in await self.out())

    async def told(self) -> list[tuple[str, str]]:
        """Whom of us something was written to, and its subject."""
        return [(one["To"], one["Subject"]) for one in await self.out() if "robot" not in one["To"]]


@asynccontextmanager
async def flood(
    folder: Path,
    clock: HandClock,
    rules: Sequence[Escalation] = (Escalation(name="late", email=(BOSS,)),),
    most: int = MOST,
) -> AsyncIterator[Flood]:
    async with running(folder, clock=clock) as service:
        settings = mail_settings(automatic_per_hour=most)
        room = MailRoom(service, settings)
        yield Flood(service, clock, room, Breaking(service, settings, rules, lambda: None))
        room.close()


def said(news: Sequence[News]) -> list[tuple[int, bool]]:
    """How many letters were held, and whether it is over."""
    return [(one.trip.held, one.over) for one in news]


async def test_once_a_trip_and_once_when_it_is_over(tmp_path: Path) -> None:
    async with flood(tmp_path, HandClock()) as at:
        await at.come(MOST)
        assert await at.watch.look() == []
        await at.come(1)
        assert said(await at.watch.look()) == [(1, False)]
        assert at.watch.standing is not None
        await at.come(4)
        assert await at.watch.look() == []
        assert await at.receipts() == MOST
        at.clock.move(HOUR)
        assert said(await at.watch.look()) == [(5, True)]
        assert not at.watch.stopped
        assert await at.watch.look() == []
        assert await at.told() == [
            (BOSS, "Automatic letters are stopped"),
            (BOSS, "Automatic letters leave again"),
        ]


async def test_it_says_why_until_when_to_whom_they_went_and_what_to_do(tmp_path: Path) -> None:
    async with flood(tmp_path, HandClock()) as at:
        await at.room.post(letter("One", sender="joe@customer.example"))
        await at.come(MOST)
        await at.watch.look()
        text = (await at.out())[-1].get_content()
        assert f"{MOST} receipts and prepared answers left within an hour" in text
        assert {"- robot.example: 2", "- customer.example: 1"} <= set(text.splitlines())
        assert "raise automatic_per_hour" in " ".join(text.split())


async def test_for_the_whole_hour_none_leaves_and_then_they_do(tmp_path: Path) -> None:
    """Letters that left long ago let no trickle through: whoever is in a loop would keep it going."""
    async with flood(tmp_path, HandClock()) as at:
        await at.come(1)
        at.clock.move(50 * MINUTE)
        await at.come(MOST)
        for _ in range(5):
            at.clock.move(10 * MINUTE)
            await at.come(1)
            assert await at.receipts() == MOST
        at.clock.move(10 * MINUTE)
        await at.come(MOST)
        assert await at.receipts() == 2 * MOST
        await at.come(1)
        assert said(await at.watch.look()) == [(6, True), (1, False)]


async def test_a_restart_tells_nothing_twice_and_lets_no_letter_out(tmp_path: Path) -> None:
    clock = HandClock()
    async with flood(tmp_path, clock) as at:
        await at.come(MOST + 1)
        assert said(await at.watch.look()) == [(1, False)]
    async with flood(tmp_path, clock) as at:
        assert await at.watch.look() == []
        assert at.watch.stopped
        await at.room.post(letter("Another", sender="ann@one.example"))
        assert await at.receipts() == MOST


async def test_a_trip_that_nobody_was_there_to_tell_of_is_told_when_it_is_over(tmp_path: Path) -> None:
    clock = HandClock()
    async with flood(tmp_path, clock) as at:
        await at.come(MOST + 2)
    clock.move(2 * HOUR)
    async with flood(tmp_path, clock) as at:
        assert said(await at.watch.look()) == [(2, True)]
        assert await at.told() == [(BOSS, "Automatic letters leave again")]


async def test_whoever_raises_the_bound_ends_it(tmp_path: Path) -> None:
    clock = HandClock()
    async with flood(tmp_path, clock) as at:
        await at.come(MOST + 1)
        await at.watch.look()
    async with flood(tmp_path, clock, most=MOST + 1) as at:
        assert said(await at.watch.look()) == [(1, True)]
        at.came = 10
        await at.come(2)
        assert await at.receipts() == MOST + 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("th", "หยุดส่ง"), ("zh", "自动邮件已停止"), ("fa", "متوقف"), ("ru", "остановлены"), ("xx", "stopped")],
)
async def test_each_address_once_in_its_language(language: str, words: str, tmp_path: Path) -> None:
    rules = [
        Escalation(name="late", email=(BOSS,), language=language),
        Escalation(name="gold", email=(CHIEF, BOSS.upper())),
    ]
    async with flood(tmp_path, HandClock(), rules) as at:
        await at.come(MOST + 1)
        await at.watch.look()
        told = dict(await at.told())
        assert len(await at.told()) == 2
        assert words in told[BOSS]
        assert told[CHIEF] == "Automatic letters are stopped"


async def test_operators_see_it(tmp_path: Path) -> None:
    """Three letters at the door of a centre that answers two an hour by itself."""
    more = """
[mail]
automatic_per_hour = 2
[mailboxes.help]
address = "help@example.com"
queue = "letters"
[smtp]
host = "127.0.0.1"
port = 9
"""
    async with whole_dispatcher(tmp_path, more) as house:
        for number in range(3):
            raw = letter(f"No. {number}", sender=f"joe{number}@customer.example")
            posted = await house.pbx.post("/v1/mail", content=raw)
            assert posted.status_code == 201, posted.text
        await house.overheard.until("automatic letters are stopped, as too many left within an hour")
        ready = await house.pbx.get("/ready")
        assert (ready.status_code, checks(ready)["automatic letters"]) == (200, "warning")
        counted = await samples(house)
        assert counted["ringpost_mail_automatic_stopped", ""] == 1
        assert counted["ringpost_mail_automatic_held_total", ""] == 1
        assert (await house.pbx.get("/v1/forecast")).json()["automatic_stopped"] > 0
