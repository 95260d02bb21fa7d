"""The scenario file: what it means, and every mistake at once."""

import tomllib
from pathlib import Path

import pytest

from dispatcher.config import CentreFileError, Mistake
from dispatcher.config.declare import Said
from dispatcher.vocabulary import HOUR, MINUTE, SECOND, AgentId, QueueId, Span, later
from simulator.filesettings import SECTIONS
from simulator.laws import Kind, Law, empirical
from simulator.scenario import Hop, Nagging, Precision, Redial, Scenario
from simulator.scenariofile import read

EXAMPLES = Path(__file__).parents[2] / "examples"

CENTRE = """
[centre]
name = "Small"
[teams.all]
[agents.mia]
team = "all"
[queues.calls]
channel = "voice"
promise = "20s"
"""

CALLS, MIA = QueueId("calls"), AgentId("mia")
SMALL = """
[scenario]
centre = "centre.toml"
start = 2025-03-03T08:00:00+07:00
length = "10h"

[demand.calls]
per_hour = 12
handle = "4m"
"""


def read_small(folder: Path, text: str = SMALL, centre: str = CENTRE) -> Scenario:
    """The scenario in this text, beside that centre."""
    (folder / "centre.toml").write_text(centre, "utf-8")
    (folder / "scenario.toml").write_text(text, "utf-8")
    return read(folder / "scenario.toml")


def mistakes(folder: Path, text: str, centre: str = CENTRE) -> dict[str, Mistake]:
    """What is said of this text, by key."""
    with pytest.raises(CentreFileError) as refused:
        read_small(folder, text, centre)
    return {mistake.key: mistake for mistake in refused.value.mistakes}


def test_the_example_can_be_used() -> None:
    supposed = read(EXAMPLES / "scenario.toml")
    assert set(supposed.demands) == set(supposed.centre.queues)
    assert supposed.habits.speeds == (1.0, 1.0, 0.9)


def test_what_is_not_said_is_as_the_structs_have_it(tmp_path: Path) -> None:
    supposed, fallback = read_small(tmp_path), Scenario.__struct_defaults__
    assert supposed.demands[CALLS].handle == Law(mean=Span(4 * MINUTE))
    assert supposed.demands[CALLS].patience is None
    assert (supposed.length, supposed.warm_up, supposed.replications) == (10 * HOUR, 0, 10)
    assert supposed.habits in fallback
    assert supposed.end == later(supposed.start, Span(10 * HOUR))


@pytest.mark.parametrize(
    ("text", "law"),
    [
        ("90s exponential", Law(mean=Span(90 * SECOND))),
        ("90s fixed", Law(mean=Span(90 * SECOND), kind=Kind.FIXED)),
        ("1m30s lognormal 0.8", Law(mean=Span(90 * SECOND), kind=Kind.LOGNORMAL, cv=0.8)),
        ("0s", Law(mean=Span(0), kind=Kind.FIXED)),
    ],
)
def test_a_law_is_a_mean_and_a_shape(tmp_path: Path, text: str, law: Law) -> None:
    assert read_small(tmp_path, SMALL.replace("4m", text)).demands[CALLS].handle == law


def test_shifts_are_hours_of_every_day_by_the_clock_of_the_start(tmp_path: Path) -> None:
    """From 08:00 for 30 h: stretches that touch are one, and a night is cut where the run begins and ends."""
    text = SMALL.replace('"10h"', '"30h"') + '[shifts.mia]\nhours = ["10:00-12:00", "12:00-13:00"]\n'
    day = read_small(tmp_path, text)
    hours = [((s.begins - day.start) / HOUR, (s.ends - day.start) / HOUR) for s in day.shifts[MIA]]
    assert hours == [(2, 5), (26, 29)]
    night = read_small(
        tmp_path, text.replace("10:00-12:00", "22:00-09:00").replace("12:00-13:00", "08:30-09:00")
    )
    hours = [((s.begins - night.start) / HOUR, (s.ends - night.start) / HOUR) for s in night.shifts[MIA]]
    assert hours == [(0, 1), (14, 25)]


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
[scenario]
centre = "centre.toml"
start = 2025-03-03T08:00:00
length = "10 hours"
warmup = "1h"
busyness = -1

[demand.call]
per_hour = [3, -1]
handle = "4m normal"

[habits]
speeds = []

[shifts.mya]
hours = ["8-16", "08:00-24:30"]
""",
    )
    assert {key: mistake.line for key, mistake in found.items()} == {
        "scenario.start": 4,
        "scenario.length": 5,
        "scenario.warmup": 6,
        "scenario.busyness": 7,
        "demand.call": 9,
        "demand.call.per_hour[1]": 10,
        "demand.call.handle": 11,
        "habits.speeds": 14,
        "shifts.mya": 16,
        "shifts.mya.hours[0]": 17,
        "shifts.mya.hours[1]": 17,
    }
    assert found["scenario.warmup"].meant == "warm_up"
    assert found["demand.call"].meant == "calls"
    assert found["shifts.mya"].meant == "mia"
    assert '"4m lognormal 0.8"' in found["demand.call.handle"].allowed


def test_mistakes_of_the_centre_file_are_told_too(tmp_path: Path) -> None:
    found = mistakes(tmp_path, SMALL, CENTRE.replace('"20s"', '"soon"'))
    assert 'line 9: queues.calls.promise: found "soon"' in found["scenario.centre"].found
    text = SMALL.replace("centre.toml", "elsewhere.toml")
    assert '"elsewhere.toml"' in mistakes(tmp_path, text)["scenario.centre"].found


def test_simulating_a_centre_needs_none_of_its_secrets(tmp_path: Path) -> None:
    secret = '[service]\ndashboard = "0.0.0.0:8700"\nkey_env = "NOWHERE"\norigins = ["http://desk.example"]\n'
    assert read_small(tmp_path, SMALL, CENTRE + secret).centre.name == "Small"


@pytest.mark.parametrize(
    ("rates", "interval", "fits"),
    [
        (10, "1h", True),
        (12, "1h", True),
        (24, "1h", True),
        (48, "30m", True),
        (9, "1h", False),
        (5, "1h", False),
    ],
)
def test_a_list_of_rates_is_for_the_run_or_for_a_day(
    tmp_path: Path, rates: int, interval: str, fits: bool
) -> None:
    text = SMALL.replace("= 12", f"= {[1] * rates}\ninterval = {interval!r}")
    if fits:
        assert len(read_small(tmp_path, text).demands[CALLS].per_hour) == rates
    else:
        assert f"{rates} numbers of 1h" in mistakes(tmp_path, text)["demand.calls.per_hour"].found


def test_a_warm_up_leaves_something_to_measure(tmp_path: Path) -> None:
    text = SMALL.replace('length = "10h"', 'length = "10h"\nwarm_up = "10h"')
    assert mistakes(tmp_path, text)["scenario.warm_up"].allowed == "less than the length, 10h"


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CentreFileError, match=r"copy examples/scenario\.toml"):
        read(tmp_path / "none.toml")


def test_every_default_reads_back_as_itself() -> None:
    """What a reference page would print can be written into a file."""
    for setting in (one for section in SECTIONS for one in section.settings):
        if not setting.required and not isinstance(setting.default, Said):
            raw = tomllib.loads(f"it = {setting.default_in_words}")["it"]
            kind = setting.kind
            value = tuple(map(kind.item.fit, raw)) if isinstance(raw, list) else kind.fit(raw)  # type: ignore[attr-defined]
            assert value == setting.default, setting.name


# --- the whole language ---------------------------------------------------------------------------------

BOTH = CENTRE.replace("[teams.all]", "[teams.all]\n[queues.letters]\nchannel = 'email'\npromise = '4h'")
LETTERS = QueueId("letters")
RICH = """
[scenario]
centre = "centre.toml"
start = 2025-03-03T08:00:00+07:00
length = "2h"
precision = { kpi = "service_level", within = 0.02, queue = "calls", most = 50 }

[demand.calls]
per_hour = [60, 80]
spread = 0.2
trace = "from calls.txt"
handle = ["3m", "4m", "5m"]
patience = "from waits.txt"
places = 9
redial = { share = 0.5, after = "5m gamma 0.5", most = 3 }
instead = { to = "letters", share = 0.3 }

[demand.letters]
opening = 20
endless = 2
handle = "6m weibull 1.4"
again = { after = "2d fixed" }
hops = { to = "calls", after = "30m", share = 0.1 }

[habits]
absence = 0.05

[shifts.mia]
breaks = ["08:30-08:45"]
speed = 0.9

[staff.front]
like = "mia"
agents = [1, 2]
speed = 1.1

[costs]
agent_hour = 25.5

[policy.centre]
reserve = 1

[policy.queues.calls]
promise = "30s"
interrupt = "after 10s"
"""


def read_rich(folder: Path, text: str = RICH) -> Scenario:
    """The rich scenario, with the files it names."""
    (folder / "calls.txt").write_text("2025-03-03T08:10:00+07:00\n\n2025-03-03T08:00:30.5+07:00\n", "utf-8")
    (folder / "waits.txt").write_text("30s\n1m\n", "utf-8")
    return read_small(folder, text, BOTH)


def test_everything_can_be_said(tmp_path: Path) -> None:
    supposed = read_rich(tmp_path)
    calls, letters = supposed.demands[CALLS], supposed.demands[LETTERS]
    assert [at - supposed.start for at in calls.trace] == [30_500_000, 10 * MINUTE]
    assert calls.handle == empirical([Span(3 * MINUTE), Span(4 * MINUTE), Span(5 * MINUTE)])
    assert calls.patience == empirical([Span(30 * SECOND), MINUTE])
    assert (calls.spread, calls.places, letters.opening, letters.endless) == (0.2, 9, 20, 2)
    five = Law(mean=Span(5 * MINUTE), kind=Kind.GAMMA, cv=0.5)
    assert calls.redial == Redial(share=0.5, after=five, most=3)
    assert calls.instead == Hop(to=LETTERS, share=0.3)
    assert letters.handle == Law(mean=Span(6 * MINUTE), kind=Kind.WEIBULL, cv=1.4)
    assert letters.again == Nagging(after=Law(mean=Span(48 * HOUR), kind=Kind.FIXED))
    assert letters.hops == Hop(to=CALLS, share=0.1, after=Law(mean=Span(30 * MINUTE)))
    assert supposed.precision == Precision(kpi="service_level", within=0.02, queue=CALLS, most=50)
    assert (supposed.habits.absence, supposed.agent_hour) == (0.05, 25.5)


def test_a_policy_is_laid_over_the_centre(tmp_path: Path) -> None:
    centre = read_rich(tmp_path).centre
    assert centre.levers.reserve == 1
    assert centre.queues[CALLS].promise == 30 * SECOND
    assert centre.queues[CALLS].levers.interrupt_after == 10 * SECOND
    assert centre.queues[CALLS].target == 80
    assert centre.queues[LETTERS].promise == 4 * HOUR


def test_groups_are_there_by_their_number(tmp_path: Path) -> None:
    supposed = read_rich(tmp_path)
    one, two = AgentId("front-1"), AgentId("front-2")
    there = {
        agent: [((s.begins - supposed.start) / HOUR, (s.ends - supposed.start) / HOUR) for s in shifts]
        for agent, shifts in supposed.shifts.items()
    }
    assert there == {MIA: [(0, 2)], one: [(0, 2)], two: [(1, 2)]}
    (shift,) = supposed.shifts[MIA]
    assert [(a - supposed.start, b - supposed.start) for a, b in shift.breaks] == [(30 * MINUTE, 45 * MINUTE)]
    assert supposed.paces == {MIA: 0.9, one: 1.1, two: 1.1}
    assert supposed.centre.agents[two].team == supposed.centre.agents[MIA].team


def test_every_mistake_of_the_whole_language_is_named_at_once(tmp_path: Path) -> None:
    text = (
        RICH.replace('"5m gamma 0.5"', '"5m gamma"')
        .replace('to = "letters"', 'to = "lettres"')
        .replace('kpi = "service_level"', 'kpi = "service_levl"')
        .replace('like = "mia"', 'like = "mya"')
        .replace("from waits.txt", "from nowhere.txt")
        .replace("[policy.queues.calls]", "[policy.queues.call]")
        .replace("endless = 2", "endles = 2")
        .replace('"6m weibull 1.4"', '"6m hyperexponential 0.9"')
    )
    with pytest.raises(CentreFileError) as refused:
        read_rich(tmp_path, text)
    said = {mistake.key: (mistake.line, mistake.meant) for mistake in refused.value.mistakes}
    assert said == {
        "scenario.precision.kpi": (6, "service_level"),
        "demand.calls.patience": (13, ""),
        "demand.calls.redial.after": (15, ""),
        "demand.calls.instead.to": (16, "letters"),
        "demand.letters.endles": (20, "endless"),
        "demand.letters.handle": (21, ""),
        "staff.front.like": (33, "mia"),
        "policy.queues.call": (43, "calls"),
    }


def test_a_policy_is_checked_as_the_centre_file_is(tmp_path: Path) -> None:
    text = RICH.replace('promise = "30s"', 'promise = "soon"\npromisse = "30s"').replace(
        "reserve = 1", "reserve = -1"
    )
    with pytest.raises(CentreFileError) as refused:
        read_rich(tmp_path, text)
    said = {mistake.key: (mistake.line, mistake.meant) for mistake in refused.value.mistakes}
    assert said == {
        "policy.centre.reserve": (41, ""),
        "policy.queues.calls.promise": (44, ""),
        "policy.queues.calls.promisse": (45, ""),
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [("", 'no line of "calls.txt"'), ("2025-03-03T08:00:00\n", '"2025-03-03T08:00:00" in line 1')],
)
def test_a_file_beside_it_is_read_with_the_same_care(tmp_path: Path, lines: str, said: str) -> None:
    (tmp_path / "calls.txt").write_text(lines, "utf-8")
    found = mistakes(tmp_path, SMALL + 'trace = "from calls.txt"\n')
    assert said in found["demand.calls.trace"].found
