"""The customer on the desk's right side, in a real browser."""

import pytest
from playwright.async_api import Page, expect

from dispatcher.commands import CloseContact
from dispatcher.vocabulary import CommandId, ContactId
from tests.desk.conftest import Pages, Visit
from tests.desk.house import House
from tests.desk.test_page import ready, take_email

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)  # ms
PHONE = "+66 81 234 5678"


async def take_call(page: Page, house: House, name: str = "call-1") -> ContactId:
    call = await house.call(name, customer=PHONE)
    await page.locator(".offer .main").click()
    await expect(page.locator(".on-call .stop")).to_be_visible()
    return call


async def a_letter_of_the_past(house: House) -> ContactId:
    letter = await house.write("Where is my order?", "It was due <b>on Monday</b>.")
    await house.service.submit(CloseContact(id=CommandId("close"), contact=letter))
    return letter


async def test_the_agent_on_the_phone_links_an_address_and_reads_the_emails(
    pages: Pages, visit: Visit
) -> None:
    house, page = pages.house, await visit("agent=ploy&lang=en")
    await a_letter_of_the_past(house)
    await ready(page)
    await take_call(page, house)
    await expect(page.locator(".who")).to_contain_text(PHONE)
    await expect(page.locator(".claim")).to_contain_text("A number can be faked")
    await expect(page.locator(".past")).to_contain_text("first contact")
    await page.get_by_label("Another address or number of this customer").fill("mali@example.com")
    await page.get_by_role("button", name="Add").click()
    await expect(page.locator(".addresses li")).to_have_count(2)
    row = page.locator(".past .row")
    await expect(row).to_contain_text("Where is my order?")
    await row.click()
    reading = page.locator("dialog.reading")
    await expect(reading.locator(".said")).to_have_text("It was due <b>on Monday</b>.")
    await reading.get_by_role("button", name="The call is about this").click()
    await expect(reading).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".addresses li")).to_have_count(1)
    await expect(page.locator(".past")).to_contain_text("first contact")


async def test_what_is_written_down_is_shown_and_the_heading_follows(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit("agent=ploy&lang=en")
    await ready(page)
    await take_email(page, house, "Where is my order?", "It was due on Monday.")
    await expect(page.locator(".who")).to_contain_text("signs as Mali")
    await page.get_by_role("button", name="Change").click()
    form = page.locator("dialog.describe")
    await form.get_by_label("Name").fill("Mali Srisuk")
    await form.get_by_label("Notes").fill("Calls at noon.")
    await form.get_by_role("button", name="Save").click()
    await expect(form).to_have_count(0)
    await expect(page.locator(".who-name")).to_have_text("Mali Srisuk")
    await expect(page.locator(".who .notes")).to_have_text("Calls at noon.")


async def test_a_repeat_is_joined_and_opened_on_its_own_again(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit("agent=ploy&lang=en")
    await ready(page)
    await take_email(page, house, "Where is my order?", "It was due on Monday.")
    await page.get_by_role("button", name="Away when done").click()
    await expect(page.locator(".banner")).to_contain_text("No new work comes")
    await house.write("Re: where is my order?", "Nobody answers.")
    await page.reload()
    await expect(page.locator(".others")).to_contain_text("1 other open piece of work")
    await expect(page.locator(".others .tag")).to_have_text("same matter")
    await page.get_by_role("button", name="Join").click()
    await expect(page.locator(".message")).to_have_count(2)
    await page.get_by_role("button", name="Open on its own").click()
    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.locator(".others")).to_contain_text("1 other open piece of work")


async def test_a_history_is_searched_and_an_empty_one_says_so(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit("agent=ploy&lang=fa")
    await a_letter_of_the_past(house)
    await ready(page)
    await take_email(page, house, "سفارش", "هنوز نرسیده است.")
    await expect(page.locator(".past .row")).to_have_count(1)
    find = page.locator(".past-area input")
    await find.fill("nothing like this")
    await expect(page.locator(".past")).to_have_text("چیزی یافت نشد.")
    await find.fill("monday")
    await expect(page.locator(".past .row")).to_have_count(1)


async def test_what_else_is_open_of_the_customer_in_front_says_so_in_the_list(
    pages: Pages, visit: Visit
) -> None:
    house, page = pages.house, await visit("agent=ploy&lang=en")
    await ready(page)
    first = await take_email(page, house, "Where is my order?", "It was due on Monday.")
    await expect(page.locator(".past")).to_contain_text("first contact")
    other = await house.write("An invoice", "Somebody else asks.", sender="boris@example.com")
    await page.locator(".offer .main").click()
    await expect(page.locator(f"[data-key='row-{other}']")).to_be_visible()  # and it lies in front
    await page.locator(f"[data-key='row-{first}']").click()
    again = await house.write("Re: where is my order?", "Nobody answers.")
    await expect(page.locator(".offer .tag.same")).to_have_text("same customer")
    await page.locator(".offer .main").click()
    await expect(page.locator(f"[data-key='row-{again}']")).to_be_visible()
    await page.locator(f"[data-key='row-{first}']").click()
    await expect(page.locator(f"[data-key='row-{again}'] .tag.same")).to_be_visible()
    await expect(page.locator(f"[data-key='row-{other}'] .tag.same")).to_have_count(0)
    await expect(page.locator(".others")).to_contain_text("1 other open piece of work")
    await expect(page.locator(".past")).to_have_text("Nothing but what is open.")
