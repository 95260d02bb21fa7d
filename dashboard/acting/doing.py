"""Sends a command to the dispatcher in the visitor's own right, and tells which change it was."""

import asyncio
import contextlib
from typing import Final

import msgspec
from fastapi import Request, Response
from msgspec import Struct
from msgspec.structs import replace

from dashboard.acting.changes import Change
from dashboard.acting.ledger import change_of, changes_since
from dashboard.feed import Feed
from dispatcher.access.people import Identity
from dispatcher.client import Api, Lost
from dispatcher.codec import encode
from dispatcher.commands import Command
from dispatcher.vocabulary import MINUTE, CommandId, Span, later

PATIENCE: Final = 2.0  # s for the feed to tell what was done; without it nothing is offered to be undone
BACK: Final = Span(-MINUTE)  # our clock and the dispatcher's may differ


class Sent(Struct, frozen=True):
    """What the dispatcher answers."""

    last: int


class Doing:
    """The way of acts to the dispatcher, and of their traces back."""

    def __init__(self, feed: Feed, api: Api) -> None:
        self._feed, self._api = feed, api

    async def do(self, command: Command, id_: CommandId, request: Request) -> Response:
        """Do it; the answer is the change that it was, or the dispatcher's refusal in its own words."""
        before = self._feed.number
        body = encode(replace(command, id=id_))
        try:
            answer = await self._api.pass_on(
                "POST", "/v1/commands", content=body, secret=request.state.secret
            )
        except Lost as error:
            lost = {"code": "lost", "detail": str(error)}
            return Response(msgspec.json.encode(lost), 503, media_type="application/json")
        if not answer.is_success:
            return Response(answer.content, answer.status_code, media_type="application/json")
        last = msgspec.json.decode(answer.content, type=Sent).last
        who: Identity = request.state.identity
        done = await self._trace(before, last, who.user or "owner")
        return Response(msgspec.json.encode({"change": done}), media_type="application/json")

    async def change(self, number: int) -> Change | None:
        """The change with this number."""
        return await self._feed.ask(lambda events: change_of(events, number))

    async def _trace(self, before: int, last: int, by: str) -> Change | None:
        """Her latest change among those facts; None while nobody tells us of them."""
        feed, since = self._feed, later(self._feed.clock(), BACK)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._heard(last)
        async with feed.settled:
            lately = await feed.ask(lambda events: changes_since(events, since))
        return next((one for one in lately if before < one.number <= last and one.by == by), None)

    async def _heard(self, last: int) -> None:
        news = asyncio.Event()
        with contextlib.ExitStack() as listening:
            listening.callback(self._feed.listen(news.set))
            while self._feed.number < last:
                await news.wait()
                news.clear()
