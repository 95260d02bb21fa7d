"""The first blended hour, on real parts: a mailbox, calls over HTTP, desks on WebSockets, and two kills.

Ann takes calls and letters, Bob and Cho letters only. Thirty letters in five languages arrive by SMTP. Ann
is in the middle of her second letter when an urgent call comes; she talks, wraps up, and has the same draft
back.
"""

import asyncio
import email
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory

import aiosmtplib
import httpx
import pytest
from playwright.async_api import expect

from analytics.intervals import midnight
from dispatcher.client import Api, Desk
from dispatcher.clock import wall_clock
from dispatcher.engine.blending import load_of
from dispatcher.engine.state import State
from dispatcher.events import (
    CentreRestarted,
    ContactArrived,
    ContactClosed,
    ContactParked,
    ContactResumed,
    DeliveryNoted,
    NumberedFact,
    WrapUpEnded,
)
from dispatcher.gateway.frames import Ack, ContactCard
from dispatcher.journal import Journal
from dispatcher.vocabulary import EMAIL, VOICE, AgentId, ChannelId, ContactId, OfferId, ParkReason, Phase
from simulator.replay import replay
from tests.browser import chromium
from tests.dovecot import Dovecot, dovecot
from tests.smtp import PostOffice, post_office
from tests.story.house import PATIENCE, House

CAP = 2
OURS = "help@bluebird.example"
LETTERS = {
    "malee@th.example": ("มาลี", "ขอเปลี่ยนวันเดินทาง", "สวัสดีค่ะ ขอเลื่อนเที่ยวบินเป็นวันจันทร์ได้ไหมคะ"),
    "wang@zh.example": ("王芳", "行李丢失", "您好,我的行李没有到,请帮我查一下。"),
    "reza@fa.example": ("رضا", "بازپرداخت", "سلام، پول بلیت من هنوز برنگشته است. لطفاً پیگیری کنید."),
    "olga@ru.example": ("Ольга", "Справка", "Здравствуйте! Пришлите, пожалуйста, справку о поездке."),
    "kate@en.example": ("Kate", "Seats", "Hello, could you please seat us together? Thank you."),
}
CENTRE = """
[centre]
name = "Bluebird"
caps = { email = 2 }
undisturbed = "0s"
grace = "60s"
[teams.all]
name = "All"
[agents.ann]
name = "Ann"
team = "all"
skills = ["calls", "letters"]
[agents.bob]
name = "Боб"
team = "all"
skills = ["letters"]
[agents.cho]
name = "조"
team = "all"
skills = ["letters"]
[queues.urgent]
name = "Emergencies"
channel = "voice"
skills = ["calls"]
urgency = "urgent"
promise = "20s"
wrap_up = "1s"
[queues.letters]
name = "Letters"
channel = "email"
skills = ["letters"]
promise = "4h"
offer_timeout = "2m"
"""


@pytest.fixture
def imap() -> Iterator[Dovecot]:
    users = {OURS: "secret", **dict.fromkeys(LETTERS, "own")}
    # Not pytest's folder: Dovecot's own users may not enter it.
    with TemporaryDirectory() as home, dovecot(Path(home), users) as server:
        yield server


@pytest.fixture
async def smtp(imap: Dovecot) -> AsyncIterator[PostOffice]:
    async with post_office(imap) as server:
        yield server


@pytest.fixture
async def house(tmp_path: Path, imap: Dovecot, smtp: PostOffice) -> AsyncIterator[House]:
    house = House(tmp_path)
    mail = f"""
[mailboxes.help]
address = "{OURS}"
host = "{imap.host}"
port = {imap.imap_port}
tls = false
password = "secret"
queue = "letters"
[smtp]
host = "{smtp.host}"
port = {smtp.port}
security = "none"
"""
    (tmp_path / "center.toml").write_text(CENTRE + mail + house.service_section(), encoding="utf-8")
    try:
        await house.dispatcher.up()
        await house.dashboard.up()
        async with house.followed():
            yield house
    finally:
        await house.dashboard.kill()
        await house.dispatcher.kill()


async def write_letters(smtp: PostOffice, numbers: range) -> None:
    """Every customer writes once for each number."""
    for number in numbers:
        for sender, (name, subject, body) in LETTERS.items():
            letter = EmailMessage()
            letter["From"], letter["To"] = f"{name} <{sender}>", OURS
            letter["Subject"] = f"{subject} {number + 1}"
            letter["Message-ID"] = f"<{number}.{sender}>"
            letter.set_content(body)
            await aiosmtplib.send(letter, hostname=smtp.host, port=smtp.port)


async def next_offer(desk: Desk, channel: ChannelId, but: Collection[OfferId] = ()) -> ContactCard:
    while True:
        for card in desk.cards(Phase.OFFERED):
            if card.channel == channel and card.offer is not None and card.offer.id not in but:
                return card
        await desk.changed()


async def take(desk: Desk, channel: ChannelId) -> ContactCard:
    """Accept the next offer; one that was taken back meanwhile (the centre was killed) is passed over."""
    gone: set[OfferId] = set()
    while True:
        card = await next_offer(desk, channel, gone)
        assert card.offer is not None
        if isinstance(await desk.accept(card.offer.id), Ack):
            return card
        gone.add(card.offer.id)


async def answer(desk: Desk, contact: ContactId, text: str) -> None:
    assert isinstance(await desk.send_reply(contact, text), Ack)
    assert isinstance(await desk.finish(contact), Ack)


async def work_off(desk: Desk) -> None:
    """Take every letter, answer it, finish it."""
    while True:
        card = await take(desk, EMAIL)
        await answer(desk, card.id, f"Answered: {card.subject}")


@pytest.mark.system
async def test_the_first_blended_hour(house: House, imap: Dovecot, smtp: PostOffice) -> None:
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.api}") as pbx,
        Api(house.api_url) as api,
        Desk(api, AgentId("ann")) as ann,
        Desk(api, AgentId("bob")) as bob,
        Desk(api, AgentId("cho")) as cho,
    ):
        # Ann answers her first letter and is in the middle of the second.
        await ann.ready()
        await write_letters(smtp, range(3))
        await house.until(lambda: len(house.happened(ContactArrived)) >= 5)
        await house.dispatcher.kill()  # in the middle of intake
        await house.dispatcher.up()
        await house.until(lambda: house.happened(CentreRestarted))
        first = await take(ann, EMAIL)
        await answer(ann, first.id, "Your first answer.")
        second = await take(ann, EMAIL)
        before = await ann.read(second.id)
        draft = "نیمه‌کاره: half of an ans"
        await ann.save_draft(second.id, draft, before.version)

        # An urgent call: nobody else can take it. Her letter is parked when she accepts, not before.
        call = f"pbx-{uuid.uuid4()}"
        await pbx.post("/v1/calls", json={"id": call, "queue": "urgent", "caller": "+6621234567"})
        ringing = await next_offer(ann, VOICE)
        assert ringing.offer is not None
        assert second.id in ringing.offer.interrupts
        assert ann.contacts[second.id].phase is Phase.ACTIVE
        assert (await take(ann, VOICE)).id == call
        await house.until(lambda: house.happened(ContactParked, contact=second.id))
        assert ann.contacts[second.id].parked is ParkReason.PRE_EMPTED

        # The dispatcher dies while she talks, and more letters come.
        await house.dispatcher.kill()
        await write_letters(smtp, range(3, 6))
        await house.dispatcher.up()
        assert (await pbx.get(f"/v1/calls/{call}")).json()["state"] == "active"
        await pbx.post(f"/v1/calls/{call}/hangup")
        await house.until(lambda: house.happened(ContactResumed, contact=second.id))
        assert house.happened(WrapUpEnded, contact=call)
        assert (await ann.read(second.id)).draft == draft
        await answer(ann, second.id, draft + "wer.")

        # Bob and Cho come, and all three work the letters off.
        await bob.ready()
        await cho.ready()
        workers = [asyncio.create_task(work_off(desk)) for desk in (ann, bob, cho)]
        await house.until(lambda: len(house.happened(ContactClosed, channel=EMAIL)) == 30)
        await house.until(lambda: len(house.happened(DeliveryNoted, delivered=True)) >= 30)
        for worker in workers:
            worker.cancel()
        await the_wallboard_says_what_the_journal_says(house)

    assert len(house.happened(ContactArrived, channel=EMAIL)) == 30
    replies_are_threaded(imap)
    await house.dispatcher.kill()
    journal = Journal(house.journal)
    facts = journal.read(after=0)
    caps_were_respected(facts)
    assert [n.number for n in facts] == list(range(1, len(facts) + 1))
    assert replay(journal.commands(), until=facts[-1].fact.at) == [n.fact for n in facts]
    journal.close()


async def the_wallboard_says_what_the_journal_says(house: House) -> None:
    """A browser's numbers are a hand count's, once nothing moves any more."""
    arrived, closed = house.happened(ContactArrived), house.happened(ContactClosed)
    assert len(arrived) == len(closed) == 31
    since = midnight(wall_clock())  # the board tells of today; the story may have begun before
    by_hand = {
        "incoming": sum(fact.at >= since for fact in arrived),
        "closed": sum(fact.at >= since for fact in closed),
        "backlog": 0,
        "sla_breaches": 0,
        "abandoned": 0,
    }
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.goto(f"http://127.0.0.1:{house.board}/")
        for tile, number in by_hand.items():
            shown = page.locator(f'[data-tile="{tile}"] [data-field="value"]')
            await expect(shown).to_have_text(str(number), timeout=PATIENCE * 1000)
        for agent in ("Ann", "Боб", "조"):
            await expect(page.get_by_text(agent, exact=True)).to_be_visible()


def replies_are_threaded(imap: Dovecot) -> None:
    """Every letter has one answer in its writer's own mailbox, on the thread; one receipt each, not six."""
    for sender in LETTERS:
        received = (email.message_from_bytes(raw, policy=default) for raw in imap.messages(sender))
        # A letter that was on its way when we were killed goes again, under the same Message-ID.
        letters = list({m["Message-ID"]: m for m in received}.values())
        answers = [m for m in letters if m["Auto-Submitted"] is None]
        assert sorted(m["In-Reply-To"] for m in answers) == [f"<{n}.{sender}>" for n in range(6)]
        assert all(m["References"].split()[-1] == m["In-Reply-To"] for m in answers)
        assert len(letters) - len(answers) == 1


def caps_were_respected(facts: list[NumberedFact]) -> None:
    """After every single fact, nobody has more letters in hand than the cap, nor two calls."""
    state = State()
    for numbered in facts:
        state.apply(numbered.fact)
        for agent in state.agents.values():
            load = load_of(agent, state.contacts, defaultdict(int))
            letters = load.slots.get(EMAIL, 0)
            assert letters <= CAP, f"event {numbered.number}: {agent.id} holds {letters}"
            assert not (load.calls and load.in_hand), f"event {numbered.number}: {agent.id} does both"
