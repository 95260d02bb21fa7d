"""A plan from a day as it was, counted by hand; and what days say of the difference between two plans."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from typing import Any

import pytest

from analytics.eventlog import EventLog
from dashboard.planning.plan import check
from dashboard.planning.start import as_it_was, days_known, template
from dashboard.planning.summary import differences, summary
from dashboard.planning.worker import Played
from dispatcher import commands as ask
from dispatcher.engine.engine import Engine
from dispatcher.events import Event
from dispatcher.vocabulary import (
    DAY,
    HOUR,
    MINUTE,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    QueueId,
    Span,
    later,
)
from tests.planning.suppose import CENTRE, LETTERS, MORNING, SUPPORT

NOW = later(MORNING, Span(12 * HOUR))


def minutes(count: float) -> Instant:
    return later(MORNING, Span(int(count * MINUTE)))


def told() -> Iterator[Event]:
    """Three calls: one answered after a minute, two that hang up after two and three; and a letter."""
    engine, number = Engine(), iter(range(1000))

    def put(at: float, request: Any, **said: Any) -> list[Event]:
        return engine.handle(request(id=CommandId(f"c{next(number)}"), **said), minutes(at))

    def call(at: float, name: str, queue: QueueId = SUPPORT) -> list[Event]:
        return put(at, ask.AdmitContact, contact=ContactId(name), queue=queue)

    yield from put(0, ask.ConfigureCentre, centre=CENTRE)
    yield from call(1, "patient")
    yield from put(2, ask.ConnectAgent, agent=AgentId("ploy"))
    yield from put(2, ask.SetStatus, agent=AgentId("ploy"), status=AgentStatus.READY)
    (offer,) = (contact.offer for contact in engine.state.contacts.values() if contact.offer)
    yield from put(2, ask.AcceptOffer, agent=AgentId("ploy"), offer=offer.id)
    for name in ("two", "three"):
        yield from call(3, name)
    yield from put(5, ask.HangUp, contact=ContactId("two"))
    yield from put(6, ask.HangUp, contact=ContactId("three"))
    yield from call(130, "letter", LETTERS)


def test_a_day_is_begun_from_as_it_was() -> None:
    with closing(EventLog()) as log:
        log.append(list(enumerate(told(), 1)))
        assert days_known(log, NOW, UTC) == ["2025-03-03"]
        plan = as_it_was(log, CENTRE, "2025-03-03", UTC)
        assert as_it_was(log, CENTRE, "2025-03-04", UTC) is None
    assert plan is not None
    assert check(plan, CENTRE) == plan
    assert plan.start == MORNING
    assert plan.lines[SUPPORT].per_hour == (3, 0, 0)
    assert plan.lines[LETTERS].per_hour == (0, 0, 1)
    # All waited six minutes together, and two hung up: three minutes each.
    assert plan.lines[SUPPORT].patience == 3 * MINUTE
    assert plan.lines[LETTERS].patience is None
    assert plan.agents == (1, 1, 1)


def test_the_template_can_be_played_at_any_hour() -> None:
    for hour in range(24):
        plan = check(template(CENTRE, later(MORNING, Span(hour * HOUR)), UTC), CENTRE)
        assert (plan.start % DAY) == 8 * HOUR
        assert set(plan.lines) == set(CENTRE.queues)


def day(number: int, level: float | None, asa: float) -> Played:
    values = {"service_level": level, "asa": asa}
    return Played(number, {QueueId(""): values}, (values, {"asa": None}))


def test_days_are_paired_one_by_one() -> None:
    before = [day(0, 0.2, 50), day(1, 0.8, 40), day(2, 0.5, 30), day(3, None, 1)]
    after = [day(0, 0.3, 49), day(1, 0.9, 41), day(2, 0.6, 30)]
    found = differences(after, before, QueueId(""))
    assert found["service_level"].mean == pytest.approx(0.1)
    assert found["service_level"].half_width == pytest.approx(0, abs=1e-9)
    assert found["service_level"].verdict == "better"
    assert (found["asa"].mean, found["asa"].verdict) == (0, "even")
    assert differences(before, after, QueueId(""))["service_level"].verdict == "worse"


def test_a_value_that_no_day_has_is_left_out() -> None:
    told = summary([day(0, None, 10), day(1, 0.5, 20)])
    assert told.estimates[QueueId("")]["service_level"].replications == 1
    assert told.estimates[QueueId("")]["asa"].mean == 15
    assert told.hours["asa"][1] is None
