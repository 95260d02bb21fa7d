"""The form without a script: what is sent, what is shown again, and what is turned away."""

import re
from html import unescape
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from dashboard.public.showing import COOKIE
from dashboard.public.words import WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.mail.form.tokens import Showing, is_held_out, sign, signing_key
from dispatcher.mail.form.values import Fault
from dispatcher.vocabulary import HOUR, Instant
from tests.doors import KEY
from tests.form.forms import PDF
from tests.mail.house import HELP
from tests.public.place import HELD, QUICK, SLOW, open_place

TYPED = {
    "name": "Mali",
    "email": "mali@customer.example",
    "category": "other",
    "subject": "Gold",
    "text": "Zebra xylophone quartz",  # no article has to do with that
}
SAY = words(WORDS, "en")


def client(url: str, **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url, headers={"Accept-Language": "en", **headers}, follow_redirects=True
    )


async def opened(she: httpx.AsyncClient, **query: str) -> str:
    """The token of a form that is opened now."""
    return token_in((await she.get("/contact", params=query)).text)


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


async def send(she: httpx.AsyncClient, token: str, **more: str) -> httpx.Response:
    """As a browser does, by the form's own kind of request."""
    fields = {**TYPED, "token": token, "website": "", "js": "", **more}
    return await she.post("/contact", files=[(name, (None, value)) for name, value in fields.items()])


async def test_a_form_without_a_script_is_sent_and_its_reference_told(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        thanks = await send(she, await opened(she))
        (contact,) = place.service.state.contacts
    assert thanks.url.path == "/contact/thanks"
    assert contact in thanks.text
    assert SAY["sent"] in thanks.text


async def test_the_same_form_twice_is_one_message_and_says_so(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        token = await opened(she)
        first, second = await send(she, token), await send(she, token, text="Zebra xylophone")
        kept = await place.letters()
    assert first.url.params["ref"] == second.url.params["ref"]
    assert SAY["sent_again"] in second.text
    assert len(kept) == 1


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(tmp_path: Path) -> None:
    wrong = {"email": "mali", "category": "refund", "field-order": "12", "text": 'Hello "you" <b>'}
    async with open_place(tmp_path) as place, client(place.url) as she:
        again = await send(she, await opened(she), **wrong)
        kept = await place.letters()
    page = unescape(again.text)
    assert (again.status_code, kept) == (422, [])
    assert 'aria-invalid="true"' in again.text
    assert SAY["fault_no_address"] in page
    assert '<a href="#field-order">Order number</a>' in page
    assert "Hello &#34;you&#34; &lt;b&gt;" in again.text
    assert 'value="12"' in again.text
    assert '<option value="refund" selected>' in again.text


async def test_articles_come_before_it_is_sent_and_never_instead(tmp_path: Path) -> None:
    question = {"subject": "", "text": "Can I pay my trip in instalments without interest?"}
    async with open_place(tmp_path) as place, client(place.url) as she:
        before = await send(she, await opened(she), **question)
        assert await place.letters() == []
        sent = await send(she, token_in(before.text), **question, then="send")
        helped = await send(she, await opened(she), **question, then="solved")
        kept, visits = await place.letters(), await place.visits()
    assert SAY["before_sending"] in before.text
    assert "How can I pay?" in before.text
    assert f'name="text" value="{question["text"]}"' in unescape(before.text)
    assert SAY["sent"] in sent.text
    assert SAY["solved_page"] in helped.text
    assert len(kept) == 1
    assert visits == [(0, 1, 0, 1, 1)]  # one browser, one session, one visit


async def test_who_is_held_out_sees_no_article_and_is_counted_the_same_way(tmp_path: Path) -> None:
    question = {"subject": "", "text": "Can I pay my trip in instalments without interest?"}
    held = next(word for n in range(100) if is_held_out(word := f"visitor-{n:010d}", HELD.hold_out))
    async with open_place(tmp_path, HELD) as place, client(place.url) as she:
        she.cookies.set(COOKIE, held, path="/contact")
        token = await opened(she)
        asked = await she.post("/contact/suggest", json={"token": token, "language": "en", **question})
        sent = await send(she, token, **question)
        visits = await place.visits()
    assert asked.json() == {"articles": []}
    assert SAY["sent"] in sent.text  # at once
    assert visits == [(1, 1, 0, 0, 1)]


async def test_the_cookie_ends_with_the_session_and_is_sent_to_the_form_alone(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        page = await she.get("/contact")
    cookie = page.headers["Set-Cookie"].lower()
    assert cookie.startswith(COOKIE)
    assert "httponly" in cookie
    assert "path=/contact" in cookie
    assert "max-age" not in cookie
    assert "expires" not in cookie


# --- spam -----------------------------------------------------------------------------------------------


async def test_a_form_that_is_filled_in_too_fast_is_shown_again(tmp_path: Path) -> None:
    async with open_place(tmp_path, SLOW) as place, client(place.url) as she:
        again = await send(she, await opened(she))
        kept = await place.letters()
    assert (again.status_code, kept) == (422, [])
    assert SAY["early"] in unescape(again.text)
    assert TYPED["text"] in again.text


async def test_a_form_from_yesterday_is_shown_again_with_a_new_token(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        then = Instant(place.service.clock() - 25 * HOUR)
        old = sign(Showing(id="a" * 22, visit="b" * 22, held_out=False, at=then), signing_key(KEY))
        again = await send(she, old)
        assert SAY["late"] in unescape(again.text)
        thanks = await send(she, token_in(again.text))
    assert SAY["sent"] in thanks.text


FORGED = sign(Showing(id="a" * 9, visit="b" * 9, held_out=False, at=Instant(1)), b"another key")


@pytest.mark.parametrize("token", ["", "nonsense", FORGED])
async def test_a_token_of_nobody_s_sends_nothing(tmp_path: Path, token: str) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        again = await send(she, token)
        assert await place.letters() == []
    assert again.status_code == 422
    assert SAY["robot"] in unescape(again.text)


async def test_whoever_fills_in_the_hidden_field_is_asked_again_and_loses_nothing(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        again = await send(she, await opened(she), website="https://spam.example")
        assert await place.letters() == []
        thanks = await send(she, token_in(again.text))
    assert "spam.example" not in again.text
    assert TYPED["text"] in again.text
    assert SAY["sent"] in thanks.text


async def test_one_address_sends_so_many_and_then_reads_how_else_to_reach_us(tmp_path: Path) -> None:
    form = replace(QUICK, per_address=2)
    async with open_place(tmp_path, form) as place, client(place.url) as she:
        done = [await send(she, await opened(she)) for _ in range(3)]
        again = await send(she, await opened(she), text="Xylophone zebra")
    assert [one.status_code for one in done] == [200, 200, 429]
    assert int(done[-1].headers["Retry-After"]) > 3000
    assert f"mailto:{HELP}" in done[-1].text
    assert TYPED["text"] in done[-1].text
    assert again.status_code == 429


async def test_behind_a_proxy_on_this_machine_each_visitor_counts_for_herself(tmp_path: Path) -> None:
    form = replace(QUICK, per_address=1)
    async with open_place(tmp_path, form) as place:
        codes = []
        for address in ("203.0.113.1", "203.0.113.1", "203.0.113.2"):
            async with client(place.url, **{"X-Forwarded-For": address}) as she:
                codes.append((await send(she, await opened(she))).status_code)
    assert codes == [200, 429, 200]


async def test_another_site_can_send_nothing(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        token = await opened(she)
        she.headers["Origin"] = "https://evil.example"
        foreign = await send(she, token)
        assert await place.letters() == []
    assert foreign.status_code == 403


# --- files ----------------------------------------------------------------------------------------------


async def with_file(she: httpx.AsyncClient, name: str, content: bytes) -> httpx.Response:
    fields = {**TYPED, "token": await opened(she), "website": "", "js": ""}
    parts: list[tuple[str, tuple[str | None, bytes]]] = [(k, (None, v.encode())) for k, v in fields.items()]
    return await she.post("/contact", files=[*parts, ("files", (name, content))])


async def test_a_file_travels_as_an_attachment(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        thanks = await with_file(she, "..\\evil/ticket.pdf", PDF)
        (raw,) = await place.letters()
    assert SAY["sent"] in thanks.text
    assert b'filename="ticket.pdf"' in raw
    assert b"application/pdf" in raw


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("ticket.pdf", b"MZ\x90\0 a program", Fault.FILE_KIND),
        ("large.txt", b"x" * 6_000_000, Fault.FILE_TOO_LARGE),
        ("empty.txt", b"", Fault.EMPTY_FILE),
    ],
)
async def test_a_file_that_may_not_be_is_refused_by_what_it_is(
    tmp_path: Path, name: str, content: bytes, fault: Fault
) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        again = await with_file(she, name, content)
        assert await place.letters() == []
    assert (again.status_code, SAY[f"fault_{fault}"] in again.text) == (422, True)
    assert SAY["files_again"] in again.text


async def test_more_than_may_come_is_not_read(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        again = await with_file(she, "huge.txt", b"x" * 17_000_000)
    assert again.status_code == 413
    assert SAY["too_large"] in again.text


# --- trouble, and other pages ---------------------------------------------------------------------------


async def test_while_the_centre_is_silent_the_form_keeps_what_was_typed(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        token = await opened(she)
        place.line.cut = True
        again = await send(she, token)
        place.line.cut = False
        thanks = await send(she, token_in(again.text))
    assert again.status_code == 503
    assert f"mailto:{HELP}" in again.text
    assert TYPED["text"] in again.text
    assert SAY["sent"] in thanks.text


async def test_an_address_we_cannot_answer_is_said_at_its_field(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        ours = await send(she, await opened(she), email=HELP)
        daemon = await send(she, await opened(she), email="postmaster@customer.example")
    assert [SAY["fault_our_address"] in page.text for page in (ours, daemon)] == [True, True]


async def test_only_the_owner_s_sites_may_frame_it(tmp_path: Path) -> None:
    form = replace(QUICK, embed=("https://shop.example.org",))
    async with open_place(tmp_path, form) as place, client(place.url) as she:
        page = await she.get("/contact", params={"embed": "1"})
        script = await she.get("/contact/embed.js")
    assert "frame-ancestors 'self' https://shop.example.org" in page.headers["Content-Security-Policy"]
    assert 'class="public embedded"' in page.text
    assert script.headers["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_form_is_there_in_each_language(tmp_path: Path, language: str) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        page = await she.get(
            "/contact", params={"lang": language, "category": "refund", "field-order": "BB-1"}
        )
    assert words(WORDS, language)["write_to_us"] in page.text
    assert '<option value="refund" selected>' in page.text
    assert 'value="BB-1"' in page.text
    assert ('dir="rtl"' in page.text.partition("<head>")[0]) == (language == "fa")


async def test_every_fault_has_its_sentence() -> None:
    assert {f"fault_{fault}" for fault in Fault} == {key for key in WORDS if key.startswith("fault_")}
