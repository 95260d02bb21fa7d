"""What a centre file says of categories: what it means, and what would make no sense."""

from pathlib import Path

import pytest

from dispatcher.centre import Approval, Category, Terms
from dispatcher.vocabulary import MINUTE, CategoryId, QueueId, Skill, Span, Urgency
from tests.centrefile import centre, only_mistake

FRAUD = CategoryId("fraud")
LENA = '[agents.lena]\nteam = "care"\nskills = { law = 4 }\n'


def test_a_category_says_where_for_whom_and_by_when(tmp_path: Path) -> None:
    found = centre(
        tmp_path,
        LENA + '[categories.fraud]\nname = "Fraud"\nqueue = "letters"\nskills = { law = 3 }\n'
        'urgency = "urgent"\npromise = "10m"\n'
        '[categories."คืนเงิน"]\n',
    )
    assert found.categories[FRAUD] == Category(
        id=FRAUD,
        name="Fraud",
        queue=QueueId("letters"),
        skills={Skill("law"): 3},
        terms=Terms(urgency=Urgency.URGENT, promise=Span(10 * MINUTE)),
    )
    assert found.categories[CategoryId("คืนเงิน")].name == "คืนเงิน"


@pytest.mark.parametrize(
    ("table", "where", "words"),
    [
        ('queue = "leters"', "categories.fraud.queue", "letters"),
        ("skills = { low = 3 }", "categories.fraud.skills", "law"),
        ("skills = { law = 9 }", "categories.fraud.skills", "one agent"),
        ('promis = "4h"', "categories.fraud.promis", "promise"),
    ],
)
def test_what_makes_no_sense_is_said_with_what_would(
    tmp_path: Path, table: str, where: str, words: str
) -> None:
    key, said = only_mistake(tmp_path, f"{LENA}[categories.fraud]\n{table}\n")
    assert key == where
    assert words in said


CHECKS = '[queues.checks]\nchannel = "email"\nskills = { law = 1 }\npromise = "1h"\n'


def test_replies_on_a_matter_can_be_read_before_they_leave(tmp_path: Path) -> None:
    found = centre(
        tmp_path, f'{LENA}{CHECKS}[categories.fraud]\napproval = {{ queue = "checks", share = 30 }}\n'
    )
    assert found.categories[FRAUD].approval == Approval(queue=QueueId("checks"), share=30)


@pytest.mark.parametrize(
    ("approval", "where", "words"),
    [
        ('{ queue = "cheks" }', "categories.fraud.approval.queue", "checks"),
        ('{ queue = "checks", share = 101 }', "categories.fraud.approval.share", "100"),
    ],
)
def test_an_approval_that_makes_no_sense_is_said(
    tmp_path: Path, approval: str, where: str, words: str
) -> None:
    key, said = only_mistake(tmp_path, f"{LENA}{CHECKS}[categories.fraud]\napproval = {approval}\n")
    assert key == where
    assert words in said
