"""The screens' languages: every word in each of them, and the right one for each visitor."""

import re
from collections.abc import Mapping

import pytest

from analytics.kpis import KPIS, Level
from dashboard.acting.behind import Of
from dashboard.acting.sheets import SHOWN
from dashboard.acting.undoing import Unfit
from dashboard.actwords import WORDS as ACT_WORDS
from dashboard.agents import Activity
from dashboard.arrangewords import WORDS as ARRANGE_WORDS
from dashboard.boardwords import WORDS
from dashboard.figurewords import FIGURE_WORDS
from dashboard.folderwords import WORDS as FOLDER_WORDS
from dashboard.planwords import WORDS as PLAN_WORDS
from dashboard.tvwords import DOOR
from dashboard.tvwords import WORDS as TV_WORDS
from dashboard.words import LANGUAGES, choose, direction, words
from dispatcher.folders.folder import Folder
from dispatcher.folders.query import Order, Topic
from dispatcher.vocabulary import AgentStatus, PromiseKind, Urgency

TABLES = {
    "board": FIGURE_WORDS,
    "folders": FOLDER_WORDS,
    "plans": PLAN_WORDS,
    "acts": ACT_WORDS,
    "arranging": ARRANGE_WORDS,
    "walls": TV_WORDS | DOOR,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_word_is_there_in_every_language(table: Mapping[str, tuple[str, ...]]) -> None:
    for key, row in table.items():
        _is_whole(key, row)


def test_what_a_folder_may_have_to_say_has_words() -> None:
    for word in (*Folder, *Topic, *Order, *PromiseKind, *Urgency):
        assert word.value in FOLDER_WORDS


def test_what_acting_may_have_to_say_has_words() -> None:
    levers = [name for lever in SHOWN for name in (lever, f"{lever}_why")]
    for word in (*levers, *AgentStatus, *Unfit, *(f"of_{of}" for of in Of)):
        assert str(word) in ACT_WORDS


def _is_whole(key: str, row: tuple[str, ...]) -> None:
    assert len(row) == len(LANGUAGES), key
    assert all(row), key
    places = {tuple(sorted(re.findall(r"{\w+}", text))) for text in row}
    assert len(places) == 1, "the same gaps to be filled in each"


def test_what_the_board_may_have_to_say_has_words() -> None:
    for name in (*Activity, *(level for level in Level if level is not Level.PLAIN)):
        assert name.value in WORDS
    for kpi in KPIS:
        assert kpi.name in FIGURE_WORDS


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        ("fa", "", "fa"),
        ("fa-IR", "ru", "fa"),
        ("xx", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "de, th;q=0.5, ru;q=0.7", "ru"),
        (None, "th;q=0, ru;q=0.1", "ru"),
        (None, "de", "en"),
        (None, "", "en"),
        (None, "ru;q=much, th;q=0.1", "th"),
        (None, ";;;,,q=,", "en"),
    ],
)
def test_a_visitor_is_spoken_to_in_her_language(wanted: str | None, accepted: str, language: str) -> None:
    assert choose(wanted, accepted) == language


def test_persian_runs_from_the_right() -> None:
    assert [direction(language) for language in LANGUAGES] == ["ltr", "ltr", "ltr", "rtl", "ltr"]
    assert words(WORDS, "fa")["agents"] == "کارشناسان"
