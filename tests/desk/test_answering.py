"""Plays at the desk in a real browser: templates, files, letters as they were sent."""

from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.vocabulary import HOUR, ContactId, Instant
from tests.desk.conftest import Pages, Visit
from tests.desk.house import MAILBOX, House
from tests.desk.test_page import ready, take_email

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

REFUND = """+++
name = "Refund is on its way"
language = "en"
subject = "Your refund"
+++
Dear {{ customer.name or "customer" }},

{% free %}
Your money is on its way.
{% endfree %}

It takes five days. Ask us for {{ letter.number }}.
"""
HELLO = '+++\nname = "Thanks"\nlanguage = "en"\n+++\nThank you for asking.'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def shelve(house: House) -> None:
    """Two templates, as a manager leaves them in the folder."""
    house.templates.joinpath("refund.txt").write_text(REFUND, "utf-8")
    house.templates.joinpath("thanks.txt").write_text(HELLO, "utf-8")


async def begin(pages: Pages, visit: Visit, query: str = "agent=ploy&lang=en") -> tuple[Page, ContactId]:
    """The agent has an email in her hands, and there are templates."""
    shelve(pages.house)
    page = await visit(query)
    await ready(page)
    return page, await take_email(page, pages.house, "Where is my money?", "I sent it back on Monday.")


async def out(house: House) -> Mail:
    """The one letter that goes out."""
    far = Instant(house.service.clock() + HOUR)
    (row,) = await house.service.read(partial(outbox.due, now=far, limit=9))
    return parse(row.raw)


async def test_slash_opens_templates_and_locked_parts_stand(pages: Pages, visit: Visit) -> None:
    page, contact = await begin(pages, visit)
    await page.locator("textarea").focus()
    await page.keyboard.press("/")
    await expect(page.locator("dialog.templates [role=option]")).to_have_count(2)
    await page.keyboard.type("refund")
    await expect(page.locator("dialog.templates [role=option]")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.locator(".standing")).to_have_count(2)
    await expect(page.locator(".begun")).to_contain_text("Refund is on its way")
    box = page.locator("textarea")
    await expect(box).to_have_value("Your money is on its way.\n")
    await box.fill("Your money is with you.\n")
    await page.get_by_role("button", name="Send Ctrl").click()
    await expect(page.locator(".notice.good")).to_be_visible()
    letter = await out(pages.house)
    assert letter.subject == "Your refund"
    assert "Your money is with you." in letter.text
    assert f"It takes five days. Ask us for {contact}." in letter.text
    assert letter.text.endswith("-- \nTest Centre\nPhone 02 123 4567")


async def test_what_was_written_is_kept_by_a_template_and_back_without_it(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    box = page.locator("textarea")
    await box.fill("I looked for it.")
    await page.get_by_role("button", name="Templates").click()
    await page.locator("dialog.templates [role=option]", has_text="Refund").click()
    await expect(box).to_have_value("Your money is on its way.\nI looked for it.\n")
    await page.get_by_role("button", name="Remove the template").click()
    await expect(page.locator(".standing")).to_have_count(0)
    await expect(box).to_have_value("I looked for it.")


async def test_a_free_template_goes_where_the_cursor_is(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    box = page.locator("textarea")
    await box.fill("Dear Mali. Bye.")
    await box.press("Home")
    for _ in range(11):
        await box.press("ArrowRight")
    await box.press("Control+/")
    await page.keyboard.type("thanks")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("Dear Mali. Thank you for asking.Bye.")


async def test_a_template_with_locked_parts_is_there_after_a_reload(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    await page.get_by_role("button", name="Templates").click()
    await page.locator("dialog.templates [role=option]", has_text="Refund").click()
    await page.locator("textarea").fill("Half written")
    await expect(page.locator(".saved")).to_have_text("Draft saved")
    await page.reload()
    await expect(page.locator(".standing")).to_have_count(2)
    await expect(page.locator("textarea")).to_have_value("Half written")


async def test_files_go_out_and_can_be_taken_out(pages: Pages, visit: Visit, tmp_path: Path) -> None:
    page, _ = await begin(pages, visit)
    invoice, program = tmp_path / "счёт.pdf", tmp_path / "run.exe"
    invoice.write_bytes(b"%PDF-1.4 an invoice")
    program.write_bytes(b"MZ")
    chooser = page.locator(".tools input[type=file]")
    await chooser.set_input_files([invoice, program])
    await expect(page.locator(".composer .file-name")).to_have_text(["счёт.pdf"])
    await expect(page.locator(".toast")).to_contain_text("run.exe")
    await page.locator("textarea").fill("Here it is.")
    await page.get_by_role("button", name="Send Ctrl").click()
    await expect(page.locator(".notice.good")).to_be_visible()
    assert [file.name for file in (await out(pages.house)).attachments] == ["счёт.pdf"]


async def test_an_answer_goes_by_fax_when_she_says_so(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    await page.locator("textarea").fill("By fax.")
    await page.get_by_label("By fax").check()
    await expect(page.locator('[data-key="send"]')).to_have_attribute("aria-disabled", "")
    await page.get_by_label("Fax number").fill("02 123 4567")
    await page.locator("textarea").press("Control+Enter")
    await expect(page.locator(".notice.good")).to_be_visible()
    far = Instant(pages.house.service.clock() + HOUR)
    (row,) = await pages.house.service.read(partial(outbox.due, now=far, limit=9))
    assert row.recipient == "6621234567@fax.example"


def pictured() -> EmailMessage:
    """A letter in HTML with a script, a picture from elsewhere and one of its own, and two files."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Mali <mali@example.com>", MAILBOX.address, "A picture"
    letter["Message-ID"] = "<picture@example.com>"
    letter.set_content("The plain words.")
    page = (
        '<p id="said">The <b>bold</b> words.</p><script>document.title = "caught"</script>'
        '<img id="far" src="http://127.0.0.1:9/pixel.png"><img id="own" src="cid:own@example.com">'
        '<form action="http://127.0.0.1:9/"><input></form><a href="javascript:alert(1)">x</a>'
    )
    letter.add_alternative(page, subtype="html")
    letter.get_payload()[1].add_related(PIXEL, "image", "png", cid="<own@example.com>")  # type: ignore[index, union-attr]
    letter.add_attachment(PIXEL, maintype="image", subtype="png", filename="รูป.png")
    letter.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename="page.html")
    return letter


async def test_a_letter_is_shown_as_it_was_sent_and_nothing_in_it_runs(pages: Pages, visit: Visit) -> None:
    page = await visit("agent=ploy&lang=en")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await ready(page)
    await pages.house.post(pictured())
    await page.locator(".offer .main").click()
    await expect(page.locator(".message .said").first).to_have_text("The plain words.")
    await expect(page.locator(".message .file-name")).to_have_text(["รูป.png", "page.html"])
    await page.get_by_role("button", name="As it was sent").click()
    frame = page.frame_locator(".as-sent iframe")
    await expect(frame.locator("b")).to_have_text("bold")
    await expect(frame.locator("img")).to_have_count(2)
    assert await frame.locator("script, form, input").count() == 0
    assert await frame.locator("a").get_attribute("href") is None
    assert not any(":9/" in url for url in asked)
    await page.get_by_role("button", name="Show pictures from the internet").click()
    await expect(frame.locator("img[src^=http]")).to_have_count(1)
    await page.get_by_role("button", name="As text").click()
    await expect(page.locator(".message .said").first).to_have_text("The plain words.")


async def test_a_file_is_saved_and_never_opened_as_a_page(pages: Pages, visit: Visit) -> None:
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    await pages.house.post(pictured())
    await page.locator(".offer .main").click()
    links = page.locator(".message .file a")
    for number, kind in ((0, "image/png"), (1, "application/octet-stream")):
        address = f"{pages.address}{await links.nth(number).get_attribute('href')}"
        answer = await page.request.get(address)
        assert answer.ok
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
    shown = await page.request.get(f"{address}&inline=true")
    assert shown.headers["content-disposition"].startswith("attachment;")
    async with page.expect_download() as download:
        await links.first.click()
    assert (await download.value).suggested_filename == "รูป.png"


async def test_a_letter_of_somebody_elses_customer_stays_shut(pages: Pages, visit: Visit) -> None:
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    await pages.house.post(pictured())
    await page.locator(".offer .main").click()
    link = await page.locator(".message .file a").first.get_attribute("href")
    assert link is not None
    other = await page.request.get(pages.address + link.replace("agent=ploy", "agent=anna"))
    assert other.status == 404
