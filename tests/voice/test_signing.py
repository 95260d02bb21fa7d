"""Signatures: the published example, and laws."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.vocabulary import SECOND, Instant
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signing import (
    ID,
    SIGNATURE,
    TIMESTAMP,
    TOLERANCE,
    SignatureError,
    headers_of,
    sign,
    verify,
)

# The example that the libraries of Standard Webhooks test themselves by.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EXAMPLE = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
NOW = Instant(1_800_000_000 * SECOND)

SECRETS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40).filter(lambda s: s[:6] != "whsec_")


def test_the_published_example_has_the_published_signature() -> None:
    assert sign(*EXAMPLE, SECRET) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.uuids().map(str), st.binary(max_size=100), SECRETS)
def test_what_was_signed_is_taken_within_five_minutes_and_by_its_own_secret(
    id_: str, body: bytes, secret: str
) -> None:
    headers = headers_of(id_, body, secret, NOW)
    for away in (-TOLERANCE, 0, TOLERANCE):
        assert verify(headers, body, secret, Instant(NOW + away)) == id_
    for away in (-TOLERANCE - SECOND, TOLERANCE + SECOND):
        with pytest.raises(SignatureError, match="five minutes"):
            verify(headers, body, secret, Instant(NOW + away))
    with pytest.raises(SignatureError, match="no signature fits"):
        verify(headers, body, f"{secret}.", NOW)
    with pytest.raises(SignatureError, match="no signature fits"):
        verify(headers, body + b" ", secret, NOW)
    with pytest.raises(SignatureError, match="no signature fits"):
        verify({**headers, ID: f"{id_}x"}, body, secret, NOW)


@given(st.dictionaries(st.sampled_from((ID, TIMESTAMP, SIGNATURE)), st.text(max_size=60)), st.binary())
def test_whatever_is_no_signature_is_refused_and_nothing_else_happens(
    headers: Mapping[str, str], body: bytes
) -> None:
    with pytest.raises(SignatureError):
        verify(headers, body, "a secret", NOW)


def test_one_of_several_signatures_will_do() -> None:
    headers = headers_of("m", b"{}", "new", NOW)
    headers[SIGNATURE] = f"v1,bm8= {headers[SIGNATURE]} v1a,other"
    assert verify(headers, b"{}", "new", NOW) == "m"


def test_a_secret_that_is_no_base64_is_told() -> None:
    with pytest.raises(ValueError, match="base64"):
        sign("m", 1, b"", "whsec_not base64!")


def test_a_webhook_does_not_show_its_secret() -> None:
    webhook = Webhook(name="pbx", url="https://pbx.example.org/hook", secret="not to be seen")
    assert "seen" not in f"{webhook} {webhook!r} {[webhook]}"
