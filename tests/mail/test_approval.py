"""Answers that somebody else reads first: none leaves unapproved, and none is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from msgspec import structs

from dispatcher.centre import Agent, Approval, Centre
from dispatcher.commands import (
    AcceptOffer,
    AdmitContact,
    ApproveReply,
    CloseContact,
    ConnectAgent,
    MergeContacts,
    ReturnReply,
    SetStatus,
    SubmitReply,
)
from dispatcher.events import ContactOffered, Event
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.room import MailRoom
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    QueueId,
    Skill,
)
from tests.mail.house import (
    ANN,
    BY_MAIL,
    CENTRE,
    QUICK,
    at_work,
    facts_of,
    letter,
    mail_settings,
    running,
    soon,
)
from tests.smtp import post_office

BEA, CHECKS, CHECK = AgentId("bea"), QueueId("checks"), Skill("check")

WITH_APPROVAL: Centre = structs.replace(
    CENTRE,
    agents=CENTRE.agents | {BEA: Agent(id=BEA, name="Bea", team=CENTRE.agents[ANN].team, skills={CHECK: 1})},
    queues={
        BY_MAIL: structs.replace(CENTRE.queues[BY_MAIL], approval=Approval(queue=CHECKS)),
        CHECKS: structs.replace(CENTRE.queues[BY_MAIL], id=CHECKS, name="Checks", skills={CHECK: 1}),
    },
)


@dataclass
class Office:
    """Ann answers, Bea approves."""

    service: Service
    room: MailRoom
    facts: "asyncio.Queue[Event]"

    async def take(self, agent: AgentId) -> ContactId:
        """She takes the next contact she is offered."""
        offered = await soon(self.facts, lambda f: isinstance(f, ContactOffered) and f.agent == agent)
        assert isinstance(offered, ContactOffered)
        accept = AcceptOffer(id=CommandId(f"take {offered.offer}"), agent=agent, offer=offered.offer)
        await self.service.submit(accept)
        return offered.contact

    async def answer(self, text: str, id_: str = "reply 1") -> ContactId:
        """A letter comes; Ann takes it and answers."""
        await self.room.post(letter())
        contact = await self.take(ANN)
        assert (await self.room.send_reply(ANN, contact, Sending(text=text), CommandId(id_))).refused is None
        return contact

    async def approve(self, errand: ContactId) -> Outcome:
        return await self.service.submit(
            ApproveReply(id=CommandId(f"approve {errand}"), agent=BEA, contact=errand)
        )

    async def waiting(self) -> list[str]:
        """What stands in the outbox, as text."""
        rows = await self.service.read(partial(outbox.due, now=self.service.clock(), limit=99))
        return [parse(row.raw).text for row in rows]


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[Office]:
    async with running(folder, centre=WITH_APPROVAL) as service:
        facts = facts_of(service)
        for agent in (ANN, BEA):
            await service.submit(ConnectAgent(id=CommandId(f"{agent} {service.last}"), agent=agent))
            ready = SetStatus(
                id=CommandId(f"{agent} ready {service.last}"), agent=agent, status=AgentStatus.READY
            )
            await service.submit(ready)
        yield Office(service, MailRoom(service, mail_settings(acknowledge=False)), facts)


async def test_an_answer_waits_and_leaves_when_it_is_approved(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        contact = await office.answer("It is on its way.")
        assert await office.waiting() == []
        held = await office.room.held(contact)
        assert held is not None
        assert (held.author, held.text, held.returned_by) == (ANN, "It is on its way.", None)
        thread, draft, _ = await office.room.read(contact)
        assert ([m.incoming for m in thread], draft) == ([True], "")
        assert (await office.approve(await office.take(BEA))).refused is None
        assert await office.waiting() == ["It is on its way."]
        assert await office.room.held(contact) is None


async def test_it_is_sent_as_soon_as_it_is_approved(tmp_path: Path) -> None:
    async with post_office() as post, running(tmp_path, centre=WITH_APPROVAL) as service:
        room = MailRoom(service, mail_settings(post=post, acknowledge=False), pace=QUICK)
        office = Office(service, room, facts_of(service))
        async with at_work(room.run()):
            for agent in (ANN, BEA):
                await service.submit(ConnectAgent(id=CommandId(f"{agent} comes"), agent=agent))
                ready = SetStatus(id=CommandId(f"{agent} ready"), agent=agent, status=AgentStatus.READY)
                await service.submit(ready)
            await office.answer("It is on its way.")
            await office.approve(await office.take(BEA))
            assert parse((await soon(post.taken)).raw).text == "It is on its way."


async def test_a_returned_answer_is_a_draft_again_with_what_was_said_about_it(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        contact = await office.answer("It is on it's way.")
        errand = await office.take(BEA)
        back = ReturnReply(id=CommandId("back"), agent=BEA, contact=errand, comment="Its, not it's.")
        assert (await office.service.submit(back)).refused is None
        assert await office.take(ANN) == contact
        held = await office.room.held(contact)
        assert held is not None
        assert (held.returned_by, held.comment) == (BEA, "Its, not it's.")
        assert (await office.room.read(contact))[1] == "It is on it's way."
        await office.room.send_reply(ANN, contact, Sending(text="It is on its way."), CommandId("reply 2"))
        held = await office.room.held(contact)
        assert held is not None
        assert (held.text, held.returned_by, held.comment) == ("It is on its way.", None, "")
        await office.approve(await office.take(BEA))
        assert await office.waiting() == ["It is on its way."]


async def test_what_waits_survives_a_restart(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        contact = await office.answer("It is on its way.")
        errand = await office.take(BEA)
    async with open_office(tmp_path) as office:
        assert await office.waiting() == []
        assert await office.room.held(contact) is not None
        await office.approve(errand)
        assert await office.waiting() == ["It is on its way."]


async def test_nobody_approves_by_naming_anothers_letter(tmp_path: Path) -> None:
    """Where no approval is asked for, a reply goes out at once; but not somebody else's."""
    free = QueueId("free")
    centre = structs.replace(
        WITH_APPROVAL,
        queues=WITH_APPROVAL.queues | {free: structs.replace(CENTRE.queues[BY_MAIL], id=free)},
    )
    async with running(tmp_path, centre=centre) as service:
        room = MailRoom(service, mail_settings(acknowledge=False))
        office = Office(service, room, facts_of(service))
        await service.submit(ConnectAgent(id=CommandId("ann comes"), agent=ANN))
        await service.submit(SetStatus(id=CommandId("ready"), agent=ANN, status=AgentStatus.READY))
        contact = await office.answer("Unread by others.")
        held = await room.held(contact)
        assert held is not None
        await service.submit(AdmitContact(id=CommandId("other"), contact=ContactId("other"), queue=free))
        other = await office.take(ANN)
        await service.submit(
            SubmitReply(id=CommandId("trick"), agent=ANN, contact=other, message=held.message)
        )
        assert await office.waiting() == []
        assert await room.held(contact) is not None


async def test_an_answer_is_forgotten_with_its_contact(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        contact = await office.answer("It is on its way.")
        await office.service.submit(CloseContact(id=CommandId("close"), contact=contact))
        assert await office.room.held(contact) is None
        assert await office.waiting() == []


async def test_the_letters_of_a_duplicate_go_on_with_the_other(tmp_path: Path) -> None:
    async with open_office(tmp_path) as office:
        first = (await office.room.post(letter("Parcel", "Where is it?"))).contact
        second = (
            await office.room.post(letter("Parcel again", "Hello?", message_id="<2@c.example>"))
        ).contact
        assert first is not None
        assert second is not None
        merge = MergeContacts(id=CommandId("merge"), contact=second, into=first)
        assert (await office.service.submit(merge)).refused is None
        thread, _, _ = await office.room.read(first)
        assert [m.text for m in thread] == ["Where is it?", "Hello?"]
        again = letter("Re: Parcel again", "Anybody?", headers=[("In-Reply-To", "<2@c.example>")])
        assert (await office.room.post(again)).contact == first
