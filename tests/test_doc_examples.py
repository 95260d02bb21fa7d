"""What pages of the documentation show comes out as they show it."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from dispatcher import commands as ask
from dispatcher.centre import Centre
from dispatcher.config import read
from dispatcher.engine.blending import Verdict
from dispatcher.engine.engine import Engine
from dispatcher.engine.explain import explain
from dispatcher.errors import OwnerError
from dispatcher.events import Event, PromiseFact
from dispatcher.hours import Hours
from dispatcher.vocabulary import (
    HOUR,
    SECOND,
    AgentId,
    AgentStatus,
    CalendarId,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    ParkReason,
    QueueId,
    Span,
)

ROOT: Final = Path(__file__).parent.parent
EXAMPLE: Final = ROOT / "examples" / "center.toml"
BERLIN: Final = ZoneInfo("Europe/Berlin")
MIA, LETTER = AgentId("mia"), ContactId("letter")


def page(name: str) -> str:
    """The page, as written."""
    return (ROOT / "docs" / name).read_text("utf-8")


class Day:
    """An engine and all its facts; requests are made at instants counted from a start."""

    def __init__(self, centre: Centre, start: Instant) -> None:
        self.engine, self.facts, self._start, self._asked = Engine(), list[Event](), start, 0
        self.ask(0, ask.ConfigureCentre, centre=centre)

    def ask(self, after: float, kind: type[ask.Request], **said: object) -> None:
        """Make a request so many seconds after the start."""
        self._asked += 1
        command = kind(id=CommandId(str(self._asked)), **said)
        now = Instant(self._start + round(after * SECOND))
        self.facts += self.engine.handle(command, now)  # type: ignore[arg-type]

    def is_ready(self, agent: str) -> None:
        """The agent sits down."""
        self.ask(0, ask.ConnectAgent, agent=AgentId(agent))
        self.ask(0, ask.SetStatus, agent=AgentId(agent), status=AgentStatus.READY)

    def accepts(self, after: float, agent: str, contact: str, offer: int = 1) -> None:
        """The agent takes what rings."""
        self.ask(after, ask.AcceptOffer, agent=AgentId(agent), offer=OfferId(f"{contact}/{offer}"))

    def comes(self, after: float, contact: str, queue: str, **said: object) -> None:
        """A contact arrives."""
        self.ask(after, ask.AdmitContact, contact=ContactId(contact), queue=QueueId(queue), **said)


# --- explaining -----------------------------------------------------------------------------------------


def a_call_that_interrupts() -> Day:
    """Omid is on a call, Vera at lunch, Ploy works on an email, and a call comes in."""
    day = Day(read(EXAMPLE, environ={}).centre, at("2026-11-25 09:30", "Asia/Bangkok"))
    for agent in ("ploy", "omid", "vera"):
        day.is_ready(agent)
    day.comes(60, "letter-1", "letters", language="th")
    day.accepts(63, "ploy", "letter-1")
    day.comes(100, "pbx-17", "support")
    day.accepts(104, "omid", "pbx-17")
    day.ask(150, ask.SetStatus, agent=AgentId("vera"), status=AgentStatus.AWAY)
    day.comes(160, "pbx-18", "support")
    day.accepts(184, "ploy", "pbx-18")
    return day


def of_one_contact(facts: list[Event]) -> Iterator[tuple[int, str]]:
    """The numbers and names of its events."""
    for number, event in enumerate(facts, 1):
        if getattr(event, "contact", None) == "pbx-18":
            yield number, type(event).__name__


def test_the_explained_call_is_explained_so() -> None:
    log, shown = a_call_that_interrupts().facts, page("how-to/explain-a-decision.md")
    numbered = re.findall(r"^(\d+)\|(\w+)$", shown, re.M)
    assert [(int(number), name) for number, name in numbered] == list(of_one_contact(log))
    tables = re.findall(r"^pbx-18 before event (\d+) .*?^└", shown, re.M | re.S)
    assert len(tables) == 2
    for number in map(int, tables):
        block = re.search(rf"^pbx-18 before event {number} .*?^└", shown, re.M | re.S)
        assert block is not None
        rows = re.findall(r"^│ +(\w+) +│ +([\w ]+?) +│ +(.+?) +│$", block[0], re.M)
        found = explain(ContactId("pbx-18"), at=number, log=log)
        assert [(agent, verdict, text.removesuffix("  ← offered")) for agent, verdict, text in rows] == [
            (one.agent, one.verdict.replace("_", " "), one.detail) for one in found.agents
        ]


def test_every_verdict_is_put_into_words() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", page("how-to/explain-a-decision.md"), re.M)
    assert rows == [verdict.value for verdict in Verdict]


# --- promises -------------------------------------------------------------------------------------------

OFFICE: Final = """
[centre]
name = "Example"
[teams.care]
[agents.mia]
team = "care"
[hours.office]
zone = "Europe/Berlin"
week = { mon-thu = ["09:00-12:00", "13:00-17:00"], fri = ["09:00-15:00"] }
holidays = "DE-BY"
[hours.nights]
zone = "Europe/Berlin"
week = { sat = ["22:00-06:00"] }
[queues.letters]
channel = "email"
hours = "office"
promise = "8h"
warn = [75]
"""


def at(text: str, zone: str = "Europe/Berlin") -> Instant:
    """The instant at which clocks there show this."""
    return Instant(int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * SECOND)


def shown(instant: Instant) -> str:
    """As the page writes it, by Berlin's clocks."""
    return datetime.fromtimestamp(instant // SECOND, BERLIN).strftime("%a %d %b %H:%M")


@pytest.fixture
def office(tmp_path: Path) -> Centre:
    """The page's centre."""
    file = tmp_path / "center.toml"
    file.write_text(OFFICE, "utf-8")
    return read(file, environ={}).centre


def a_week_in_march(office: Centre) -> Day:
    """The letter of the page, from Friday to Thursday."""
    start = at("2026-03-27 14:00")
    day = Day(office, start)
    day.is_ready(MIA)
    day.comes(0, LETTER, "letters", message=MessageId("m1"))
    day.accepts(0, MIA, LETTER)

    def since(text: str) -> float:
        return (at(text) - start) / SECOND

    why = ParkReason.WAITING_FOR_CUSTOMER
    day.ask(since("2026-03-30 10:00"), ask.ParkContact, agent=MIA, contact=LETTER, why=why)
    day.comes(since("2026-04-01 11:00"), "more", "letters", follows=LETTER, message=MessageId("m2"))
    day.accepts(since("2026-04-01 11:00"), MIA, LETTER, 2)
    answer = {"agent": MIA, "contact": LETTER, "message": MessageId("m3")}
    day.ask(since("2026-04-02 11:00"), ask.SubmitReply, **answer)
    return day


def so_that(event: PromiseFact) -> str:
    """What the page says of it first."""
    match event:
        case _ if (due := getattr(event, "due", None)) is not None:
            return f"due {shown(due)}"
        case _ if (left := getattr(event, "left", None)) is not None:
            return f"{left // HOUR} h left"
        case _ if (took := getattr(event, "took", None)) is not None:
            return f"after {took // HOUR} h"
        case _:
            return str(getattr(event, "percent", ""))


def test_the_week_of_the_promise_is_as_the_page_tells_it(office: Centre) -> None:
    rows = re.findall(r"^\| (\w{3} .+?) \| .+? \| `(\w+)` \| (.+?) \|$", page("background/promises.md"), re.M)
    steps = [event for event in a_week_in_march(office).facts if isinstance(event, PromiseFact)]
    assert [(when, name) for when, name, _ in rows] == [(shown(one.at), type(one).__name__) for one in steps]
    for (_, _, told), event in zip(rows, steps, strict=True):
        assert told.startswith(so_that(event))


def test_two_hours_before_easter(office: Centre) -> None:
    hours = Hours(office.calendars[CalendarId("office")])
    over = shown(hours.later(at("2026-04-02 16:00"), Span(2 * HOUR)))
    assert over == "Tue 07 Apr 10:00"
    assert over in page("background/promises.md")


@pytest.mark.parametrize(
    ("opens", "shuts", "open_for", "over"),
    [
        ("2026-03-21 22:00", "2026-03-22 06:00", 8, "02:00"),
        ("2026-03-28 22:00", "2026-03-29 06:00", 7, "03:00"),
        ("2026-10-24 22:00", "2026-10-25 06:00", 9, "02:00"),
    ],
)
def test_nights_in_which_clocks_change(
    office: Centre, opens: str, shuts: str, open_for: int, over: str
) -> None:
    hours = Hours(office.calendars[CalendarId("nights")])
    assert hours.between(at(opens), at(shuts)) == open_for * HOUR
    assert shown(hours.later(at(opens), Span(4 * HOUR)))[-5:] == over


# --- the centre file ------------------------------------------------------------------------------------


def test_the_broken_file_is_told_off_so(tmp_path: Path) -> None:
    told = page("tutorial/your-own-centre.md")
    broken = EXAMPLE.read_text("utf-8")
    for right, wrong, after in (
        ('team = "care"', 'team = "caer"', "[agents.ploy]"),
        ("skills", "skils", "[agents.ploy]"),
        ('promise = "20s"', 'promise = "20"', "[queues.support]"),
    ):
        before, name, behind = broken.partition(after)
        broken = before + name + behind.replace(right, wrong, 1)
    file = tmp_path / "center.toml"
    file.write_text(broken, "utf-8")
    with pytest.raises(OwnerError) as refused:
        read(file, environ={})
    lines = re.findall(r"^line \d+: .+$", told, re.M)
    assert str(refused.value).splitlines()[1:] == lines


def test_the_right_file_counts_what_the_tutorial_says() -> None:
    centre = read(EXAMPLE, environ={}).centre
    counted = f"{len(centre.agents)} agents, {len(centre.queues)} queues, {len(centre.teams)} teams"
    assert f"right. {centre.name}: {counted}." in page("tutorial/your-own-centre.md")
