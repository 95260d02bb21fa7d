"""Letters that rules say something of: where they wait, how urgent they are, and what is kept of why."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace

from dispatcher.centre import Category, Terms
from dispatcher.events import ContactArrived
from dispatcher.mail.intake.arrival import Judgement
from dispatcher.mail.room import MailRoom
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.mail.understanding.training import teach
from dispatcher.mail.understood import understood
from dispatcher.service import Service
from dispatcher.vocabulary import HOUR, CategoryId, Span, Tier, Urgency
from tests.mail.house import CENTRE, letter, mail_settings, running
from tests.understanding.letters import EXAMPLES

NAMES = ("refund", "change", "luggage", "invoice", "password", "praise")
ABOUT = {
    CategoryId(name): Category(id=CategoryId(name), name=name.title(), terms=Terms(promise=Span(HOUR)))
    for name in NAMES
}
HOUSE = replace(CENTRE, categories=ABOUT)


async def arrived(service: Service) -> ContactArrived:
    """The one contact that came in."""
    (only,) = [n.fact for n in await service.facts(after=0) if isinstance(n.fact, ContactArrived)]
    return only


async def test_a_rule_says_what_a_letter_is_about_and_why_is_kept(tmp_path: Path) -> None:
    rules = (
        Rule(name="stolen", when=When(words=("stolen", "ถูกขโมย")), urgency=Urgency.URGENT),
        Rule(name="bank", when=When(senders=("*@bank.example",)), tier=Tier("gold")),
        Rule(name="money", when=When(words=("refund*", "คืนเงิน")), category=CategoryId("refund")),
    )
    async with running(tmp_path, centre=HOUSE) as service:
        room = MailRoom(service, mail_settings(rules=rules))
        raw = letter("ขอคืนเงิน", "กระเป๋าถูกขโมยค่ะ ด่วนมาก", sender="eve@bank.example")
        verdict = await room.post(raw)
        contact = await arrived(service)
        assert (contact.category, contact.urgency, contact.tier) == ("refund", Urgency.URGENT, "gold")
        assert service.state.contacts[contact.contact].due == contact.at + HOUR
        assert verdict.contact is not None
        why = await service.read(partial(understood, contact=verdict.contact))
        assert why.by == {"urgency": "stolen", "tier": "bank", "category": "money"}
        assert why.hurry == ("ถูกขโมย", "ด่วน")


async def test_what_a_customer_quotes_says_nothing_of_her_letter(tmp_path: Path) -> None:
    rules = (Rule(name="money", when=When(words=("refund",)), category=CategoryId("refund")),)
    text = "Thank you!\n\nOn Tue, 24 Nov 2026, Help <help@example.com> wrote:\n> Your refund is on its way."
    async with running(tmp_path, centre=HOUSE) as service:
        await MailRoom(service, mail_settings(rules=rules)).post(letter("Re: Trip", text))
        assert (await arrived(service)).category is None


async def test_spam_is_kept_and_is_work_for_nobody(tmp_path: Path) -> None:
    rules = (Rule(name="pills", when=When(words=("cheap pills",)), spam=True),)
    async with running(tmp_path, centre=HOUSE) as service:
        room = MailRoom(service, mail_settings(rules=rules))
        verdict = await room.post(letter("Cheap PILLS for you", "Buy now"))
        assert (verdict.judgement, verdict.rule, verdict.contact) == (Judgement.SPAM, "spam_rule", None)
        assert verdict.detail == "pills"
        assert not service.state.contacts
        again = await room.post(letter("Cheap PILLS for you", "Buy now"))
        assert again.judgement in (Judgement.SPAM, Judgement.DUPLICATE)


async def test_a_category_that_is_no_more_stops_no_letter(tmp_path: Path) -> None:
    rules = (Rule(name="old", when=When(), category=CategoryId("gone")),)
    async with running(tmp_path, centre=HOUSE) as service:
        verdict = await MailRoom(service, mail_settings(rules=rules)).post(letter())
        assert verdict.judgement is Judgement.NEW
        assert (await arrived(service)).category is None


async def test_what_was_learned_holds_where_it_is_sure(tmp_path: Path) -> None:
    model = tmp_path / "mail.model"
    teach(EXAMPLES)[0].save(model)
    async with running(tmp_path, centre=HOUSE) as service:
        sure = MailRoom(service, mail_settings(model=model, sure=60))
        verdict = await sure.post(letter("", "ลืมรหัสผ่าน เข้าสู่ระบบไม่ได้"))
        assert (await arrived(service)).category == "password"
        assert verdict.contact is not None
        why = await service.read(partial(understood, contact=verdict.contact))
        assert (why.by, why.guess) == ({"category": "model"}, "password")
        assert why.confidence is not None
        assert why.confidence >= 0.6


async def test_without_a_model_that_can_be_read_mail_goes_on(tmp_path: Path) -> None:
    (tmp_path / "mail.model").write_bytes(b"rubbish")
    async with running(tmp_path, centre=HOUSE) as service:
        room = MailRoom(service, mail_settings(model=tmp_path / "mail.model"))
        assert (await room.post(letter())).judgement is Judgement.NEW
