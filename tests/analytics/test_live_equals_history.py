"""Laws: the same definition over the same facts gives the same number, however the time is cut."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.eventlog import EventLog
from analytics.intervals import QUARTER_HOUR, Window, midnight, quarter_hours
from analytics.kpis import KPIS, Cut, Kind, Unit, pick, that_can_be_cut
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import Left, State
from dispatcher.events import ContactAbandoned, ContactArrived, ContactClosed, Event
from dispatcher.vocabulary import Instant, Phase
from tests.analytics.days import GREATER, MORNING, Push, greater_days, lived, numbered

FLOWS = [kpi for kpi in KPIS if kpi.kind is Kind.FLOW]
STOCKS = [kpi for kpi in KPIS if kpi.kind is Kind.STOCK]
ADDITIVE = [kpi for kpi in KPIS if kpi.adds_up]
SEVERAL = ("handle_time", "interruption_stretch", "interruptions_per_email")
"""Quotients of facts that may lie in different windows: one with nothing to divide by still adds to a day."""


def log_of(day: list[Push]) -> tuple[EventLog, State]:
    """The day in a log, and in the engine's own picture."""
    facts = lived(day, centre=GREATER)
    return _logged(facts), pictured(facts)


def _logged(facts: list[Event]) -> EventLog:
    log = EventLog()
    log.append(numbered(facts))
    return log


def pictured(facts: list[Event]) -> State:
    """The engine's picture after these facts."""
    state = State()
    for event in facts:
        state.apply(event)
    return state


def customers(state: State) -> list[ContactState]:
    """The open contacts that are customers'."""
    return [c for c in state.contacts.values() if c.consults is None and c.approves is None]


@settings(max_examples=25, deadline=None)
@given(greater_days())
def test_quarter_hours_make_the_day(day: list[Push]) -> None:
    log, state = log_of(day)
    whole = Window("day", MORNING, Instant(state.now + 1))
    quarters = log.kpis(quarter_hours(whole))
    total = log.kpis([whole]).row(0, named=True)
    for kpi in ADDITIVE:
        assert quarters[kpi.name].sum() == total[kpi.name], kpi.name
    last = quarters.row(-1, named=True)
    for kpi in STOCKS:
        assert last[kpi.name] == total[kpi.name], kpi.name
    for kpi in FLOWS:
        if kpi.per is not None:
            seen = [value for value in quarters[kpi.name] if value is not None]
            assert bool(seen) == (total[kpi.name] is not None), kpi.name
            assert not seen or min(seen) <= total[kpi.name] * (1 + 1e-12), kpi.name
            assert not seen or kpi.name in SEVERAL or max(seen) >= total[kpi.name] * (1 - 1e-12)


@settings(max_examples=25, deadline=None)
@given(greater_days())
def test_the_log_says_what_the_picture_says(day: list[Push]) -> None:
    facts = lived(day, centre=GREATER)
    log, state = _logged(facts), pictured(facts)
    now = Instant(state.now + 1)
    row = log.kpis([Window("now", MORNING, now)]).row(0, named=True)
    theirs = customers(state)
    waiting = [c for c in theirs if c.phase in (Phase.WAITING, Phase.OFFERED)]
    arrived = [f for f in facts if isinstance(f, ContactArrived)]
    inside = {f.contact for f in arrived if f.consults is not None or f.approves is not None}
    closed = [f for f in facts if isinstance(f, ContactClosed) and f.contact not in inside]
    assert row["backlog"] == len(theirs)
    assert row["waiting"] == len(waiting)
    assert row["longest_wait"] == max((now - c.arrived for c in waiting), default=None)
    assert row["incoming"] == len(arrived) - len(inside)
    assert row["closed"] == len(closed)
    assert row["abandoned"] == sum(isinstance(f, ContactAbandoned) for f in facts)
    gone = state.tally["merged"] + state.tally["rejected"]
    assert row["incoming"] == row["closed"] + row["abandoned"] + row["backlog"] + gone


@settings(max_examples=25, deadline=None)
@given(greater_days())
def test_each_queue_has_the_backlog_that_stands_in_it(day: list[Push]) -> None:
    log, state = log_of(day)
    window = [Window("now", MORNING, Instant(state.now + 1))]
    table = log.kpis(window, STOCKS, [Cut.QUEUE]).rows(named=True)
    found = {row["queue"]: (row["backlog"], row["waiting"]) for row in table if row["backlog"]}
    standing = Counter(c.queue for c in customers(state))
    waiting = Counter(c.queue for c in customers(state) if c.phase in (Phase.WAITING, Phase.OFFERED))
    assert found == {queue: (count, waiting[queue]) for queue, count in standing.items()}


@settings(max_examples=15, deadline=None)
@given(greater_days())
def test_what_stood_at_any_quarter_hour_is_what_a_picture_of_that_instant_shows(day: list[Push]) -> None:
    facts = lived(day, centre=GREATER)
    log, state = EventLog(), State()
    log.append(numbered(facts))
    quarters = quarter_hours(Window("day", MORNING, Instant(facts[-1].at + 1)))
    rows = log.kpis(quarters, STOCKS).rows(named=True)
    following = iter([*facts, None])
    event = next(following)
    for window, row in zip(quarters, rows, strict=True):
        while event is not None and event.at < window.until:
            state.apply(event)
            event = next(following)
        theirs = customers(state)
        waiting = [c for c in theirs if c.phase in (Phase.WAITING, Phase.OFFERED)]
        assert (row["backlog"], row["waiting"]) == (len(theirs), len(waiting))
        assert row["longest_wait"] == max((window.until - c.arrived for c in waiting), default=None)


@settings(max_examples=15, deadline=None)
@given(greater_days(), st.sampled_from([Cut.QUEUE, Cut.CHANNEL, Cut.AGENT, Cut.RUN]))
def test_the_parts_make_the_whole(day: list[Push], cut: Cut) -> None:
    log, state = log_of(day)
    window = [Window("day", MORNING, Instant(state.now + 1))]
    counts = [kpi for kpi in that_can_be_cut(KPIS, [cut]) if kpi.unit is Unit.COUNT]
    whole = log.kpis(window, counts).row(0, named=True)
    parts = log.kpis(window, counts, [cut])
    for kpi in counts:
        nobodys = _closed_with_nobody(log) if (kpi.name, cut) == ("closed", Cut.AGENT) else 0
        assert parts[kpi.name].sum() + nobodys == whole[kpi.name], kpi.name


def _closed_with_nobody(log: EventLog) -> int:
    """What a supervisor closed before any agent had it."""
    kind = "kind = 'ContactClosed' AND agent IS NULL AND NOT inside"
    return int(log.ask(f"SELECT count(*) AS count FROM facts WHERE {kind}")["count"][0])


@settings(max_examples=15, deadline=None)
@given(greater_days(), st.lists(st.integers(1, 40), min_size=1))
def test_however_the_facts_come_the_log_is_the_same(day: list[Push], sizes: list[int]) -> None:
    """In any batches, with any overlap."""
    facts = numbered(lived(day, centre=GREATER))
    whole, pieces = EventLog(), EventLog()
    whole.append(facts)
    start = 0
    while start < len(facts):
        size = sizes[start % len(sizes)]
        pieces.append(facts[max(0, start - size) : start + size])
        start += size
    query = "SELECT * FROM facts ORDER BY number"
    assert pieces.ask(query).equals(whole.ask(query))
    assert pieces.last_number() == whole.last_number() == len(facts)


@pytest.mark.parametrize("zone", ["Asia/Bangkok", "Asia/Tehran", "Asia/Kathmandu", "Europe/Berlin"])
def test_quarter_hours_start_on_the_clock_of_the_place(zone: str) -> None:
    place = ZoneInfo(zone)
    start = midnight(MORNING, place)
    windows = quarter_hours(Window("day", start, Instant(start + 96 * QUARTER_HOUR)))
    assert len(windows) == 96
    assert windows[0].since == start
    assert all(window.until - window.since == QUARTER_HOUR for window in windows)


def test_a_day_that_loses_an_hour_has_fewer_quarters() -> None:
    """Berlin, 29 March 2026: from two to three o'clock there is nothing."""
    place = ZoneInfo("Europe/Berlin")
    noon = Instant(1_774_778_400_000_000)
    tomorrow = midnight(Instant(noon + 96 * QUARTER_HOUR), place)
    assert len(quarter_hours(Window("day", midnight(noon, place), tomorrow))) == 92


def test_a_window_that_starts_between_two_quarters_keeps_its_ends() -> None:
    windows = quarter_hours(Window("w", Instant(MORNING + 5), Instant(MORNING + QUARTER_HOUR + 7)))
    assert [(w.since - MORNING, w.until - MORNING) for w in windows] == [
        (5, QUARTER_HOUR),
        (QUARTER_HOUR, QUARTER_HOUR + 7),
    ]


@settings(max_examples=25, deadline=None)
@given(greater_days())
def test_time_in_hands_is_what_the_engine_counted(day: list[Push]) -> None:
    """Contact by contact it says how long it was in hand; told by pairs of facts it is the same, together."""
    facts, state, gone = lived(day, centre=GREATER), State(), 0
    for event in facts:
        if isinstance(event, Left):
            gone += state.contacts[event.contact].hands_on(event.at)
        state.apply(event)
    now = Instant(state.now + 1)
    open_now = sum(contact.hands_on(now) for contact in state.contacts.values())
    row = _logged(facts).kpis([Window("day", MORNING, now)], pick("time_on_calls", "time_on_emails"))
    assert row["time_on_calls"][0] + row["time_on_emails"][0] == gone + open_now
