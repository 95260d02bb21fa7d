"""Plays of what passes between colleagues: answers to approve, contacts passed on, work that waits."""

import pytest
from msgspec import structs
from playwright.async_api import Page, expect

from dispatcher.centre import Agent, Approval, Centre, Queue
from dispatcher.client import Desk
from dispatcher.commands import ConfigureCentre
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    AgentId,
    AgentStatus,
    CommandId,
    ParkReason,
    Phase,
    QueueId,
    Skill,
    Span,
)
from tests.desk.conftest import Pages, Visit
from tests.desk.house import ANNA, CENTRE, MAIL, PLOY, SKILL, House
from tests.desk.test_page import ready, sent, take_email

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

LEE, CHECKS, CHECK = AgentId("lee"), QueueId("checks"), Skill("check")


def written(queue: QueueId, name: str, skills: dict[Skill, int]) -> Queue:
    return Queue(
        id=queue,
        name=name,
        channel=EMAIL,
        skills=skills,
        promise=Span(HOUR),
        offer_timeout=Span(MINUTE),
    )


WITH_APPROVAL: Centre = structs.replace(
    CENTRE,
    agents={
        PLOY: CENTRE.agents[PLOY],
        ANNA: CENTRE.agents[ANNA],
        LEE: Agent(id=LEE, name="Lee 李", team=CENTRE.agents[PLOY].team, skills={CHECK: 1}),
    },
    queues=CENTRE.queues
    | {
        MAIL: structs.replace(CENTRE.queues[MAIL], approval=Approval(queue=CHECKS)),
        CHECKS: written(CHECKS, "Checks", {CHECK: 1}),
        QueueId("refunds"): written(QueueId("refunds"), "Refunds", SKILL),
    },
)
"""Lee reads what the others answer."""


async def with_approval(house: House) -> None:
    configure = ConfigureCentre(id=CommandId("approval"), centre=WITH_APPROVAL)
    assert (await house.service.submit(configure)).refused is None


async def answer(page: Page, text: str) -> None:
    """Write and send at once: whoever moves on has decided."""
    await page.locator("textarea").fill(text)
    await page.get_by_role("button", name="Send Ctrl").click()


async def test_an_answer_goes_back_once_and_out_when_it_is_right(pages: Pages, visit: Visit) -> None:
    house = pages.house
    await with_approval(house)
    ploy, lee = await visit(), await visit("agent=lee")
    await ready(ploy)
    contact = await take_email(ploy, house, "Where is my order?", "It was due on Monday.")
    await ready(lee)
    await answer(ploy, "It is on it's way.")
    await expect(ploy.locator(".toast.good")).to_contain_text("Handed in")
    await expect(ploy.locator(".row")).to_have_count(0)

    await expect(lee.locator(".offer h2")).to_have_text("Approval · Checks")
    await lee.locator(".offer .main").click()
    await expect(lee.locator(".proposal .sender")).to_have_text("พลอย ศรีสุข asks to send this answer")
    await expect(lee.locator(".proposal .said")).to_contain_text("It is on it's way.")
    await lee.locator("textarea").fill("Its, not it's.")
    await lee.get_by_role("button", name="Give back").click()
    assert await sent(house) == []

    await expect(ploy.locator(".offer .why")).to_have_text("It is meant for you.")
    await ploy.locator(".offer .main").click()
    await expect(ploy.locator(".notice")).to_have_text("Lee 李 gave your answer back: Its, not it's.")
    await expect(ploy.locator("textarea")).to_have_value("It is on it's way.")
    await answer(ploy, "It is on its way.")

    await lee.locator(".offer .main").click()
    await expect(lee.locator(".proposal .said")).to_contain_text("It is on its way.")
    await lee.get_by_role("button", name="Approve and send").click()
    await expect(lee.locator(".toast.good").last).to_contain_text("Approved and sent")
    assert house.phase(contact) == "gone"
    assert await sent(house) == ["It is on its way."]


async def test_an_email_is_passed_on_to_a_queue_or_a_colleague(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await with_approval(house)
    await ready(page)
    contact = await take_email(page, house, "A refund", "Please.")
    async with Desk(house.api, ANNA) as anna:
        await anna.ready()
        await page.get_by_role("button", name="Pass on").click()
        await expect(page.locator(".places li")).to_have_text(["Anna <b>Petrova</b>", "Checks", "Refunds"])
        await page.get_by_role("button", name="Anna").click()
        await expect(page.locator(".toast.good")).to_have_text("Passed on.")
        while not anna.cards(Phase.OFFERED):
            await anna.changed()
        (card,) = anna.cards(Phase.OFFERED)
        assert (card.id, house.phase(contact)) == (contact, Phase.OFFERED)


async def test_an_email_waits_for_its_customer(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "Invoice", "Please send it again.")
    await page.get_by_role("button", name="Wait for the customer").click()
    await expect(page.locator(".row .row-facts")).to_contain_text("waiting for the customer")
    await expect(page.locator(".details")).to_contain_text("Nothing is due until the customer writes.")
    assert house.service.state.contacts[contact].parked is ParkReason.WAITING_FOR_CUSTOMER
    await expect(page.locator(".count").first).to_have_text("0 of 3 emails")


async def test_she_leaves_when_her_work_is_done(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    await expect(page.locator(".later")).to_have_count(0)
    contact = await take_email(page, house, "Invoice", "Please send it again.")
    later = page.get_by_role("button", name="Away when done")
    await later.click()
    await expect(later).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".banner")).to_contain_text("away as soon as you are done")
    await later.click()
    await expect(later).to_have_attribute("aria-pressed", "false")
    await later.click()
    await expect(later).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("button", name="Close without an answer").click()
    await page.get_by_role("button", name="Yes, close").click()
    await expect(page.locator(".choice.away")).to_have_attribute("aria-pressed", "true")
    assert house.phase(contact) == "gone"
    assert house.service.state.agents[PLOY].status is AgentStatus.AWAY
