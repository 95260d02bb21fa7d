"""A customer is forgotten: no word of hers is left in the file, and what happened still adds up."""

import base64
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from dispatcher.access.people import PARTS, Part, Role
from dispatcher.commands import AdmitContact, CloseContact
from dispatcher.customers.linking import Details, link, write_details
from dispatcher.dossiers.http import customers_router
from dispatcher.live import SCHEMAS
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import CommandId, ContactId, CustomerId
from tests.customers.people import NOW, identity
from tests.desk.house import CENTRE, ORDERS, House, open_house
from tests.doors import KEY, open_doors
from tests.mail.house import at_work

NAME, MALI, PHONE = "Mali Unforgettable", "mali@unforgettable.example", "+66 81 234 5678"
SUBJECT, TEXT, NOTES = "A very secret subject", "My darkest secret words.", "Has a secret dog"
WORDS = (NAME, "Unforgettable", MALI, PHONE, "+66812345678", SUBJECT, TEXT, NOTES)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


@contextlib.asynccontextmanager
async def owner_of(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The HTTP API, with the centre's own key."""
    head = {"Authorization": f"Bearer {KEY}"}
    async with (
        open_doors(house.service, house.room, routers=[customers_router(house.service)], login=True) as doors,
        httpx.AsyncClient(base_url=doors.api_url, headers=head) as client,
    ):
        yield client


@pytest.fixture
async def owner(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with owner_of(house) as client:
        yield client


async def one_known_well(house: House) -> CustomerId:
    """A customer who wrote and called, and of whom somebody wrote things down; all of it is done."""
    letter = await house.write(SUBJECT, f"{TEXT}\n-- \n{PHONE}", sender=f"{NAME} <{MALI}>")
    customer = CustomerId(house.service.state.contacts[letter].customer)

    def know(store: object) -> None:
        link(store, customer, identity(PHONE), PHONE, by="ann", at=NOW)  # type: ignore[arg-type]
        write_details(store, customer, Details(name=NAME, notes=NOTES), 1)  # type: ignore[arg-type]

    await house.service.write(know)
    call = await house.call("call-1", customer=PHONE)
    await house.room.save_draft(letter, f"Dear {NAME},", 0)
    await house.hang_up(call)
    await close(house.service, letter)
    return customer


async def close(service: Service, contact: ContactId) -> None:
    outcome = await service.submit(CloseContact(id=CommandId(f"close {contact}"), contact=contact))
    assert outcome.refused is None


async def test_nothing_of_her_is_left_in_the_file(
    house: House, owner: httpx.AsyncClient, tmp_path: Path
) -> None:
    customer = await one_known_well(house)
    file = tmp_path / "journal.sqlite"
    await _flush(house.service)
    assert all(word.encode() in file.read_bytes() for word in (NAME, MALI, TEXT, NOTES))
    answer = await owner.post(f"/v1/customers/{customer}/forget")
    assert answer.json() == {"contacts": 2, "messages": 1, "old_facts": 0}
    await _flush(house.service)
    left = file.read_bytes()
    assert [word for word in WORDS if word.encode() in left] == []
    assert base64.b64encode(TEXT.encode()) not in left
    assert customer.encode() in left  # the facts stay, under an id of nobody
    assert (await owner.get(f"/v1/customers/{customer}")).status_code == 404


async def _flush(service: Service) -> None:
    """Have what is in SQLite's log written into the file itself."""
    await service.read(lambda store: store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())


async def test_who_comes_back_is_somebody_new_and_her_old_letter_comes_in_no_second_time(
    house: House, owner: httpx.AsyncClient
) -> None:
    customer = await one_known_well(house)
    raw = await house.service.read(lambda store: store.execute("SELECT raw FROM mail_message").fetchone()[0])
    await owner.post(f"/v1/customers/{customer}/forget")
    verdict = await house.room.post(raw)
    assert verdict.judgement == "duplicate"
    again = await house.write("Hello again", "Do you know me?", sender=f"{NAME} <{MALI}>")
    assert house.service.state.contacts[again].customer != customer


async def test_what_is_open_has_to_be_closed_first(house: House, owner: httpx.AsyncClient) -> None:
    letter = await house.write(SUBJECT, TEXT)
    customer = house.service.state.contacts[letter].customer
    answer = await owner.post(f"/v1/customers/{customer}/forget")
    assert answer.status_code == 409
    assert letter in answer.json()["detail"]


async def test_others_lose_nothing(house: House, owner: httpx.AsyncClient) -> None:
    customer = await one_known_well(house)
    other = await house.write("Another's", "Another's words.", sender="eve@stranger.example")
    before = await house.room.thread(other)
    await owner.post(f"/v1/customers/{customer}/forget")
    assert await house.room.thread(other) == before
    (card,) = (await owner.get("/v1/customers")).json()
    assert [one["said"] for one in card["identities"]] == ["eve@stranger.example"]


async def test_all_that_is_known_is_handed_out(house: House, owner: httpx.AsyncClient) -> None:
    customer = await one_known_well(house)
    said = (await owner.get(f"/v1/customers/{customer}/export")).json()
    (message,) = said["messages"]
    assert (message["sender"], message["subject"]) == (MALI, SUBJECT)
    assert TEXT.encode() in base64.b64decode(message["raw"])
    assert {one["said"] for one in said["identities"]} == {MALI, PHONE}
    assert said["customer"][0]["notes"] == NOTES
    assert len(said["contacts"]) == 2


async def test_facts_of_former_days_are_counted(tmp_path: Path) -> None:
    service = await open_service(tmp_path / "journal.sqlite", CENTRE, schemas=SCHEMAS)
    async with at_work(service.run()):
        await service.submit(
            AdmitContact(id=CommandId("old"), contact=ContactId("old"), queue=ORDERS, customer=MALI)
        )
    await service.close()
    async with open_house(tmp_path) as house:
        await house.hang_up(ContactId("old"))
        who = await house.room.customers.who_is(MALI)
        assert who is not None
        async with owner_of(house) as client:
            done = (await client.post(f"/v1/customers/{who.customer}/forget")).json()
        assert done["old_facts"] >= 1


def test_only_who_answers_for_it_may() -> None:
    assert [role for role in Role if Part.CUSTOMERS in PARTS[role]] == [Role.ADMIN]
