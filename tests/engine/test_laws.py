"""Laws that no day may break, however odd.

Two ways to look for a day that does: Hypothesis, which shrinks it, and long walks by seed. Both run longer
when asked to: RINGPOST_LAWS=20 makes them twenty times as long.
"""

import os
from itertools import islice

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from dispatcher import events as fact
from dispatcher.commands import Command
from dispatcher.events import Event
from dispatcher.vocabulary import Instant, later
from tests.engine.drivers import Drivers
from tests.engine.laws import Witness, check_picture
from tests.engine.people import seconds
from tests.engine.walk import CENTRES, STAFF, WAITS, WEIGHTS, make, opening, stroll

TIMES = int(os.environ.get("RINGPOST_LAWS", "1"))
START = Instant(1_741_003_200_000_000)


class Trial:
    """A day under the eyes of the law."""

    def __init__(self, crash_every: int) -> None:
        self.drivers = Drivers(crash_every)
        self.witness = Witness()

    def wait(self, now: Instant) -> None:
        """Let time pass, and hold the picture that leaves against the laws."""
        self._hear(self.drivers.wait(now))
        if self.drivers.state.centre is not None:
            check_picture(self.drivers.state, now)

    def ask(self, command: Command, now: Instant) -> None:
        """Perform a request, and hold all that came of it against the laws."""
        self.wait(now)
        facts = self.drivers.ask(command, now)
        self._hear(facts)
        if any(isinstance(event, fact.CommandRefused) for event in facts):
            assert len(facts) == 1, "a refusal changes nothing"
        # A new centre may shorten what was under way: any driver then wakes at once.
        self.wait(now)

    def _hear(self, facts: list[Event]) -> None:
        for event in facts:
            self.witness.hear(event)
        assert self.witness.state == self.drivers.state
        self.witness.check_flow()


class AnyDay(RuleBasedStateMachine):
    """A day that Hypothesis makes up."""

    def __init__(self) -> None:
        super().__init__()
        self.trial = Trial(crash_every=1)
        self.now, self.number = START, 0

    @initialize(which=st.integers(0, len(CENTRES) - 1))
    def open(self, which: int) -> None:
        for command in opening(which):
            self.trial.ask(command, self.now)

    @rule(
        kind=st.sampled_from([kind for kind, weight in WEIGHTS.items() for _ in range(weight)]),
        who=st.integers(0, len(STAFF) - 1),
        pick=st.integers(0, 7),
        wait=st.sampled_from(WAITS),
    )
    def request(self, kind: str, who: int, pick: int, wait: int) -> None:
        self.now, self.number = later(self.now, seconds(wait)), self.number + 1
        self.trial.wait(self.now)
        command = make(kind, self.trial.drivers.state, self.number, who, pick, self.now)
        self.trial.ask(command, self.now)


AnyDay.TestCase.settings = settings(
    max_examples=80 * TIMES,
    stateful_step_count=50,
    deadline=None,
    derandomize=TIMES == 1,
    suppress_health_check=list(HealthCheck),
)
TestAnyDay = AnyDay.TestCase


@pytest.mark.parametrize("seed", range(24 * TIMES))
def test_no_walk_breaks_a_law(seed: int) -> None:
    trial = Trial(crash_every=20)
    for now, command in islice(stroll(seed, lambda: trial.drivers.state, START), 400):
        trial.ask(command, now)
