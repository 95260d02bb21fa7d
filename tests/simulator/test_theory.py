"""The engine in SimPy's time against what queueing theory proves. The interval covers the truth, or not.

Nine models, in runs short enough for every day; `make truth` plays all of them, and longer.
"""

import pytest
from msgspec.structs import replace

from dispatcher.vocabulary import EMAIL
from simulator.laws import Law
from simulator.scenario import Habits
from tests.simulator.suppose import EMAILS, UNBOUNDED, emails
from tests.truth.cases import SECOND, TALK, Case, Truth, demand, shorter, steady
from tests.truth.catalogue import CASES
from tests.truth.holding import held
from tests.truth.works import fixed, uneven

EVERY_DAY = (
    "M/M/n+M: 5 agents, load 5.5",
    "M/PH/n/K: 3 agents, 8 places, uneven work",
    "retrials: 3 agents, load 2.0",
    "two classes: 4 agents, load 3.2",
    "N-model: uneven work, load 0.45",
    "resumed emails: fixed work, loads 0.4 and 0.4",
    "cap 2: exponential emails, loads 0.5 and 0.6",
    "threshold: 5 agents, load 2.5, reserve 1",
    "deadline: 600 s, loads 0.5 and 0.5",
)


def hold(case: Case) -> None:
    """Fail where an interval misses its truth, and misses it with fresh seeds too."""
    missed = [one for one in held(case) if not one.holds]
    assert not missed


@pytest.mark.parametrize("name", EVERY_DAY)
def test_the_interval_covers_what_is_proved(name: str) -> None:
    case = CASES[name]()
    hold(shorter(case, 0.25) if case.scenario.warm_up else case)


@pytest.mark.parametrize("law", [uneven(TALK, 1.5).law, fixed(TALK)])
def test_many_emails_at_once_share_the_agent_whatever_their_spread(law: Law) -> None:
    """Processor sharing is insensitive: E[T] = E[S] / (1 - load) for any law (Sakata et al. 1971)."""
    load = 0.5
    supposed = steady(
        1,
        {EMAILS: demand(load / TALK, law)},
        emails(),
        levers=replace(UNBOUNDED, caps={EMAIL: 10**6}),
        habits=Habits(),
        contacts=250,
    )
    hold(Case(supposed, (Truth(EMAILS, "first_response_time", TALK / (1 - load) * SECOND),)))
