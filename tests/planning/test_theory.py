"""The quick answer is Erlang's, hour by hour."""

import pytest
from msgspec.structs import replace

from analytics import erlang
from dashboard.planning.plan import Line
from dashboard.planning.theory import quick
from dispatcher.vocabulary import HOUR, MINUTE, SECOND
from tests.planning.suppose import CENTRE, LETTERS, SUPPORT, supposed

CALLS = Line(per_hour=(12, 0, 24), handle=5 * MINUTE, patience=3 * MINUTE)


def test_one_line_of_calls_is_erlang_a() -> None:
    told = quick(supposed(lines={SUPPORT: CALLS}, agents=(2, 2, 2)))
    handle = 300 + CENTRE.queues[SUPPORT].wrap_up // SECOND
    load = 12 * handle / 3600
    first = told.hours[0]
    assert first.service_level == pytest.approx(erlang.service_level(2, load, 20, handle, 180))
    assert first.abandon_rate == pytest.approx(erlang.impatient(2, load, handle, 180).abandoned)
    assert first.needed == erlang.agents_for(load, level=0.8, within=20, handle=handle, patience=180)


def test_the_day_weighs_its_hours_by_their_calls() -> None:
    told = quick(supposed(lines={SUPPORT: CALLS}, agents=(2, 2, 2)))
    levels = [hour.service_level for hour in told.hours]
    assert levels[1] is None
    assert told.service_level == pytest.approx(((levels[0] or 0) * 12 + (levels[2] or 0) * 24) / 36)


def test_letters_alone_need_hands_and_have_no_service_level() -> None:
    told = quick(supposed(lines={LETTERS: Line(per_hour=(10, 10, 0), handle=HOUR)}))
    assert [hour.needed for hour in told.hours] == [11, 11, 0]  # ten erlangs, at most 95 % busy
    assert told.service_level is None


def test_patient_callers_and_too_few_agents_wait_for_ever() -> None:
    patient = replace(CALLS, patience=None, per_hour=(120, 120, 120))
    told = quick(supposed(lines={SUPPORT: patient}, agents=(2, 2, 0)))
    assert (told.service_level, told.asa) == (0.0, None)


def test_a_longer_promise_needs_no_more_agents() -> None:
    strict = quick(supposed(promises={SUPPORT: 5 * SECOND}))
    lax = quick(supposed(promises={SUPPORT: 2 * MINUTE}))
    assert all(a.needed >= b.needed for a, b in zip(strict.hours, lax.hours, strict=True))
    assert CENTRE.queues[SUPPORT].promise == 20 * SECOND
