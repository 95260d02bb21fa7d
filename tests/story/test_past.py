"""The demo's past: days that could have been, on which the live centre goes on."""

from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from analytics.intervals import instant
from dashboard.demo import CENTRE, centre_text
from dashboard.demo.past import DAYS, SCENARIO, live_through
from dispatcher.config import read
from dispatcher.engine.state import State
from dispatcher.events import ContactArrived, OfferAccepted
from dispatcher.journal import JOURNAL, Journal, read_only
from dispatcher.service import open_service
from dispatcher.vocabulary import SECOND, AgentStatus, Instant
from simulator import scenariofile

NOW = datetime.fromisoformat("2026-03-04T15:20:31+07:00")


def moment(at: Instant) -> datetime:
    return datetime.fromtimestamp(at / SECOND, NOW.tzinfo)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder with its past in it."""
    folder = tmp_path_factory.mktemp("demo")
    (folder / CENTRE).write_text(centre_text(None), encoding="utf-8")
    assert live_through(folder, folder / "data" / JOURNAL, NOW) > 50_000
    return folder


@pytest.fixture(scope="module")
def state(folder: Path) -> State:
    """What its journal adds up to, each fact checked."""
    with closing(Journal(folder / "data" / JOURNAL)) as journal:
        return journal.rebuild()


def test_it_reaches_to_this_minute_and_is_over(state: State) -> None:
    assert NOW - timedelta(minutes=5) < moment(state.now) <= NOW
    assert not state.contacts
    assert {agent.status for agent in state.agents.values()} == {AgentStatus.OFFLINE}
    assert not any(agent.connected for agent in state.agents.values())


def test_every_day_has_its_work_and_nobody_takes_the_guests_seat(folder: Path) -> None:
    facts = [numbered.fact for numbered in read_only(folder / "data" / JOURNAL)]
    came = Counter((NOW - moment(fact.at)).days for fact in facts if isinstance(fact, ContactArrived))
    assert all(came[day] > 100 for day in range(DAYS))
    at_work = {fact.agent for fact in facts if isinstance(fact, OfferAccepted)}
    assert at_work == {"ploy", "wei", "sara", "oksana", "tom", "nina"}


async def test_the_live_centre_goes_on_from_there(folder: Path) -> None:
    service = await open_service(folder / "data" / JOURNAL, read(folder / CENTRE, environ={}).centre)
    last, open_contacts = service.last, dict(service.state.contacts)
    await service.close()
    assert last > 50_000
    assert not open_contacts


def test_its_scenario_is_left_to_play_with(folder: Path) -> None:
    scenario = scenariofile.read(folder / SCENARIO)
    assert scenario.end <= instant(NOW)
    assert set(scenario.demands) == {"bookings", "emergency", "letters"}
