"""What an agent sees of a customer, and does about her, over the wire, with the real centre behind it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest

from dispatcher.client import Desk
from dispatcher.errors import PeerError
from dispatcher.events import ContactMerged
from dispatcher.gateway.customerframes import (
    AttachCall,
    DescribeCustomer,
    Dossier,
    JoinContact,
    LinkAddress,
    LookUp,
    MergeCustomer,
    SplitAddress,
    TakeApart,
    UndoChange,
)
from dispatcher.gateway.frames import Ack, Refused
from dispatcher.vocabulary import Phase
from tests.desk.house import ANNA, PLOY, House, open_house
from tests.desk.test_client import take_next, until

MALI, PHONE = "mali@example.com", "+66 81 234 5678"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as house:
        yield house


def new_id() -> str:
    return str(uuid4())


async def changed(desk: Desk, frame: object) -> Dossier:
    """The dossier after this was asked, which must not be refused."""
    answer = await desk.request(frame)  # type: ignore[arg-type]
    assert isinstance(answer, Dossier), answer
    return answer


async def refused(desk: Desk, frame: object) -> str:
    answer = await desk.request(frame)  # type: ignore[arg-type]
    assert isinstance(answer, Refused), answer
    return answer.reason


def shown(dossier: Dossier) -> list[str]:
    assert dossier.customer is not None
    return [one.said for one in dossier.customer.addresses]


async def test_the_agent_on_the_phone_reads_the_emails(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        assert await take_next(desk) == letter
        await desk.send_reply(letter, "It comes tomorrow.")
        await desk.finish(letter)
        call = await house.call("call-1", customer=PHONE)
        assert await take_next(desk) == call
        assert shown(await desk.customer(call)) == [PHONE]
        assert [entry.contact for entry in (await desk.history(call)).entries] == [call]

        dossier = await changed(desk, LinkAddress(id=new_id(), contact=call, said=MALI))
        assert sorted(shown(dossier)) == [PHONE, MALI]
        (now, before) = (await desk.history(call)).entries
        assert (now.contact, now.phase, now.live) == (call, Phase.ACTIVE, True)
        assert (before.contact, before.subject, before.outcome) == (letter, "Where is it?", "finished")
        assert (before.replied, before.agent_name) == (True, "พลอย ศรีสุข")
        thread = await desk.reread(call, letter)
        asked, answered = (message.text.strip() for message in thread.messages)
        assert asked == "It was due on Monday."
        assert answered.startswith("It comes tomorrow.\n")  # the signature follows


async def test_a_history_is_searched_in_its_words_and_goes_on_page_by_page(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        wanted = await house.write("Чемодан", "Потерян синий ЧЕМОДАН в аэропорту.")
        for number in range(24):
            await house.write(f"Matter {number}", f"About matter number {number}.")
        await take_next(desk)
        contact = next(iter(desk.contacts))
        first = await desk.history(contact)
        rest = await desk.history(contact, after=first.next)
        assert (len(first.entries), len(rest.entries), rest.next) == (20, 5, "")
        places = [(entry.at, entry.contact) for entry in (*first.entries, *rest.entries)]
        assert places == sorted(places, reverse=True)
        found = await desk.history(contact, "синий чемодан")
        assert [entry.contact for entry in found.entries] == [wanted]
        assert (await desk.history(contact, "no such word")).entries == ()


async def test_nobody_sees_customers_she_has_nothing_to_do_with(house: House) -> None:
    async with Desk(house.api, PLOY) as ploy, Desk(house.api, ANNA) as anna:
        await ploy.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        await take_next(ploy)
        assert await refused(anna, LookUp(id=new_id(), contact=letter)) == "not_yours"
        with pytest.raises(PeerError, match="not with you"):
            await anna.history(letter)
        await ploy.finish(letter)
        await until(ploy, lambda: not ploy.contacts)
        assert shown(await ploy.customer(letter)) == [MALI]  # she had it today
        other = await house.write("Mine", "Another's matter.", sender="eve@stranger.example")
        with pytest.raises(PeerError, match="no contact of this customer"):
            await ploy.reread(letter, other)


async def test_what_is_said_of_her_is_shown_on_every_desk(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        await take_next(desk)
        said = DescribeCustomer(
            id=new_id(), contact=letter, version=1, name="Mali Srisuk", notes="Calls at noon"
        )
        dossier = await changed(desk, said)
        assert dossier.customer is not None
        assert (dossier.customer.name, dossier.customer.notes) == ("Mali Srisuk", "Calls at noon")
        stale = DescribeCustomer(id=new_id(), contact=letter, version=1, name="Molly")
        assert await refused(desk, stale) == "stale"
        await desk.park(letter)
        await until(desk, lambda: desk.contacts[letter].phase is Phase.PARKED)
        assert desk.contacts[letter].customer == "Mali Srisuk"


async def test_a_suggested_customer_is_merged_split_off_and_the_last_step_undone(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        call = await house.call("call-1", customer=PHONE)
        await take_next(desk)
        await house.write("Where is it?", f"It was due on Monday.\n-- \nMali, {PHONE}")
        (maybe,) = (await desk.customer(call)).maybe
        assert (maybe.shown, maybe.ground) == (MALI, "number")
        stranger = MergeCustomer(id=new_id(), contact=call, other="customer-" + "0" * 20)
        assert await refused(desk, stranger) == "not_possible"
        merged = await changed(desk, MergeCustomer(id=new_id(), contact=call, other=maybe.other))
        assert sorted(shown(merged)) == [PHONE, MALI]
        assert [change.what for change in merged.changes] == ["merged"]
        split = SplitAddress(id=new_id(), contact=call, kind="email", value=MALI)
        assert shown(await changed(desk, split)) == [PHONE]
        number = (await desk.customer(call)).changes[0].number
        assert sorted(shown(await changed(desk, UndoChange(id=new_id(), contact=call, number=number)))) == [
            PHONE,
            MALI,
        ]
        apart = await changed(desk, SplitAddress(id=new_id(), contact=call, kind="email", value=MALI))
        (maybe,) = apart.maybe
        said = MergeCustomer(id=new_id(), contact=call, other=maybe.other, apart=True)
        assert (await changed(desk, said)).maybe == ()


async def test_other_open_work_is_joined_and_taken_out_again(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        await take_next(desk)
        await desk.away(when_done=True)
        repeat = await house.write("Re: where is it?", "Nobody has answered me yet.")
        strange = await house.write("Mine", "Another's matter.", sender="eve@stranger.example")
        (other,) = (await desk.customer(letter)).others
        assert (other.id, other.same, other.joins, other.phase) == (repeat, True, True, Phase.WAITING)
        assert await refused(desk, JoinContact(id=new_id(), contact=letter, other=strange)) == "not_possible"
        assert isinstance(await desk.request(JoinContact(id=new_id(), contact=letter, other=repeat)), Ack)
        assert house.phase(repeat) == "gone"
        dossier = await desk.customer(letter)
        assert (dossier.others, [one.was for one in dossier.joined]) == ((), [repeat])
        assert len((await desk.read(letter)).messages) == 2
        taken = TakeApart(id=new_id(), contact=letter, was=repeat)
        assert isinstance(await desk.request(taken), Ack)
        dossier = await desk.customer(letter)
        assert (len(dossier.others), dossier.joined) == (1, ())
        assert len((await desk.read(letter)).messages) == 1


async def test_three_letters_and_a_call_of_one_customer_are_one_letter_and_a_call_about_it(
    house: House,
) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        await take_next(desk)
        await changed(desk, LinkAddress(id=new_id(), contact=letter, said=PHONE))
        await desk.away(when_done=True)
        again = await house.write("Still nothing", "It has not come.")
        there = await house.write("Hello?", "Is anybody there?", sender=f"Mali <{MALI}>")
        for repeat in (again, there):
            assert isinstance(await desk.request(JoinContact(id=new_id(), contact=letter, other=repeat)), Ack)
        messages = (await desk.read(letter)).messages
        assert [message.text.strip() for message in messages] == [
            "It was due on Monday.",
            "It has not come.",
            "Is anybody there?",
        ]
        await desk.ready()
        call = await house.call("call-1", customer=PHONE)
        assert await take_next(desk) == call
        (other,) = (await desk.customer(call)).others
        assert (other.id, other.phase, other.joins) == (letter, Phase.PARKED, False)  # a call stays a call
        await changed(desk, AttachCall(id=new_id(), contact=call, about=letter))
        entries = {entry.contact: entry for entry in (await desk.history(call)).entries}
        assert entries[call].conversation == entries[letter].conversation
        assert {entries[repeat].outcome for repeat in (again, there)} == {"merged"}
        assert sorted(house.service.state.contacts) == sorted([call, letter])


async def test_two_desks_do_not_join_each_other_s_work(house: House) -> None:
    async with Desk(house.api, PLOY) as ploy, Desk(house.api, ANNA) as anna:
        await ploy.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        await take_next(ploy)
        await ploy.away(when_done=True)
        await anna.ready()
        other = await house.write("Re: where is it?", "Nobody has answered me yet.")
        assert await take_next(anna) == other
        (card,) = (await ploy.customer(letter)).others
        assert (card.joins, card.agent_name) == (False, "Anna <b>Petrova</b>")
        assert await refused(ploy, JoinContact(id=new_id(), contact=letter, other=other)) == "not_possible"
        facts = [fact.fact for fact in await house.service.facts(after=0)]
        assert not any(isinstance(fact, ContactMerged) for fact in facts)


async def test_a_call_is_said_to_be_about_a_letter(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        letter = await house.write("Where is it?", "It was due on Monday.")
        await take_next(desk)
        call = await house.call("call-1", customer=PHONE)
        await take_next(desk)
        attach = AttachCall(id=new_id(), contact=call, about=letter)
        assert await refused(desk, attach) == "not_possible"  # not hers, as far as anybody knows
        await changed(desk, LinkAddress(id=new_id(), contact=call, said=MALI))
        await changed(desk, AttachCall(id=new_id(), contact=call, about=letter))
        conversations = {entry.conversation for entry in (await desk.history(call)).entries}
        assert len(conversations) == 1


async def test_a_caller_without_a_number_has_no_dossier(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        call = await house.call("call-1", customer="anonymous")
        await take_next(desk)
        assert (await desk.customer(call)).customer is None
        with pytest.raises(PeerError, match="nobody knows who this is"):
            await desk.history(call)
        said = LinkAddress(id=new_id(), contact=call, said=MALI)
        assert await refused(desk, said) == "not_possible"


async def test_a_link_undone_while_others_look_leaves_one_owner(house: House) -> None:
    async with Desk(house.api, PLOY) as desk:
        await desk.ready()
        call = await house.call("call-1", customer=PHONE)
        await take_next(desk)
        frames = [LinkAddress(id=new_id(), contact=call, said=MALI) for _ in range(3)]
        answers = await asyncio.gather(*(desk.request(frame) for frame in frames))
        assert sorted(type(answer).__name__ for answer in answers) == ["Dossier", "Refused", "Refused"]
        assert sorted(shown(await desk.customer(call))) == [PHONE, MALI]
