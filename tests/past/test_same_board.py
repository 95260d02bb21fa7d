"""Law: the board of the time machine at an event is the board that the live centre showed at it."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.past.journey import NothingYetError
from dashboard.past.machine import as_json
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import Instant
from tests.analytics.days import GREATER, Push, greater_days, lived
from tests.dashboard.rooms import following
from tests.live.days import decisions
from tests.past.lives import Teller, written

SHOWN = ("number", "now", "board")


@settings(max_examples=15, deadline=None)
@given(greater_days(), st.data())
def test_the_past_board_is_the_live_board(day: list[Push], data: st.DataObject) -> None:
    facts = [NumberedFact(number=n, fact=event) for n, event in enumerate(lived(day, centre=GREATER), 1)]
    looked_at = data.draw(st.sets(st.integers(1, len(facts)), min_size=1, max_size=12), "looked at")
    order = data.draw(st.permutations(sorted(looked_at)), "order")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_hold_together(facts, looked_at, order, Path(folder)))


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_so_it_is_on_days_of_the_campaign(seed: int, data: st.DataObject) -> None:
    """Random centres with all that can be set, and requests by chance: what breaks engines."""
    lived_through = [event for _, _, events in decisions(seed, 150) for event in events]
    facts = [NumberedFact(number=n, fact=event) for n, event in enumerate(lived_through, 1)]
    looked_at = data.draw(st.sets(st.integers(1, len(facts)), min_size=1, max_size=8), "looked at")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_hold_together(facts, looked_at, sorted(looked_at, reverse=True), Path(folder)))


async def _hold_together(
    facts: list[NumberedFact], looked_at: set[int], order: list[int], folder: Path
) -> None:
    written([numbered.fact for numbered in facts], folder)
    teller = Teller(folder)
    async with following(teller.feed):
        live = await _lived(teller, facts, looked_at)
        machine = teller.machine()
        async with machine.running():
            for number in order:
                past = msgspec.json.decode(as_json(await machine.after(number)))
                assert past["measured"], "the event log knows the whole day"
                assert {key: past[key] for key in SHOWN} == {key: live[number][key] for key in SHOWN}


async def _lived(teller: Teller, facts: list[NumberedFact], looked_at: set[int]) -> dict[int, Any]:
    """What the live board showed after each of these events; the rest of the day is lived, too."""
    boards, before = {}, 0
    for number in sorted(looked_at):
        await teller.tell(facts[before:number])
        boards[number] = msgspec.json.decode(await teller.board())
        before = number
    if before < len(facts):
        await teller.tell(facts[before:])
    return boards


async def test_between_two_facts_time_goes_on(tmp_path: Path) -> None:
    """A wait is as long as it was then; what came later is not there."""
    facts = lived([(0, "call", 0), (60, "call", 0), (600, "wait", 0)])
    numbered = [NumberedFact(number=n, fact=event) for n, event in enumerate(facts, 1)]
    written(facts, tmp_path)
    teller = Teller(tmp_path)
    async with following(teller.feed):
        await teller.tell(numbered)
        machine = teller.machine()
        async with machine.running():
            first = next(n for n in numbered if type(n.fact).__name__ == "ContactArrived")
            moment = await machine.at(Instant(first.fact.at + 30_000_000))
            tiles = moment.board["tiles"]
            assert moment.now == first.fact.at + 30_000_000
            assert tiles["incoming"]["value"] == 1
            assert (await machine.at(numbered[-1].fact.at)).board["tiles"]["incoming"]["value"] == 2


async def test_an_event_log_that_is_behind_is_said_so(tmp_path: Path) -> None:
    facts = lived([(0, "call", 0), (60, "mail", 0)])
    numbered = [NumberedFact(number=n, fact=event) for n, event in enumerate(facts, 1)]
    written(facts, tmp_path)
    teller = Teller(tmp_path)
    async with following(teller.feed):
        await teller.tell(numbered[:3])
        machine = teller.machine()
        async with machine.running():
            known, unknown = await machine.after(3), await machine.after(len(facts))
    assert known.measured
    assert not unknown.measured
    assert unknown.board["tiles"]["waiting"]["value"] + unknown.board["tiles"]["waiting"]["second"] > 0
    assert unknown.board["tiles"]["incoming"].get("value") is None, "no number rather than a wrong one"


async def test_before_all_there_is_nothing(tmp_path: Path) -> None:
    facts = lived([(0, "call", 0)])
    written(facts, tmp_path)
    teller = Teller(tmp_path)
    async with following(teller.feed):
        machine = teller.machine()
        async with machine.running():
            try:
                await machine.at(Instant(facts[0].at - 1))
            except NothingYetError:
                return
    raise AssertionError("there was a board before the first event")
