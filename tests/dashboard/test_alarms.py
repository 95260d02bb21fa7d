"""Laws of the alarms: a number that dances on its target makes nobody look up."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.kpis import Level
from dashboard.alarms import BAND, FAR_BELOW, HOLD, Alarm, Alarms, level_of, settle
from dispatcher.vocabulary import SECOND, Instant

SHARES = st.floats(0, 1)
TARGETS = st.floats(0.3, 1)
LEVELS = st.sampled_from(Level)


@given(SHARES, TARGETS)
def test_a_settled_level_calls_for_itself(share: float, target: float) -> None:
    """Asking again with what is shown changes nothing: the bands do not make it swing."""
    once = level_of(share, target, Level.PLAIN)
    assert level_of(share, target, once) is once


@given(SHARES, SHARES, TARGETS, LEVELS)
def test_a_better_share_calls_for_no_worse_level(a: float, b: float, target: float, shown: Level) -> None:
    worse, better = sorted((a, b))
    assert level_of(better, target, shown).weight <= level_of(worse, target, shown).weight


def test_the_two_thresholds() -> None:
    assert level_of(0.80, 0.8, Level.GOOD) is Level.GOOD
    assert level_of(0.79, 0.8, Level.GOOD) is Level.ATTENTION
    assert level_of(0.81, 0.8, Level.ATTENTION) is Level.ATTENTION, "not out of the band yet"
    assert level_of(0.8 + BAND, 0.8, Level.ATTENTION) is Level.GOOD
    assert level_of(0.8 - FAR_BELOW - 0.01, 0.8, Level.ATTENTION) is Level.BREACH
    assert level_of(1.0, 1.0, Level.ATTENTION) is Level.GOOD, "all of them can be met"
    assert level_of(None, 0.8, Level.BREACH) is Level.PLAIN


def test_worse_shows_when_it_has_held_and_better_at_once() -> None:
    start = Instant(0)
    alarm = settle(None, Level.GOOD, start)
    alarm = settle(alarm, Level.ATTENTION, Instant(SECOND))
    assert alarm.shown is Level.GOOD
    alarm = settle(alarm, Level.ATTENTION, Instant(SECOND + HOLD))
    assert alarm.shown is Level.ATTENTION
    alarm = settle(alarm, Level.GOOD, Instant(2 * SECOND + HOLD))
    assert alarm.shown is Level.GOOD


@given(st.lists(st.tuples(st.integers(0, HOLD - 1), SHARES), max_size=30))
def test_no_alarm_within_the_time_it_must_hold(steps: list[tuple[int, float]]) -> None:
    """Whatever the number does, between two looks at a good one no worse level can show sooner."""
    alarms, now, good_at = Alarms(), 0, 0
    alarms.share("x", 1.0, 0.8, Instant(0))
    for pause, share in steps:
        now += pause
        shown = alarms.share("x", share, 0.8, Instant(now))
        if share >= 0.8 + BAND:
            good_at = now
        if now - good_at < HOLD:
            assert shown is Level.GOOD


def test_alarms_do_not_know_of_each_other() -> None:
    alarms = Alarms()
    alarms.share("a", 0.1, 0.8, Instant(0))
    assert alarms.share("b", 0.9, 0.8, Instant(0)) is Level.GOOD


def test_an_alarm_that_changes_its_mind_starts_to_wait_again() -> None:
    alarm = Alarm(Level.GOOD, Level.ATTENTION, Instant(0))
    assert settle(alarm, Level.BREACH, Instant(HOLD)) == Alarm(Level.GOOD, Level.BREACH, Instant(HOLD))
