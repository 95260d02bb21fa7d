"""Laws of alarms: whatever a number does, nobody is alarmed too soon or too often."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from analytics.kpis import BY_NAME, Cut, Level
from dashboard.alerting.watches import Standing, Watch, calm, rings_since, seen, watches_of
from dashboard.cli import app
from dispatcher.alerts import AlertRule, Severity
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import MINUTE, SECOND, Instant, QueueId, Span, TeamId, between
from tests.centrefile import SMALL

LOW = AlertRule(
    name="low",
    kpi="service_level",
    below=80,
    band=5,
    hold=Span(2 * MINUTE),
    pause=Span(10 * MINUTE),
    severity=Severity.BREACH,
)
LOW_WATCH = Watch(rule=LOW, kpi=BY_NAME["service_level"])
RULES = st.builds(
    AlertRule,
    name=st.just("any"),
    kpi=st.just("waiting"),
    above=st.integers(1, 20),
    band=st.integers(0, 50),
    hold=st.integers(0, 600).map(lambda s: Span(s * SECOND)),
    pause=st.integers(60, 1200).map(lambda s: Span(s * SECOND)),
)
LOOKS = st.lists(st.tuples(st.integers(1, 120), st.none() | st.floats(0, 40)), max_size=200)


def watched(rule: AlertRule) -> Watch:
    return Watch(rule=rule, kpi=BY_NAME[rule.kpi])


def played(watch: Watch, looks: list[tuple[int, float | None]]) -> list[tuple[Instant, Standing]]:
    """How it stands after each look; seconds pass, then a value is seen."""
    now, standing, found = Instant(0), calm(Instant(0)), []
    for pause, value in looks:
        now = Instant(now + pause * SECOND)
        standing = seen(standing, watch, value, now)
        found.append((now, standing))
    return found


def beginnings(found: list[tuple[Instant, Standing]]) -> list[Instant]:
    ringing, began = False, []
    for now, standing in found:
        if standing.ringing and not ringing:
            began.append(now)
        ringing = standing.ringing
    return began


@given(RULES, LOOKS)
def test_a_number_that_dances_alarms_no_oftener_than_the_bound(
    rule: AlertRule, looks: list[tuple[int, float | None]]
) -> None:
    began = beginnings(played(watched(rule), looks))
    lasted = sum(pause for pause, _ in looks) * SECOND
    assert len(began) <= 1 + lasted // (rule.hold + rule.pause)
    for one, next_one in pairwise(began):
        assert between(one, next_one) >= rule.hold + rule.pause


@given(RULES, LOOKS)
def test_nothing_alarms_that_did_not_hold(rule: AlertRule, looks: list[tuple[int, float | None]]) -> None:
    """At each beginning every look within `hold` before it saw the number beyond the threshold."""
    found = played(watched(rule), looks)
    values = {now: value for (now, _), (_, value) in zip(found, looks, strict=True)}
    for began in beginnings(found):
        held = [value for now, value in values.items() if between(now, began) in range(rule.hold)]
        assert all(value is not None and value > (rule.above or 0) for value in held)
        assert values[began] is not None


@given(RULES, LOOKS)
def test_what_rings_rings_until_the_number_is_well_back(
    rule: AlertRule, looks: list[tuple[int, float | None]]
) -> None:
    watch, before = watched(rule), False
    for (_, standing), (_, value) in zip(played(watch, looks), looks, strict=True):
        if before and not standing.ringing:
            assert value is None or value <= watch.threshold * (1 - rule.band / 100) + 1e-9
        if before and standing.ringing:
            assert value is not None
        before = standing.ringing


@given(LOOKS)
def test_a_number_that_is_always_fine_never_alarms(looks: list[tuple[int, float | None]]) -> None:
    rule = AlertRule(name="never", kpi="waiting", above=40, hold=Span(0))
    assert beginnings(played(watched(rule), looks)) == []


def test_a_morning() -> None:
    """Two minutes under 80 %; up to 83 %, which is not well back, then 85 %; silent for ten minutes."""
    minutes: list[tuple[int, float | None]] = [
        (60, 0.90), (60, 0.79), (60, 0.78), (60, 0.70), (60, 0.83), (60, 0.85), (60, 0.60), (60, 0.60),
        (60, 0.60), (60, 0.60), (60, 0.60), (60, 0.60), (60, 0.60), (60, 0.60), (60, 0.60), (60, 0.60),
        (60, 0.60), (60, 0.60), (60, 0.60),
    ]  # fmt: skip
    found = played(LOW_WATCH, minutes)
    rings = [now // MINUTE for now, standing in found if standing.ringing]
    assert rings == [4, 5, 18, 19]
    assert found[3][1].alarm.shown is Level.BREACH


def test_a_restart_takes_up_what_rang() -> None:
    standing = rings_since(LOW_WATCH, Instant(0))
    assert standing.ringing
    assert seen(standing, LOW_WATCH, 0.5, Instant(MINUTE)).ringing
    assert not seen(standing, LOW_WATCH, 0.9, Instant(MINUTE)).ringing


@pytest.mark.parametrize(
    ("kpi", "above", "threshold"),
    [("service_level", 80, 0.8), ("longest_wait", 90, 90 * SECOND), ("waiting", 5, 5), ("backlog", 40, 40)],
)
def test_thresholds_are_in_the_kpis_own_unit(kpi: str, above: int, threshold: float) -> None:
    rule = AlertRule(name="x", kpi=kpi, above=above)
    assert watched(rule).threshold == pytest.approx(threshold)


def test_each_queue_and_team_alarms_by_itself() -> None:
    rule = AlertRule(
        name="x",
        kpi="closed",
        below=1,
        queues=frozenset({QueueId("b"), QueueId("a")}),
        teams=frozenset({TeamId("t")}),
    )
    watches = watches_of([rule, LOW])
    assert [(watch.cut, watch.target) for watch in watches] == [
        (Cut.QUEUE, "a"), (Cut.QUEUE, "b"), (Cut.TEAM, "t"), (None, ""),
    ]  # fmt: skip
    assert len({watch.key for watch in watches}) == 4


def test_a_rule_about_nothing_is_the_owners_mistake() -> None:
    with pytest.raises(OwnerError, match=r"alerts\.x\.kpi: there is no KPI 'happiness'"):
        watches_of([AlertRule(name="x", kpi="happiness", above=1)])
    with pytest.raises(OwnerError, match="cannot be told apart by team"):
        watches_of([AlertRule(name="x", kpi="waiting", above=1, teams=frozenset({TeamId("t")}))])


def test_the_command_says_it_before_anything_starts(tmp_path: Path) -> None:
    """The centre file's checker knows no KPIs; `ringpost check` does."""
    file = tmp_path / "center.toml"
    file.write_text(SMALL + '[alerts.x]\nkpi = "happiness"\nabove = 3\n', "utf-8")
    found = CliRunner().invoke(app, ["check", str(file)])
    assert isinstance(found.exception, OwnerError)
    assert "alerts.x.kpi" in str(found.exception)
