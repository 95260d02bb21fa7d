"""The centre file's history: how long things are kept, and what cannot be."""

from pathlib import Path

import pytest

from dispatcher.config.history import HistorySettings
from dispatcher.vocabulary import DAY, Span
from tests.centrefile import SMALL, only_mistake, said


def test_what_is_said_is_what_counts(tmp_path: Path) -> None:
    kept = said(tmp_path, f'{SMALL}[history]\nfacts = "90d"\narchive = "730d"\n').history
    assert kept == HistorySettings(facts=Span(90 * DAY), archive=Span(730 * DAY))


def test_what_is_not_said_is_kept(tmp_path: Path) -> None:
    assert said(tmp_path, SMALL).history == HistorySettings(facts=Span(400 * DAY), archive=None)
    assert said(tmp_path, f'{SMALL}[history]\nfacts = "never"\n').history.facts is None


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('facts = "61d"', "facts", "62d"),
        ('archive = "100d"', "archive", '"400d"'),
        ('facts = "never"\narchive = "100d"', "archive", '"never"'),
    ],
)
def test_nothing_is_removed_that_the_log_still_has(tmp_path: Path, text: str, key: str, words: str) -> None:
    found, told = only_mistake(tmp_path, f"[history]\n{text}\n")
    assert found == f"history.{key}"
    assert words in told
