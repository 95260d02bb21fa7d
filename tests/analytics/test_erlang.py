"""Erlang's formulas against printed tables, limits, and each other."""

from collections.abc import Callable
from math import exp, factorial, inf, isclose

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

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


# --- who hangs up ---------------------------------------------------------------------------------------


def test_fifty_agents_and_forty_eight_calls_a_minute_are_as_printed() -> None:
    """Gans, Koole and Mandelbaum, "Telephone call centers" (2003): calls of 1 min, patience of 2 min."""
    patient, line = erlang.mean_wait(50, 48, 60), erlang.impatient(50, 48, 60, 120)
    assert patient == pytest.approx(20.8, abs=0.05)
    assert erlang.service_level(50, 48, 58.1, 60) == pytest.approx(0.9, abs=5e-4)
    assert line.abandoned == pytest.approx(0.031, abs=5e-4)
    assert line.mean_wait == pytest.approx(3.7, abs=0.05)


def by_the_chain(agents: int, load: float, within: float, handle: float, patience: float) -> float:
    """Who is answered in time, from the rates alone: a tagged caller moves up the line, or is gone."""
    most = 60
    births, deaths = (
        load / handle,
        [min(n, agents) / handle + max(0, n - agents) / patience for n in range(200)],
    )
    weights = [1.0]
    for n in range(1, agents + most):
        weights.append(weights[-1] * births / deaths[n])
    moves = np.zeros((most + 2, most + 2))  # places: k ahead of her; then served; she may be gone
    for ahead in range(most):
        up = agents / handle + ahead / patience
        moves[ahead, ahead - 1 if ahead else most] += up
        moves[ahead, most + 1] += 1 / patience
        moves[ahead, ahead] -= up + 1 / patience
    served = expm(moves * within)[:most, most]
    waiting = np.array(weights[agents:]) @ served
    return float((sum(weights[:agents]) + waiting) / sum(weights))


@pytest.mark.parametrize("within", [0.0, 5.0, 30.0, 300.0])
@pytest.mark.parametrize(("agents", "load"), [(1, 0.7), (3, 2.5), (4, 6.0)])
def test_waits_under_impatience_are_those_of_the_chain(agents: int, load: float, within: float) -> None:
    found = erlang.service_level(agents, load, within, 60, 90)
    assert found == pytest.approx(by_the_chain(agents, load, within, 60, 90), abs=1e-9)


@given(st.integers(1, 200), st.floats(0.05, 3), st.floats(0.05, 20))
def test_who_does_not_hang_up_is_answered_in_the_end(agents: int, share: float, patience: float) -> None:
    line = erlang.impatient(agents, agents * share, 1.0, patience)
    level = [erlang.service_level(agents, agents * share, t, 1.0, patience) for t in (0.0, 0.5, 1e9)]
    assert level == sorted(level)
    assert isclose(level[0], 1 - line.delayed, abs_tol=1e-9)
    assert isclose(level[-1], 1 - line.abandoned, abs_tol=1e-9)


def test_a_crowd_neither_overflows_nor_vanishes() -> None:
    """5,000 agents: too few of them lose what they cannot take; plenty of them lose nobody."""
    assert erlang.impatient(5000, 6000, 180, 120).abandoned == pytest.approx(1 / 6, rel=1e-3)
    assert erlang.impatient(5000, 50, 180, 120).delayed == 0
    assert erlang.service_level(5000, 6000, 1e9, 180, 120) == pytest.approx(5 / 6, rel=1e-3)


# --- the other way round --------------------------------------------------------------------------------

LOADS = st.floats(0.1, 400)
PATIENCE = st.none() | st.floats(0.1, 20)
unhurried = settings(deadline=None, max_examples=50)  # each looks at dozens of lines


def exactly_enough(found: int, enough: Callable[[int], bool], least: int = 1) -> bool:
    return enough(found) and (found == least or not enough(found - 1))


@unhurried
@given(LOADS, st.floats(0.3, 0.99), st.floats(0, 2), PATIENCE)
def test_one_agent_fewer_would_miss_the_level(
    load: float, level: float, within: float, patience: float | None
) -> None:
    found = erlang.agents_for(load, level=level, within=within, handle=1.0, patience=patience)
    assert exactly_enough(found, lambda n: erlang.service_level(n, load, within, 1.0, patience) >= level)


@unhurried
@given(LOADS, st.floats(0.001, 2), PATIENCE)
def test_one_agent_fewer_would_let_them_wait(load: float, longest: float, patience: float | None) -> None:
    found = erlang.agents_for_wait(load, longest=longest, handle=1.0, patience=patience)
    assert exactly_enough(found, lambda n: erlang.mean_wait(n, load, 1.0, patience) <= longest)


@unhurried
@given(LOADS, st.floats(0.001, 0.5), st.floats(0.1, 20))
def test_one_agent_fewer_would_lose_more(load: float, share: float, patience: float) -> None:
    found = erlang.agents_for_abandonment(load, share=share, handle=1.0, patience=patience)
    assert exactly_enough(found, lambda n: erlang.impatient(n, load, 1.0, patience).abandoned <= share)
    lines = erlang.agents_for_blocking(load, loss=share)
    assert exactly_enough(lines, lambda n: erlang.blocked(n, load) <= share, 0)


@unhurried
@given(AGENTS, st.floats(0.3, 0.99), PATIENCE)
def test_the_load_of_a_level_gives_that_level(agents: int, level: float, patience: float | None) -> None:
    load = erlang.load_for(agents, level=level, within=0.3, handle=1.0, patience=patience)
    assert isclose(erlang.service_level(agents, load, 0.3, 1.0, patience), level, abs_tol=1e-6)


@unhurried
@given(AGENTS, st.floats(0.01, 0.9), st.floats(0.1, 20))
def test_the_load_of_a_wait_or_a_loss_gives_it_back(agents: int, share: float, patience: float) -> None:
    wait = erlang.load_for_wait(agents, longest=share * patience, handle=1.0, patience=patience)
    assert isclose(erlang.mean_wait(agents, wait, 1.0, patience), share * patience, rel_tol=1e-6)
    loss = erlang.load_for_abandonment(agents, share=share, handle=1.0, patience=patience)
    assert isclose(erlang.impatient(agents, loss, 1.0, patience).abandoned, share, rel_tol=1e-6)
    lines = erlang.load_for_blocking(agents, loss=share)
    assert isclose(erlang.blocked(agents, lines), share, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (lambda: erlang.agents_for_blocking(1, loss=0), "above 0"),
        (lambda: erlang.agents_for_wait(1, longest=0, handle=1), "above 0"),
        (lambda: erlang.agents_for_abandonment(1, share=0, handle=1, patience=1), "above 0"),
        (lambda: erlang.load_for(1, level=0, within=1, handle=1), "above 0"),
        (lambda: erlang.load_for_wait(1, longest=2, handle=1, patience=1), "below the patience"),
        (lambda: erlang.load_for_abandonment(1, share=1, handle=1, patience=1), "below 1"),
        (lambda: erlang.load_for_blocking(1, loss=1), "below 1"),
    ],
)
def test_what_no_line_can_do_is_said(ask: Callable[[], object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        ask()
