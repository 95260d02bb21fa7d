"""The centre file's webhooks: what they mean, and what is said of those that cannot be."""

from pathlib import Path

import pytest

from dispatcher.vocabulary import SECOND
from dispatcher.voice.settings import Kind, Webhook
from tests.centrefile import SMALL, only_mistake, said

HOOK = '[webhooks.pbx]\nurl = "https://pbx.example.org/hook"\n'
SECRET = "0123456789abcdef"


def test_a_webhook_is_what_its_table_says(tmp_path: Path) -> None:
    whole = f'{HOOK}secret_env = "PBX"\nkinds = ["calls", "orders"]\nexchange = "east-"\ntimeout = "3s"\n'
    assert said(tmp_path, SMALL + whole, {"PBX": SECRET}).webhooks == (
        Webhook(
            name="pbx",
            url="https://pbx.example.org/hook",
            secret=SECRET,
            kinds=frozenset({Kind.ORDERS, Kind.CALLS}),
            exchange="east-",
            timeout=3 * SECOND,  # type: ignore[arg-type]
        ),
    )
    (plain,) = said(tmp_path, f'{SMALL}{HOOK}secret = "{SECRET}"\n').webhooks
    assert plain == Webhook(name="pbx", url="https://pbx.example.org/hook", secret=SECRET)
    assert said(tmp_path, SMALL).webhooks == ()


@pytest.mark.parametrize(
    ("more", "key", "words"),
    [
        (HOOK, "webhooks.pbx.secret", "secret, secret_file or secret_env"),
        (f'{HOOK}secret = "short"', "webhooks.pbx.secret", "16"),
        (f'{HOOK}secret = "whsec_no base64 at all"', "webhooks.pbx.secret", "no base64"),
        (f'[webhooks.pbx]\nsecret = "{SECRET}"', "webhooks.pbx.url", "an address such as"),
        (
            f'[webhooks.pbx]\nurl = "pbx.example"\nsecret = "{SECRET}"',
            "webhooks.pbx.url",
            "an address such as",
        ),
        (
            f'{HOOK}secret = "{SECRET}"\nkinds = ["order"]',
            "webhooks.pbx.kinds[0]",
            '"orders" or "calls"',
        ),
        (f'{HOOK}secret = "{SECRET}"\ntimeout = "5m"', "webhooks.pbx.timeout", "1s to 1m"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_told(tmp_path: Path, more: str, key: str, words: str) -> None:
    found, told = only_mistake(tmp_path, more)
    assert found == key
    assert words in told
    assert SECRET not in told
