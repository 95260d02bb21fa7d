"""The same customer writes again on an open matter, and answers none of ours."""

from pathlib import Path

import pytest

from dispatcher.mail.intake.arrival import Verdict
from dispatcher.mail.intake.rules import Judgement, Rule
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import JoinRepeats
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId
from tests.mail.house import letter, mail_settings, mailbox, running

TEXT = "Hello, the parcel has not arrived yet. My order is 12345."
SALES = "sales@example.com"


def room_of(service: Service, join: JoinRepeats = "suggest") -> MailRoom:
    boxes = (mailbox(), mailbox(address=SALES))
    return MailRoom(service, mail_settings(*boxes, acknowledge=False, join_repeats=join))


async def twice(room: MailRoom, first: bytes, second: bytes) -> tuple[Verdict, Verdict]:
    return await room.post(first), await room.post(second)


async def test_the_very_letter_again_under_another_id_is_one_piece_of_work(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service)
        one, again = await twice(
            room,
            letter("My parcel", TEXT, message_id="<1@customer.example>"),
            letter("Re: my  parcel", TEXT + "\n", message_id="<2@customer.example>"),
        )
        assert (again.judgement, again.rule) == (Judgement.FOLLOW_UP, Rule.SAME_LETTER)
        assert again.contact == one.contact
        assert list(service.state.contacts) == [one.contact]
        room.close()


async def test_the_very_letter_to_another_mailbox_of_ours_too(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service)
        one, again = await twice(
            room, letter("My parcel", TEXT, message_id="<1@c.example>"), letter("My parcel", TEXT, to=SALES)
        )
        assert again.contact == one.contact
        room.close()


@pytest.mark.parametrize(
    "other",
    [
        letter("My parcel", "Something else, and the price was wrong too."),
        letter("Another matter", TEXT),
        letter("My parcel", TEXT, sender="Eve <eve@stranger.example>"),
        letter("My parcel", TEXT, headers=[("Reply-To", "eve@stranger.example")]),
    ],
    ids=["other words", "other subject", "other sender", "answers elsewhere"],
)
async def test_whatever_differs_is_work_of_its_own(other: bytes, tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service)
        _, second = await twice(room, letter("My parcel", TEXT), other)
        assert (second.judgement, second.rule) == (Judgement.NEW, Rule.BEGINS)
        assert len(service.state.contacts) == 2
        room.close()


@pytest.mark.parametrize(
    ("join", "judgement"),
    [("suggest", Judgement.NEW), ("same_subject", Judgement.FOLLOW_UP), ("never", Judgement.NEW)],
)
async def test_the_same_subject_joins_where_the_centre_says_so(
    join: JoinRepeats, judgement: Judgement, tmp_path: Path
) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, join)
        _, again = await twice(
            room, letter("My parcel", TEXT), letter("Re: My parcel", "It has been a week now.")
        )
        assert again.judgement is judgement
        room.close()


async def test_never_leaves_even_the_same_letter_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service, "never")
        _, again = await twice(
            room, letter("My parcel", TEXT, message_id="<1@c.example>"), letter("My parcel", TEXT)
        )
        assert again.judgement is Judgement.NEW
        room.close()


async def test_a_same_subject_whose_answers_go_elsewhere_joins_nothing(tmp_path: Path) -> None:
    """Else whoever knows an address and a subject would get the answer to somebody's open letter."""
    forged = letter("My parcel", "Please answer.", headers=[("Reply-To", "eve@stranger.example")])
    async with running(tmp_path) as service:
        room = room_of(service, "same_subject")
        one, other = await twice(room, letter("My parcel", TEXT), forged)
        assert other.contact != one.contact
        room.close()


async def test_what_joined_by_itself_is_taken_out_again_with_its_message(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        room = room_of(service)
        one, again = await twice(
            room, letter("My parcel", TEXT, message_id="<1@c.example>"), letter("My parcel", TEXT)
        )
        assert one.contact is not None
        (was,) = await service.read(lambda store: store.execute("SELECT was FROM mail_joined").fetchone())
        outcome = await room.set_apart(ContactId(was), one.contact, CommandId("apart"))
        assert outcome.refused is None
        (apart,) = set(service.state.contacts) - {one.contact}
        assert [message.id for message in await room.thread(apart)] == [again.message]
        assert [message.id for message in await room.thread(one.contact)] == [one.message]
        assert room.customers.directory.shows(service.state.contacts[apart]).subject == "My parcel"
        room.close()
