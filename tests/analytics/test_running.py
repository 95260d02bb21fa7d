"""Law: KPIs asked while a day is lived are those asked of its log afterwards."""

import itertools
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.eventlog import EventLog
from analytics.intervals import Window
from analytics.kpis import KPIS, Cut, that_can_be_cut
from analytics.running import RunningKpis
from dispatcher.vocabulary import HOUR, MINUTE, Instant
from tests.analytics.days import GREATER, MORNING, Push, greater_days, lived, numbered


@settings(max_examples=25, deadline=None)
@given(greater_days(), st.integers(0, 30), st.integers(1, 40), st.integers(1, 60))
def test_a_running_measure_says_what_the_log_says(
    day: list[Push], minutes: int, size: int, batch: int
) -> None:
    facts = lived(day, centre=GREATER)
    window = Window("run", Instant(MORNING + minutes * MINUTE), Instant(MORNING + 30 * HOUR))
    running = RunningKpis(window, batch=batch)
    for start in range(0, len(facts), size):
        running.tell(facts[start : start + size])
    said = running.figures()
    with closing(EventLog()) as log:
        log.append(numbered(facts))
        (whole,) = log.kpis([window], KPIS).to_dicts()
        queues = log.kpis([window], that_can_be_cut(KPIS, [Cut.QUEUE]), [Cut.QUEUE]).to_dicts()
    for row in itertools.chain([whole], queues):
        figures = said.get(row.get("queue", ""))
        told = {kpi.name: row[kpi.name] for kpi in KPIS if kpi.name in row}
        # A queue is left out of which there is nothing to count.
        assert figures == told if figures is not None else not any(told.values())
    assert set(said) <= {"", *(row["queue"] for row in queues)}
