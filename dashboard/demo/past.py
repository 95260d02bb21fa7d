"""The days behind the demo: played by the simulator, on the engine that goes on live, into its journal.

So the board has a weekday to be compared with from its first second on, and history, what-ifs and the time
machine have something to tell. Who wrote what is not in it: all of these people are made up.
"""

from contextlib import closing
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from dispatcher import commands as ask
from dispatcher.config.spans import say_span
from dispatcher.events import Event
from dispatcher.journal import Journal, Turn
from dispatcher.vocabulary import MINUTE, AgentStatus, Span
from simulator import scenariofile
from simulator.day import about
from simulator.world import World

SCENARIO: Final = "past.toml"
DAYS: Final = 8  # and what is over of today; the same weekday a week ago is among them
TOGETHER: Final = 2_000  # batches of facts that become durable at once
BY: Final = "demo"  # who closes what is open in the end


def live_through(folder: Path, journal: Path, now: datetime) -> int:
    """Play the days until `now`, which is of the machine's zone, into a new journal. Returns its last number.

    The scenario stands in `folder` afterwards, beside the centre file that it names.
    """
    scenario = scenariofile.read(_scenario(folder, now))
    with closing(Journal(journal)) as kept:
        pen = _Pen(kept)
        day = about(scenario, 0, pen.write)
        day.world.clock.run(scenario.end)
        _call_it_a_day(day.world)
        pen.put_down()
        return kept.last


def _scenario(folder: Path, now: datetime) -> Path:
    start = (now - timedelta(days=DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    length = Span((now - start) // timedelta(minutes=1) * MINUTE)
    text = files("dashboard.demo").joinpath(SCENARIO).read_text(encoding="utf-8")
    told = text.replace("{start}", start.isoformat()).replace("{length}", say_span(length))
    (folder / SCENARIO).write_text(told, encoding="utf-8")
    return folder / SCENARIO


def _call_it_a_day(world: World) -> None:
    """Those on the line hang up, letters are closed, everybody goes home: the live centre begins empty."""
    for contact in list(world.state.contacts.values()):
        if contact.live:
            world.ask(ask.HangUp(id=world.name_command(), contact=contact.id))
        else:
            world.ask(ask.CloseContact(id=world.name_command(), contact=contact.id, by=BY))
    for name, agent in list(world.state.agents.items()):
        if agent.status is not AgentStatus.OFFLINE:
            world.ask(ask.SetStatus(id=world.name_command(), agent=name, status=AgentStatus.OFFLINE))
        if agent.connected:
            world.ask(ask.DisconnectAgent(id=world.name_command(), agent=name))


class _Pen:
    """Writes facts into a journal as they come, many at a time."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._turns: list[Turn] = []

    def write(self, facts: list[Event]) -> None:
        self._turns.append(Turn(None, facts[-1].at, list(facts)))
        if len(self._turns) >= TOGETHER:
            self.put_down()

    def put_down(self) -> None:
        """Make durable what is not yet."""
        self._journal.append(self._turns)
        self._turns.clear()
