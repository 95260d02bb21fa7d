"""Which language a letter is in: measured on short ones, and never by what is quoted below."""

from collections import Counter

import pytest

from dispatcher.mail.reading.language import language
from dispatcher.mail.reading.parse import parse
from tests.understanding.tongues import LETTERS, TONGUES


def test_short_letters_are_in_the_language_they_are_in() -> None:
    right = Counter(tongue for tongue, text in LETTERS if language(text) == tongue)
    assert right.total() >= 0.95 * len(LETTERS)
    many = Counter(tongue for tongue, _ in LETTERS)
    assert [tongue for tongue in TONGUES if right[tongue] < 0.7 * many[tongue]] == []


@pytest.mark.parametrize("tongue", ["en", "th", "zh", "fa", "ru"])
def test_the_languages_our_pages_speak_are_never_mistaken(tongue: str) -> None:
    assert [text for of, text in LETTERS if of == tongue and language(text) != tongue] == []


@pytest.mark.parametrize(
    ("own", "quoted", "code"),
    [
        ("Спасибо!", "> The order is on its way, and you will have it soon.", "ru"),
        (
            "ยังไม่ได้รับเลยค่ะ",
            "From: Help <help@shop.example>\nSent: Tuesday\nTo: me\nSubject: Your order\n\n"
            "The order is on its way, and you will have it very soon, we are sure of that.",
            "th",
        ),
        ("Where is it?", "在 2026年11月24日，客服 <help@shop.example> 写道：\n> 我们星期一已经寄出。", "en"),
    ],
)
def test_what_is_quoted_does_not_count(own: str, quoted: str, code: str) -> None:
    body = f"Content-Type: text/plain; charset=utf-8\n\n{own}\n\n{quoted}\n"
    assert parse(body.encode()).language == code
