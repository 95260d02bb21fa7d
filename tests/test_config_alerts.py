"""The centre file's alert rules: what they become, and every mistake with its line."""

from pathlib import Path

import pytest

from dispatcher.alerts import NONE, AlertRule, Alerts, AlertWebhook, Severity
from dispatcher.vocabulary import HOUR, MINUTE, SECOND, QueueId, Span, TeamId
from tests.centrefile import SMALL, only_mistake, said
from tests.test_config_escalations import MAILBOX

HOOK = '[alert_webhook]\nurl = "https://hooks.example.org/ringpost"\nsecret = "sixteen letters!"\n'


def test_what_is_said_is_what_counts(tmp_path: Path) -> None:
    text = f"""{SMALL}{MAILBOX}{HOOK}timeout = "5s"
tries = 3
[alerts.slow]
kpi = "service_level"
below = 70
band = 10
window = "1h"
hold = "2m"
pause = "20m"
queues = ["calls"]
teams = ["care"]
severity = "breach"
screen = false
email = ["boss@example.org"]
webhook = true
language = "ru"
[alerts.plain]
kpi = "waiting"
above = 12
"""
    slow = AlertRule(
        name="slow",
        kpi="service_level",
        below=70,
        band=10,
        window=Span(HOUR),
        hold=Span(2 * MINUTE),
        pause=Span(20 * MINUTE),
        queues=frozenset({QueueId("calls")}),
        teams=frozenset({TeamId("care")}),
        severity=Severity.BREACH,
        screen=False,
        email=("boss@example.org",),
        webhook=True,
        language="ru",
    )
    hook = AlertWebhook(
        url="https://hooks.example.org/ringpost", secret="sixteen letters!", timeout=Span(5 * SECOND), tries=3
    )
    plain = AlertRule(name="plain", kpi="waiting", above=12)
    assert said(tmp_path, text).alerts == Alerts(rules=(slow, plain), webhook=hook)
    assert "sixteen" not in repr(hook)


def test_by_default_nothing_alarms(tmp_path: Path) -> None:
    assert said(tmp_path, SMALL).alerts == NONE
    plain = AlertRule(name="plain", kpi="waiting", above=12)
    assert (plain.email, plain.webhook, plain.queues, plain.teams) == ((), False, frozenset(), frozenset())


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("above = 1\nbelow = 2", "below", "one of the two"),
        ("", "above", "above or below"),
        ("above = -1", "above", "-1"),
        ("above = 1.5", "above", "1.5"),
        ('above = 1\nqueues = ["nowhere"]', "queues[0]", '"nowhere"'),
        ('above = 1\nteams = ["nobody"]', "teams[0]", '"nobody"'),
        ('above = 1\nemail = ["HELP@example.org"]', "email[0]", "a colleague's own address"),
        ('above = 1\nhold = "2d"', "hold", '"2d"'),
        ('above = 1\npause = "5s"', "pause", '"5s"'),
        ("above = 1\nband = 51", "band", "51"),
        ('above = 1\nseverity = "awful"', "severity", '"awful"'),
        ("above = 1\nwebhook = true", "webhook", "there is no [alert_webhook]"),
    ],
)
def test_each_mistake_is_named(line: str, key: str, words: str, tmp_path: Path) -> None:
    found, told = only_mistake(tmp_path, f'{MAILBOX}[alerts.x]\nkpi = "waiting"\n{line}\n')
    assert found == f"alerts.x.{key}"
    assert words in told


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        (HOOK.replace("https://hooks.example.org", "http://hooks.example.org"), "url", "https"),
        (HOOK.replace("sixteen letters!", "short"), "secret", "16"),
        ('[alert_webhook]\nurl = "https://hooks.example.org"\n', "secret", "secret_file or secret_env"),
        (HOOK + "tries = 0\n", "tries", "0"),
    ],
)
def test_the_webhook_is_https_and_signed(text: str, key: str, words: str, tmp_path: Path) -> None:
    found, told = only_mistake(tmp_path, text)
    assert found == f"alert_webhook.{key}"
    assert words in told
