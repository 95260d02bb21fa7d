"""Laws of orders: a PBX that does as it is told stands as the engine's picture does, whatever the day."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.voice.ordering import belongs, in_force, orders_in, orders_of
from dispatcher.voice.orders import AnyOrder, RingAgent
from dispatcher.voice.trunk import OpenCalls, Trunk, welcome
from tests.voice.exchange import Exchange, walk

SEEDS = st.integers(0, 10_000)
DAYS = settings(max_examples=15, deadline=None)


@DAYS
@given(SEEDS)
def test_a_pbx_that_obeys_stands_as_the_picture_does(seed: int) -> None:
    pbx = Exchange()
    for facts, state in walk(seed, 250):
        pbx.does(facts)
        pbx.obey(orders_in(facts, state))
        pbx.agrees_with(state)


@DAYS
@example(127, 124, 60)  # a consultation became the call, which ended, and all of it while nobody was told
@given(SEEDS, st.integers(1, 200), st.integers(1, 60))
def test_a_pbx_that_was_away_stands_so_again_whichever_way_it_comes_back(
    seed: int, gone: int, away: int
) -> None:
    pbx, missed = Exchange(), []
    for step, (facts, state) in enumerate(walk(seed, gone + away), 1):
        pbx.does(facts)  # connected or not
        if step < gone:
            pbx.obey(orders_in(facts, state))
        else:
            missed += facts
    pbx.obey(orders_in(missed, state))
    pbx.agrees_with(state)
    anew = Exchange()
    anew.take_over(welcome(state, 0).calls)
    assert (anew.rings, anew.talks, anew.held) == (pbx.rings, pbx.talks, pbx.held)


@DAYS
@given(SEEDS)
def test_an_order_has_one_name_and_is_the_same_whenever_it_is_worked_out(seed: int) -> None:
    everything, named = [], dict[str, AnyOrder]()
    for facts, state in walk(seed, 200):
        everything += facts
        for numbered in facts:
            for index, order in enumerate(orders_of(numbered, state)):
                assert order.id == f"{numbered.number}.{index}"
                assert order.at == numbered.fact.at
                named[order.id] = order
    for order in orders_in(everything, state):
        # When a consultation is over, nobody knows any more what it was about; its end says it once again.
        assert replace(order, about=named[order.id].about) == named[order.id]


@DAYS
@example(1066)  # offered to another at the very instant at which it was declined
@given(SEEDS)
def test_what_was_overtaken_stays_so(seed: int) -> None:
    stale: list[AnyOrder] = []
    for facts, state in walk(seed, 200):
        rings = [order for order in stale if isinstance(order, RingAgent)]
        assert not any(in_force(order, state) for order in rings)
        orders = [order for numbered in facts for order in orders_of(numbered, state)]
        stale += [order for order in orders if not in_force(order, state)]


@DAYS
@given(SEEDS, st.sampled_from(("c1", "c", "k", "x", "")))
def test_an_exchange_hears_of_its_own_calls_and_of_consultations_about_them(seed: int, exchange: str) -> None:
    trunk = Trunk(exchange)
    for facts, state in walk(seed, 150):
        orders = orders_in(facts, state)
        hers = trunk.hear(facts, state)
        assert (hers.orders if hers else ()) == tuple(o for o in orders if belongs(o, exchange))
        for call in trunk.welcome(state, 0).calls:
            assert (call.consults or call.id).startswith(exchange)


@pytest.mark.parametrize(
    ("after", "last", "begins"),
    [(None, 5, None), (5, 5, 5), (0, 5, 0), (6, 5, None), (-3, 5, 0), (1, 10_001, 1), (1, 10_002, None)],
)
def test_whoever_missed_too_much_or_has_a_foreign_number_begins_anew(
    after: int | None, last: int, begins: int | None
) -> None:
    assert Trunk(after=after).resumes(last) == begins


def test_what_nobody_does_is_no_order() -> None:
    facts, state = next(iter(walk(1, 1)))
    assert orders_in(facts, state) == ()
    assert Trunk().hear(facts, state) is None
    assert welcome(state, 1) == OpenCalls(number=1, calls=())
