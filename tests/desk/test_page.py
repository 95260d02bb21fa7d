"""Plays at the desk in a real browser: the centre, its pages and Chromium."""

from functools import partial

import pytest
from playwright.async_api import Page, expect

from dispatcher.mail.answering import drafts
from dispatcher.vocabulary import AgentStatus, ContactId, Instant, Phase
from tests.desk.conftest import Pages, Visit
from tests.desk.house import PLOY, House

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

expect.set_options(timeout=15_000)  # ms: a reply alone is held back for five seconds


async def ready(page: Page) -> None:
    await page.click(".choice.ready")
    await expect(page.locator(".choice.ready")).to_have_attribute("aria-pressed", "true")


async def take_email(page: Page, house: House, subject: str, text: str) -> ContactId:
    """A customer writes, and the agent takes it."""
    contact = await house.write(subject, text)
    await page.locator(".offer .main").click()
    await expect(page.locator(".message")).to_have_count(1)
    return contact


async def sent(house: House) -> list[str]:
    """What went out, oldest first."""
    return await house.service.read(
        lambda connection: [
            str(row[0]).strip()
            for row in connection.execute("SELECT text FROM mail_message WHERE direction = 'out' ORDER BY at")
        ]
    )


async def test_the_way_in_asks_who_you_are(visit: Visit) -> None:
    page = await visit("lang=en")
    await page.get_by_role("link", name="พลอย").click()
    await expect(page.locator(".whose .name")).to_have_text("พลอย ศรีสุข")
    assert "agent=ploy" in page.url


async def test_a_call_interrupts_an_email_and_the_same_draft_is_back(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "Where is my order?", "It was due on Monday.")
    box = page.locator("textarea")
    await box.fill("Dear customer, it is late.")
    await box.press("Home")
    for _ in range(5):
        await box.press("ArrowRight")
    call = await house.call("call-1")
    await expect(page.locator(".offer.voice")).to_be_visible()
    await box.press("Alt+Enter")
    await expect(page.locator(".on-call .stop")).to_be_visible()
    assert house.phase(contact) == Phase.PARKED

    await page.locator(".row.email").click()
    await expect(box).to_have_attribute("readonly", "")
    await page.locator(".row.voice").click()
    await house.hang_up(call)
    await page.locator(".wrap-up .main").click()

    await expect(box).to_be_editable()
    await expect(box).to_be_focused()
    await page.keyboard.type("valued ")
    await expect(box).to_have_value("Dear valued customer, it is late.")
    assert house.phase(contact) == Phase.ACTIVE


async def test_a_reply_can_be_taken_back_and_goes_out_once(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "Invoice", "Please send it again.")
    box = page.locator("textarea")
    await box.fill("Here it si.")
    await box.press("Control+Enter")
    await page.get_by_role("button", name="Undo").click()
    assert await sent(house) == []
    await box.fill("Here it is.")
    await box.press("Control+Shift+Enter")
    await expect(page.locator(".nothing")).to_be_visible()
    assert await sent(house) == ["Here it is."]
    assert house.phase(contact) == "gone"


async def test_a_held_reply_goes_first_when_a_call_is_taken(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    await take_email(page, house, "Invoice", "Please send it again.")
    await page.locator("textarea").fill("Here it is.")
    await page.locator("textarea").press("Control+Enter")
    await house.call("call-1")
    await page.locator(".offer.voice .main").click()
    await expect(page.locator(".on-call .stop")).to_be_visible()
    assert await sent(house) == ["Here it is."]


async def test_a_customer_who_writes_again_is_seen_and_can_be_answered_again(
    pages: Pages, visit: Visit
) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "Invoice", "Please send it again.")
    await page.locator("textarea").fill("Here it is.")
    assert await house.write("Re: Invoice", "And the one of May?", answers=1) == contact
    await expect(page.locator(".message")).to_have_count(2)
    await expect(page.locator("textarea")).to_have_value("Here it is.")

    await page.locator("textarea").press("Control+Enter")
    await expect(page.locator(".notice.good")).to_be_visible()
    await expect(page.locator(".message")).to_have_count(3)
    assert await house.write("Re: Invoice", "Thank you. May as well?", answers=1) == contact
    await expect(page.locator(".message")).to_have_count(4)
    await expect(page.locator("textarea")).to_be_editable()
    await expect(page.locator("textarea")).to_have_value("")


async def test_enter_takes_the_offer_after_ready_was_clicked(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await page.locator(".choice.ready").click()
    call = await house.call("call-1")
    await expect(page.locator(".offer.voice")).to_be_visible()
    await page.wait_for_timeout(500)  # an offer that has just appeared is not taken by a stray Enter
    await page.keyboard.press("Enter")
    await expect(page.locator(".on-call .stop")).to_be_visible()
    assert house.phase(call) == Phase.ACTIVE


async def test_the_keyboard_is_enough_and_single_keys_can_be_turned_off(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await page.wait_for_selector(".choices")
    await page.keyboard.press("r")
    await expect(page.locator(".choice.ready")).to_have_attribute("aria-pressed", "true")
    contact = await house.write("Hello", "A question.")
    await page.wait_for_selector(".offer")
    await page.keyboard.press("Escape")
    await expect(page.locator(".offer")).to_have_count(0)
    assert house.phase(contact) == Phase.WAITING

    await page.keyboard.press("?")
    await page.get_by_label("Single-key shortcuts").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("a")
    await page.get_by_role("button", name="Away").click()
    await expect(page.locator(".choice.away")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("r")
    await page.keyboard.press("?")
    await expect(page.locator("dialog")).not_to_be_visible()
    assert house.service.state.agents[PLOY].status is AgentStatus.AWAY


async def test_while_the_line_is_down_it_says_so_and_loses_nothing(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "Invoice", "Please send it again.")
    await house.close()
    await expect(page.locator(".banner .breach")).to_contain_text("your draft is safe")
    await page.locator("textarea").fill("Written while the line was down.")
    await page.get_by_role("button", name="Park").click()
    await house.open()
    await expect(page.locator(".banner .breach")).to_have_count(0)
    await expect(page.locator(".notice")).to_contain_text("Parked")
    assert house.phase(contact) == Phase.PARKED
    await expect(page.locator(".saved")).to_have_text("Draft saved")
    kept = await house.service.read(partial(drafts.draft, contact=contact))
    assert kept[0] == "Written while the line was down."


async def test_a_line_that_falls_silent_is_noticed(pages: Pages, visit: Visit) -> None:
    page = await visit()
    await ready(page)
    pages.relay.freeze()
    await expect(page.locator(".banner .breach")).to_contain_text("No answer from the centre")
    pages.relay.thaw()
    await expect(page.locator(".banner .breach")).to_have_count(0)


async def test_what_was_typed_survives_a_closed_window(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    await take_email(page, house, "Invoice", "Please send it again.")
    await house.close()
    await page.locator("textarea").fill("Never reached the server.")
    await page.reload()
    await house.open()
    await expect(page.locator("textarea")).to_have_value("Never reached the server.")


async def test_a_draft_changed_elsewhere_is_shown_beside_yours(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "Invoice", "Please send it again.")
    other = partial(drafts.save_draft, contact=contact, text="From another window", version=0, at=Instant(1))
    assert await house.service.write(other) == 1
    await page.locator("textarea").fill("From this window")
    await page.locator("textarea").blur()
    versions = page.locator(".version .said")
    await expect(versions).to_have_text(["From this window", "From another window"])
    await page.get_by_role("button", name="Keep both").click()
    await expect(page.locator("textarea")).to_have_value("From this window\n\nFrom another window")


async def test_the_second_window_takes_over_and_the_first_may_take_back(visit: Visit) -> None:
    first = await visit()
    await expect(first.locator(".choices")).to_be_visible()
    second = await visit()
    await expect(first.locator("h1")).to_have_text("This desk was opened somewhere else.")
    await first.get_by_role("button", name="Take it back here").click()
    await expect(first.locator(".choices")).to_be_visible()
    await expect(second.locator("h1")).to_have_text("This desk was opened somewhere else.")


async def test_a_customers_words_are_words(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit("agent=anna")
    await ready(page)
    nasty = "<img src=x onerror=\"document.title='got you'\"><script>document.title='got you'</script>"
    await take_email(page, house, nasty, nasty)
    await expect(page.locator(".message .said")).to_have_text(nasty)
    await expect(page.locator(".contact-title .title")).to_have_text(nasty)
    await expect(page.locator(".whose .name")).to_have_text("Anna <b>Petrova</b>")
    assert await page.locator("#desk img, #desk script").count() == 0


async def test_nothing_is_asked_of_another_host(pages: Pages, visit: Visit) -> None:
    page = await visit()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.reload()
    await ready(page)
    assert asked
    assert [url for url in asked if not url.startswith(pages.address)] == []


async def test_persian_runs_from_right_to_left_and_fits_a_phone(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit("agent=ploy&lang=fa", width=390, height=844)
    await page.click(".choice.ready")
    await house.write("سفارش من کجاست؟", "سلام، سفارش ۵۵۱۲۰ نرسیده است.")
    await expect(page.locator(".offer")).to_be_visible()
    assert await page.evaluate("document.documentElement.dir") == "rtl"
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    small = await page.evaluate(
        "[...document.querySelectorAll('#desk button, #desk a')].filter(e => e.offsetParent)"
        ".map(e => e.getBoundingClientRect()).filter(r => r.width < 24 || r.height < 24).length"
    )
    assert small == 0


async def test_no_language_lacks_a_word(visit: Visit) -> None:
    page = await visit()
    table = await page.evaluate("import('/assets/desk/words.mjs').then(m => m.TABLE)")
    assert set(table) == {"en", "th", "zh", "fa", "ru"}
    for language, words in table.items():
        assert set(words) == set(table["en"]), language
        assert all(words.values()), language


# --- what it is about -----------------------------------------------------------------------------------


async def test_one_press_says_that_it_is_right_and_is_learned_from(pages: Pages, visit: Visit) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    contact = await take_email(page, house, "The trip", "I want my money back")
    right = page.get_by_role("button", name="That is right")
    await right.click()
    await expect(page.locator(".category .hint")).to_have_text(["Said by a colleague."])
    await expect(right).to_have_count(0)
    there = house.service.state.contacts[contact]
    assert (there.category, there.categorised) == ("refund", True)


async def test_what_a_letter_is_about_is_said_with_why_and_can_be_said_otherwise(
    pages: Pages, visit: Visit
) -> None:
    house, page = pages.house, await visit()
    await ready(page)
    text = "I want my money back, it is urgent.\n\nOn 24 Nov 2026, Help <h@s.example> wrote:\n> No money."
    contact = await take_email(page, house, "The trip", text)
    about = page.get_by_label("About")
    await expect(about).to_have_value("refund")
    await expect(page.locator(".category .hint")).to_have_text(
        [
            "Said by the rule “money”, which found: money back.",
            "The letter says it is urgent: urgent.",
        ]
    )
    await expect(page.locator(".message .said").first).to_have_text("I want my money back, it is urgent.")
    await expect(page.locator(".quoted .said")).to_be_hidden()
    await about.select_option(label="คำชม")
    await expect(page.locator(".contact-head .about")).to_have_text("คำชม")
    await expect(page.locator(".category .hint").first).to_have_text("Said by a colleague.")
    assert house.service.state.contacts[contact].category == "praise"
    await about.select_option(value="")
    await expect(page.locator(".contact-head .about")).to_have_count(0)
