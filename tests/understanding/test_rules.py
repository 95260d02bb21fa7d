"""What a manager's rules say of letters, in any script, and that no pattern of theirs runs away."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.reading.parse import parse
from dispatcher.mail.understanding.rules import Letter, Rule, When, matches, said_by
from dispatcher.mail.understanding.understand import Understander
from dispatcher.mail.understanding.urgentwords import urgent_words
from dispatcher.vocabulary import CategoryId, QueueId, Tier, Urgency


def letter(subject: str = "", text: str = "", mailbox: str = "help", **headers: str) -> Letter:
    said = {"From": "Eve <eve@bank.example>", "Content-Type": "text/plain; charset=utf-8", "Subject": subject}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    raw = "".join(f"{name}: {value}\n" for name, value in said.items()) + f"\n{text}"
    return Letter(mail=parse(raw.encode()), mailbox=mailbox, own=text)


@pytest.mark.parametrize(
    ("when", "one", "other"),
    [
        ({"mailboxes": ("sales", "help")}, letter(), letter(mailbox="jobs")),
        ({"senders": ("*@bank.example",)}, letter(), letter(From="ann@shop.example")),
        ({"subject": ("late delivery",)}, letter("Again a LATE  delivery!"), letter("delivery late")),
        ({"words": ("refund",)}, letter("", "my refund, please"), letter("", "it is refundable")),
        ({"words": ("refund*",)}, letter("", "it is refundable"), letter("", "it is prerefunded")),
        ({"words": ("退款",)}, letter("", "我要退款吗"), letter("", "我要出票")),
        ({"words": ("คืนเงิน",)}, letter("", "อยากได้คืนเงินค่ะ"), letter("", "สวัสดีค่ะ")),
        ({"words": ("бронь",)}, letter("", "Где моя БРОНЬ?"), letter("", "бронья")),
        ({"headers": {"X-Form-Topic": "refund*"}}, letter(X_Form_Topic="Refunds"), letter()),
        ({"languages": ("th",)}, letter("", "สวัสดีค่ะ ขอบคุณค่ะ"), letter("", "hello, thank you")),
        ({"attachments": False}, letter(), letter(Content_Type="image/png")),
        ({"subject": ("a",), "mailboxes": ("help",)}, letter("a"), letter("a", mailbox="x")),
    ],
)
def test_a_rule_holds_where_all_it_asks_for_is_there(
    when: dict[str, Any], one: Letter, other: Letter
) -> None:
    rule = Rule(name="r", when=When(**when), category=CategoryId("c"))
    assert said_by([rule], one).what == {"category": "c"}
    assert said_by([rule], other).what == {}


def test_the_first_rule_that_says_a_thing_says_it() -> None:
    rules = [
        Rule(name="gold", when=When(senders=("*@bank.example",)), tier=Tier("gold")),
        Rule(name="refund", when=When(words=("refund",)), category=CategoryId("refund"), tier=Tier("free")),
        Rule(name="all", when=When(), category=CategoryId("other"), queue=QueueId("mail")),
    ]
    said = said_by(rules, letter("", "a refund"))
    assert said.what == {"tier": "gold", "category": "refund", "queue": "mail"}
    assert said.by == {"tier": "gold", "category": "refund", "queue": "all"}


def test_a_rule_comes_before_what_was_learned_and_says_its_name() -> None:
    rule = Rule(name="stolen", when=When(words=("stolen",)), urgency=Urgency.URGENT)
    one = Understander([rule], None, sure=0.5).understand(letter("", "My passport was stolen").mail, "help")
    assert (one.urgency, one.by, one.category) == (Urgency.URGENT, {"urgency": "stolen"}, None)
    assert one.hurry == ("stolen",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("This is URGENT, call me asap", ("urgent", "asap")),
        ("It is not urgent at all", ()),
        ("ด่วนมากค่ะ", ("ด่วน",)),
        ("เรื่องนี้ไม่ด่วนค่ะ", ()),
        ("紧急！护照被盗", ("紧急", "被盗")),
        ("不急，慢慢来", ()),
        ("لطفاً فوری پاسخ دهید", ("فوری",)),
        ("این فوری نیست", ()),
        ("Срочно позвоните", ("срочно",)),
        ("Это не срочно", ()),
    ],
)
def test_how_urgent_it_says_it_is(text: str, words: tuple[str, ...]) -> None:
    assert urgent_words(text) == words


@given(st.text(alphabet="ab*", max_size=12), st.text(alphabet="ab", max_size=200))
def test_a_pattern_matches_as_its_stars_say(pattern: str, value: str) -> None:
    """The same as a plain search through all the ways to fill the stars, and in no time at all."""

    def slowly(rest: str, left: str) -> bool:
        states = {0}
        for char in rest:
            if char == "*":
                states = set(range(min(states), len(left) + 1)) if states else set()
            else:
                states = {at + 1 for at in states if at < len(left) and left[at] == char}
        return len(left) in states

    assert matches(pattern, value) is slowly(pattern, value)
