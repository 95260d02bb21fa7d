"""Contacts come in from customers: one customer over all channels, and none of her words in a fact."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dispatcher.commands import AdmitContact
from dispatcher.customers.linking import Details, link, write_details
from dispatcher.engine.contact import ContactState
from dispatcher.events import ContactArrived
from dispatcher.live import SCHEMAS
from dispatcher.service import open_service
from dispatcher.vocabulary import CommandId, ContactId, CustomerId, QueueId, Tier
from tests.customers.people import NOW, identity
from tests.desk.house import CENTRE, ORDERS, House, open_house
from tests.mail.house import at_work

MALI, PHONE = "mali@example.com", "+66 81 234 5678"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


def found(house: House, contact: ContactId) -> ContactState:
    return house.service.state.contacts[contact]


async def test_two_letters_at_once_of_somebody_new_make_one_customer(house: House) -> None:
    contacts = await asyncio.gather(
        *(house.write(f"Matter {number}", f"This is matter {number}.") for number in range(5))
    )
    customers = {found(house, contact).customer for contact in contacts}
    assert len(set(contacts)) == 5
    assert len(customers) == 1
    count = "SELECT count(*) FROM customer"
    assert await house.service.read(lambda store: store.execute(count).fetchone()) == (1,)


async def test_facts_and_commands_hold_no_word_of_a_customer(house: House) -> None:
    await house.write("My secret matter", "Tell nobody.", sender="Mali Srisuk <mali@example.com>")
    await house.call("call-1", customer=PHONE)
    rows = await house.service.read(
        lambda store: store.execute("SELECT body FROM events UNION ALL SELECT body FROM commands").fetchall()
    )
    written = b"".join(body for (body,) in rows)
    assert b"ContactArrived" in written
    for word in (MALI, "Srisuk", "secret matter", PHONE, "+66812345678"):
        assert word.encode() not in written


async def test_a_desk_sees_who_it_is_all_the_same(house: House) -> None:
    letter = await house.write("Where is it?", "It was due on Monday.")
    call = await house.call("call-1", customer=PHONE)
    shows = house.room.customers.directory.shows
    assert (shows(found(house, letter)).customer, shows(found(house, letter)).subject) == (
        MALI,
        "Where is it?",
    )
    assert shows(found(house, call)).customer == PHONE


async def test_a_letter_and_a_call_of_one_customer_have_one_id_and_her_tier(house: House) -> None:
    first = await house.write("Where is it?", "It was due on Monday.")
    customer = CustomerId(found(house, first).customer)
    room = house.room.customers
    await house.service.write(lambda store: link(store, customer, identity(PHONE), PHONE, by="ann", at=NOW))
    details = Details(name="Mali", tier="gold", language="th")
    await house.service.write(lambda store: write_details(store, customer, details, 1))
    await room.changed([customer])
    call = await house.call("call-1", customer="+66812345678")
    assert found(house, call).customer == customer
    assert (found(house, call).tier, found(house, call).language) == (Tier("gold"), "th")
    assert {room.directory.shows(found(house, one)).customer for one in (first, call)} == {"Mali"}


async def test_who_shows_no_number_is_nobody(house: House) -> None:
    calls = [await house.call(name, customer="anonymous") for name in ("call-1", "call-2")]
    assert {found(house, call).customer for call in calls} == {""}


async def test_after_a_restart_it_is_still_known_who_it_is(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        contact = await house.write("Where is it?", "It was due on Monday.")
    async with open_house(tmp_path) as house:
        shown = house.room.customers.directory.shows(found(house, contact))
        assert (shown.customer, shown.subject) == (MALI, "Where is it?")


async def test_a_journal_of_former_days_still_folds_and_its_contacts_are_known(tmp_path: Path) -> None:
    service = await open_service(tmp_path / "journal.sqlite", CENTRE, schemas=SCHEMAS)
    async with at_work(service.run()):
        old = AdmitContact(id=CommandId("old"), contact=ContactId("old"), queue=ORDERS, customer=PHONE)
        outcome = await service.submit(old)
        assert any(isinstance(fact, ContactArrived) and fact.customer == PHONE for fact in outcome.facts)
    await service.close()
    async with open_house(tmp_path) as house:
        contact = found(house, ContactId("old"))
        assert contact.customer == PHONE
        assert house.room.customers.directory.shows(contact).customer == PHONE
        who = await house.room.customers.who_is("+66812345678")
        assert who is not None
        known = await house.service.read(
            lambda store: store.execute("SELECT customer FROM customer_identity").fetchall()
        )
        assert known == [(who.customer,)]


async def test_what_has_ended_is_let_go_of(house: House) -> None:
    call = await house.call("call-1")
    contact = found(house, call)
    assert house.room.customers.directory.entry(contact) is not None
    await house.hang_up(call)
    assert house.room.customers.directory.entry(contact) is None


async def test_a_refused_arrival_leaves_nobody_behind(house: House) -> None:
    command = AdmitContact(id=CommandId("a"), contact=ContactId("a"), queue=QueueId("none"))
    outcome = await house.room.customers.admit(command, MALI)
    assert outcome.refused is not None
    count = "SELECT count(*) FROM customer"
    assert await house.service.read(lambda store: store.execute(count).fetchone()) == (0,)
