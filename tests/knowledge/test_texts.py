"""Articles as files and as pages, and answers that become articles."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import OwnerError
from dispatcher.knowledge.answers import draft_of
from dispatcher.knowledge.articles import Article, Content, Link, LinkKind, State, checked
from dispatcher.knowledge.folder import as_text, parsed, read_file, read_folder, write_folder
from dispatcher.knowledge.markdown import excerpt, html_of, plain_of
from dispatcher.vocabulary import SECOND, Instant
from tests.knowledge.shelves import PAY, article, written

words = st.text(min_size=1, max_size=40).filter(lambda text: text.strip())
moments = st.none() | st.integers(0, 4_000_000_000).map(lambda seconds: Instant(seconds * SECOND))
links = st.builds(
    Link,
    label=words,
    url=st.sampled_from(["https://a.example/x", "/prices"]),
    kind=st.sampled_from(LinkKind),
)


@given(st.builds(Content, title=words, body=words, categories=st.tuples(words), links=st.tuples(links),
                 valid_from=moments), st.sampled_from(State))  # fmt: skip
def test_an_article_comes_back_from_its_file_as_it_was(said: Content, state: State) -> None:
    kept = checked(PAY, said)
    one = Article(id="pay", language="en", version=1, state=state, content=kept, at=Instant(0), by="")
    assert parsed(PAY, as_text(one))[:3] == (PAY, state, kept)


def test_a_folder_goes_out_and_comes_in_whole(tmp_path: Path) -> None:
    assert write_folder(tmp_path, map(article, written())) == len(written())
    assert tuple(read_folder(tmp_path)) == written()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no head at all", "begin with a head"),
        ("+++\ntitel = 'x'\n+++\nbody", "titel is unknown"),
        ("+++\ntitle = \n+++\nbody", "Invalid value"),
        ("+++\ntitle = 'x'\nstate = 'done'\n+++\nbody", "state|done"),
        ("+++\ntitle = 'x'\nvalid_from = 3\n+++\nbody", "dates such as"),
        ("+++\ntitle = 'x'\n+++\n", "body"),
    ],
)
def test_a_file_that_is_no_article_is_named_with_what_to_change(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "en" / "pay.md"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(OwnerError, match=says) as found:
        read_file(path)
    assert str(path) in str(found.value)


def test_a_date_in_a_file_is_its_midnight() -> None:
    _, _, said, _ = parsed(PAY, "+++\ntitle = 'x'\nvalid_from = 2027-01-31\n+++\nbody")
    assert said.valid_from == datetime(2027, 1, 31, tzinfo=UTC).timestamp() * SECOND


HOSTILE = """# Title
<script>alert(1)</script><img src=x onerror=alert(1)>
[here](javascript:alert(1)) ![pixel](https://spy.example/x.gif) [there](https://good.example)
"""


def test_markdown_becomes_nothing_that_runs_or_asks_elsewhere() -> None:
    html = html_of(HOSTILE)
    assert "<h3>Title</h3>" in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert '<a href="https://good.example" rel="noopener noreferrer">there</a>' in html


@given(st.text(max_size=300))
def test_any_text_becomes_a_page_and_a_line(text: str) -> None:
    assert "<script" not in html_of(text).lower()
    assert len(excerpt(text, 50)) <= 50


def test_plain_words_have_no_signs() -> None:
    assert plain_of("Open **My trips**:\n\n1. one\n2. [two](/x)") == "Open My trips:\n\none\n\ntwo"


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("Dear Mali,\n\nYou can pay by card.\n\nKind regards\nPloy", "You can pay by card."),
        ("เรียน คุณมะลิ\n\nชำระด้วยบัตรได้\n\nขอแสดงความนับถือ\nพลอย", "ชำระด้วยบัตรได้"),
        ("您好，王先生：\n\n可以刷卡付款。\n\n此致\n敬礼\n小李", "可以刷卡付款。"),
        ("سلام مریم گرامی\n\nبا کارت می‌توانید بپردازید.\n\nبا احترام\nسارا", "با کارت می‌توانید بپردازید."),
        ("Здравствуйте, Анна!\n\nМожно картой.\n\nС уважением,\nОксана", "Можно картой."),
    ],
)
def test_an_answer_loses_greeting_and_farewell(answer: str, left: str) -> None:
    assert draft_of(answer, names=["Ploy", "王", "مریم"]) == left


def test_nothing_of_the_customer_stays_in_a_draft() -> None:
    answer = "Hi Mali,\nYour card, Mali, is fine. We wrote to mali@example.com, call +66 81 234 5678.\n> old"
    draft = draft_of(answer, names=["Mali Srisuk <mali@example.com>", "Mali Srisuk"])
    assert draft == "Your card, …, is fine. We wrote to …, call …."


def test_a_text_without_greeting_or_farewell_stays_whole() -> None:
    assert draft_of("Open the booking.\nChoose a seat.") == "Open the booking.\nChoose a seat."
