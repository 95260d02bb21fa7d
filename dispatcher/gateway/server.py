"""The thin WebSocket server around `session`: one reader and one writer a client.

A client that reads too slowly is cut off and resumes; nobody waits for it. When an agent connects a second
time, the first connection is told so and closed.
"""

import asyncio
import logging
import socket
import sqlite3
import uuid
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from http import HTTPStatus

from msgspec import structs
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from dispatcher.codec import encode
from dispatcher.commands import ConnectAgent, DisconnectAgent
from dispatcher.errors import JournalError, NotDurableError
from dispatcher.events import CommandRefused, NumberedFact
from dispatcher.gateway.cards import places
from dispatcher.gateway.client import Client
from dispatcher.gateway.frames import (
    Ack,
    Ask,
    Beat,
    Fault,
    Letter,
    MessageCard,
    Proposal,
    Read,
    Refused,
    Returned,
    Saved,
    SaveDraft,
    SendReply,
    ServerFrame,
    Whither,
)
from dispatcher.gateway.session import SessionEndedError, Wish, greet
from dispatcher.mail.held import Held
from dispatcher.mail.room import MailRoom
from dispatcher.mail.store import Message
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, CommandId, ContactId

LARGEST_FRAME = 1 << 20  # bytes: a long email's draft fits, a flood does not
HELLO_TIME = 10.0  # s a stranger has to say who it is
WAITING_FRAMES = 2_000  # frames a client may be behind before it is cut off
PAGE = 1_000  # facts read from the journal at once for a client that resumes
RETRY = 1.0  # s between tries to say that an agent is gone
LONGEST_RESUME = 50_000  # facts an agent may have missed; beyond, her picture alone is sent

log = logging.getLogger(__name__)


class Gateway:
    """Everybody who is connected."""

    def __init__(
        self,
        service: Service,
        mail: MailRoom,
        *,
        key: str = "",
        hello_time: float = HELLO_TIME,
        waiting_frames: int = WAITING_FRAMES,
    ) -> None:
        self._service, self._mail, self._key = service, mail, key
        self._hello_time, self._waiting_frames = hello_time, waiting_frames
        self._clients: set[Client] = set()
        self._desks: dict[AgentId, Client] = {}
        self._errands: set[asyncio.Task[None]] = set()
        service.listen(self._hear)

    @property
    def clients(self) -> int:
        """How many are connected."""
        return len(self._clients)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        state, roster = self._service.state, self._service.roster
        for client in self._clients:
            for frame in client.session.hear(facts, state, roster):
                client.send(frame)

    async def handle(self, socket: ServerConnection) -> None:
        """Look after one connection from its hello to its end."""
        try:
            async with asyncio.timeout(self._hello_time):
                session = greet(await socket.recv(), state=self._service.state, key=self._key)
        except (SessionEndedError, TimeoutError) as error:
            code = getattr(error, "code", "no_hello")
            await _end(socket, code, str(error) or "no hello came in time")
            return
        except ConnectionClosed:
            return
        await self._attend(Client(socket, session, self._waiting_frames))

    async def _attend(self, client: Client) -> None:
        writer = asyncio.create_task(client.write())
        try:
            await self._take_desk(client)
            await self._catch_up(client)
            async for message in client.socket:
                if not self._seated(client):
                    break  # whoever was taken over acts no more
                await self._serve(client, message)
                await client.drained()  # who does not read the answers may not ask on
        except ConnectionClosed:
            pass
        except (sqlite3.Error, JournalError) as error:
            log.error("a client is let go, to come back: %s", error)
        finally:
            self._clients.discard(client)
            writer.cancel()
            await self._leave_desk(client)

    # --- desks ------------------------------------------------------------------------------------------

    def _seated(self, client: Client) -> bool:
        agent = client.session.agent
        return agent is None or self._desks.get(agent) is client

    async def _take_desk(self, client: Client) -> None:
        agent = client.session.agent
        if agent is None:
            return
        # Nothing is awaited between the change of desks and the request: both have the same order.
        before, self._desks[agent] = self._desks.get(agent), client
        if before is not None:
            self._clients.discard(before)
            # The old connection may be dead and never answer; the new one does not wait for it.
            self._start(_end(before.socket, "taken_over", "this desk was opened somewhere else"))
        await self._service.submit(ConnectAgent(id=_own_id(), agent=agent))

    async def _leave_desk(self, client: Client) -> None:
        if client.session.agent is not None:
            await asyncio.wait([self._start(self._tell_left(client.session.agent, client))], timeout=RETRY)

    async def _tell_left(self, agent: AgentId, client: Client) -> None:
        """Have the engine know that she is gone, however long the disk is full."""
        while self._desks.get(agent) is client:
            try:
                await self._service.submit(DisconnectAgent(id=_own_id(), agent=agent))
            except NotDurableError:
                await asyncio.sleep(RETRY)
            except JournalError:
                return  # the centre stops; when it is back, nobody is connected
            else:
                if self._desks.get(agent) is client:
                    del self._desks[agent]

    def _start(self, errand: Coroutine[None, None, None]) -> "asyncio.Task[None]":
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
        client.send(session.welcome(service.state, service.roster, number=stands_at, now=service.clock()))
        while number < service.last and await client.drained():
            page = await service.facts(after=number, limit=min(PAGE, self._waiting_frames))
            for frame in session.hear(page, service.state, service.roster):
                client.send(frame)
            number = page[-1].number
        self._clients.add(client)

    # --- what a client wants ----------------------------------------------------------------------------

    async def _serve(self, client: Client, message: str | bytes) -> None:
        wish = client.session.receive(message)
        try:
            answer = wish if isinstance(wish, Refused) else await self._grant(client, wish)
        except NotDurableError:  # the service says why, once
            answer = Refused(id=_id(wish), reason="not_durable", detail="it could not be written; try again")
        except JournalError:
            raise
        except Exception:  # our own fault; asked again on the next connection it would only fail again
            log.exception("a request failed")
            answer = Refused(id=_id(wish), reason="failed", detail="this failed on our side; see our log")
        client.send(answer)

    async def _grant(self, client: Client, wish: Wish) -> ServerFrame:
        agent = client.session.agent
        assert agent is not None, "a watcher has no wishes"
        if isinstance(wish, Ask):
            command = structs.replace(wish.command, id=client.session.own_id(wish.command.id))
            return _answer(wish.command.id, await self._service.submit(command))
        if isinstance(wish, Beat):
            return Ack(id=wish.id, number=self._service.last)
        if not self._holds(agent, wish.contact):
            return Refused(id=wish.id, reason="not_yours", detail=f"{wish.contact!r} is not with you")
        match wish:
            case Read():
                return await self._letter(wish)
            case SaveDraft():
                return await self._save(wish)
            case SendReply():
                id_ = client.session.own_id(wish.id)
                outcome = await self._mail.send_reply(agent, wish.contact, wish.text, id_)
                return _answer(wish.id, outcome)
            case Whither():
                return places(self._service.state, self._service.roster, wish.contact, wish.id)

    def _holds(self, agent: AgentId, contact: ContactId) -> bool:
        return contact in self._service.state.agents[agent].contacts

    async def _letter(self, wish: Read) -> Letter:
        about = self._service.state.contacts[wish.contact].approves
        thread, draft, version = await self._mail.read(wish.contact, about=about)
        held = await self._mail.held(about or wish.contact)
        return Letter(
            id=wish.id,
            contact=wish.contact,
            messages=tuple(map(_message, thread)),
            draft=draft,
            version=version,
            proposal=self._proposal(held) if about else None,
            returned=self._returned(held),
        )

    def _proposal(self, held: Held | None) -> Proposal | None:
        if held is None or held.returned_by is not None:
            return None
        return Proposal(author=self._name(held.author), at=held.at, text=held.text)

    def _returned(self, held: Held | None) -> Returned | None:
        if held is None or held.returned_by is None:
            return None
        return Returned(by=self._name(held.returned_by), comment=held.comment)

    def _name(self, agent: AgentId) -> str:
        """Her name; her id once she has left the centre."""
        known = self._service.state.rules.agents.get(agent)
        return known.name if known is not None else agent

    async def _save(self, wish: SaveDraft) -> ServerFrame:
        version = await self._mail.save_draft(wish.contact, wish.text, wish.version)
        if version is None:
            detail = "this draft was changed somewhere else since; read it again, nothing was overwritten"
            return Refused(id=wish.id, reason="stale_draft", detail=detail)
        return Saved(id=wish.id, contact=wish.contact, version=version)


def _message(message: Message) -> MessageCard:
    return MessageCard(
        id=message.id,
        at=message.at,
        incoming=message.incoming,
        automatic=message.automatic,
        sender=message.sender,
        subject=message.subject,
        text=message.text,
    )


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


async def _end(socket: ServerConnection, code: str, detail: str) -> None:
    try:
        await socket.send(encode(Fault(code=code, detail=detail)), text=True)
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
