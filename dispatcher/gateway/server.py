"""The thin WebSocket server around `session`: one reader and one writer a client.

A client that reads too slowly is cut off and resumes; nobody waits for it. When an agent connects a second
time, the first connection is told so and closed.
"""

import asyncio
import socket
import ssl
import uuid
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from dispatcher import logs
from dispatcher.access.door import Door
from dispatcher.access.people import SOCKETS, AccessError
from dispatcher.commands import ConnectAgent, DisconnectAgent
from dispatcher.dossiers.room import Dossiers
from dispatcher.errors import JournalError, NotDurableError
from dispatcher.events import NumberedFact
from dispatcher.gateway.client import Client, end
from dispatcher.gateway.crowd import Crowd
from dispatcher.gateway.customerframes import AskCrm
from dispatcher.gateway.frames import FaultCode, Notice, Refused
from dispatcher.gateway.session import Session, SessionEndedError, Wish, hello_in
from dispatcher.gateway.wishes import Wishes
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, CommandId

LARGEST_FRAME = 1 << 20  # bytes: a long email's draft fits, a flood does not
HELLO_TIME = 10.0  # s a stranger has to say who it is
MOST_STRANGERS = 1_000  # connections that have not said who they are
WAITING_FRAMES = 2_000  # frames a client may be behind before it is cut off
PAGE = 1_000  # facts read from the journal at once for a client that resumes
RETRY = 1.0  # s between tries to say that an agent is gone
LONGEST_RESUME = 50_000  # facts an agent may have missed; beyond, her picture alone is sent

log = logs.named(__name__)


class Gateway:
    """Lets clients in, and serves each from its hello to its end. `refusals` counts them by their code."""

    def __init__(
        self,
        service: Service,
        mail: MailRoom,
        door: Door,
        *,
        dossiers: Dossiers | None = None,
        hello_time: float = HELLO_TIME,
        waiting_frames: int = WAITING_FRAMES,
    ) -> None:
        self._service, self._door, self._customers = service, door, mail.customers
        self._wishes = Wishes(service, mail, dossiers or Dossiers(service, mail))
        self._hello_time, self._waiting_frames = hello_time, waiting_frames
        self._strangers = 0
        self._desks: dict[AgentId, Client] = {}
        self._trunks: dict[str, Client] = {}
        self._errands: set[asyncio.Task[object]] = set()
        self.crowd = Crowd()
        self.refusals: Counter[str] = Counter()
        self.cut_off = 0
        service.listen(self._hear)
        service.on_trouble(self.crowd.warn)
        door.users.listen(self._throw_out)

    @property
    def connected(self) -> Mapping[str, int]:
        """How many are connected, by role."""
        there = self.crowd.by_role()
        return {role: there[role] for role in SOCKETS}

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        self.crowd.tell(facts, self._service.state, self._service.roster)

    # --- coming and going -------------------------------------------------------------------------------

    async def handle(self, socket: ServerConnection) -> None:
        """Look after one connection from its hello to its end."""
        try:
            client = Client(socket, await self._greeted(socket), self._waiting_frames)
            self.crowd.come(client)
        except SessionEndedError as error:
            await self._refuse(socket, error.code, str(error))
        except ConnectionClosed as closed:
            self._count(closed)
        else:
            await self._attend(client)

    async def _greeted(self, socket: ServerConnection) -> Session:
        """Whoever says a hello with a good ticket, in time.

        Raises:
            SessionEndedError: it did not.
        """
        if self._strangers >= MOST_STRANGERS:
            raise SessionEndedError(FaultCode.FULL, "too many come at once; try again")
        self._strangers += 1
        try:
            async with asyncio.timeout(self._hello_time):
                hello = hello_in(await socket.recv())
            return Session(self._door.redeem(hello.ticket), hello.after, self._customers.directory)
        except TimeoutError:
            raise SessionEndedError(FaultCode.NO_HELLO, "no hello came in time") from None
        except AccessError as error:
            raise SessionEndedError(FaultCode(error.code), str(error)) from error
        finally:
            self._strangers -= 1

    async def _refuse(self, socket: ServerConnection, code: FaultCode, detail: str) -> None:
        self.refusals[code] += 1
        await end(socket, code, detail)

    def _count(self, closed: ConnectionClosed) -> None:
        """A frame above LARGEST_FRAME is refused below us, by its close code."""
        if closed.sent is not None and closed.sent.code == CloseCode.MESSAGE_TOO_BIG:
            self.refusals["too_large"] += 1

    async def _attend(self, client: Client) -> None:
        writer = asyncio.create_task(client.write())
        try:
            await self._take_desk(client)
            await self._catch_up(client)
            async for message in client.socket:
                if client.lost:
                    break  # whoever was thrown out or taken over acts no more
                await self._serve(client, message)
                await client.drained()  # who does not read the answers may not ask on
        except ConnectionClosed as closed:
            self._count(closed)
        except SessionEndedError as error:
            await self._refuse(client.socket, error.code, str(error))
        except JournalError as error:
            log.error("a client is let go, to come back", error=logs.cause(error))
        finally:
            self._gone(client)
            writer.cancel()
            await self._leave_desk(client)

    def _gone(self, client: Client) -> None:
        user = client.session.who.user
        if self._trunks.get(user) is client:
            del self._trunks[user]
        self.crowd.go(client)
        self.cut_off += client.slow

    def _throw_out(self, user: str) -> None:
        """This user's connections end at once: it was disabled, or may do something else now."""
        for client in self.crowd.of_user(user):
            why = "this user may not come in any more, or has to log in anew"
            self._show_out(client, FaultCode.LOGGED_OUT, why)

    def _show_out(self, client: Client, code: FaultCode, why: str) -> None:
        """End this connection at once. It may be dead, or rude; nobody waits for its answer."""
        self.crowd.hush(client)
        client.give_up()
        self._start(client.end(code, why))

    # --- desks ------------------------------------------------------------------------------------------

    async def _take_desk(self, client: Client) -> None:
        agent = client.session.agent
        if client.session.trunk is not None:  # two connections of one PBX would both ring its phones
            user = client.session.who.user
            before, self._trunks[user] = self._trunks.get(user), client
            self._take_over(before, "this PBX connected a second time")
        if agent is None:
            return
        # Nothing is awaited between the change of desks and the request: both have the same order.
        before, self._desks[agent] = self._desks.get(agent), client
        self._take_over(before, "this desk was opened somewhere else")
        try:
            await self._service.submit(ConnectAgent(id=_own_id(), agent=agent))
        except NotDurableError:  # she may look at what is in hand; it is told as soon as it can be
            self._start(self._tell(ConnectAgent, agent, client))

    def _take_over(self, before: Client | None, why: str) -> None:
        """End the connection that was there before."""
        if before is not None:
            self._show_out(before, FaultCode.TAKEN_OVER, why)

    async def _leave_desk(self, client: Client) -> None:
        if client.session.agent is not None:
            await asyncio.wait([self._start(self._tell_left(client.session.agent, client))], timeout=RETRY)

    async def _tell_left(self, agent: AgentId, client: Client) -> None:
        if await self._tell(DisconnectAgent, agent, client) and self._desks.get(agent) is client:
            del self._desks[agent]

    async def _tell(self, what: type[ConnectAgent | DisconnectAgent], agent: AgentId, client: Client) -> bool:
        """Have the engine know that she is there or gone, however long the disk is full.

        False when that is no longer so, or the centre stops: when it is back, nobody is connected.
        """
        leaving = what is DisconnectAgent
        while self._desks.get(agent) is client and (leaving or client in self.crowd):
            try:
                await self._service.submit(what(id=_own_id(), agent=agent))
            except NotDurableError:
                await asyncio.sleep(RETRY)
            except JournalError:
                return False
            else:
                return True
        return False

    def _start(self, errand: Coroutine[Any, Any, object]) -> "asyncio.Task[object]":
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    # --- what a client hears ----------------------------------------------------------------------------

    async def _catch_up(self, client: Client) -> None:
        """Welcome, then what was missed, then live: in order, without a gap, at the client's own pace."""
        session, service = client.session, self._service
        number = session.start(service.last, longest=LONGEST_RESUME)
        stands_at = service.last if session.agent is not None else number
        trouble = service.trouble
        client.send(
            session.welcome(
                service.state,
                service.roster,
                number=stands_at,
                now=service.clock(),
                trouble=trouble,
            )
        )
        if (calls := session.open_calls(service.state, service.last)) is not None:
            client.send(calls)
        while number < service.last and await client.drained():
            page = await service.facts(after=number, limit=min(PAGE, self._waiting_frames))
            for frame in session.hear(page, service.state, service.roster):
                client.send(frame)
            number = page[-1].number
        if not client.lost:
            self.crowd.listen(client)
            if service.trouble != trouble:
                client.send(Notice(trouble=service.trouble))

    # --- what a client wants ----------------------------------------------------------------------------

    async def _serve(self, client: Client, message: str | bytes) -> None:
        wish = client.session.receive(message, self._service.state)
        if isinstance(wish, AskCrm) and self._wishes.asks_elsewhere:
            self._ask_elsewhere(client, wish)
        else:
            await self._answer(client, wish)

    def _ask_elsewhere(self, client: Client, wish: AskCrm) -> None:
        """Another system may be slow: whatever else the client wants is not kept waiting by it."""
        if client.asks is not None and not client.asks.done():
            client.send(Refused(id=wish.id, reason="busy", detail="one question at a time"))
            return
        client.asks = self._start(self._answer(client, wish))

    async def _answer(self, client: Client, wish: Wish | Refused) -> None:
        answer = wish if isinstance(wish, Refused) else await self._wishes.grant(client.session, wish)
        if isinstance(answer, Refused):
            self.refusals[answer.reason] += 1
        client.send(answer)


def gateway_server(
    gateway: Gateway, listening: socket.socket, origins: Sequence[str], *, tls: ssl.SSLContext | None = None
) -> AbstractAsyncContextManager[Server]:
    """Serve on this socket, as `async with`. Pages connect from `origins` only; programs send no Origin."""
    return serve(
        gateway.handle,
        sock=listening,
        ssl=tls,
        max_size=LARGEST_FRAME,
        ping_interval=10,
        ping_timeout=20,
        compression=None,  # small frames: the memory of a compressor a client is not worth it
        process_request=_origin_check(frozenset(origins), gateway.refusals),
        server_header=None,
    )


def _origin_check(
    origins: frozenset[str], refusals: Counter[str]
) -> Callable[[ServerConnection, Request], Response | None]:
    def check(connection: ServerConnection, request: Request) -> Response | None:
        origin = request.headers.get("Origin")
        if origin is None or origin in origins:
            return None
        refusals["origin"] += 1
        log.warning("a page of another origin tried to connect and was refused")
        text = f"pages of {origin} may not connect; name them in [service] origins\n"
        return connection.respond(HTTPStatus.FORBIDDEN, text)

    return check


def _own_id() -> CommandId:
    return CommandId(f"gateway:{uuid.uuid4()}")
