"""What a centre file says of rules and urgent words: what it means, and what would make no sense."""

from pathlib import Path

import pytest

from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.mail.understanding.urgentwords import Hurry
from dispatcher.vocabulary import CategoryId, Urgency
from tests.centrefile import SMALL, only_mistake, said


def test_rules_say_in_their_order_what_letters_are_about(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        SMALL + "[categories.refund]\n"
        '[rules.vip]\nrecipients = ["vip@*"]\nurgency = "urgent"\nstop = true\n'
        '[rules."คืนเงิน"]\nwords = ["คืนเงิน", "refund*"]\nall_words = ["a"]\nwithout = ["b"]\n'
        'languages = ["th", "en"]\nheaders = { X-Form-Topic = "refund*", importance = "high" }\n'
        'category = "refund"\n'
        '[hurry]\nraises = true\nenough = 2\nwords = { "strike*" = 2, urgent = 0 }\n',
    ).mail
    assert found.rules == (
        Rule(name="vip", when=When(recipients=("vip@*",)), urgency=Urgency.URGENT, stop=True),
        Rule(
            name="คืนเงิน",
            when=When(
                words=("คืนเงิน", "refund*"),
                all_words=("a",),
                without=("b",),
                languages=("th", "en"),
                headers={"X-Form-Topic": "refund*", "importance": "high"},
            ),
            category=CategoryId("refund"),
        ),
    )
    assert found.hurry == Hurry(raises=True, enough=2, words={"strike*": 2, "urgent": 0})


@pytest.mark.parametrize(
    ("table", "where", "words"),
    [
        ('words = ["x"]', "rules.one", "nothing that follows"),
        ('words = ["x"]\nstop = false', "rules.one", "nothing that follows"),
        ('wrods = ["x"]\nspam = true', "rules.one.wrods", "words"),
        ('languages = ["th", "pe"]\nspam = true', "rules.one.languages[1]", "fa"),
        ('headers = { Subject = "x" }\nspam = true', "rules.one.headers.Subject", "X-"),
        ('category = "refnd"', "rules.one.category", "refund"),
    ],
)
def test_what_makes_no_sense_is_said_with_what_would(
    tmp_path: Path, table: str, where: str, words: str
) -> None:
    key, what = only_mistake(tmp_path, f"[categories.refund]\n[rules.one]\n{table}\n")
    assert key == where
    assert words in what


def test_a_rule_is_not_called_like_the_model(tmp_path: Path) -> None:
    key, what = only_mistake(tmp_path, "[rules.model]\nspam = true\n")
    assert key == "rules.model"
    assert "another name" in what
