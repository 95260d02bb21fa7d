"""The centre file's reports: what they become, and every mistake with its line."""

from pathlib import Path

import pytest

from dispatcher.config.reports import Every, Paper, ReportSettings
from dispatcher.vocabulary import DAY, HOUR, MINUTE, Span
from tests.centrefile import SMALL, only_mistake, said

MAILBOX = """\
[mailboxes.help]
address = "help@example.org"
queue = "letters"
[smtp]
host = "127.0.0.1"
"""


def test_what_is_said_is_what_counts(tmp_path: Path) -> None:
    text = f"""{SMALL}{MAILBOX}
[reports.board]
email = ["boss@example.org", "board@example.org"]
every = "week"
at = "07:30"
formats = ["html", "xlsx"]
language = "fa"
late = "2d"
[reports.plain]
email = ["boss@example.org"]
"""
    assert said(tmp_path, text).reports == (
        ReportSettings(
            name="board",
            email=("boss@example.org", "board@example.org"),
            every=Every.WEEK,
            at=Span(7 * HOUR + 30 * MINUTE),
            formats=(Paper.HTML, Paper.XLSX),
            language="fa",
            late=Span(2 * DAY),
        ),
        ReportSettings(name="plain", email=("boss@example.org",)),
    )


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ('every = "day"', "every", '"day"'),
        ('at = "24:00"', "at", '"23:59"'),
        ('at = "6:00"', "at", '"6:00"'),
        ('formats = ["doc"]', "formats[0]", '"doc"'),
        ("formats = []", "formats", "at least one"),
        ('language = "de"', "language", '"de"'),
        ('late = "40d"', "late", '"40d"'),
    ],
)
def test_every_mistake_is_told_with_its_key(tmp_path: Path, line: str, key: str, words: str) -> None:
    text = f'{MAILBOX}[reports.board]\nemail = ["boss@example.org"]\n{line}\n'
    found, told = only_mistake(tmp_path, text)
    assert found == f"reports.board.{key}"
    assert words in told


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("email = []", "email", "at least one"),
        ('email = ["HELP@example.org"]', "email[0]", "a colleague's own address"),
        ("", "email", "a list"),
    ],
)
def test_a_report_goes_to_a_colleague(tmp_path: Path, line: str, key: str, words: str) -> None:
    found, told = only_mistake(tmp_path, f"{MAILBOX}[reports.board]\n{line}\n")
    assert found == f"reports.board.{key}"
    assert words in told


def test_without_a_mailbox_nobody_writes(tmp_path: Path) -> None:
    key, told = only_mistake(tmp_path, '[reports.board]\nemail = ["boss@example.org"]\n')
    assert key == "reports.board.email[0]"
    assert "no mailbox" in told
