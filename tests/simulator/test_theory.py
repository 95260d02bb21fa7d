"""The engine in SimPy's time against what queueing theory proves. The interval covers the truth, or not."""

from collections.abc import Mapping

from msgspec.structs import replace

from analytics import erlang
from dispatcher.centre import Queue
from dispatcher.vocabulary import EMAIL, HOUR, MINUTE, QueueId, Span
from simulator.confidence import Estimate
from simulator.experiment import run
from simulator.scenario import Demand, Habits, Kind, Law
from tests.simulator.suppose import CALLS, EMAILS, UNBOUNDED, calls, centre, demand, emails, fixed, scenario

TALK = Law(mean=Span(3 * MINUTE))
SECONDS = 1_000_000
ONE_AT_A_TIME = Habits()


def measured(
    agents: int,
    *pairs: tuple[Queue, Demand],
    cap: int = 1,
    hours: int = 12,
    habits: Habits = ONE_AT_A_TIME,
) -> Mapping[QueueId, Mapping[str, Estimate]]:
    """The estimates of a steady line in which no lever interferes."""
    supposed = scenario(
        centre(agents, *(queue for queue, _ in pairs), levers=replace(UNBOUNDED, caps={EMAIL: cap})),
        {queue.id: who for queue, who in pairs},
        length=Span(hours * HOUR),
        warm_up=Span(2 * HOUR),
        replications=12,
        habits=habits,
    )
    result = run(supposed)
    assert result.steady
    return result.estimates


def test_an_m_m_n_line_waits_as_erlang_c_says() -> None:
    agents, load, talk = 5, 3.5, 180 * SECONDS
    found = measured(agents, (calls(), demand(20 * load, TALK)), hours=32)[CALLS]
    assert found["asa"].covers(erlang.mean_wait(agents, load, talk))
    assert found["service_level"].covers(erlang.service_level(agents, load, 20 * SECONDS, talk))
    assert found["incoming"].covers(20 * load * 30)
    assert found["handle_time"].covers(talk)


def test_an_impatient_line_loses_as_erlang_a_says() -> None:
    agents, load, talk, patience = 5, 5.5, 180 * SECONDS, 120 * SECONDS
    found = measured(agents, (calls(), demand(20 * load, TALK, Law(mean=Span(patience)))), hours=8)[CALLS]
    assert found["abandon_rate"].covers(erlang.impatient(agents, load, talk, patience).abandoned)


def test_one_email_at_a_time_is_the_m_m_1_queue() -> None:
    work, load = 180 * SECONDS, 0.6
    found = measured(1, (emails(), demand(20 * load, TALK)), hours=50)[EMAILS]
    assert found["first_response_time"].covers(work / (1 - load))


def test_many_emails_at_once_share_the_agent_whatever_their_spread() -> None:
    """Processor sharing is insensitive: E[T] = E[S] / (1 - load) for any law (Sakata et al. 1971)."""
    work, load = 180 * SECONDS, 0.6
    uneven = Law(mean=Span(work), kind=Kind.LOGNORMAL, cv=1.5)
    found = measured(1, (emails(), demand(20 * load, uneven)), cap=10**6, hours=50)[EMAILS]
    assert found["first_response_time"].covers(work / (1 - load))


def low_class_sojourn(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    """M/G/1 preemptive-resume, each class as (rate, mean, second moment) of its work (Conway et al. 1967)."""
    busy = first[0] * first[1]
    both = busy + second[0] * second[1]
    residual = (first[0] * first[2] + second[0] * second[2]) / 2
    return second[1] / (1 - busy) + residual / ((1 - busy) * (1 - both))


def test_a_pre_empted_email_goes_on_where_it_was() -> None:
    """Exponential work hides restarts; so the emails' work is fixed, and then very uneven."""
    rate, talk, write = 6 / HOUR, 3 * MINUTE, Span(5 * MINUTE)
    for law, moment in ((fixed(write), 1.0), (Law(mean=write, kind=Kind.LOGNORMAL, cv=1.5), 1 + 1.5**2)):
        found = measured(
            1,
            (calls(interrupt_after=Span(0)), demand(6, TALK)),
            (emails(), demand(5, law)),
            hours=45,
        )
        truth = low_class_sojourn((rate, talk, 2 * talk**2), (5 / HOUR, write, moment * write**2))
        assert found[EMAILS]["first_response_time"].covers(truth)
        assert found[CALLS]["asa"].covers(rate * talk**2 / (1 - rate * talk))
        assert found[EMAILS]["interruptions"].mean > 0


def test_multitasking_that_gains_serves_more() -> None:
    """With f[e] = e an agent is e agents: the line with cap 2 is M/M/2 (work-conserving, rates 1 and 2)."""
    work, load = 180 * SECONDS, 1.4
    pair = (emails(), demand(20 * load, TALK))
    found = measured(1, pair, cap=2, hours=25, habits=Habits(speeds=(1.0, 2.0)))[EMAILS]
    assert found["first_response_time"].covers(work + erlang.mean_wait(2, load, work))
