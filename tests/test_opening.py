"""Letters opened: by whom, and that nothing in them runs, hides, or asks anybody."""

from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.access.people import OWNER, AccessError, Identity, Role
from dispatcher.commands import FinishContact
from dispatcher.errors import PeerError
from dispatcher.mail.reading.inside import file_in, page_of, picture_kind
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.room import MailRoom
from dispatcher.opening import Rights, disposition, kind_of_name
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, CommandId, ContactId, MessageId, TeamId
from tests.mail.house import ANN, letter, mail_settings, running, take_up

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
ANN_HERSELF = Identity(user="ann", role=Role.AGENT, agent=ANN)
EVE = Identity(user="eve", role=Role.AGENT, agent=AgentId("eve"))
BOSS = Identity(user="boss", role=Role.SUPERVISOR, teams=frozenset({TeamId("desk")}))
OTHER_BOSS = Identity(user="other", role=Role.SUPERVISOR, teams=frozenset({TeamId("elsewhere")}))
WATCHER = Identity(user="wall", role=Role.WATCHER)


async def a_letter(service: Service) -> tuple[MessageId, ContactId]:
    """A customer's letter in Ann's hands."""
    room = MailRoom(service, mail_settings(acknowledge=False))
    verdict = await room.post(letter())
    return verdict.message, await take_up(service)


@pytest.mark.parametrize(
    ("who", "agent", "may"),
    [
        (ANN_HERSELF, "", True),
        (OWNER, "ann", True),
        (OWNER, "", True),
        (BOSS, "", True),
        (OTHER_BOSS, "", False),
        (EVE, "", False),
        (EVE, "ann", False),
        (WATCHER, "", False),
        (WATCHER, "ann", False),
    ],
)
async def test_who_may_open_a_letter(who: Identity, agent: str, may: bool, tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        message, _ = await a_letter(service)
        rights = Rights(service)
        if may:
            assert await rights.raw(message, who, agent)
        else:
            with pytest.raises(AccessError):
                await rights.raw(message, who, agent)


async def test_an_agent_hands_in_files_for_her_own_answers_alone(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        _, contact = await a_letter(service)
        rights = Rights(service)
        rights.holds(contact, ANN_HERSELF, "")
        for who, agent in ((EVE, ""), (EVE, "ann"), (WATCHER, "ann")):
            with pytest.raises(AccessError):
                rights.holds(contact, who, agent)
        await service.submit(FinishContact(id=CommandId("done"), agent=ANN, contact=contact))
        with pytest.raises(AccessError):
            rights.holds(contact, ANN_HERSELF, "")


async def test_a_message_that_is_not_there_is_as_one_that_is_not_hers(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await a_letter(service)
        with pytest.raises(AccessError, match="in a conversation of yours"):
            await Rights(service).raw(MessageId("nothing"), ANN_HERSELF, "")


def html_letter(source: str, *, image: bytes = PNG) -> bytes:
    """A letter with this HTML, beside plain words, and a picture of its own."""
    message = EmailMessage()
    message["From"] = "joe@customer.example"
    message.set_content("The plain words.")
    message.add_alternative(source, subtype="html")
    message.get_payload()[1].add_related(image, "image", "png", cid="<own@x>")  # type: ignore[index, union-attr]
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="ใบแจ้งหนี้.pdf")
    return message.as_bytes()


def shown(source: str, *, pictures: bool = False) -> str:
    page = page_of(html_letter(source), pictures=pictures)
    assert page is not None
    return page.partition("<body>")[2]


@pytest.mark.parametrize(
    ("source", "gone"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("<p onclick='alert(1)'>x</p>", "onclick"),
        ("<p style='background:url(http://t.example/p)'>x</p>", "t.example"),
        ("<style>p{background:url(http://t.example/p)}</style>", "t.example"),
        ("<svg><image href='http://t.example/p'/></svg>", "t.example"),
        ("<iframe src='http://t.example/'></iframe>", "t.example"),
        ("<form action='http://t.example/'><input name=a></form>", "t.example"),
        ("<a href='javascript:alert(1)'>x</a>", "javascript"),
        ("<a href='data:text/html,x'>x</a>", "data:text"),
        ("<link rel=stylesheet href='http://t.example/p'>", "t.example"),
        ("<img src='http://t.example/p'>", "t.example"),
        ("<img src='//t.example/p'>", "t.example"),
        ("<img srcset='http://t.example/p 2x'>", "t.example"),
        ("<img src='data:image/svg+xml,<svg/onload=alert(1)>'>", "svg"),
        ("<base href='http://t.example/'>", "t.example"),
        ("<meta http-equiv=refresh content='0;url=http://t.example/'>", "t.example"),
    ],
)
def test_what_runs_or_tells_on_the_reader_is_gone(source: str, gone: str) -> None:
    assert gone not in shown(f"<p>Hello</p>{source}")
    assert "Hello" in shown(f"<p>Hello</p>{source}")


def test_pictures_from_elsewhere_only_when_asked_for_and_its_own_always() -> None:
    source = '<img src="https://t.example/p.png"><img src="cid:own@x"><img src="cid:nobody@x">'
    assert "t.example" in shown(source, pictures=True)
    assert "t.example" not in shown(source)
    for pictures in (True, False):
        assert shown(source, pictures=pictures).count("data:image/png;base64,") == 1


def test_an_embedded_thing_that_is_no_harmless_picture_is_left_out() -> None:
    page = page_of(html_letter('<img src="cid:own@x">', image=b"<svg onload='alert(1)'/>"), pictures=True)
    assert page is not None
    assert "data:" not in page


def test_a_letter_of_plain_words_has_no_page() -> None:
    assert page_of(letter(), pictures=True) is None
    assert not parse(letter()).html
    assert parse(html_letter("<p>x</p>")).html


def test_files_are_found_at_their_place_under_their_name() -> None:
    raw = html_letter("<p>x</p>")
    names = [file.name for file in parse(raw).attachments]
    found = [file_in(raw, place) for place in range(len(names))]
    assert [one and one.name for one in found] == names
    assert found[-1] is not None
    assert (found[-1].name, found[-1].content) == ("ใบแจ้งหนี้.pdf", b"%PDF")
    assert file_in(raw, len(names)) is None
    assert file_in(raw, -1) is None


@given(st.binary(max_size=2_000), st.integers(-2, 5))
def test_whatever_came_in_is_opened_or_refused(raw: bytes, place: int) -> None:
    for look in (partial(file_in, place=place), partial(page_of, pictures=True)):
        try:
            look(raw)
        except PeerError:
            continue


@given(st.text(max_size=300))
def test_a_name_can_begin_no_header(name: str) -> None:
    said = disposition(name, inline=False)
    assert said.isascii()
    assert said.isprintable()
    assert said.startswith("attachment; filename*=UTF-8''")


def test_only_harmless_pictures_are_shown_in_place() -> None:
    assert picture_kind(PNG) == "image/png"
    assert picture_kind(b"GIF89a...") == "image/gif"
    assert picture_kind(b"<svg xmlns='http://www.w3.org/2000/svg'/>") is None
    assert picture_kind(PNG + b"\x00" * 2_000_000) is None
    assert kind_of_name("a.pdf") == "application/pdf"
    assert kind_of_name("a.nobodyknows") == "application/octet-stream"
