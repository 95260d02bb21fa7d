"""What the classifier learns from few short letters of five languages, and what it says of itself."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.errors import OwnerError
from dispatcher.mail.understanding.classifier import Classifier, load
from dispatcher.mail.understanding.modelfile import ModelFile
from dispatcher.mail.understanding.training import Example, Lesson, teach
from dispatcher.vocabulary import CategoryId
from tests.understanding.letters import EXAMPLES


@pytest.fixture(scope="module")
def taught() -> tuple[Classifier, Lesson]:
    return teach(EXAMPLES)


def test_it_says_how_right_it_is_on_letters_it_has_not_seen(taught: tuple[Classifier, Lesson]) -> None:
    lesson = taught[1]
    assert lesson.letters == len(EXAMPLES) == 360
    assert sum(map(sum, lesson.confusion)) == lesson.letters
    right = sum(row[place] for place, row in enumerate(lesson.confusion))
    assert lesson.accuracy == pytest.approx(right / lesson.letters)
    assert lesson.accuracy > 3 / 6  # six categories; guessing is right in one of six


def test_where_it_is_sure_it_is_more_often_right(taught: tuple[Classifier, Lesson]) -> None:
    lesson = taught[1]
    sure = [bound for bound in lesson.bounds if bound.right is not None]
    assert sure
    assert all(bound.right is not None and bound.right >= lesson.accuracy for bound in sure)
    decided = [bound.decided for bound in lesson.bounds]
    assert decided == sorted(decided, reverse=True)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Hello, I would like a refund of my deposit please", "refund"),
        ("ลืมรหัสผ่าน เข้าสู่ระบบไม่ได้", "password"),
        ("我的行李丢了，怎么办", "luggage"),
        ("لطفاً فاکتور شرکت ما را بفرستید", "invoice"),
        ("Можно поменять дату поездки на пятницу", "change"),
    ],
)
def test_new_letters_find_their_category(taught: tuple[Classifier, Lesson], text: str, category: str) -> None:
    assert taught[0].guesses("", text)[0].category == category


def test_a_kept_model_guesses_as_it_did(taught: tuple[Classifier, Lesson], tmp_path: Path) -> None:
    path = tmp_path / "mail.model"
    taught[0].save(path)
    again = load(path)
    assert again.about == taught[0].about
    for example in EXAMPLES[::7]:
        ours = taught[0].guesses("", example.text)[0]
        theirs = again.guesses("", example.text)[0]
        assert theirs.category == ours.category
        assert theirs.confidence == pytest.approx(ours.confidence, abs=0.01)


def test_a_model_is_taken_up_when_it_is_there_and_when_it_was_taught_anew(
    taught: tuple[Classifier, Lesson], tmp_path: Path
) -> None:
    path, troubles = tmp_path / "mail.model", list[OwnerError]()
    model = ModelFile(path, trouble=troubles.append)
    assert [model.guesses("", "refund"), model.guesses("", "refund")] == [(), ()]
    assert ["there is no model" in str(trouble) for trouble in troubles] == [True]
    taught[0].save(path)
    assert model.guesses("", "refund my money")[0].category == "refund"
    path.write_bytes(b"rubbish")
    assert model.guesses("", "refund my money") == ()
    taught[0].save(path)
    assert model.guesses("", "refund my money")[0].category == "refund"
    assert len(troubles) == 2


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_read_the_shares_make_a_whole(subject: str, text: str) -> None:
    one = Classifier(
        [CategoryId("a"), CategoryId("b")],
        np.ones(1 << 16, dtype=np.float32),
        np.ones((2, 1 << 16), dtype=np.float32),
        np.zeros(2, dtype=np.float32),
        temperature=1.0,
        about={},
    )
    assert sum(guess.confidence for guess in one.guesses(subject, text)) == pytest.approx(1)


def test_the_same_letters_teach_the_same(taught: tuple[Classifier, Lesson]) -> None:
    again = teach(EXAMPLES)
    assert again[1] == taught[1]
    assert again[0].guesses("", "refund") == taught[0].guesses("", "refund")


@pytest.mark.parametrize(
    ("examples", "words"),
    [
        ([], "two categories"),
        ([one for one in EXAMPLES if one.category == "refund"], "two categories"),
        ([*EXAMPLES, Example(subject="", text="x", category=CategoryId("rare"))], r"rare \(1\)"),
    ],
)
def test_too_little_to_learn_from_is_said(examples: list[Example], words: str) -> None:
    with pytest.raises(OwnerError, match=words):
        teach(examples)


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 rubbish", b"\x80\x04pickle"])
def test_what_is_no_model_is_said_to_be_none(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "mail.model"
    path.write_bytes(body)
    with pytest.raises(OwnerError, match="mail train"):
        load(path)
    with pytest.raises(OwnerError, match="there is no model"):
        load(tmp_path / "none")
