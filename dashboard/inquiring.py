"""Long questions to the event log: beside everything else, with a progress, and not for ever.

A board's question takes milliseconds and waits its turn on the log's own thread. One about years would hold
up every board and the feed meanwhile; so it is asked beside, of the log as it stood when it was asked.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel

from analytics.eventlog import EventLog
from dashboard.feed import Feed

AT_ONCE: Final = 2
AGAIN: Final = 0.05  # s
PATIENCE: Final = 1.0  # s: who waits longer sees how far it is
FORGOTTEN: Final = 30.0  # s since anybody asked: the page is gone

Question = Callable[[EventLog, Callable[[], None]], Any]
"""What is asked; the second argument is to be called after each of its parts."""


class CancelledInquiry(Exception):  # noqa: N818 - what was wanted, not an error
    """Nobody wants to know any more."""


class State(StrEnum):
    """How far an inquiry is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Inquiry:
    """One question of `parts` parts, asked for `whom`; asked again, it has the same `key`.

    To be made by `Inquiries`.
    """

    def __init__(self, whom: str, key: str, parts: int) -> None:
        self.id = secrets.token_hex(8)
        self.whom, self.key = whom, key
        self.seen = time.monotonic()
        self._parts, self._over = parts, 0
        self._twin: EventLog | None = None
        self._cancelled = False
        self._answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    @property
    def state(self) -> State:
        """How far it is."""
        if not self._answer.done():
            return State.RUNNING
        error = self._answer.exception()
        if error is None:
            return State.DONE
        return State.CANCELLED if isinstance(error, CancelledInquiry) else State.FAILED

    @property
    def progress(self) -> float:
        """How much is done, from 0 to 1; it never goes back."""
        twin = self._twin
        part = (twin.progress if twin is not None else None) or 0.0
        return min((self._over + part) / self._parts, 1.0)

    async def within(self, seconds: float) -> bool:
        """Is it over by then?"""
        await asyncio.wait([self._answer], timeout=seconds)
        return self._answer.done()

    async def over(self) -> None:
        """Wait until it is over, however it ends."""
        await asyncio.wait([self._answer])

    async def answer(self) -> Any:
        """The answer.

        Raises:
            CancelledInquiry: it was cancelled.
            Exception: whatever the question raised.
        """
        return await asyncio.shield(self._answer)

    def cancel(self) -> None:
        """Let it end as soon as it can; its thread is free then.

        An interruption between two queries is lost, so it is said again until it was heard.
        """
        self._cancelled = True
        if self._answer.done():
            return
        if self._twin is not None:
            self._twin.interrupt()
        asyncio.get_running_loop().call_later(AGAIN, self.cancel)

    # --- on its own thread ------------------------------------------------------------------------------

    def put(self, question: Question, twin: EventLog) -> Any:
        """Ask, and close what was asked."""
        try:
            self._twin = twin
            self._go_on()
            return question(twin, self._part)
        except Exception:  # DuckDB's own, or that of whoever was reading its answer
            if self._cancelled:
                raise CancelledInquiry from None
            raise
        finally:
            self._twin = None
            twin.close()

    def _part(self) -> None:
        self._over += 1
        self._go_on()

    def _go_on(self) -> None:
        if self._cancelled:
            raise CancelledInquiry

    # --- on the loop ------------------------------------------------------------------------------------

    def settle(self, asking: "asyncio.Future[Any]") -> None:
        """The thread is done with it."""
        if (error := asking.exception()) is not None:
            self._answer.set_exception(error)
            self._answer.exception()  # whoever asked may be gone
        else:
            self._answer.set_result(asking.result())


class Inquiries:
    """All that are asked. One that nobody looks after for half a minute is cancelled and forgotten."""

    def __init__(self, feed: Feed, patience: float = PATIENCE, at_once: int = AT_ONCE) -> None:
        self.patience = patience
        self._feed = feed
        self._lanes = ThreadPoolExecutor(at_once, thread_name_prefix="inquiry")
        self._known: dict[str, Inquiry] = {}
        feed.before_closing(self.quiet)

    async def begin(self, question: Question, *, parts: int = 1, whom: str = "", key: str = "") -> Inquiry:
        """Ask; the answer comes later. What is being asked for her by this key is not asked twice.

        Raises:
            OwnerError: the log cannot be opened.
        """
        self._sweep()
        if key and (same := self._same(whom, key)) is not None:
            return same
        inquiry = Inquiry(whom, key, parts)
        twin = await self._feed.ask(EventLog.beside)
        self._known[inquiry.id] = inquiry
        loop = asyncio.get_running_loop()
        asking = loop.run_in_executor(self._lanes, inquiry.put, question, twin)
        asking.add_done_callback(inquiry.settle)
        return inquiry

    async def ask(self, question: Question) -> Any:
        """The answer; whoever stops waiting for it cancels it.

        Raises:
            Exception: whatever the question raises.
        """
        inquiry = await self.begin(question)
        try:
            return await inquiry.answer()
        finally:
            inquiry.cancel()
            self.forget(inquiry)

    def find(self, id_: str, whom: str) -> Inquiry | None:
        """The one of this id that was asked for that person."""
        inquiry = self._known.get(id_)
        if inquiry is None or inquiry.whom != whom:
            return None
        inquiry.seen = time.monotonic()
        return inquiry

    def forget(self, inquiry: Inquiry) -> None:
        """Its answer was taken."""
        self._known.pop(inquiry.id, None)

    def _same(self, whom: str, key: str) -> Inquiry | None:
        alike = (one for one in self._known.values() if (one.whom, one.key) == (whom, key))
        return next((one for one in alike if one.state is not State.CANCELLED), None)

    def _sweep(self) -> None:
        forgotten = time.monotonic() - FORGOTTEN
        for inquiry in [one for one in self._known.values() if one.seen < forgotten]:
            inquiry.cancel()
            self.forget(inquiry)

    async def quiet(self) -> None:
        """Cancel all of them, and wait until none asks the log any more."""
        running = [one for one in self._known.values() if one.state is State.RUNNING]
        for inquiry in running:
            inquiry.cancel()
        for inquiry in running:
            await inquiry.over()


class Seen(BaseModel):
    """How far an inquiry is; `progress` is from 0 to 1."""

    state: State
    progress: float


def inquiry_routes(inquiries: Inquiries) -> APIRouter:
    """The routes under /history/inquiries/, for the page of whoever asked."""
    router = APIRouter()

    def found(id_: str, request: Request) -> Inquiry:
        inquiry = inquiries.find(id_, request.state.identity.user)
        if inquiry is None:
            raise HTTPException(404, "nothing is being asked by this id")
        return inquiry

    @router.get("/history/inquiries/{id_}")
    async def see(id_: str, request: Request) -> Seen:
        """How far it is."""
        inquiry = found(id_, request)
        return Seen(state=inquiry.state, progress=inquiry.progress)

    @router.delete("/history/inquiries/{id_}", status_code=204)
    async def cancel(id_: str, request: Request) -> None:
        """Nobody wants to know any more."""
        inquiry = found(id_, request)
        inquiry.cancel()
        await inquiry.over()
        inquiries.forget(inquiry)

    return router
