"""Laws of searching: an article is found by its own sentences, and a confidence is what it says."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.knowledge.articles import Article
from dispatcher.knowledge.confidence import chance, confidences
from dispatcher.knowledge.grams import grams
from dispatcher.knowledge.index import Index
from dispatcher.knowledge.markdown import plain_of
from tests.knowledge.questions import QUESTIONS, Asked
from tests.knowledge.shelves import LANGUAGES, article, index, written

SENTENCE = re.compile(r"[.!?。！？]\s*|\n+")


def anything(_: Article) -> bool:
    return True


def first(asked: Asked) -> tuple[str | None, float]:
    """The best article's id and how sure that is."""
    scored = index(asked.language).search(asked.text, anything, 5)
    return (scored[0].article.id, confidences(scored)[0]) if scored else (None, 0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_is_found_first_by_each_of_its_sentences(language: str) -> None:
    for one in written():
        for sentence in SENTENCE.split(plain_of(one.content.body)) if one.key.language == language else ():
            if len(sentence) >= 25:
                (best, *_) = index(language).search(sentence, anything, 1)
                assert best.article.id == one.key.id, sentence


def test_of_ten_questions_in_other_words_nine_find_their_article_first() -> None:
    answerable = [asked for asked in QUESTIONS if asked.answer]
    right = [asked for asked in answerable if first(asked)[0] == asked.answer]
    assert len(right) / len(answerable) >= 0.9


@pytest.mark.parametrize(("least", "most"), [(0.9, 1.0), (0.5, 0.9), (0.0, 0.5)])
def test_a_confidence_is_the_share_of_right_answers(least: float, most: float) -> None:
    """Within each band, as many are right as the confidences say, give or take an eighth."""
    judged = [(first(asked), asked.answer) for asked in QUESTIONS]
    band = [(sure, id_ == answer) for (id_, sure), answer in judged if id_ and least <= sure < most]
    said = sum(sure for sure, _ in band) / len(band)
    assert sum(right for _, right in band) / len(band) == pytest.approx(said, abs=0.125)


def test_what_nobody_wrote_about_is_never_answered_with_certainty() -> None:
    assert max(first(asked)[1] for asked in QUESTIONS if asked.answer is None) < 0.9


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_question_gives_scores_between_nothing_and_all(question: str, language: str) -> None:
    scored = index(language).search(question, anything, 3)
    assert all(0 < one.score <= 1 for one in scored)
    assert [one.score for one in scored] == sorted((one.score for one in scored), reverse=True)
    assert all(0 <= sure <= 1 for sure in confidences(scored))


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1))
def test_a_better_share_is_never_less_sure(share: float, more: float, lead: float) -> None:
    low, high = sorted((share, more))
    assert chance(low, lead) <= chance(high, lead)


@given(st.text(max_size=200))
def test_grams_do_not_tell_capitals_apart(text: str) -> None:
    assert grams(text.lower().upper().lower()) == grams(text.lower().upper())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كتاب علي", "کتاب علی"),
        ("Ещё", "еще"),
        ("１２３", "123"),
        ("۱۲۳", "123"),
        ("می‌خواهم", "میخواهم"),
        ("ＶＩＳＡ", "visa"),
    ],
)
def test_two_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert grams(one) == grams(other) != []


def test_a_thai_word_keeps_its_vowels() -> None:
    assert grams("ที่") != grams("ทำ")


def test_only_what_may_be_shown_is_found() -> None:
    best, *_ = index("en").search("refund", anything, 1)
    others = index("en").search("refund", lambda one: one.id != best.article.id, 5)
    assert best.article.id == "cancel-a-booking"
    assert all(one.article.id != best.article.id for one in others)


def test_an_empty_shelf_finds_nothing() -> None:
    assert Index([]).search("refund", anything, 5) == []
    assert index("en").search("", anything, 5) == []


@given(st.lists(st.sampled_from(range(12)), unique=True), st.lists(st.sampled_from(range(12)), unique=True))
def test_what_changed_article_by_article_answers_as_if_read_at_once(
    before: list[int], after: list[int]
) -> None:
    """Some go, some stay, some come, one has another text; each stands where it would stand anyway."""
    shelf = [article(one) for one in written() if one.key.language == "en"]
    rewritten = replace(shelf[after[0]], version=2, content=shelf[3].content) if after else shelf[0]
    wanted = [rewritten if one.key == rewritten.key else one for one in map(shelf.__getitem__, after)]
    grown, fresh = Index(wanted, Index([shelf[at] for at in before])), Index(wanted)
    assert grown.has(wanted)
    for asked in (one for one in QUESTIONS if one.language == "en"):
        there, here = (side.search(asked.text, anything, 4) for side in (grown, fresh))
        assert [one.article for one in there] == [one.article for one in here]
        assert [one.score for one in there] == pytest.approx([one.score for one in here], abs=1e-5)


def test_the_order_of_articles_changes_no_answer() -> None:
    shelf = [article(one) for one in written() if one.key.language == "en"]
    for asked in (one for one in QUESTIONS if one.language == "en"):
        there, back = (Index(side).search(asked.text, anything, 3) for side in (shelf, shelf[::-1]))
        assert [one.article.id for one in there] == [one.article.id for one in back]
