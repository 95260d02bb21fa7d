"""Whose words are whose: letters as people of many languages send them, and the law that nothing is lost."""

from contextlib import closing
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.readers import Readers
from dispatcher.mail.reading.plain import plain
from dispatcher.mail.reading.quoting import own_words

# The writer's own words, and what her program put below or above them.
LETTERS = {
    "english, below": (
        "Where is my refund?",
        """
        Where is my refund?

        On Tue, 24 Nov 2026 at 10:11, Help <help@shop.example> wrote:
        > We have sent it on Monday.
        >> Please send it.
        """,
    ),
    "english, the line is broken in two": (
        "Still nothing.",
        """
        Still nothing.

        On Tue, 24 Nov 2026 at 10:11, The Help Desk of Bluebird Travel
        <help@bluebird.example> wrote:

        > We have sent it on Monday.
        """,
    ),
    "german, Outlook": (
        "Das hilft mir nicht.\n\nMfG\nMax",
        """
        Das hilft mir nicht.

        MfG
        Max

        -----Ursprüngliche Nachricht-----
        Von: Hilfe <hilfe@laden.example>
        Gesendet: Dienstag, 24. November 2026 10:11
        An: Max
        Betreff: AW: Erstattung

        Wir haben es am Montag geschickt.
        """,
    ),
    "english, Outlook without quotation marks": (
        "Please call me.",
        """
        Please call me.
        ________________________________
        From: Help <help@shop.example>
        Sent: Tuesday, November 24, 2026 10:11 AM
        To: Max
        Subject: RE: Refund

        We have sent it on Monday.
        """,
    ),
    "french": (
        "Merci, c'est reçu.",
        """
        Merci, c'est reçu.

        Le mar. 24 nov. 2026 à 10:11, Aide <aide@boutique.example> a écrit :
        > Nous l'avons envoyé lundi.
        """,
    ),
    "russian": (
        "Деньги так и не пришли.",
        """
        Деньги так и не пришли.

        вт, 24 нояб. 2026 г. в 10:11, Поддержка <help@shop.example> пишет:
        > Мы отправили их в понедельник.

        Отправлено с iPhone
        """,
    ),
    "russian, Outlook": (
        "Прошу перезвонить.",
        """
        Прошу перезвонить.

        От: Поддержка <help@shop.example>
        Отправлено: вторник, 24 ноября 2026 г. 10:11
        Кому: Анна
        Тема: Возврат

        Мы отправили их в понедельник.
        """,
    ),
    "chinese": (
        "还没有收到退款。",
        """
        还没有收到退款。

        在 2026年11月24日，客服 <help@shop.example> 写道：
        > 我们星期一已经寄出。
        """,
    ),
    "chinese, Foxmail": (
        "请尽快处理",
        """
        请尽快处理

        ------------------ 原始邮件 ------------------
        发件人: "客服" <help@shop.example>;
        发送时间: 2026年11月24日(星期二) 上午10:11
        收件人: "王伟";
        主题: 回复：退款

        我们星期一已经寄出。
        """,
    ),
    "thai": (
        "ยังไม่ได้รับเงินคืนเลยค่ะ",
        """
        ยังไม่ได้รับเงินคืนเลยค่ะ

        เมื่อ อ. 24 พ.ย. 2026 เวลา 10:11 ฝ่ายช่วยเหลือ <help@shop.example> เขียนว่า:
        > เราส่งไปแล้วเมื่อวันจันทร์
        """,
    ),
    "persian": (
        "هنوز پول من برنگشته است.",
        """
        هنوز پول من برنگشته است.

        در تاریخ سه‌شنبه ۲۴ نوامبر ۲۰۲۶ ساعت ۱۰:۱۱ پشتیبانی <help@shop.example> نوشت:
        > ما آن را دوشنبه فرستادیم.
        """,
    ),
    "japanese": (
        "まだ届いていません。",
        """
        まだ届いていません。

        2026年11月24日(火) 10:11 サポート <help@shop.example>:
        > 月曜日に発送しました。
        """,
    ),
    "arabic": (
        "لم يصل المبلغ بعد.",
        """
        لم يصل المبلغ بعد.

        في الثلاثاء، 24 نوفمبر 2026 10:11 ص الدعم <help@shop.example> كتب:
        > أرسلناه يوم الاثنين.
        """,
    ),
    "a signature": (
        "Thank you!",
        """
        Thank you!
        --\x20
        Max Muster, Head of Everything
        +49 30 123456
        """,
    ),
    "from a telephone": ("Call me", "Call me\n\nSent from my iPhone"),
    "between the lines": (
        "Number 17.\nOn Friday, please.",
        """
        > What is your order?
        Number 17.
        > When may we come?
        On Friday, please.
        """,
    ),
    "nothing is quoted": (
        "Name: Max\nOrder: 17\nFrom: Berlin\n\nPlease send it: today.",
        "Name: Max\nOrder: 17\nFrom: Berlin\n\nPlease send it: today.",
    ),
    "her own sum": ("5 < 7 and\n7 > 5, is it not?", "5 < 7 and\n7 > 5, is it not?"),
}


@pytest.mark.parametrize("name", LETTERS)
def test_her_own_words_are_found(name: str) -> None:
    own, letter = LETTERS[name]
    assert own_words(dedent(letter).strip("\n")).own == own


def test_what_is_between_her_lines_is_not_folded_away() -> None:
    text = dedent(LETTERS["between the lines"][1]).strip()
    assert own_words(text).shown == text
    assert own_words(text).rest == ""


def test_who_draws_a_line_and_goes_on_is_read_on() -> None:
    text = "Two things.\n--\n" + "\n".join(f"The second, part {part}" for part in range(20))
    assert own_words(text).own == text


@pytest.mark.parametrize(
    "text",
    [
        "-" * 150_000 + "x" * 100,
        "> " * 75_000,
        "From:" + " " * 150_000,
        "a@" * 75_000 + ":\n> quoted",
        "From: a\n" * 20_000,
        "> a\nb\n" * 30_000,
        "-- \n" * 50_000,
    ],
)
async def test_no_text_takes_more_time_than_any_letter_is_worth(text: str) -> None:
    """Its reader has ten seconds for it, and would say so."""
    raw = f"Content-Type: text/plain; charset=utf-8\n\n{text}".encode()
    with closing(Readers(size_limit=1_000_000, count=1)) as readers:
        assert (await readers.read(raw)).text == text.strip()


def test_who_only_quotes_is_read_whole() -> None:
    text = "> Please send it again.\n> Thank you."
    assert own_words(text).own == text


pieces = st.sampled_from(
    [
        "On Tue, 24 Nov 2026 at 10:11, Help <help@shop.example> wrote:",
        "> quoted",
        ">",
        "-----Original Message-----",
        "From: Help <help@shop.example>",
        "Sent: Tuesday",
        "To: me",
        "-- ",
        "Sent from my iPhone",
        "",
        "写道：",
        "words of her own",
    ]
)


@given(st.lists(pieces | st.text(alphabet=st.characters(exclude_characters="\n"), max_size=20), max_size=20))
def test_nothing_is_lost_and_nothing_is_made_up(lines: list[str]) -> None:
    text = "\n".join(lines)
    words = own_words(text)
    kept = [line.strip() for line in (words.shown + "\n" + words.rest).split("\n") if line.strip()]
    assert kept == [line.strip() for line in lines if line.strip()]
    own = [line for line in words.own.split("\n") if line.strip()]
    assert all(line.strip() in {one.strip() for one in lines} for line in own)
    assert bool(words.own) == bool(text.strip())


def test_a_quotation_in_html_is_one() -> None:
    source = (
        '<div dir="ltr"><p>Where is it?</p>Max</div><br><div class="gmail_quote"><div class="gmail_attr">'
        "On Tue, 24 Nov 2026, Help &lt;<a href='mailto:h@s.example'>h@s.example</a>&gt; wrote:<br></div>"
        "<blockquote><div>We sent it.<blockquote>Please send it.</blockquote></div></blockquote></div>"
    )
    text = plain(source)
    assert "\n> We sent it." in text
    assert "\n>> Please send it." in text
    assert own_words(text).own == "Where is it?\n\nMax"
