"""Plans played by real processes: to the end, cut short, gone wrong; and kept for another day."""

import asyncio
import sys
from pathlib import Path

import pytest

from dashboard.planning import runs as playing
from dashboard.planning.plan import Supposed, scenario_of
from dashboard.planning.runs import FullError, Run, Runs, Stage
from dashboard.planning.shelf import Shelf
from dashboard.planning.worker import played
from tests.planning.suppose import supposed

ENDLESS = (sys.executable, "-c", "import time; time.sleep(600)")
FAILING = (sys.executable, "-c", "raise SystemExit(3)")


async def over(runs: Runs, name: str) -> Run:
    run = runs.get(name)
    assert run is not None
    assert run.task is not None
    async with asyncio.timeout(120):
        await asyncio.wait([run.task])
    return run


async def test_a_plan_is_played_to_its_last_day_as_anywhere_else() -> None:
    async with (runs := Runs()).open():
        run = await over(runs, runs.start(supposed()))
    assert (run.stage, len(run.days)) == (Stage.DONE, 3)
    assert run.days[1] == played(scenario_of(supposed()), 1)


async def test_the_same_plan_is_played_once() -> None:
    async with (runs := Runs(ENDLESS)).open():
        assert runs.start(supposed()) == runs.start(supposed(name="the same"))
        assert runs.start(supposed(reserve=2)) != runs.start(supposed())


async def test_what_was_finished_before_a_cancel_can_be_read() -> None:
    many = supposed(days=200)
    async with (runs := Runs()).open():
        name = runs.start(many)
        run = runs.get(name)
        assert run is not None
        async with asyncio.timeout(60):
            await run.news.wait()
        await runs.cancel(name)
        assert run.stage is Stage.CANCELLED
        assert 1 <= len(run.days) < 200


async def test_a_cancelled_plan_can_be_played_again() -> None:
    async with (runs := Runs(ENDLESS)).open():
        name = runs.start(supposed())
        await runs.cancel(name)
        runs.start(supposed())
        again = runs.get(name)
        assert again is not None
        assert again.stage is not Stage.CANCELLED


async def test_a_process_that_dies_is_said_to_have_failed() -> None:
    async with (runs := Runs(FAILING)).open():
        run = await over(runs, runs.start(supposed()))
    assert run.stage is Stage.FAILED


async def test_when_the_dashboard_ends_nothing_plays_on() -> None:
    async with (runs := Runs(ENDLESS)).open():
        names = [runs.start(supposed(reserve=reserve)) for reserve in range(4)]
        await asyncio.sleep(0)
    found = [runs.get(name) for name in names]
    assert all(run is not None and run.stage is Stage.CANCELLED for run in found)


async def test_too_many_that_wait_are_refused() -> None:
    async with (runs := Runs(ENDLESS)).open():
        for seed in range(playing.KEPT):
            runs.start(supposed(seed=seed))
        with pytest.raises(FullError, match="cancel some"):
            runs.start(supposed(seed=1000))


def test_what_was_saved_is_there_another_day(tmp_path: Path) -> None:
    one: Supposed = supposed(reserve=1)
    days = [played(scenario_of(one), day) for day in range(2)]
    Shelf(tmp_path / "plans").save(one, days, "Friday")
    shelf = Shelf(tmp_path / "plans")
    assert shelf.listed() == [{"id": one.id, "name": "Friday"}]
    saved = shelf.load(one.id)
    assert saved is not None
    assert (list(saved.days), saved.supposed.plan.name, saved.supposed.id) == (days, "Friday", one.id)
    shelf.delete(one.id)
    assert shelf.load(one.id) is None


def test_a_damaged_plan_is_passed_over(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.save(supposed(), [], "good")
    (tmp_path / "0123456789abcdef.json").write_text("{")
    assert [one["name"] for one in shelf.listed()] == ["good"]
