"""Plays at the desk with the knowledge base: found, read, put into the answer, begun with an answer."""

import pytest
from playwright.async_api import Page, expect

from dispatcher.knowledge.articles import State
from tests.desk.conftest import Pages, Visit
from tests.desk.house import House
from tests.desk.test_page import ready, take_email
from tests.knowledge.shelves import written

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

QUESTION = "My surname is misspelt on the ticket"


async def shelve(house: House) -> None:
    """The demo's articles."""
    for one in written():
        await house.knowledge.save(one.key, one.state, one.content, on=0, by="boss")
    await house.knowledge.settled()


async def begin(pages: Pages, visit: Visit, question: str = QUESTION) -> Page:
    """The agent has a letter that an article answers."""
    await shelve(pages.house)
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    await take_email(page, pages.house, question, question)
    return page


async def test_what_the_customer_asks_is_looked_up_and_put_where_the_cursor_is(
    pages: Pages, visit: Visit
) -> None:
    page = await begin(pages, visit)
    box = page.locator("textarea")
    await box.fill("Dear Mali, . Bye.")
    await box.evaluate("box => box.setSelectionRange(11, 11)")
    await box.press("Control+k")
    options = page.locator("dialog.articles [role=option]")
    await expect(options.first).to_contain_text("name")
    first = await page.locator(".article .said").inner_text()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".article .said")).not_to_have_text(first)
    await page.keyboard.press("ArrowUp")
    await expect(page.locator(".article .said")).to_have_text(first)
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog.articles")).to_have_count(0)
    text = await box.input_value()
    assert text.startswith("Dear Mali, ")
    assert text.endswith(". Bye.")
    assert " ".join(first.split()) in " ".join(text.split())
    await expect(box).to_be_focused()


async def test_typing_searches_and_escape_leaves_the_answer_as_it_was(pages: Pages, visit: Visit) -> None:
    page = await begin(pages, visit, "How can I pay?")
    await page.locator("textarea").fill("Dear Mali")
    await page.get_by_role("button", name="Articles").click()
    await page.keyboard.type("my bag is lost")
    await expect(page.locator("dialog.articles [role=option]").first).to_contain_text("suitcase")
    await page.locator("dialog.articles input").fill("qqqqqq wwwwww")
    await expect(page.locator("dialog.articles .hint")).to_have_text("No article fits.")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.articles")).to_have_count(0)
    await expect(page.locator("textarea")).to_have_value("Dear Mali")


async def test_with_nothing_to_answer_articles_are_read_and_not_inserted(pages: Pages, visit: Visit) -> None:
    await shelve(pages.house)
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    await page.keyboard.press("f")
    await expect(page.locator("dialog.articles .hint")).to_have_text("Type what the customer asks.")
    await page.keyboard.type("my bag is lost")
    await expect(page.locator("dialog.articles [role=option]").first).to_be_visible()
    await expect(page.locator(".article .said")).not_to_be_empty()
    await expect(page.get_by_role("button", name="Insert")).to_be_hidden()


async def test_an_answer_becomes_the_draft_of_an_article_without_whom_it_was_for(
    pages: Pages, visit: Visit
) -> None:
    page = await begin(pages, visit, "Can I bring my cello?")
    answer = "Dear Mali,\n\nA cello needs a seat of its own. Ask us at +66 81 234 5678.\n\nKind regards"
    await page.locator("textarea").fill(answer)
    await page.locator("textarea").press("Control+Enter")
    await page.locator(".message.ours").get_by_role("button", name="Make an article").click()
    title = page.get_by_label("Title")
    await expect(title).to_have_value("Can I bring my cello?")
    await title.fill("May I bring a large instrument?")
    await page.locator("dialog").get_by_role("button", name="Make an article").click()
    await expect(page.locator("dialog")).to_have_count(1)  # the list of shortcuts, shut
    await expect(page.locator(".toast.good").last).to_contain_text("with those who publish")
    (draft,) = [one for one in await pages.house.knowledge.newest() if one.id.startswith("answer-")]
    assert (draft.state, draft.title) == (State.DRAFT, "May I bring a large instrument?")
    assert "A cello needs a seat of its own." in draft.body
    assert "Mali" not in draft.body
    assert "81 234" not in draft.body
