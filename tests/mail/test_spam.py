"""What is spam, and who is one of our own people: rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.intake.judging import TABLE, judge
from dispatcher.mail.intake.rules import WORK, Judgement, Ruling, ground_of
from dispatcher.mail.intake.whose import is_of
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.settings import MailSettings, Spam
from tests.mail.house import letter, mail_settings

KEY = b"k" * 32
LISTS = mail_settings(
    internal=("Bluebird.example", "boss@home.example"),
    spam=Spam(senders=("Offers.example", "eve@stranger.example"), words=("Lottery Winner", "中奖"), level=5),
)
STRICT = mail_settings(spam=Spam(authentication=True))
TRUSTING = mail_settings(spam=Spam(marks=False))


def ruled(raw: bytes, settings: MailSettings = LISTS, *, vouched: bool = False) -> Ruling:
    """What the rules say of it."""
    return judge(parse(raw), ground_of(settings, KEY, vouched=vouched))


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (letter(sender="a@offers.example"), "spam_sender"),
        (letter(sender="A@mail.OFFERS.example"), "spam_sender"),
        (letter(sender="eve@stranger.example"), "spam_sender"),
        (letter("You are a lottery  WINNER".replace("  ", " ")), "spam_word"),
        (letter(text="恭喜您中奖了"), "spam_word"),
        (letter(headers=[("X-Spam-Flag", "YES")]), "spam_flag"),
        (letter(headers=[("X-Spam-Status", "Yes, score=9.1 required=5.0")]), "spam_status"),
        (letter(headers=[("X-Spam-Level", "*****")]), "spam_level"),
    ],
)
def test_spam(raw: bytes, rule: str) -> None:
    assert ruled(raw) == Ruling(Judgement.SPAM, rule)  # type: ignore[arg-type]
    assert ruled(raw, vouched=True) == WORK


@pytest.mark.parametrize(
    "raw",
    [
        letter(),
        letter(sender="joe@notoffers.example"),
        letter(sender="other@stranger.example"),
        letter(headers=[("X-Spam-Flag", "NO")]),
        letter(headers=[("X-Spam-Status", "No, score=1.0")]),
        letter(headers=[("X-Spam-Level", "****")]),
        letter(headers=[("Authentication-Results", "mx.example; dmarc=fail")]),
    ],
)
def test_no_spam(raw: bytes) -> None:
    assert ruled(raw) == WORK


def test_a_forged_sender_is_spam_where_the_owner_says_so() -> None:
    forged = letter(headers=[("Authentication-Results", "mx.example; spf=pass; dmarc=fail (p=none)")])
    assert ruled(forged, STRICT).rule == "forged_sender"
    passed = letter(headers=[("Authentication-Results", "mx.example; spf=fail; dmarc=pass")])
    assert ruled(passed, STRICT) == WORK


def test_marks_are_believed_unless_the_owner_says_not() -> None:
    assert ruled(letter(headers=[("X-Spam-Flag", "YES")]), TRUSTING) == WORK


@pytest.mark.parametrize(
    ("sender", "rule"),
    [
        ("ploy@bluebird.example", "staff_domain"),
        ("BOSS@home.example", "staff_address"),
        ("me@home.example", None),
    ],
)
def test_our_own_people_are_kept_apart(sender: str, rule: str | None) -> None:
    found = ruled(letter(sender=sender))
    assert found == (WORK if rule is None else Ruling(Judgement.INTERNAL, rule))  # type: ignore[arg-type]


def test_spam_in_a_colleagues_name_is_spam() -> None:
    forged = letter(sender="ploy@bluebird.example", headers=[("X-Spam-Flag", "YES")])
    assert ruled(forged).judgement is Judgement.SPAM


@given(st.from_regex(r"[a-z0-9.]{1,8}@([a-z]{1,4}\.){1,3}[a-z]{2}", fullmatch=True))
def test_an_address_is_of_itself_its_domain_and_all_domains_above(address: str) -> None:
    domain = address.partition("@")[2]
    assert is_of(address, {address})
    assert is_of(address, {domain})
    assert is_of(address, {domain.rpartition(".")[2]})
    assert not is_of(address, {f"x{domain}"})
    assert not is_of("", {domain})


def test_every_rule_of_the_table_stands_there_once() -> None:
    named = [rule for _, rules in TABLE for rule, _ in rules]
    assert len(named) == len(set(named))
