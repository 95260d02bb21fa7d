"""Plays at the desk in a real browser: templates, files, letters as they were sent."""

from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from dispatcher.commands import NoteDelivery
from dispatcher.mail.form.sending import Letterbox
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.vocabulary import HOUR, CommandId, ContactId, Instant
from tests.desk.conftest import Pages, Visit
from tests.desk.house import LETTERS, MAILBOX, House
from tests.desk.test_colleagues import answer, with_approval
from tests.desk.test_page import ready, take_email
from tests.form.forms import ENTRY, FORM

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
    for _ in "Bye.":
        await box.press("ArrowLeft")
    await box.press("Control+/")
    await page.keyboard.type("thanks")
    await expect(page.locator("dialog.templates [role=option]")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("Dear Mali. Thank you for asking.Bye.")


async def test_a_template_with_locked_parts_is_there_after_a_reload(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    await page.get_by_role("button", name="Templates").click()
    await page.locator("dialog.templates [role=option]", has_text="Refund").click()
    await expect(page.locator(".standing")).to_have_count(2)
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
    await expect(page.locator(".toast")).to_have_text("run.exe does not go out: files of this kind may not.")
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
    await expect(page.locator(".message .file-name")).to_have_text(["image.png", "รูป.png", "page.html"])
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
    for number, kind in ((1, "image/png"), (2, "application/octet-stream")):
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
        await links.nth(1).click()
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


async def test_typing_on_after_the_slash_goes_into_the_list_and_never_into_the_answer(
    pages: Pages, visit: Visit
) -> None:
    page, _ = await begin(pages, visit)
    await page.locator("textarea").fill("Dear Mali. ")
    await page.evaluate("WebSocket.prototype.send = function () {}")  # the list does not come
    await page.locator("textarea").press("Control+/")
    await page.keyboard.type("refund")
    await expect(page.locator("dialog.templates input")).to_have_value("refund")
    await expect(page.locator("textarea")).to_have_value("Dear Mali. ")


async def test_a_letter_goes_to_everybody_who_got_it_when_she_says_so(pages: Pages, visit: Visit) -> None:
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    letter = pictured()
    letter["Cc"] = "Boss <boss@other.example>, help@centre.example"
    await pages.house.post(letter)
    await page.locator(".offer .main").click()
    everyone = page.get_by_label("To everyone who got the letter")
    await expect(page.locator(".choice-line", has=everyone)).to_contain_text("boss@other.example")
    await everyone.check()
    await page.locator("textarea").fill("To you both.")
    await page.locator("textarea").press("Control+Enter")
    await expect(page.locator(".notice.good")).to_be_visible()
    far = Instant(pages.house.service.clock() + HOUR)
    (row,) = await pages.house.service.read(partial(outbox.due, now=far, limit=9))
    assert (row.recipient, row.copies) == ("mali@example.com", ("boss@other.example",))


async def test_a_file_dropped_on_the_letter_goes_out_with_the_answer(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    dropped = await page.evaluate_handle(
        "() => { const it = new DataTransfer();"
        " it.items.add(new File(['%PDF-1.4'], 'map.pdf', { type: 'application/pdf' })); return it; }"
    )
    await page.locator(".thread").dispatch_event("dragover", {"dataTransfer": dropped})
    await expect(page.locator(".centre.dropping")).to_have_count(1)
    await page.locator(".thread").dispatch_event("drop", {"dataTransfer": dropped})
    await expect(page.locator(".composer .file-name")).to_have_text(["map.pdf"])
    await expect(page.locator(".centre.dropping")).to_have_count(0)
    await page.get_by_role("button", name="Take out map.pdf").click()
    await expect(page.locator(".composer .file-name")).to_have_count(0)
    await page.reload()
    await expect(page.locator("textarea")).to_be_visible()
    await expect(page.locator(".composer .file-name")).to_have_count(0)


async def told(house: House, contact: ContactId, state: Literal["sent", "failed"], detail: str = "") -> None:
    """What a mail server says of the one letter that is out."""
    far = Instant(house.service.clock() + HOUR)
    (row,) = await house.service.read(partial(outbox.due, now=far, limit=9))
    note = NoteDelivery(
        id=CommandId(f"told {state}"),
        contact=contact,
        message=row.message,
        delivered=state == "sent",
        detail=detail,
        again=state == "failed",
    )
    await house.service.submit(note, lambda store, _: outbox.end(store, row.message, state, detail))


async def test_the_thread_says_how_far_an_answer_is(pages: Pages, visit: Visit) -> None:
    page, contact = await begin(pages, visit)
    await page.locator("textarea").fill("It is on its way.")
    await page.locator("textarea").press("Control+Enter")
    await expect(page.locator(".message.ours .tag")).to_have_text("waiting to leave")
    await told(pages.house, contact, "sent")
    await expect(page.locator(".message.ours .tag")).to_have_text("has left")


async def test_an_answer_that_does_not_arrive_is_there_to_be_sent_again(pages: Pages, visit: Visit) -> None:
    page, contact = await begin(pages, visit)
    await page.locator("textarea").fill("It is on its way.")
    await page.locator("textarea").press("Control+Enter")
    await expect(page.locator(".message.ours")).to_have_count(1)
    await told(pages.house, contact, "failed", "550 no such mailbox")
    await expect(page.locator(".message .trouble")).to_contain_text("Not delivered. 550 no such mailbox")
    await page.get_by_role("button", name="Use this text again").click()
    await expect(page.locator("textarea")).to_have_value("It is on its way.")
    await expect(page.locator('[data-key="send"]')).not_to_have_attribute("aria-disabled", "")


async def test_a_sent_answer_can_be_taken_back_and_is_the_draft_again(pages: Pages, visit: Visit) -> None:
    page, _ = await begin(pages, visit)
    await page.locator("textarea").fill("Too soon.")
    await page.locator("textarea").press("Control+Enter")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("textarea")).to_be_editable()
    await expect(page.locator("textarea")).to_have_value("Too soon.")
    await expect(page.locator('[data-key="send"]')).to_be_visible()
    assert await pages.house.service.read(outbox.waiting) == 0


async def test_an_approver_sees_and_saves_the_files_that_would_go_out(
    pages: Pages, visit: Visit, tmp_path: Path
) -> None:
    await with_approval(pages.house)
    page, _ = await begin(pages, visit)
    lee = await visit("agent=lee&lang=en")
    await ready(lee)
    invoice = tmp_path / "ใบแจ้งหนี้.pdf"
    invoice.write_bytes(b"%PDF-1.4 an invoice")
    await page.locator(".tools input[type=file]").set_input_files([invoice])
    await expect(page.locator(".composer .file-name")).to_have_count(1)
    await answer(page, "Here it is.")
    await lee.locator(".offer .main").click()
    async with lee.expect_download() as download:
        await lee.locator(".proposal .file a").click()
    saved = await download.value
    assert saved.suggested_filename == "ใบแจ้งหนี้.pdf"
    await saved.save_as(tmp_path / "saved")
    assert tmp_path.joinpath("saved").read_bytes() == b"%PDF-1.4 an invoice"
    await lee.get_by_role("button", name="Approve and send").click()
    await expect(lee.locator(".toast.good").last).to_contain_text("Approved and sent")
    assert [file.name for file in (await out(pages.house)).attachments] == ["ใบแจ้งหนี้.pdf"]


async def test_what_was_filled_into_the_form_stands_above_the_letter(pages: Pages, visit: Visit) -> None:
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    box = Letterbox(pages.house.service, LETTERS, FORM, pages.house.room.take)
    await box.send("showing-1", ENTRY, "en")
    await page.locator(".offer .main").click()
    await expect(page.locator(".filled-in dt")).to_have_text(["Order number", "Telephone", "Region"])
    await expect(page.locator(".filled-in dd")).to_have_text(["BB-123456", "+66812345678", "North"])
    await expect(page.locator(".message .said")).to_contain_text("I cannot travel.")


async def test_headers_in_an_email_are_no_fields(pages: Pages, visit: Visit) -> None:
    page = await visit("agent=ploy&lang=en")
    await ready(page)
    letter = pictured()
    letter["X-Form-order"] = "BB-999999"
    await pages.house.post(letter)
    await page.locator(".offer .main").click()
    await expect(page.locator(".message .said").first).to_have_text("The plain words.")
    await expect(page.locator(".filled-in")).to_have_count(0)
