"""A name in a page's address is handed on to the centre only when it is nothing but a name."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from dashboard import articles, letters
from dispatcher.client import Api


@pytest.fixture
async def pages() -> AsyncIterator[httpx.AsyncClient]:
    """The pages' own routes; the centre behind them is not asked, or it would be said that nobody answers."""
    app = FastAPI()
    async with Api("http://127.0.0.1:9") as api:
        for routes in (letters.routes, articles.routes):
            app.include_router(routes(api))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pages") as client:
            yield client


@pytest.mark.parametrize(
    "address",
    [
        "/mail/letters/0f%3Fall=1",
        "/mail/letters/not-a-name",
        "/knowledge/articles/en/fares%3Fall=1",
        "/knowledge/articles/en%20or%20th/fares",
        "/knowledge/articles/en/fares%23",
    ],
)
async def test_what_is_more_than_a_name_is_refused(pages: httpx.AsyncClient, address: str) -> None:
    assert (await pages.get(address)).status_code == 422
