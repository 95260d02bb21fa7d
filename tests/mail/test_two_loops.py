"""Our receipts and articles against an answering machine that hides what it is: over real servers it ends."""

import asyncio
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from typing import NamedTuple

import aiosmtplib
import pytest

from dispatcher.commands import CloseContact
from dispatcher.events import ContactArrived
from dispatcher.knowledge.base import open_knowledge
from dispatcher.mail.outgoing.bounds import A_CONVERSATION
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import AutoAnswers
from dispatcher.vocabulary import DAY, HOUR, CommandId
from tests.dovecot import Dovecot
from tests.mail.house import HELP, QUICK, HandClock, at_work, facts_of, mail_settings, mailbox, running, soon
from tests.mail.test_prepared import shelve
from tests.smtp import Delivery, PostOffice

ROBOT = "robot.example"


class Disguise(NamedTuple):
    """How the machine's `n`-th letter looks: whence it comes, and whether it names what it answers."""

    name: str
    sender: Callable[[int], str]
    threaded: bool
    answers: int
    """How many automatic answers of ours it gets in all."""
    known: bool = False
    """Does it ask what an article answers?"""


MOST_AN_HOUR = 6
DISGUISES = [
    Disguise("one address", lambda n: f"desk@{ROBOT}", threaded=False, answers=1),
    Disguise("a tag for each", lambda n: f"desk+{n}@{ROBOT}", threaded=False, answers=1),
    Disguise("threaded", lambda n: f"desk@{ROBOT}", threaded=True, answers=1),
    Disguise("another name each time", lambda n: f"desk{n}@{ROBOT}", threaded=False, answers=MOST_AN_HOUR),
    Disguise("another name, threaded", lambda n: f"desk{n}@{ROBOT}", threaded=True, answers=MOST_AN_HOUR),
    Disguise("asks, one address", lambda n: f"desk@{ROBOT}", threaded=False, answers=1, known=True),
    Disguise("asks, threaded", lambda n: f"desk@{ROBOT}", threaded=True, answers=1, known=True),
    Disguise(
        "asks, another name", lambda n: f"desk{n}@{ROBOT}", threaded=False, answers=MOST_AN_HOUR, known=True
    ),
]


KNOWN = "My surname is misspelt on the ticket, ticket {n}."
"""What an article answers; the machine quotes such a letter back for ever."""


def letter_of(disguise: Disguise, n: int, answered: str) -> EmailMessage:
    """A machine's letter as if a person wrote it: no header says what it is, and no subject repeats."""
    message = EmailMessage()
    message["From"], message["To"] = disguise.sender(n), HELP
    message["Subject"] = f"About your letter no. {n * 7919}"
    message["Message-ID"] = f"<{n}@{ROBOT}>"
    if disguise.threaded and answered:
        message["In-Reply-To"] = message["References"] = answered
    message.set_content(
        f"{KNOWN.format(n=n)}\n" if disguise.known else f"We look into it. Our number is {n}.\n"
    )
    return message


async def answer_for_ever(
    post: PostOffice, disguise: Disguise, numbers: Iterator[int], heard: list[Delivery]
) -> None:
    """The machine: it answers each letter it gets, by SMTP."""
    while True:
        delivery = await post.taken.get()
        if not to_the_machine(delivery):
            continue
        heard.append(delivery)
        message = letter_of(disguise, next(numbers), parse(delivery.raw).message_id)
        await aiosmtplib.send(message, hostname=post.host, port=post.port, start_tls=False)


@pytest.mark.parametrize("disguise", DISGUISES, ids=lambda disguise: disguise.name)
async def test_a_machine_in_disguise_is_answered_within_bounds(
    disguise: Disguise, imap: Dovecot, post: PostOffice, tmp_path: Path
) -> None:
    settings = mail_settings(
        mailbox(imap), post=post, automatic_per_hour=MOST_AN_HOUR, auto_answers=AutoAnswers(sure=50)
    )
    numbers, heard = count(1), list[Delivery]()
    async with running(tmp_path) as service:
        knowledge = await open_knowledge(service)
        await shelve(knowledge)
        room = MailRoom(service, settings, pace=QUICK, knowledge=knowledge)
        facts = facts_of(service)
        async with at_work(room.run(), answer_for_ever(post, disguise, numbers, heard)):
            first = letter_of(disguise, next(numbers), "")
            await aiosmtplib.send(first, hostname=post.host, port=post.port, start_tls=False)
            # Each answer of ours brings one more letter; the last of these is the one that we let lie.
            for _ in range(disguise.answers):
                await soon(facts, lambda fact: isinstance(fact, ContactArrived))
            async with asyncio.timeout(20):
                while letters_in(room) < disguise.answers + 1:
                    await room.waiting()
            assert await room.waiting() == 0
        assert len(heard) == disguise.answers
        assert all(delivery.sender == "" for delivery in heard)
        articles = ["A program chose it" in parse(delivery.raw).text for delivery in heard]
        assert articles == [disguise.known] * disguise.answers


async def test_a_conversation_gets_five_answers_however_many_days_it_goes_on(
    imap: Dovecot, post: PostOffice, tmp_path: Path
) -> None:
    """A machine with one address answers a receipt a day later, when the contact has long been closed."""
    clock, conversations, answered = HandClock(), set[str](), ""
    async with running(tmp_path, clock=clock) as service:
        room = MailRoom(service, mail_settings(mailbox(imap), post=post), pace=QUICK)
        facts = facts_of(service)
        async with at_work(room.run()):
            for day in range(A_CONVERSATION + 2):
                message = letter_of(SLOW, day, answered)
                await aiosmtplib.send(message, hostname=post.host, port=post.port, start_tls=False)
                arrived = await soon(facts, lambda fact: isinstance(fact, ContactArrived))
                assert isinstance(arrived, ContactArrived)
                conversations.add(arrived.conversation)
                if day < A_CONVERSATION:
                    answered = parse((await soon(post.taken, to_the_machine)).raw).message_id
                closes = CloseContact(id=CommandId(f"close {day}"), contact=arrived.contact, by="boss")
                await service.submit(closes)
                clock.move(DAY + HOUR)
            # What was sent is in the machine's hands before it is struck from the outbox.
            assert await room.waiting() == 0
        assert not any(map(to_the_machine, taken_by(post)))
        assert len(conversations) == 1


SLOW = Disguise("one address, threaded", lambda n: f"desk@{ROBOT}", threaded=True, answers=A_CONVERSATION)


def to_the_machine(delivery: Delivery) -> bool:
    """Is it one of our letters to it?"""
    return delivery.recipients[0].endswith(ROBOT)


def taken_by(post: PostOffice) -> list[Delivery]:
    """What the post office took that nobody has looked at."""
    return [post.taken.get_nowait() for _ in range(post.taken.qsize())]


def letters_in(room: MailRoom) -> int:
    """How many letters are judged and kept."""
    counts = room.health["mailbox help/INBOX"].counts
    return sum(counts.values())
