"""Language by letters, HTML as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.reading.language import language
from dispatcher.mail.reading.plain import plain
from tests.mail.house import FIVE


@pytest.mark.parametrize("code", FIVE)
def test_the_five_languages(code: str) -> None:
    subject, text = FIVE[code]
    assert language(f"{subject}\n{text}") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ich habe eine Frage zur Rechnung", "de"),
        ("Rechnung 17", ""),
        ("12345 !?", ""),
        ("", ""),
        ("مرحبا، أين طلبي؟", "ar"),
        ("注文はまだ届いていません", "ja"),
        ("주문이 아직 안 왔어요", "ko"),
        ("Де моє замовлення? Воно ще їде", "uk"),
        ("สินค้า Samsung Galaxy S24 ยังไม่มา https://shop.example/orders/1234567890", "th"),
        ("Hello, what does 订单 mean on the invoice? I am not sure and would like to know", "en"),
    ],
)
def test_by_letters(text: str, code: str) -> None:
    assert language(text) == code


@given(st.text())
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert len(language(text)) in (0, 2)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("a &lt;b&gt; &amp;amp; c&nbsp;d", "a <b> &amp; c d"),
        ("<head><title>No</title></head><style>no</style><script>no()</script>Yes", "Yes"),
        ('<img src="https://track.example/x.gif"><a href="javascript:no()">Yes</a>', "Yes"),
        ('<img src="data:image/png;base64,' + "A" * 600_000 + '">Yes', "Yes"),
        ("<p>Yes<!-- no -->", "Yes"),
    ],
)
def test_html_as_words(source: str, text: str) -> None:
    assert plain(source) == text


@pytest.mark.parametrize("piece", ["<div>", "<b>x</i>", "<p>x</b>", "<table>", "<", "<!--"])
def test_html_without_end_comes_to_an_end(piece: str) -> None:
    plain(piece * (1_000_000 // len(piece)))


@given(st.text(alphabet="<>/pbrdiv &;!-\"'=abc\n"))
def test_no_tag_survives(source: str) -> None:
    assert "<script" not in plain(f"<script>x</script>{source}<script>y</script>")
