"""The thin WebSocket server around `session`: one reader and one writer a client.

A client that reads too slowly is cut off and resumes; nobody waits for it. When an agent connects a second
time, the first connection is told so and closed.
"""

import asyncio
import logging
import socket
import sqlite3
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from http import HTTPStatus

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from dispatcher.commands import ConnectAgent, DisconnectAgent
from dispatcher.events import CommandRefused, NumberedFact
from dispatcher.gateway.frames import (
    Ack,
    Ask,
    Fault,
    Letter,
    MessageCard,
    Read,
    Refused,
    Saved,
    SaveDraft,
    SendReply,
    ServerFrame,
)
from dispatcher.gateway.session import Session, SessionEndedError, Wish, encode, greet
from dispatcher.mail.room import MailRoom
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, CommandId, ContactId

LARGEST_FRAME = 1 << 20  # bytes: a long email's draft fits, a flood does not
HELLO_TIME = 10.0  # s a stranger has to say who it is
WAITING_FRAMES = 2_000  # frames a client may be behind before it is cut off
PAGE = 1_000  # facts read from the journal at once for a client that resumes
LONGEST_RESUME = 50_000  # facts an agent may have missed; beyond, her picture alone is sent

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Client:
    """A connected client: its session, and the frames on their way to it."""

    socket: ServerConnection
    session: Session
    outbox: asyncio.Queue[ServerFrame]
    number: int = 0

    def send(self, frame: ServerFrame) -> None:
        """Queue a frame; a client that is too far behind is cut off, and will resume."""
        try:
            self.outbox.put_nowait(frame)
        except asyncio.QueueFull:
            log.warning("a client reads too slowly and is cut off; it resumes where it was")
            self.socket.transport.abort()


class Gateway:
    """Everybody who is connected."""

    def __init__(self, service: Service, mail: MailRoom, *, key: str = "") -> None:
        self._service, self._mail, self._key = service, mail, key
        self._clients: set[Client] = set()
        self._desks: dict[AgentId, Client] = {}
        service.listen(self._hear)

    @property
    def clients(self) -> int:
        """How many are connected."""
        return len(self._clients)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        for client in self._clients:
            for frame in client.session.hear(facts, self._service.state):
                client.send(frame)

    async def handle(self, socket: ServerConnection) -> None:
        """Look after one connection from its hello to its end."""
        try:
            async with asyncio.timeout(HELLO_TIME):
                session = greet(await socket.recv(), state=self._service.state, key=self._key)
        except (SessionEndedError, TimeoutError) as error:
            code = getattr(error, "code", "no_hello")
            await _end(socket, code, str(error) or "no hello came within ten seconds")
            return
        except ConnectionClosed:
            return
        await self._attend(Client(socket, session, asyncio.Queue(WAITING_FRAMES)))

    async def _attend(self, client: Client) -> None:
        agent = client.session.agent
        if agent is not None:
            await self._take_desk(agent, client)
        writer = asyncio.create_task(_write(client))
        try:
            await self._catch_up(client)
            async for message in client.socket:
                await self._serve(client, message)
        except ConnectionClosed:
            pass
        finally:
            self._clients.discard(client)
            writer.cancel()
            await self._leave_desk(agent, client)

    async def _take_desk(self, agent: AgentId, client: Client) -> None:
        before = self._desks.get(agent)
        self._desks[agent] = client
        if before is not None:
            self._clients.discard(before)
            await _end(before.socket, "taken_over", "this desk was opened somewhere else")
        await self._service.submit(ConnectAgent(id=_own_id(), agent=agent))

    async def _leave_desk(self, agent: AgentId | None, client: Client) -> None:
        if agent is not None and self._desks.get(agent) is client:
            del self._desks[agent]
            await asyncio.shield(self._service.submit(DisconnectAgent(id=_own_id(), agent=agent)))

    async def _catch_up(self, client: Client) -> None:
        """Welcome, then what was missed, then live; from the last page on without a gap."""
        session, service = client.session, self._service
        if session.agent is not None:
            client.send(session.welcome(service.state, number=service.last, now=service.clock()))
            self._clients.add(client)
            await self._missed(client, session.after, service.last)
            return
        number = service.last if session.after is None else min(session.after, service.last)
        client.send(session.welcome(service.state, number=number, now=service.clock()))
        while number < service.last:
            page = await service.facts(after=number, limit=PAGE)
            await client.outbox.join()  # history goes at the client's own pace
            client.send(session.hear(page, service.state)[0])
            number = page[-1].number
        self._clients.add(client)

    async def _missed(self, client: Client, after: int | None, until: int) -> None:
        if after is None or until - after > LONGEST_RESUME:
            return
        while after < until:
            page = await self._service.facts(after=after, limit=min(PAGE, until - after))
            for frame in client.session.hear(page, self._service.state):
                client.send(frame)
            after = page[-1].number

    async def _serve(self, client: Client, message: str | bytes) -> None:
        wish = client.session.receive(message)
        try:
            answer = wish if isinstance(wish, Refused) else await self._grant(client, wish)
        except sqlite3.Error as error:
            log.error("a request could not be written: %s", error)
            answer = Refused(id=_id(wish), reason="not_durable", detail="it could not be written; try again")
        client.send(answer)

    async def _grant(self, client: Client, wish: Wish) -> ServerFrame:
        agent = client.session.agent
        assert agent is not None, "a watcher has no wishes"
        if isinstance(wish, Ask):
            return _answer(wish.command.id, await self._service.submit(wish.command))
        if not self._holds(agent, wish.contact):
            return Refused(id=wish.id, reason="not_yours", detail=f"{wish.contact!r} is not with you")
        match wish:
            case Read():
                return await self._letter(wish)
            case SaveDraft():
                return await self._save(wish)
            case SendReply():
                outcome = await self._mail.send_reply(agent, wish.contact, wish.text, CommandId(wish.id))
                return _answer(wish.id, outcome)

    def _holds(self, agent: AgentId, contact: ContactId) -> bool:
        return contact in self._service.state.agents[agent].contacts

    async def _letter(self, wish: Read) -> Letter:
        thread, draft, version = await self._mail.read(wish.contact)
        cards = tuple(
            MessageCard(
                id=m.id,
                at=m.at,
                incoming=m.incoming,
                automatic=m.automatic,
                sender=m.sender,
                subject=m.subject,
                text=m.text,
            )
            for m in thread
        )
        return Letter(id=wish.id, contact=wish.contact, messages=cards, draft=draft, version=version)

    async def _save(self, wish: SaveDraft) -> ServerFrame:
        version = await self._mail.save_draft(wish.contact, wish.text, wish.version)
        if version is None:
            detail = "this draft was changed somewhere else since; read it again, nothing was overwritten"
            return Refused(id=wish.id, reason="stale_draft", detail=detail)
        return Saved(id=wish.id, contact=wish.contact, version=version)


def gateway_server(
    gateway: Gateway, listening: socket.socket, origins: Sequence[str]
) -> AbstractAsyncContextManager[Server]:
    """Serve on this socket, as `async with`. Pages connect from `origins` only; programs send no Origin."""
    return serve(
        gateway.handle,
        sock=listening,
        max_size=LARGEST_FRAME,
        ping_interval=10,
        ping_timeout=20,
        compression=None,  # small frames: the memory of a compressor a client is not worth it
        process_request=_origin_check(frozenset(origins)),
        server_header=None,
    )


def _origin_check(
    origins: frozenset[str],
) -> Callable[[ServerConnection, Request], Response | None]:
    def check(connection: ServerConnection, request: Request) -> Response | None:
        origin = request.headers.get("Origin")
        if origin is None or origin in origins:
            return None
        log.warning("a page of another origin tried to connect and was refused")
        text = f"pages of {origin} may not connect; name them in [service] origins\n"
        return connection.respond(HTTPStatus.FORBIDDEN, text)

    return check


async def _write(client: Client) -> None:
    try:
        while True:
            frame = await client.outbox.get()
            await client.socket.send(encode(frame))
            client.outbox.task_done()
    except ConnectionClosed:
        pass


async def _end(socket: ServerConnection, code: str, detail: str) -> None:
    try:
        await socket.send(encode(Fault(code=code, detail=detail)))
        await socket.close(1008, code)
    except ConnectionClosed:
        pass


def _answer(id_: str, outcome: Outcome) -> Ack | Refused:
    refused: CommandRefused | None = outcome.refused
    if refused is not None:
        return Refused(id=id_, reason=refused.reason, detail=refused.detail)
    return Ack(id=id_, number=outcome.last)


def _id(wish: Wish | Refused) -> str:
    return wish.command.id if isinstance(wish, Ask) else wish.id


def _own_id() -> CommandId:
    return CommandId(f"gateway:{uuid.uuid4()}")
