"""Plays and laws of the line simulator: a PBX from outside, on the real API."""

import asyncio
import contextlib
import json
import math
import random
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.events import CallNoted, ContactAbandoned, ContactClosed, OfferAccepted
from dispatcher.vocabulary import CallNote, CloseReason, Urgency
from dispatcher.voice.callers import Callers, Line, Patience
from dispatcher.voice.lines import dial_all, sweep
from dispatcher.voice.phones import Phones
from dispatcher.voice.tally import Ended, Tally
from tests.live.heart import PLOY, News, sit_down
from tests.live.house import Exchange, open_lines
from tests.live.test_calls import CALL, answer

NEVER = 1e9  # seconds
QUICK = 10_000.0  # times as fast as life


def line(**said: object) -> Line:
    """Sixty calls an hour, of two minutes, by callers who never give up."""
    plain = {"exchange": "lines", "queue": "orders", "per_hour": 60.0, "talk": 120.0, "patience": NEVER}
    return Line(**plain | {"kind": Patience.FIXED} | said)  # type: ignore[arg-type]


async def dial(house: Exchange, some: Line, **how: object) -> Tally:
    """Let one caller call, and see what became of it."""
    tally = Tally()
    more = {"key": "", "seed": 1, "speed": QUICK, "calls": 1, **how}
    await dial_all([some], str(house.pbx.base_url), tally=tally, **more)  # type: ignore[arg-type]
    return tally


@contextlib.asynccontextmanager
async def phones(house: Exchange, pick_up: float) -> AsyncIterator[Phones]:
    """The phones of everybody, until the end of the block."""
    some = Phones(house.pbx, "pbx", random.Random(1), pick_up=pick_up)
    task = asyncio.create_task(some.run())
    try:
        yield some
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_phone_that_rings_is_picked_up_and_the_caller_talks(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await sit_down(house.service, PLOY)
        tally = await dial(house, line(), phones=True)
        assert (await news.of(CallNoted)).what is CallNote.RINGING
        assert (await news.of(OfferAccepted)).agent == PLOY
        assert (await news.of(ContactClosed)).why is CloseReason.CALLER_HUNG_UP
        told = tally.summary()
        assert (told["calls"], told["answered"], told["abandoned"]) == (1, 1, 0)
        assert told["mean_wait"] == told["longest_wait"]


async def test_nobody_is_there_and_the_caller_gives_up(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        tally = await dial(house, line(patience=1.0), phones=True)
        await news.of(ContactAbandoned)
        assert tally.sentence() == "1 calls: 0 answered, 1 abandoned"
        assert tally.summary()["mean_wait"] is None


async def test_what_the_centre_does_not_let_in_is_counted(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        tally = await dial(house, line(queue="nowhere"), calls=3)
        assert tally.sentence() == "3 calls: 0 answered, 0 abandoned, 3 refused"


async def test_the_phone_stops_ringing_when_the_caller_hangs_up(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house, phones(house, NEVER) as there:
        news = News(house.service)
        await sit_down(house.service, PLOY)
        await house.say("POST", "calls", json=CALL)
        await news.of(CallNoted)
        assert there.ringing == {"pbx-1/1"}
        await house.say("POST", "calls/pbx-1/hangup")
        while there.ringing:
            await house.say("GET", "queues")
        assert there.answered == 0


async def test_phones_that_begin_late_ring_for_what_is_offered_already(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await sit_down(house.service, PLOY)
        await house.say("POST", "calls", json=CALL)
        async with phones(house, 0.001):
            await news.of(OfferAccepted)


async def test_a_pbx_that_starts_again_has_lost_its_own_calls_and_no_others(tmp_path: Path) -> None:
    async with open_lines(tmp_path) as house:
        news = News(house.service)
        await sit_down(house.service, PLOY)
        for name in ("lines-1", "lines-2", "pbx-1"):
            await house.say("POST", "calls", json={**CALL, "id": name})
        await answer(house.service)
        assert await sweep(house.pbx, "lines") == 2
        assert (await news.of(ContactClosed)).why is CloseReason.PBX_LOST
        assert list(house.service.state.contacts) == ["pbx-1"]


# --- chance ---------------------------------------------------------------------------------------------


@given(st.integers(), st.sampled_from(Patience))
def test_the_same_seed_brings_the_same_callers_whoever_they_are(seed: int, kind: Patience) -> None:
    plain, rich = (
        line(kind=kind, patience=60.0),
        line(kind=kind, patience=60.0, languages={"th": 3, "en": 1}, tiers={"gold": 1}, urgent=0.5),
    )
    some, same = Callers(plain, seed), Callers(rich, seed)
    for _ in range(5):
        one, other = some.next(), same.next()
        assert (one.after, one.patience, one.talk) == (other.after, other.patience, other.talk)
        assert one.says["caller"] == other.says["caller"]
        assert other.says["language"] in ("th", "en")
        assert other.says["tier"] == "gold"
        assert other.says.get("urgency", Urgency.URGENT) is Urgency.URGENT


@pytest.mark.parametrize("kind", Patience)
def test_patience_has_the_mean_it_was_given(kind: Patience) -> None:
    callers = Callers(line(kind=kind, patience=60.0), 1)
    drawn = [callers.next().patience for _ in range(20_000)]
    half = 4 * stdev(drawn) / math.sqrt(len(drawn))
    assert abs(fmean(drawn) - 60.0) <= half


def test_a_tally_adds_up_by_hand() -> None:
    tally = Tally()
    for ended in (
        Ended(state="closed", waited=2.0),
        Ended(state="closed", waited=4.0),
        Ended(state="abandoned"),
        Ended(state="refused"),
    ):
        tally.count(ended)
    assert tally.summary() == {
        "calls": 4,
        "answered": 2,
        "abandoned": 1,
        "refused": 1,
        "mean_wait": 3.0,
        "longest_wait": 4.0,
    }
    assert tally.sentence() == "4 calls: 2 answered, 1 abandoned, 1 refused; mean wait 3.0 s"
    assert json.dumps(tally.summary())
