"""An agent's connection, kept for ever: the picture stays fresh, each request gets its one answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from random import Random
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from dispatcher.access.people import Role
from dispatcher.client.api import Api, Lost
from dispatcher.client.link import link, pauses, receive, send
from dispatcher.client.picture import Picture
from dispatcher.client.unanswered import Answer, Request, Unanswered, id_of
from dispatcher.clock import wall_clock
from dispatcher.errors import PeerError, RingpostError
from dispatcher.gateway.frames import DeskFact, Notice, ServerFrame, Welcome
from dispatcher.vocabulary import AgentId, Instant


class Wire:
    """What `Desk` stands on: one task that connects, folds, and connects again.

    `online` says whether the picture is live, `trouble` why not; `notice` is the centre's own sentence while
    it can write nothing down. After a fault that makes coming back useless
    every method raises what the server said.
    """

    def __init__(self, api: Api, agent: AgentId, *, clock: Callable[[], Instant] = wall_clock) -> None:
        self.name = agent
        self.online = False
        self.trouble = ""
        self.centre = ""
        self.notice = ""
        self._api, self._clock = api, clock
        self._ahead = 0
        self._picture = Picture()
        self._unanswered = Unanswered()
        self._answers: dict[str, asyncio.Future[Answer]] = {}
        self._ears: set[asyncio.Queue[DeskFact | None]] = set()
        self._change: asyncio.Future[None] | None = None
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._end: RingpostError | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._stay_connected(), name=f"desk of {self.name}")
        try:
            while self._picture.agent is None:
                await self.changed()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connection go; whoever still waits here hears so."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        self._finish(self._end or PeerError("the desk is closed"))

    # --- what others wait for ---------------------------------------------------------------------------

    def now(self) -> Instant:
        """The server's clock, as nearly as we know it."""
        return Instant(self._clock() + self._ahead)

    async def changed(self) -> None:
        """Returns after the next change of the picture or of `online`."""
        self._still_open()
        if self._change is None:
            self._change = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._change)
        self._still_open()

    async def facts(self) -> AsyncIterator[DeskFact]:
        """Every fact about this agent from now on, once each, over reconnects too."""
        self._still_open()
        ear: asyncio.Queue[DeskFact | None] = asyncio.Queue()
        self._ears.add(ear)
        try:
            while (frame := await ear.get()) is not None:
                yield frame
        finally:
            self._ears.discard(ear)
        self._still_open()

    async def request(self, request: Request) -> Answer:
        """The server's one answer; until it comes the request is sent again on each new connection."""
        self._still_open()
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[id_of(request)] = waiting
        self._unanswered.add(request)
        await self._flush()
        return await waiting

    # --- the connection ---------------------------------------------------------------------------------

    async def _stay_connected(self) -> None:
        dice = Random()
        waits = pauses(dice)
        while True:
            try:
                heard = self._picture.heard
                async with link(self._api, Role.AGENT, self.name, after=heard) as (socket, welcome):
                    waits = pauses(dice)
                    await self._live(socket, welcome)
            except Lost as error:
                self._went_offline(str(error))
                await asyncio.sleep(next(waits))
            except RingpostError as error:
                self._finish(error)
                return

    async def _live(self, socket: ClientConnection, welcome: Welcome) -> None:
        self._picture.begin(welcome)
        self._ahead, self.centre, self.notice = welcome.now - self._clock(), welcome.centre, welcome.trouble
        self._unanswered.relinked()
        self._socket, self.online, self.trouble = socket, True, ""
        self._say_changed()
        await self._flush()
        while True:
            self._take(await receive(socket))

    def _take(self, frame: ServerFrame) -> None:
        if isinstance(frame, DeskFact) and self._picture.take(frame):
            for ear in self._ears:
                ear.put_nowait(frame)
            self._say_changed()
        elif isinstance(frame, Notice):
            self.notice = frame.trouble
            self._say_changed()
        elif isinstance(frame, Answer) and self._unanswered.settle(frame):
            waiting = self._answers.pop(frame.id)
            if not waiting.done():  # whoever asked may be gone
                waiting.set_result(frame)

    async def _flush(self) -> None:
        while self._socket is not None and (request := self._unanswered.next()) is not None:
            try:
                await send(self._socket, request)
            except ConnectionClosed:  # the reading side meets the same, and connects again
                return

    def _went_offline(self, trouble: str) -> None:
        self._socket, self.online, self.trouble = None, False, trouble
        self._say_changed()

    def _say_changed(self) -> None:
        if self._change is not None:
            self._change.set_result(None)
        self._change = None

    def _finish(self, error: RingpostError) -> None:
        self._end = error
        self._went_offline(str(error))
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(error)
        self._answers.clear()
        for ear in self._ears:
            ear.put_nowait(None)

    def _still_open(self) -> None:
        if self._end is not None:
            raise self._end
