"""Tokens from a real server: had once for all, renewed in time, and no storm when a person is needed."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from dispatcher.errors import PeerError
from dispatcher.mail.tokens import PAUSE, SignInRefusedError, TokenSource
from tests.mail.house import HELP
from tests.tokenserver import TokenServer, token_server


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with token_server(HELP) as running:
        yield running


class Hand:
    """Seconds that a test counts."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def source(server: TokenServer, **changes: object) -> tuple[TokenSource, Hand]:
    hand = Hand()
    return TokenSource(server.oauth(**changes), clock=hand), hand


async def test_ten_who_ask_at_once_share_one_token(server: TokenServer) -> None:
    tokens, _ = source(server, scope="mail")
    assert len(set(await asyncio.gather(*(tokens.token() for _ in range(10))))) == 1
    assert server.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
            "client_id": "ringpost",
            "client_secret": "client secret",
            "scope": "mail",
        }
    ]


async def test_without_a_person_the_program_signs_in_itself(server: TokenServer) -> None:
    tokens, _ = source(server, refresh_token="", scope="https://outlook.office365.com/.default")
    await tokens.token()
    assert server.asked[0]["grant_type"] == "client_credentials"
    assert "refresh_token" not in server.asked[0]


@pytest.mark.parametrize("lifetime", [3600, "3600"])
async def test_a_token_is_renewed_before_it_ends(server: TokenServer, lifetime: object) -> None:
    server.lifetime = lifetime
    tokens, hand = source(server)
    first = await tokens.token()
    hand.now = 3600 - 121
    assert await tokens.token() == first
    hand.now = 3600 - 119
    assert await tokens.token() != first


async def test_a_token_whose_end_is_not_told_is_used_for_half_an_hour(server: TokenServer) -> None:
    server.lifetime = None
    tokens, hand = source(server)
    first = await tokens.token()
    hand.now = 1800 - 121
    assert await tokens.token() == first
    hand.now = 1800 - 119
    assert await tokens.token() != first


async def test_a_token_that_a_mail_server_refused_is_replaced_once(server: TokenServer) -> None:
    tokens, _ = source(server)
    first = await tokens.token()
    tokens.spent(first)
    second = await tokens.token()
    tokens.spent(first)  # said by another mailbox, later
    assert await tokens.token() == second != first


async def test_while_its_server_is_away_the_old_token_serves_to_its_end(server: TokenServer) -> None:
    tokens, hand = source(server)
    first = await tokens.token()
    server.failure = 503
    hand.now = 3600 - 60
    assert await tokens.token() == first
    hand.now = 3601
    with pytest.raises(PeerError, match=r"the token server 127\.0\.0\.1 has trouble of its own \(503\)"):
        await tokens.token()
    server.failure = 0
    assert await tokens.token() != first


async def test_a_refused_refresh_token_needs_a_person_and_asks_every_ten_minutes(
    server: TokenServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.refusal = "invalid_grant"
    tokens, hand = source(server)
    for _ in range(20):
        with pytest.raises(SignInRefusedError) as refused:
            await tokens.token()
    assert len(server.asked) == 1
    said = "refuses [oauth.office] (invalid_grant): sign in again and set a new refresh_token"
    assert said in str(refused.value)
    server.refusal = ""
    hand.now = PAUSE
    token = await tokens.token()
    for secret in (token, "refresh-1", "client secret", HELP):
        assert secret not in str(refused.value) + caplog.text


async def test_a_new_refresh_token_takes_the_place_of_the_old(server: TokenServer) -> None:
    server.rotates = True
    tokens, hand = source(server)
    await tokens.token()
    hand.now = 3600
    await tokens.token()
    assert [form["refresh_token"] for form in server.asked] == ["refresh-1", "refresh-2"]


async def test_a_token_server_that_is_not_there_is_named(server: TokenServer) -> None:
    tokens, _ = source(server, token_url="https://nowhere.invalid/token")
    with pytest.raises(PeerError, match=r"the token server nowhere\.invalid does not answer"):
        await tokens.token()


async def test_an_answer_without_a_token_is_none(server: TokenServer) -> None:
    tokens, _ = source(server, token_url=server.url("introspect"))
    with pytest.raises(PeerError, match="answers without a token"):
        await tokens.token()
