"""What facts are told as: words for all that can happen, and nothing that is a customer's."""

from typing import get_args

import pytest
from msgspec.structs import fields

from dashboard.factwords import WORDS
from dashboard.pages.past import path
from dashboard.past.telling import TOLD, told
from dashboard.pastwords import WORDS as PAGE_WORDS
from dashboard.words import LANGUAGES
from dispatcher.engine.blending import Verdict
from dispatcher.events import AccessNoted, ContactArrived, Event, NumberedFact
from dispatcher.vocabulary import (
    EMAIL,
    Access,
    AgentStatus,
    AnswerFailure,
    CallNote,
    CancelReason,
    CloseReason,
    ContactId,
    Instant,
    OfferReason,
    ParkReason,
    PromiseKind,
    QueueId,
    Refusal,
    RejectReason,
    RescindReason,
    ReserveReason,
    ResumeReason,
    ReturnReason,
    StatusReason,
    Urgency,
    UrgencyReason,
    Word,
    WrapUpReason,
)

REASONS: tuple[type[Word], ...] = (
    AnswerFailure,
    CallNote,
    CancelReason,
    CloseReason,
    OfferReason,
    ParkReason,
    Refusal,
    RejectReason,
    RescindReason,
    ReserveReason,
    ResumeReason,
    ReturnReason,
    StatusReason,
    UrgencyReason,
    WrapUpReason,
)


@pytest.mark.parametrize("table", [WORDS, PAGE_WORDS], ids=["facts", "page"])
def test_every_word_is_there_in_every_language(table: dict[str, tuple[str, ...]]) -> None:
    for key, row in table.items():
        assert len(row) == len(LANGUAGES), key
        assert all(row), key


def test_all_that_can_happen_has_words() -> None:
    for kind in get_args(Event):
        assert kind.__name__ in WORDS
    for promise in PromiseKind:
        assert promise in WORDS
    for verdict in Verdict:
        assert verdict is Verdict.YES or f"verdict.{verdict}" in WORDS
    for status in AgentStatus:
        assert f"status.{status}" in WORDS


def test_every_reason_that_a_fact_can_carry_has_words() -> None:
    """Read from the facts themselves, so that a new reason is not forgotten."""
    carried = {
        field.type
        for kind in get_args(Event)
        for field in fields(kind)
        if field.name in ("why", "reason", "what") and kind is not AccessNoted
    }
    assert carried == set(REASONS)
    for reason in (word for words in REASONS for word in words):
        assert f"why.{reason}" in WORDS


def test_what_a_customer_wrote_or_is_called_is_not_told() -> None:
    fact = ContactArrived(
        at=Instant(1),
        contact=ContactId("letter-1"),
        channel=EMAIL,
        queue=QueueId("mail"),
        urgency=Urgency.NORMAL,
        customer="customer-7",
        subject="My divorce",
        conversation="conversation-3",
    )
    said = told(NumberedFact(number=7, fact=fact), None)
    assert said == {
        "number": 7,
        "at": 1,
        "kind": "ContactArrived",
        "contact": "letter-1",
        "channel": "email",
        "queue": "mail",
        "urgency": "normal",
    }
    private = {"customer", "subject", "note", "comment", "detail", "address", "message", "conversation"}
    assert private.isdisjoint(TOLD)


def test_who_came_in_from_where_is_not_told() -> None:
    fact = AccessNoted(at=Instant(1), what=Access.LOGGED_IN, user="ada", address="192.0.2.7")
    assert told(NumberedFact(number=7, fact=fact), None) == {"number": 7, "at": 1, "kind": "AccessNoted"}


def test_the_page_stands_where_links_say() -> None:
    assert path == "/past"
