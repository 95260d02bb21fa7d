"""Articles that answer by themselves, as the centre file says it."""

from pathlib import Path

import pytest

from dispatcher.mail.settings import AutoAnswers
from dispatcher.vocabulary import HOUR, SECOND, CategoryId, Span
from tests.centrefile import SMALL, only_mistake, said

BAGGAGE = '[categories.baggage]\nname = "Baggage"\n'


def test_nothing_answers_by_itself_unless_the_owner_says_how_sure(tmp_path: Path) -> None:
    assert said(tmp_path, SMALL).mail.auto_answers is None


def test_the_link_leads_to_the_open_page_of_articles(tmp_path: Path) -> None:
    text = (
        f'{SMALL}{BAGGAGE}[auto_answers]\nsure = 85\ncategories = ["baggage"]\nquiet = "24h"\n'
        '[faq]\nopen = true\naddress = "https://help.example.org"\n'
    )
    answers = said(tmp_path, text).mail.auto_answers
    page, about = "https://help.example.org", (CategoryId("baggage"),)
    assert answers == AutoAnswers(sure=85, categories=about, quiet=Span(24 * HOUR), page=page)


def test_without_an_open_page_there_is_no_link(tmp_path: Path) -> None:
    text = f'{SMALL}[auto_answers]\nsure = 85\n[faq]\naddress = "https://help.example.org"\n'
    assert said(tmp_path, text).mail.auto_answers == AutoAnswers(sure=85)


@pytest.mark.parametrize(
    ("table", "where", "words"),
    [
        ("sure = 97", "auto_answers.sure", "96"),
        ('quiet = "24h"', "auto_answers.sure", "nothing"),
        ('sure = 90\ncategories = ["bagage"]', "auto_answers.categories[0]", "baggage"),
    ],
)
def test_what_makes_no_sense_is_said(tmp_path: Path, table: str, where: str, words: str) -> None:
    key, found = only_mistake(tmp_path, f"{BAGGAGE}[auto_answers]\n{table}\n")
    assert key == where
    assert words in found


@pytest.mark.parametrize(("undo", "span"), [("0s", 0), ("30s", 30)])
def test_how_long_an_answer_can_be_taken_back(tmp_path: Path, undo: str, span: int) -> None:
    assert said(tmp_path, f'{SMALL}[mail]\nundo = "{undo}"\n').mail.undo == Span(span * SECOND)
