"""Whom never to answer by itself, rule by rule; and whose mail is work all the same."""

import pytest

from dispatcher.mail.identity import signed_id
from dispatcher.mail.intake.judging import judge
from dispatcher.mail.intake.rules import Ground, Judgement, Rule, Ruling
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.settings import Spam
from dispatcher.vocabulary import MessageId

GROUND = Ground(ours=frozenset({"help@example.com"}), internal=frozenset(), spam=Spam(), key=b"k" * 32)
JOE = "From: joe@customer.example"


def _ruling(head: str) -> Ruling:
    return judge(parse(f"{head}\r\n\r\nHello".replace("\n", "\r\n").encode()), GROUND)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (f"{JOE}\nAuto-Submitted: auto-replied", "auto_submitted"),
        (f"{JOE}\nAuto-Submitted: auto-generated; x=y", "auto_submitted"),
        (f"{JOE}\nReturn-Path: <>", "null_sender"),
        (
            f"{JOE}\nContent-Type: multipart/report; report-type=x; boundary=x",
            "receipt",
        ),
        (f"{JOE}\nPrecedence: bulk", "bulk"),
        (f"{JOE}\nPrecedence: Junk", "bulk"),
        (f"{JOE}\nPrecedence: auto_reply", "autoresponder"),
        (f"{JOE}\nX-Autoreply: yes", "autoresponder"),
        ("From: Mail System <MAILER-DAEMON@relay.example>", "daemon"),
        ("From: postmaster@relay.example", "daemon"),
        ("From: bounces+123=x@lists.example", "daemon"),
        ("From: talk-bounces@lists.example", "daemon"),
    ],
)
def test_machines(head: str, reason: str) -> None:
    assert _ruling(head) == Ruling(Judgement.AUTOMATIC, Rule(reason))


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (f"{JOE}\nList-Id: <all.customer.example>", "mailing_list"),
        (f"{JOE}\nList-Unsubscribe: <mailto:x@y.example>", "mailing_list"),
        (f"{JOE}\nPrecedence: list", "mailing_list"),
        (f"{JOE}\nX-Auto-Response-Suppress: DR, OOF, AutoReply", "suppressed"),
        (f"{JOE}\nX-Loop: forwarder", "other_loop"),
        ("From: no-reply@shop.example", "no_reply"),
        ("From: DoNotReply@shop.example", "no_reply"),
        ("From: orders.noreply@shop.example", "no_reply"),
        ("From: nobody at all", "no_sender"),
    ],
)
def test_people_may_have_written_these(head: str, reason: str) -> None:
    assert _ruling(head) == Ruling(None, Rule(reason))


@pytest.mark.parametrize(
    "head",
    [
        JOE,
        f"{JOE}\nAuto-Submitted: no",
        f"{JOE}\nX-Auto-Response-Suppress: None",
        f"{JOE}\nPrecedence: first-class",
        f"{JOE}\nReturn-Path: <joe@customer.example>",
        "From: arno.reply@customer.example",
        "From: nora@customer.example",
        f"{JOE}\nSubject: Out of office",
    ],
)
def test_people(head: str) -> None:
    assert _ruling(head) == Ruling()


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        (f"{JOE}\nX-Loop: Help@Example.com", "own_loop"),
        ("From: Help <HELP@example.com>", "own_address"),
        (f"{JOE}\nMessage-ID: {signed_id(MessageId('ab12'), b'k' * 32, 'example.com')}", "own_message"),
    ],
)
def test_our_own_that_come_back(head: str, rule: str) -> None:
    assert _ruling(head) == Ruling(Judgement.LOOP, Rule(rule))
