"""Laws of reports: whatever a PBX says, in whatever order, is taken in or refused; nothing raises."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.codec import decode_command, encode
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import CommandRefused
from dispatcher.vocabulary import (
    SECOND,
    AgentId,
    CommandId,
    ContactId,
    Instant,
    OfferId,
    PhoneTrouble,
    QueueId,
    Span,
    Tier,
    Urgency,
    later,
)
from dispatcher.voice.ordering import orders_in
from dispatcher.voice.reporting import Objection, command_of, objection
from dispatcher.voice.reports import (
    AnyReport,
    CallArrived,
    CallbackWanted,
    CallHeld,
    CallHungUp,
    CallRetrieved,
    CallTransferred,
    Party,
    PhoneAnswered,
    PhoneDeclined,
    PhoneRinging,
    PhoneUnreachable,
)
from dispatcher.voice.trunk import Report, Trunk
from tests.engine.people import centre
from tests.engine.walk import opening
from tests.voice.exchange import Exchange, numbered

CALLS = st.sampled_from([ContactId(name) for name in ("c1", "c2", "c3", "c4")])
AGENTS = st.sampled_from([AgentId(name) for name in ("anna", "ben", "nobody")])
QUEUES = st.sampled_from([QueueId(name) for name in ("calls", "urgent", "mail", "nowhere")])
OFFERS = st.builds(lambda call, number: OfferId(f"{call}/{number}"), CALLS, st.integers(0, 4))
WORDS = st.text(max_size=35)

REPORTS: st.SearchStrategy[AnyReport] = st.one_of(
    st.builds(
        CallArrived,
        call=CALLS,
        queue=QUEUES,
        caller=WORDS,
        urgency=st.none() | st.sampled_from(Urgency),
        language=WORDS,
        tier=st.none() | WORDS.map(Tier),
    ),
    st.builds(CallArrived, call=CALLS, queue=st.just(QueueId("calls"))),
    st.builds(PhoneRinging, call=CALLS, agent=AGENTS),
    st.builds(PhoneAnswered, agent=AGENTS, offer=OFFERS),
    st.builds(PhoneAnswered, agent=AGENTS, offer=OFFERS),
    st.builds(PhoneDeclined, agent=AGENTS, offer=OFFERS),
    st.builds(PhoneUnreachable, agent=AGENTS, offer=OFFERS, cause=st.sampled_from(PhoneTrouble)),
    st.builds(CallHeld, call=CALLS, agent=AGENTS),
    st.builds(CallRetrieved, call=CALLS, agent=AGENTS),
    st.builds(
        CallTransferred,
        call=CALLS,
        agent=AGENTS,
        to_queue=st.none() | QUEUES,
        to_agent=st.none() | AGENTS,
        away=st.booleans(),
    ),
    st.builds(CallHungUp, call=CALLS, by=st.sampled_from(Party), agent=st.none() | AGENTS),
    st.builds(CallbackWanted, call=CALLS),
)


def manned() -> tuple[Engine, Instant]:
    """A small centre whose agents are ready."""
    engine, now = Engine(), Instant(1_000_000_000)
    for command in opening(centre("anna", "ben")):
        engine.handle(command, now)
    return engine, now


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(REPORTS, st.integers(0, 25)), max_size=40))
def test_any_reports_in_any_order_are_taken_in_or_refused_and_the_pbx_can_obey(
    day: list[tuple[AnyReport, int]],
) -> None:
    (engine, now), pbx, number = manned(), Exchange(), 0
    for step, (report, wait) in enumerate(day):
        now = later(now, Span(wait * SECOND))
        facts = engine.advance(now)
        command = command_of(report, CommandId(f"r{step}"), engine.state)
        if not isinstance(command, Objection):
            assert decode_command(encode(command)) == command
            answer = engine.handle(command, now)
            refused = next((fact for fact in answer if isinstance(fact, CommandRefused)), None)
            no = objection(report, refused, engine.state)
            assert no is None or (no.reason, no.detail) != ("", "")
            assert refused is None or len(answer) == 1
            facts += answer
        told = numbered(facts, number)
        number += len(facts)
        pbx.does(told)
        pbx.obey(orders_in(told, engine.state))
        pbx.agrees_with(engine.state)


@given(REPORTS, st.text(min_size=1, max_size=40))
def test_a_report_reads_back_as_it_was_written(report: AnyReport, name: str) -> None:
    frame = Report(id=name, report=report)
    try:
        read = msgspec.json.decode(encode(frame), type=Report)
    except msgspec.ValidationError as error:  # a lone surrogate, say, cannot be written in UTF-8
        raise AssertionError(frame) from error
    assert read == frame


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_bytes_that_are_no_report_are_none(message: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeError)):
        msgspec.json.decode(message, type=Report)


@pytest.mark.parametrize(
    "report",
    [
        {"type": "call_arrived", "call": "with spaces", "queue": "calls"},
        {"type": "call_arrived", "call": "c" * 101, "queue": "calls"},
        {"type": "call_arrived", "call": "c1", "queue": ""},
        {"type": "call_arrived", "call": "c1", "queue": "calls", "caller": "1" * 201},
        {"type": "call_arrived", "call": "c1", "queue": "calls", "colour": "red"},
        {"type": "call_hung_up", "call": "c1", "by": "somebody"},
        {"type": "phone_unreachable", "agent": "anna", "offer": "c1/1", "cause": "tired"},
        {"type": "hello"},
        {},
    ],
)
def test_what_is_too_long_or_unknown_is_not_read(report: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode({"type": "report", "id": "1", "report": report}), type=Report)


def test_what_cannot_be_asked_is_told_before_it_is() -> None:
    (engine, _), trunk = manned(), Trunk("pbx-")
    cases: list[tuple[AnyReport, str]] = [
        (CallArrived(call=ContactId("c1"), queue=QueueId("mail")), "unknown_queue"),
        (CallHungUp(call=ContactId("c1"), by=Party.AGENT), "incomplete"),
        (
            CallTransferred(
                call=ContactId("c1"), agent=AgentId("anna"), to_queue=QueueId("urgent"), away=True
            ),
            "incomplete",
        ),
    ]
    for report, word in cases:
        no = trunk.asks(Report(id="1", report=report), engine.state)
        assert isinstance(no, Objection)
        assert no.reason == word


def test_a_report_has_an_id_of_its_own_exchange_and_an_arrival_that_of_its_call() -> None:
    state: State = manned()[0].state
    rings = Report(id="7", report=PhoneRinging(call=ContactId("c1"), agent=AgentId("anna")))
    arrives = Report(id="8", report=CallArrived(call=ContactId("c1"), queue=QueueId("calls")))
    for exchange in ("a-", "b-"):
        asked = [Trunk(exchange).asks(frame, state) for frame in (rings, arrives)]
        ids = [command.id for command in asked if not isinstance(command, Objection)]
        assert ids == [f"trunk:{exchange}:7", "call:c1:arrived"]
