"""The centre file's escalations: what they become, and every mistake with its line."""

from pathlib import Path

import pytest

from dispatcher.folders.escalation import Escalation
from dispatcher.vocabulary import HOUR, CategoryId, PromiseKind, QueueId, Span, TeamId, Tier
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
[categories.billing]
[escalations.late]
promises = ["first_response", "acknowledgement"]
overdue = "1h"
queues = ["letters"]
categories = ["billing"]
tiers = ["gold"]
email = ["boss@example.org"]
users = ["mali"]
roles = ["supervisor"]
teams = ["care"]
every = "2h"
screen = false
language = "th"
[escalations.plain]
"""
    assert said(tmp_path, text).escalations == (
        Escalation(
            name="late",
            promises=frozenset({PromiseKind.FIRST_RESPONSE, PromiseKind.ACKNOWLEDGEMENT}),
            overdue=HOUR,
            queues=frozenset({QueueId("letters")}),
            categories=frozenset({CategoryId("billing")}),
            tiers=frozenset({Tier("gold")}),
            email=("boss@example.org",),
            users=frozenset({"mali"}),
            roles=frozenset({"supervisor"}),
            teams=frozenset({TeamId("care")}),
            every=Span(2 * HOUR),
            screen=False,
            language="th",
        ),
        Escalation(name="plain"),
    )


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ('promises = ["soon"]', "promises[0]", '"soon"'),
        ("share = 0", "share", "0"),
        ('queues = ["nowhere"]', "queues[0]", '"nowhere"'),
        ('categories = ["billing"]', "categories[0]", '"billing"'),
        ('teams = ["nowhere"]', "teams[0]", '"nowhere"'),
        ('roles = ["watcher"]', "roles[0]", '"watcher"'),
        ('users = ["HELP@example.org"]', "users[0]", "a colleague's own address"),
        ('email = ["nobody"]', "email[0]", '"nobody"'),
        ('email = ["HELP@example.org"]', "email[0]", "a colleague's own address"),
        ('share = 80\noverdue = "1h"', "share", "not both"),
        ('every = "5s"', "every", '"5s"'),
        ('mail = ["boss@example.org"]', "mail", "email"),
    ],
)
def test_each_mistake_is_named(line: str, key: str, words: str, tmp_path: Path) -> None:
    found, told = only_mistake(tmp_path, f"{MAILBOX}[escalations.late]\n{line}\n")
    assert found == f"escalations.late.{key}"
    assert words in told


def test_nobody_writes_without_a_mailbox(tmp_path: Path) -> None:
    key, told = only_mistake(tmp_path, '[escalations.late]\nemail = ["boss@example.org"]\n')
    assert key == "escalations.late.email[0]"
    assert "no mailbox to write from" in told


def test_users_too_are_written_to_from_a_mailbox(tmp_path: Path) -> None:
    key, told = only_mistake(tmp_path, '[escalations.late]\nroles = ["admin"]\n')
    assert key == "escalations.late.roles[0]"
    assert "no mailbox to write from" in told
