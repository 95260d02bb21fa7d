"""Plays of letters that an article answers: never without bounds, and never in a person's way."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from dispatcher.centre import Category
from dispatcher.commands import CloseContact
from dispatcher.knowledge.articles import Content, Key, State
from dispatcher.knowledge.base import Knowledge, open_knowledge
from dispatcher.mail import store
from dispatcher.mail.answering.prepared import WORDINGS
from dispatcher.mail.identity import refusal_token, refused_answer
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.mail.refusing import ForgedError, refuse
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import AutoAnswers
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.service import Service
from dispatcher.vocabulary import (
    DAY,
    HOUR,
    CategoryId,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    Phase,
    Span,
    Urgency,
)
from tests.knowledge.shelves import written
from tests.mail.house import BY_MAIL, CENTRE, HELP, HandClock, letter, mail_settings, running
from tests.overheard import overhearing

NAME = "My surname is misspelt on the ticket"
ELSEWHERE = "Do you sell second-hand tractors in Bolivia?"
SURELY = AutoAnswers(sure=90, page="https://help.example.org")


@dataclass
class Place:
    """A centre whose articles may answer."""

    service: Service
    room: MailRoom
    clock: HandClock
    posted: int = 0
    contacts: list[ContactId] = field(default_factory=list)

    async def ask(self, text: str, sender: str = "Joe <joe@customer.example>", **more: object) -> ContactId:
        """A customer writes this; the contact it becomes."""
        self.posted += 1
        id_ = f"<{self.posted}@customer.example>"
        raw = letter(text, text, sender=sender, message_id=id_, **more)  # type: ignore[arg-type]
        verdict = await self.room.post(raw)
        assert verdict.contact is not None, verdict
        return verdict.contact

    def phase(self, contact: ContactId) -> Phase:
        return self.service.state.contacts[contact].phase

    async def out(self) -> list[Mail]:
        """All that goes out, the oldest first."""
        far = Instant(self.service.clock() + DAY)
        return [parse(row.raw) for row in await self.service.read(partial(outbox.due, now=far, limit=99))]

    async def refuse(self, token: str) -> None:
        """The customer follows the link."""
        queue_of = mail_settings().queue_of
        await refuse(self.service, self.room.customers, queue_of, token)


@asynccontextmanager
async def place(
    folder: Path, settings: AutoAnswers | None = SURELY, categories: Sequence[str] = (), **more: object
) -> AsyncIterator[Place]:
    clock = HandClock()
    known = {CategoryId(one): Category(id=CategoryId(one), name=one) for one in categories}
    centre = replace(CENTRE, categories=known)
    async with running(folder, centre=centre, clock=clock) as service:
        knowledge = await open_knowledge(service)
        await shelve(knowledge)
        letters = mail_settings(auto_answers=settings, **more)  # type: ignore[arg-type]
        room = MailRoom(service, letters, knowledge=knowledge)
        yield Place(service, room, clock)
        room.close()


async def shelve(knowledge: Knowledge) -> None:
    """The demo's articles."""
    for one in written():
        await knowledge.save(one.key, one.state, one.content, on=0, by="boss")
    await knowledge.settled()


async def test_a_question_that_an_article_surely_answers_is_nobodys_work(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        contact = await at.ask(NAME)
        assert at.phase(contact) is Phase.AWAITING_CLOSE
        (answer,) = await at.out()
        assert answer.headers["auto-submitted"] == "auto-replied"
        assert "a program chose it" in answer.text.lower()
        assert "https://help.example.org/faq/no-help/" in answer.text
        (question, shown) = await at.room.thread(contact)
        assert (question.incoming, shown.automatic) == (True, True)
        assert shown.text.strip() == answer.text.strip()


async def test_off_unless_the_owner_says_how_sure(tmp_path: Path) -> None:
    async with place(tmp_path, settings=None) as at:
        assert at.phase(await at.ask(NAME)) is Phase.WAITING
        (receipt,) = await at.out()
        assert "has been received" in receipt.text


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (ELSEWHERE, {}),
        (NAME, {"headers": [("List-Id", "<travel.example>")]}),
        (NAME, {"headers": [("Auto-Submitted", "auto-replied")]}),
    ],
    ids=["nothing answers it", "a list", "a machine"],
)
async def test_whatever_is_not_surely_a_persons_question_gets_none(
    text: str, more: dict[str, object], tmp_path: Path
) -> None:
    async with place(tmp_path) as at:
        id_ = "<strange@customer.example>"
        verdict = await at.room.post(letter(text, text, message_id=id_, **more))  # type: ignore[arg-type]
        if verdict.contact is not None:
            assert at.phase(verdict.contact) is Phase.WAITING
        assert not any("/faq/no-help/" in one.text for one in await at.out())


URGENT = Rule(name="names", when=When(words=("misspelt",)), urgency=Urgency.URGENT)


@pytest.mark.parametrize(
    ("text", "rules", "phase"),
    [
        (NAME, (), Phase.AWAITING_CLOSE),
        (NAME, (URGENT,), Phase.WAITING),
        (f"URGENT: {NAME}", (), Phase.WAITING),
    ],
    ids=["calm", "urgent by a rule", "urgent by its own word"],
)
async def test_what_presses_comes_before_a_person(
    text: str, rules: tuple[Rule, ...], phase: Phase, tmp_path: Path
) -> None:
    async with place(tmp_path, settings=AutoAnswers(sure=50), rules=rules) as at:
        assert at.phase(await at.ask(text)) is phase


async def test_a_letter_with_a_file_comes_before_a_person(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "joe@customer.example", HELP, NAME
        message.set_content(NAME)
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="ticket.pdf")
        verdict = await at.room.post(message.as_bytes())
        assert verdict.contact is not None
        assert at.phase(verdict.contact) is Phase.WAITING


async def test_only_about_what_the_owner_named(tmp_path: Path) -> None:
    only = AutoAnswers(sure=90, categories=(CategoryId("names"),))
    async with place(tmp_path, settings=only, categories=("names",)) as at:
        assert at.phase(await at.ask(NAME)) is Phase.WAITING


async def test_a_second_question_on_the_same_day_comes_before_a_person(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        assert at.phase(await at.ask(NAME)) is Phase.AWAITING_CLOSE
        second = await at.ask("the name on my booking differs from my passport")
        assert at.phase(second) is Phase.WAITING
        assert len(await at.out()) == 1
        at.clock.move(DAY + HOUR)
        third = await at.ask("My surname is misspelt on the ticket!")
        assert at.phase(third) is Phase.AWAITING_CLOSE


async def test_a_receipt_counts_as_much_as_an_answer(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        await at.ask(ELSEWHERE)
        assert at.phase(await at.ask(NAME)) is Phase.WAITING


async def test_the_breaker_of_the_hour_stops_answers_too(tmp_path: Path) -> None:
    async with place(tmp_path, automatic_per_hour=1) as at:
        await at.ask(ELSEWHERE, sender="ann@one.example")
        assert at.phase(await at.ask(NAME, sender="bob@two.example")) is Phase.WAITING


async def test_what_comes_before_a_person_takes_nothing_else_back(tmp_path: Path) -> None:
    """The bounds are looked at before the engine decides: else all that it decides with it is undone."""
    with overhearing() as heard:
        async with place(tmp_path, automatic_per_hour=1) as at:
            await at.ask(ELSEWHERE, sender="ann@one.example")
            await at.ask(NAME, sender="bob@two.example")
    assert [line for line in heard.lines if line["level"] == "error"] == []


async def test_an_answer_to_the_answer_brings_a_person(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        contact = await at.ask(NAME)
        (answer,) = await at.out()
        again = await at.ask("That did not help.", headers=[("In-Reply-To", answer.message_id)])
        assert (again, at.phase(contact)) == (contact, Phase.WAITING)
        assert len(await at.out()) == 1


def token_in(answer: Mail) -> str:
    """What the link in it ends with."""
    return answer.text.partition("/faq/no-help/")[2].partition("?")[0]


async def test_the_link_brings_a_person_once(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        contact = await at.ask(NAME)
        token = token_in((await at.out())[0])
        await at.refuse(token)
        assert at.phase(contact) is Phase.WAITING
        facts = at.service.last
        await at.refuse(token)
        assert at.service.last == facts
        await at.service.submit(CloseContact(id=CommandId("done"), contact=contact, by="boss"))
        await at.refuse(token)
        assert not at.service.state.contacts


async def test_the_link_of_a_contact_that_closed_by_itself_brings_a_person_all_the_same(
    tmp_path: Path,
) -> None:
    quick = AutoAnswers(sure=90, page="https://help.example.org", quiet=Span(HOUR))
    async with place(tmp_path, settings=quick) as at:
        contact = await at.ask(NAME)
        token = token_in((await at.out())[0])
        at.clock.move(2 * HOUR)
        await at.ask(ELSEWHERE, sender="ann@one.example")
        assert contact not in at.service.state.contacts
        await at.refuse(token)
        (again,) = [one for one in at.service.state.contacts if one.startswith("again-")]
        assert at.phase(again) is Phase.WAITING
        assert at.service.state.contacts[again].queue == BY_MAIL
        assert [one.automatic for one in await at.room.thread(again)] == [False, True]


@pytest.mark.parametrize("token", ["", ".", "x", "abc.def", f"{'0' * 24}.{'0' * 20}", "ü.ü"])
async def test_a_forged_link_does_nothing(token: str, tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        await at.ask(NAME)
        facts = at.service.last
        with pytest.raises(ForgedError):
            await at.refuse(token)
        assert at.service.last == facts


async def test_tokens_are_for_one_answer_alone(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        key = await at.service.read(store.key)
        token = refusal_token(MessageId("a" * 24), key)
        assert refused_answer(token, key) == "a" * 24
        assert refused_answer(token.replace("a", "b", 1), key) is None


async def test_an_article_that_was_taken_back_answers_nobody(tmp_path: Path) -> None:
    async with place(tmp_path) as at:
        knowledge = await open_knowledge(at.service)
        for one in (found for found in await knowledge.newest() if found.language == "en"):
            said = Content(title=one.title, body=one.body)
            await knowledge.save(Key(one.id, "en"), State.RETIRED, said, on=one.version, by="boss")
        await knowledge.settled()
        room = MailRoom(at.service, mail_settings(auto_answers=SURELY), knowledge=knowledge)
        verdict = await room.post(letter(NAME, NAME, message_id="<gone@customer.example>"))
        assert verdict.contact is not None
        assert at.phase(verdict.contact) is Phase.WAITING
        room.close()


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("th", "ชื่อในตั๋วสะกดผิด แก้ได้ไหมคะ"),
        ("zh", "机票上我的名字拼错了"),
        ("fa", "چمدانم گم شده است"),
        ("ru", "В билете опечатка в фамилии, имя неверное"),
    ],
)
async def test_she_is_answered_in_her_own_language(language: str, question: str, tmp_path: Path) -> None:
    async with place(tmp_path, settings=AutoAnswers(sure=50)) as at:
        contact = await at.ask(question)
        (answer,) = await at.out()
        assert at.phase(contact) is Phase.AWAITING_CLOSE
        assert WORDINGS[language].found in answer.text


def test_every_language_says_all_of_it() -> None:
    assert set(WORDINGS) == {"en", "th", "zh", "fa", "ru"}
    assert all("{link}" in one.refuse_there for one in WORDINGS.values())
