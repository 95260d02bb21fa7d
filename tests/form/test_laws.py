"""Laws of the form: its token, its turnstile, what a file is, and what is filled in right."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.mail.form.files import kind_of, safe_name
from dispatcher.mail.form.pace import Limit, Turnstile, household, visitor_address
from dispatcher.mail.form.settings import FieldKind, FieldSettings, FileKind
from dispatcher.mail.form.tokens import (
    Showing,
    TokenError,
    in_time,
    is_held_out,
    opened,
    sign,
    signing_key,
)
from dispatcher.mail.form.values import Fault, fault_of, faults, tidy
from dispatcher.mail.form.values import File as Attached
from dispatcher.vocabulary import MINUTE, SECOND, Instant, Span
from tests.form.forms import ENTRY, FORM, PDF, PNG

KEY = signing_key("the key of the house")
ids = st.text("abcdefghijklmnop-_0123456789", min_size=8, max_size=40)
instants = st.integers(0, 10**15).map(Instant)
showings = st.builds(Showing, id=ids, visit=ids, held_out=st.booleans(), at=instants)


# --- tokens ---------------------------------------------------------------------------------------------


@given(showings)
def test_a_token_gives_back_what_was_signed_to_its_key_alone(showing: Showing) -> None:
    token = sign(showing, KEY)
    assert opened(token, KEY) == showing
    with pytest.raises(TokenError):
        opened(token, signing_key("another house"))


@given(showings, st.data())
def test_no_letter_of_a_token_can_be_changed(showing: Showing, data: st.DataObject) -> None:
    token = sign(showing, KEY)
    place = data.draw(st.integers(0, len(token) - 2))  # the last one's bits are not all used
    other = data.draw(st.sampled_from("ABCDEFabcdef0189-_").filter(lambda char: char != token[place]))
    with pytest.raises(TokenError):
        opened(token[:place] + other + token[place + 1 :], KEY)


@given(st.text(max_size=500))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    with pytest.raises(TokenError, match="forged"):
        opened(text, KEY)


@given(showings, st.integers(-(10**9), 10**11))
def test_a_form_is_in_time_between_its_least_and_its_most_age(showing: Showing, age: int) -> None:
    least, most = Span(3 * SECOND), Span(60 * MINUTE)
    now = Instant(showing.at + age)
    if least <= age <= most:
        in_time(showing, now, least=least, most=most)
    else:
        with pytest.raises(TokenError, match="early" if age < least else "late"):
            in_time(showing, now, least=least, most=most)


@given(st.lists(ids, min_size=300, max_size=300, unique=True), st.integers(0, 50))
def test_a_share_is_held_out_and_the_same_ones_always(visits: list[str], share: int) -> None:
    held = [visit for visit in visits if is_held_out(visit, share)]
    assert held == [visit for visit in visits if is_held_out(visit, share)]
    assert all(is_held_out(visit, share + 1) for visit in held)
    assert abs(len(held) - 3 * share) <= 60  # 300 coins: seven deviations at the widest


# --- the turnstile --------------------------------------------------------------------------------------

moments = st.lists(st.integers(0, 300), max_size=60).map(sorted)


@given(moments, st.integers(1, 5), st.integers(1, 60))
def test_no_window_ever_holds_more_than_its_limit(at: list[int], most: int, span: int) -> None:
    limit, through = Limit(most, Span(span)), []
    for now in map(Instant, at):
        if limit.wait(now) == 0:
            limit.note(now)
            through.append(now)
    for first, last in zip(through, through[most:], strict=False):
        assert last - first >= span


@given(moments, st.integers(1, 5), st.integers(1, 60))
def test_whoever_waits_as_long_as_told_gets_through(at: list[int], most: int, span: int) -> None:
    limit = Limit(most, Span(span))
    now = Instant(0)
    for step in at:
        now = Instant(now + step)
        wait = limit.wait(now)
        now = Instant(now + wait)
        assert limit.wait(now) == 0
        limit.note(now)


def test_one_address_is_stopped_and_another_goes_on_until_all_are() -> None:
    gate = Turnstile(2, Span(MINUTE), 3, Span(MINUTE))
    now = Instant(0)
    assert [gate.wait("192.0.2.1", now) for _ in range(3)] == [0, 0, MINUTE]
    assert [gate.wait("192.0.2.2", now) for _ in range(2)] == [0, MINUTE]
    assert gate.wait("192.0.2.1", Instant(now + MINUTE)) == 0


def test_a_household_is_one_address_whatever_half_it_shows() -> None:
    assert household("2001:db8:1:2::1") == household("2001:db8:1:2:ffff::9") != household("2001:db8:1:3::1")
    assert household("::ffff:192.0.2.1") == household("192.0.2.1") == "192.0.2.1"
    assert household("testclient") == "testclient"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.9", ["198.51.100.7"], "192.0.2.9"),  # no proxy of ours: what it says is a lie or a guess
        ("10.0.0.5", ["198.51.100.7"], "198.51.100.7"),
        ("10.0.0.5", ["203.0.113.1, 198.51.100.7"], "198.51.100.7"),  # the first was written by the visitor
        ("10.0.0.5", ["198.51.100.7, 10.0.0.6"], "198.51.100.7"),
        ("10.0.0.5", [], "10.0.0.5"),
    ],
)
def test_a_visitor_is_who_our_own_proxies_say(peer: str, forwarded: list[str], address: str) -> None:
    assert visitor_address(peer, forwarded, {"10.0.0.5", "10.0.0.6"}) == address


# --- files ----------------------------------------------------------------------------------------------


def archive(*names: str) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return body.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, FileKind.PDF),
        (PNG, FileKind.IMAGE),
        (b"\xff\xd8\xff\xe0 jpeg", FileKind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.IMAGE),
        ("سلام, привет\n".encode(), FileKind.TEXT),
        (archive("[Content_Types].xml", "word/document.xml"), FileKind.OFFICE),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (archive("invoice.exe"), None),
        (b"MZ\x90\0\x03", None),
        (b"\x7fELF\x02", None),
        (b"<html><script>alert(1)</script>", None),
        (b" \n<svg onload='x'/>", None),
        (b"#!/bin/sh\nrm -r /", None),
        (b"\xff\xfe\x00", None),
    ],
)
def test_a_file_is_what_is_in_it(content: bytes, kind: FileKind | None) -> None:
    found = kind_of(content)
    assert (found and found.kind) == kind


@given(st.text(max_size=300))
def test_a_safe_name_is_one_name_everywhere(name: str) -> None:
    safe = safe_name(name, 1)
    assert 0 < len(safe) <= 120
    assert not set(safe) & set('/\\:*?"<>|\r\n\0\u202e')
    assert safe not in (".", "..")


@given(st.binary(max_size=300))
def test_any_bytes_are_something_or_nothing(content: bytes) -> None:
    assert kind_of(content) is None or kind_of(content).media_type  # type: ignore[union-attr]


# --- what is filled in ----------------------------------------------------------------------------------


def test_what_is_filled_in_right_has_no_fault() -> None:
    assert faults(tidy(ENTRY), FORM) == {}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": " "}, {"name": Fault.MISSING}),
        ({"email": "mali"}, {"email": Fault.NO_ADDRESS}),
        ({"email": "a@b.example\r\nBcc: all@x.example"}, {"email": Fault.NO_ADDRESS}),
        ({"email": "Help@centre.example"}, {"email": Fault.OUR_ADDRESS}),
        ({"text": ""}, {"text": Fault.MISSING}),
        ({"text": "x" * 20_001}, {"text": Fault.TOO_LONG}),
        ({"category": "nothing"}, {"category": Fault.MISSING}),
        ({"values": {}}, {"field-order": Fault.MISSING}),
        ({"values": {"order": "BB-12"}}, {"field-order": Fault.NO_PATTERN}),
        ({"values": {}, "category": "other"}, {}),
        ({"values": {"order": "BB-123456", "phone": "12"}}, {"field-phone": Fault.NO_PHONE}),
        ({"values": {"order": "BB-123456", "region": "West"}}, {"field-region": Fault.NO_CHOICE}),
        ({"files": (Attached(name="a.pdf", content=b"MZ\x90\0"),)}, {"files": Fault.FILE_KIND}),
        ({"files": (Attached(name="a.pdf", content=b""),)}, {"files": Fault.EMPTY_FILE}),
        ({"files": (Attached(name="a.pdf", content=PDF),) * 6}, {"files": Fault.TOO_MANY_FILES}),
        ({"files": (Attached(name="a", content=b"x" * 5_000_001),)}, {"files": Fault.FILE_TOO_LARGE}),
        ({"files": (Attached(name="a", content=b"x" * 4_000_000),) * 4}, {"files": Fault.FILES_TOO_LARGE}),
    ],
)
def test_each_fault_is_found_at_its_field(changes: dict[str, object], found: dict[str, Fault]) -> None:
    entry = tidy(replace(ENTRY, **changes))
    assert faults(entry, FORM, {"help@centre.example"}) == found


@pytest.mark.parametrize(
    ("kind", "good", "bad", "fault"),
    [
        (FieldKind.NUMBER, "۱۲٫۵".replace("٫", "."), "12 apples", Fault.NO_NUMBER),
        (FieldKind.DATE, "2026-11-25", "2026-02-30", Fault.NO_DATE),
        (FieldKind.EMAIL, "a@b.example", "a@b", Fault.NO_ADDRESS),
        (FieldKind.PHONE, "+۶۶۸۱۲۳۴۵۶۷۸", "call me", Fault.NO_PHONE),
    ],
)
def test_each_kind_of_field_takes_its_own(kind: FieldKind, good: str, bad: str, fault: Fault) -> None:
    field = FieldSettings(id="x", label={"en": "X"}, kind=kind)
    assert (fault_of(field, good), fault_of(field, bad)) == (None, fault)


@given(st.text(max_size=100), st.text(max_size=100))
def test_no_line_of_an_entry_holds_the_end_of_a_line(name: str, value: str) -> None:
    entry = tidy(replace(ENTRY, name=name, values={"order": value}))
    assert not set(entry.name + entry.values["order"]) & set("\r\n\0\u2028")
