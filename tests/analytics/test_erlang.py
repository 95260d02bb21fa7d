"""Erlang's formulas against printed tables, limits, and each other."""

from math import exp, factorial, inf, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import erlang

AGENTS = st.integers(1, 400)
SHARE_OF_CAPACITY = st.floats(0.05, 0.98)


@pytest.mark.parametrize(
    ("agents", "load", "loss"),
    [
        (1, 0.0101, 0.01),
        (5, 1.361, 0.01),
        (10, 4.461, 0.01),
        (20, 12.031, 0.01),
        (100, 84.064, 0.01),
        (10, 6.216, 0.05),
    ],
)
def test_blocking_agrees_with_the_printed_erlang_b_table(agents: int, load: float, loss: float) -> None:
    assert erlang.blocked(agents, load) == pytest.approx(loss, rel=2e-3)


def textbook_c(agents: int, load: float) -> float:
    top = load**agents / factorial(agents) * agents / (agents - load)
    return top / (sum(load**k / factorial(k) for k in range(agents)) + top)


@given(st.integers(1, 60), SHARE_OF_CAPACITY)
def test_the_recursion_is_the_textbook_sum(agents: int, share: float) -> None:
    load = agents * share
    assert isclose(erlang.delayed(agents, load), textbook_c(agents, load), rel_tol=1e-9)


def test_one_server_is_the_m_m_1_queue() -> None:
    assert erlang.delayed(1, 0.8) == pytest.approx(0.8)
    assert erlang.mean_wait(1, 0.8, 60) == pytest.approx(0.8 / 0.2 * 60)
    assert erlang.service_level(1, 0.8, 30, 60) == pytest.approx(1 - 0.8 * exp(-0.2 * 30 / 60))


def test_a_hundred_calls_in_half_an_hour_of_three_minutes_need_fourteen_agents_for_80_in_20() -> None:
    """The worked example of many staffing guides: 10 erlangs, 88.8 % within 20 s."""
    assert erlang.agents_for(10, level=0.8, within=20, handle=180) == 14
    assert erlang.service_level(14, 10, 20, 180) == pytest.approx(0.888, abs=5e-4)
    assert erlang.delayed(14, 10) == pytest.approx(0.174, abs=5e-4)


def test_too_much_load_is_said_not_raised() -> None:
    assert erlang.delayed(3, 3.0) == 1.0
    assert erlang.service_level(3, 4.0, 1e9, 1) == 0.0
    assert erlang.mean_wait(3, 3.5, 1) == inf


def test_thousands_of_agents_neither_overflow_nor_vanish() -> None:
    assert 0 < erlang.delayed(5000, 4950.0) < 1


@given(AGENTS, SHARE_OF_CAPACITY)
def test_one_more_agent_never_harms(agents: int, share: float) -> None:
    load = agents * share
    assert erlang.delayed(agents + 1, load) <= erlang.delayed(agents, load)
    assert erlang.blocked(agents, load) <= erlang.delayed(agents, load) + 1e-12


@given(st.integers(1, 200), SHARE_OF_CAPACITY)
def test_endless_patience_is_erlang_c(agents: int, share: float) -> None:
    load = agents * share
    line = erlang.impatient(agents, load, 1.0, 1e12)
    assert isclose(line.delayed, erlang.delayed(agents, load), rel_tol=1e-6)
    assert isclose(line.mean_wait, erlang.mean_wait(agents, load, 1.0), rel_tol=1e-6)


@given(st.integers(1, 200), st.floats(0.05, 3), st.floats(0.05, 20))
def test_nobody_is_lost_from_an_impatient_line(agents: int, share: float, patience: float) -> None:
    """Those who stay keep at most all agents busy: served load plus lost load is the offered load."""
    load = agents * share
    line = erlang.impatient(agents, load, 1.0, patience)
    assert 0 <= line.abandoned <= line.delayed <= 1
    assert load * (1 - line.abandoned) <= agents * (1 + 1e-9)


def test_patience_as_long_as_a_call_is_the_queue_of_endless_agents() -> None:
    """With equal rates of leaving, the number present is Poisson: P(all busy) is its tail."""
    tail = 1 - sum(exp(-8) * 8**k / factorial(k) for k in range(10))
    assert erlang.impatient(10, 8.0, 1.0, 1.0).delayed == pytest.approx(tail)


@pytest.mark.parametrize("mistake", [(-1, 1.0), (1, -1.0)])
def test_nonsense_is_named(mistake: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="negative"):
        erlang.blocked(*mistake)


def test_nobody_answers_everybody() -> None:
    with pytest.raises(ValueError, match="below 1"):
        erlang.agents_for(10, level=1.0, within=20, handle=180)
    with pytest.raises(ValueError, match="Erlang A"):
        erlang.impatient(0, 1.0, 1.0, 1.0)
