"""What a manager's rules say of letters, in any script, and that no pattern of theirs runs away."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.reading.parse import parse
from dispatcher.mail.understanding.phrases import looked_at
from dispatcher.mail.understanding.rules import Letter, Rule, When, matches, said_by
from dispatcher.mail.understanding.understand import Guess, Understander
from dispatcher.mail.understanding.urgentwords import Hurry, UrgentWords
from dispatcher.vocabulary import CategoryId, QueueId, Tier, Urgency


def letter(subject: str = "", text: str = "", mailbox: str = "help", **headers: str) -> Letter:
    said = {"From": "Eve <eve@bank.example>", "Content-Type": "text/plain; charset=utf-8", "Subject": subject}
    said |= {name.replace("_", "-"): value for name, value in headers.items()}
    raw = "".join(f"{name}: {value}\n" for name, value in said.items()) + f"\n{text}"
    return Letter(mail=parse(raw.encode()), mailbox=mailbox)


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
        ({"recipients": ("vip@*",)}, letter(To="a@b.example, VIP@shop.example"), letter(To="a@b.example")),
        ({"all_words": ("refund", "order")}, letter("Refund", "of my order"), letter("Refund", "now")),
        ({"without": ("thank*",)}, letter("", "refund"), letter("", "thanks for the refund")),
        ({"headers": {"Importance": "high"}}, letter(Importance="High"), letter(Importance="low")),
        ({"words": ("расчет",)}, letter("", "Пришлите РАСЧЁТ"), letter("", "расчетный")),
        ({"words": ("می‌خواهم",)}, letter("", "پول ميخواهم"), letter("", "سلام")),
        ({"words": ("iphone",)}, letter("", "ขอiPhoneใหม่"), letter("", "ขอiPhoneXใหม่")),
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


def test_below_a_rule_that_stops_nobody_is_asked() -> None:
    class Sure:
        """A model that holds everything for praise."""

        def guesses(self, subject: str, text: str) -> list[Guess]:
            return [Guess(CategoryId("praise"), 1.0)]

    stop = Rule(name="legal", when=When(senders=("*@bank.example",)), queue=QueueId("legal"), stop=True)
    rules = [stop, Rule(name="all", when=When(), category=CategoryId("other"))]
    mail = letter("", "refund").mail
    found = Understander(rules, Sure(), sure=0.5).understand(mail, "help")
    assert (found.queue, found.category, found.guess) == ("legal", None, None)
    assert Understander(rules[1:], Sure(), sure=0.5).understand(mail, "help").category == "other"
    assert Understander([], Sure(), sure=0.5).understand(mail, "help").by == {"category": "model"}


def test_what_a_rule_found_is_kept_as_the_rule_says_it() -> None:
    rule = Rule(
        name="r",
        when=When(subject=("late",), words=("nothing", "REFUND*"), all_words=("money", "back")),
        category=CategoryId("c"),
    )
    found = Understander([rule], None, sure=0.5).understand(
        letter("Late", "refunds! my money back").mail, "help"
    )
    assert found.words == {"category": ("late", "REFUND*", "money", "back")}


async def test_many_rules_and_a_long_letter_take_no_time_worth_telling() -> None:
    """Five hundred rules of twenty words over the longest text that is kept."""
    rules = [
        Rule(name=str(n), when=When(words=tuple(f"word{n} {m}" for m in range(20))), category=CategoryId("c"))
        for n in range(500)
    ]
    text = "word a ะ " * 25_000
    assert Understander(rules, None, sure=0.5).understand(letter("", text).mail, "help").category is None


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
    assert tuple(UrgentWords({}).found(looked_at(text))) == words


def test_the_owner_weighs_words_anew_and_adds_her_own() -> None:
    words = UrgentWords({"urgent": 0, "strike*": 2, "ASAP": 9})
    assert words.found(looked_at("Urgent: strikes in Rome, call asap")) == {"strike*": 2, "ASAP": 9}


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("My passport was stolen", True),
        ("Please answer quickly", False),
        ("Please answer right now, I am still waiting", True),
        ("Nothing was stolen, and it is not urgent: no rush", False),
        ("护照没有被盗，不急", False),
        ("护照被盗了", True),
        ("Паспорт не украли", False),
        ("У меня украли паспорт", True),
        ("กระเป๋าไม่ได้ถูกขโมย", False),
        ("هر چه سریع‌تر لطفا، کیفم را دزدیده اند", True),
    ],
)
def test_words_that_weigh_enough_make_a_letter_urgent_where_the_owner_wants_it(
    text: str, urgent: bool
) -> None:
    mail = letter("", text).mail
    shown = Understander([], None, sure=0.5).understand(mail, "help")
    assert (shown.urgency, shown.by) == (None, {})
    raised = Understander([], None, sure=0.5, hurry=Hurry(raises=True)).understand(mail, "help")
    assert (raised.urgency is Urgency.URGENT) is urgent
    assert raised.by == ({"urgency": "hurry"} if urgent else {})


def test_a_rule_says_how_urgent_before_words_do() -> None:
    rule = Rule(name="scam", when=When(words=("lottery",)), urgency=Urgency.LOW)
    one = Understander([rule], None, sure=0.5, hurry=Hurry(raises=True))
    assert one.understand(letter("", "Lottery fraud").mail, "help").urgency is Urgency.LOW


@given(st.text(alphabet="urgent now", max_size=60) | st.text(max_size=60))
def test_urgent_words_stand_in_the_letter(text: str) -> None:
    plain = looked_at(text)
    for said in UrgentWords({}).found(plain):
        assert looked_at(said).strip("*") in plain


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
