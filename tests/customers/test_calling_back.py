"""From a letter to a call back to its customer."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from dispatcher.client import Desk
from dispatcher.customers.settings import CustomersSettings
from dispatcher.dossiers.dialling import check_number
from dispatcher.errors import PeerError
from dispatcher.gateway.customerframes import CallBack, LinkAddress
from dispatcher.gateway.frames import Ack, Refused
from dispatcher.vocabulary import ContactId, OfferReason, Phase
from dispatcher.voice.ordering import orders_in
from dispatcher.voice.orders import DialCustomer, RingAgent
from tests.desk.house import ANNA, ORDERS, PLOY, House, open_house
from tests.desk.test_client import take_next, until

PHONE = "+66 81 234 5678"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path, customers=CustomersSettings(callback_queue=ORDERS)) as house:
        yield house


async def call_back(desk: Desk, contact: ContactId, value: str, id_: str | None = None) -> Ack | Refused:
    answer = await desk.request(CallBack(id=id_ or str(uuid4()), contact=contact, value=value))
    assert isinstance(answer, Ack | Refused)
    return answer


async def test_the_agent_who_asked_is_rung_and_the_pbx_dials_the_customer(house: House) -> None:
    async with Desk(house.api, PLOY) as desk, Desk(house.api, ANNA) as anna:
        await desk.ready()
        letter = await house.write("Please call me", "It is a long story.")
        await take_next(desk)
        await anna.ready()
        unknown = await call_back(desk, letter, "+66812345678")
        assert isinstance(unknown, Refused)
        assert "not hers yet" in unknown.detail
        await desk.request(LinkAddress(id=str(uuid4()), contact=letter, said=PHONE))
        first = await call_back(desk, letter, "+66812345678", "once")
        again = await call_back(desk, letter, "+66812345678", "once")
        assert isinstance(first, Ack)
        assert isinstance(again, Ack)
        await until(desk, lambda: bool(desk.cards(Phase.OFFERED)))
        (card,) = desk.cards(Phase.OFFERED)
        assert card.offer is not None
        assert (card.callback, card.customer, card.subject) == (True, PHONE, "Please call me")
        assert card.offer.why is OfferReason.INTERRUPTS  # her letter waits while she talks
        assert not anna.contacts
        call = await take_next(desk)
        facts = await house.service.facts(after=0)
        number = house.room.customers.directory.address
        orders = [
            order
            for order in orders_in(facts, house.service.state, number=number)
            if isinstance(order, DialCustomer | RingAgent)
        ]
        assert [(type(order), order.call, order.customer) for order in orders] == [
            (DialCustomer, call, PHONE)
        ]
        state = house.service.state.contacts
        assert state[call].conversation == state[letter].conversation
        assert state[call].customer == state[letter].customer
        await desk.finish(call)
        entries = (await desk.history(letter)).entries
        assert [(entry.live, entry.outcome) for entry in entries] == [(True, "finished"), (False, "")]


async def test_where_no_calls_are_made_it_says_what_to_set(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, Desk(house.api, PLOY) as desk:
        await desk.ready()
        letter = await house.write("Please call me", "It is a long story.")
        await take_next(desk)
        refused = await call_back(desk, letter, "+66812345678")
        assert isinstance(refused, Refused)
        assert "[customers] callback_queue" in refused.detail
        assert not (await desk.customer(letter)).calls_back


def test_a_number_that_earns_by_being_called_is_not_dialled() -> None:
    check_number("+66812345678")
    check_number("7001")
    with pytest.raises(PeerError, match="earns by being called"):
        check_number("+499001234567")
