"""Laws that no day may break, however odd.

Two ways to look for a day that does: Hypothesis, which shrinks it, and long walks by seed. Both run longer
when asked to: RINGPOST_LAWS=20 makes them twenty times as long. `make campaign` walks much farther.
"""

import os
from itertools import islice

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from dispatcher.vocabulary import later
from tests.engine.centres import begins, draw
from tests.engine.people import seconds
from tests.engine.trial import Trial
from tests.engine.walk import WAITS, WEIGHTS, make, opening, stroll

TIMES = int(os.environ.get("RINGPOST_LAWS", "1"))


class AnyDay(RuleBasedStateMachine):
    """A day that Hypothesis makes up, in a centre by chance."""

    @initialize(seed=st.integers(0, 40))
    def open(self, seed: int) -> None:
        self.trial = Trial(crash_every=1)
        self.centres, self.now, self.number = draw(seed), begins(seed), 0
        for command in opening(self.centres[0]):
            self.trial.ask(command, self.now)

    @rule(
        kind=st.sampled_from([kind for kind, weight in WEIGHTS.items() for _ in range(weight)]),
        who=st.integers(0, 7),
        pick=st.integers(0, 15),
        wait=st.sampled_from(WAITS),
    )
    def request(self, kind: str, who: int, pick: int, wait: int) -> None:
        self.now, self.number = later(self.now, seconds(wait)), self.number + 1
        self.trial.wait(self.now)
        command = make(kind, self.trial.state, self.centres, self.number, who, pick, self.now)
        self.trial.ask(command, self.now)


AnyDay.TestCase.settings = settings(
    max_examples=50 * TIMES,
    stateful_step_count=50,
    deadline=None,
    derandomize=TIMES == 1,
    suppress_health_check=list(HealthCheck),
)
TestAnyDay = AnyDay.TestCase


@pytest.mark.parametrize("seed", range(24 * TIMES))
def test_no_walk_breaks_a_law(seed: int) -> None:
    trial, start = Trial(crash_every=20), begins(seed)
    for now, command in islice(stroll(seed, lambda: trial.state, draw(seed), start), 300):
        trial.ask(command, now)
