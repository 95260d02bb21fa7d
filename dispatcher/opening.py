"""Letters opened over HTTP: their files and their HTML; and files handed in to go out with an answer.

Who may: the agent with whom a contact of the letter's conversation is, and supervisors who may see it.
"""

import asyncio
import mimetypes
from functools import partial
from sqlite3 import Connection
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from dispatcher.access.http import Asker
from dispatcher.access.people import AccessError, Identity, Role, seated
from dispatcher.folders.query import may_see
from dispatcher.mail.answering import held
from dispatcher.mail.answering.enclosed import Enclosed, EnclosingError, clean_name
from dispatcher.mail.outgoing.letter import File
from dispatcher.mail.reading.inside import FRAME, file_in, page_of, picture_kind
from dispatcher.mail.room import MailRoom
from dispatcher.service import Service
from dispatcher.vocabulary import AgentId, ContactId, MessageId

LONGEST: Final = 300
SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# What a browser may be told a download is: nothing that it would open as a page of ours.
PLAIN: Final = frozenset(
    {"application/pdf", "application/zip", "image/gif", "image/jpeg", "image/png", "image/webp", "text/csv"}
)
ANYTHING: Final = "application/octet-stream"

Whose = Annotated[str, Query(max_length=80, description="Whose desk, for the owner; an agent has her own.")]


class FileCard(BaseModel):
    """A file that goes out with an answer; `size` is in bytes."""

    id: str
    name: str
    kind: str
    size: int


class FileCards(BaseModel):
    """All files that go out with an answer."""

    files: list[FileCard]


def opening_router(service: Service, room: MailRoom) -> APIRouter:
    """The routes under /v1/letters and /v1/answers."""
    router = APIRouter(prefix="/v1", tags=["letters"])
    rights = Rights(service)

    @router.get("/letters/{message}/files/{place}", response_class=Response)
    async def file(
        message: str, place: int, asker: Asker, agent: Whose = "", inline: bool = False
    ) -> Response:
        """A file that came with this message, to be saved; `inline` shows it if it is a harmless picture."""
        raw = await rights.raw(MessageId(message), asker, agent)
        found = await asyncio.to_thread(file_in, raw, place)
        if found is None:
            raise HTTPException(404, "this message has no such file")
        picture = picture_kind(found.content) if inline else None
        kind = picture or (found.kind if found.kind in PLAIN else ANYTHING)
        headers = {**SAFE, "Content-Disposition": disposition(found.name, inline=picture is not None)}
        headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return Response(found.content, media_type=kind, headers=headers)

    @router.get("/letters/{message}/page", response_class=Response)
    async def page(message: str, asker: Asker, agent: Whose = "", pictures: bool = False) -> Response:
        """The message's HTML, cleaned, as a page that runs nothing; `pictures` are those from elsewhere."""
        raw = await rights.raw(MessageId(message), asker, agent)
        found = await asyncio.to_thread(page_of, raw, pictures=pictures)
        if found is None:
            raise HTTPException(404, "this message has no HTML")
        policy = FRAME.format(remote=" http: https:" if pictures else "")
        return Response(
            found, media_type="text/html; charset=utf-8", headers={**SAFE, "Content-Security-Policy": policy}
        )

    @router.post("/answers/{contact}/files", status_code=201, response_model=FileCards)
    async def enclose(
        contact: str,
        request: Request,
        asker: Asker,
        file: Annotated[str, Query(alias="id", min_length=1, max_length=64)],
        name: Annotated[str, Query(min_length=1, max_length=LONGEST)],
        agent: Whose = "",
    ) -> FileCards | JSONResponse:
        """Have a file, the body, go out with the answer on this contact. The same `id` again is no second."""
        rights.holds(ContactId(contact), asker, agent)
        clean = clean_name(name)
        content = await _body(request, room.largest_file)
        try:
            whole = File(name=clean, kind=kind_of_name(clean), content=content)
            files = await room.enclose(ContactId(contact), file, whole)
        except EnclosingError as error:
            return JSONResponse({"code": error.code, "detail": str(error)}, 422)
        return FileCards(files=[_card(one) for one in files])

    return router


class Rights:
    """Who may open which letter."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def raw(self, message: MessageId, asker: Identity, agent: str) -> bytes:
        """The bytes of this message.

        Raises:
            AccessError: `unknown_contact`, there is none that this asker may open.
        """
        found = await self._service.read(partial(_kept, message=message))
        if found is None or not self._may_open(found[1], asker, agent):
            raise AccessError("unknown_contact", "no such message is in a conversation of yours")
        return found[0]

    def _may_open(self, conversation: str, asker: Identity, agent: str) -> bool:
        state = self._service.state
        mine = [one for one in state.contacts.values() if one.conversation == conversation]
        if asker.role in (Role.SUPERVISOR, Role.ADMIN) and not agent:
            teams = asker.teams if asker.role is Role.SUPERVISOR else frozenset()
            return any(may_see(one, teams, state) for one in mine)
        hers = seated(asker, Role.AGENT, AgentId(agent) if agent else None).agent
        return any(one.agent == hers and one.id in state.agents[hers].contacts for one in mine if hers)

    def holds(self, contact: ContactId, asker: Identity, agent: str) -> None:
        """Is this contact in her hands?

        Raises:
            AccessError: `unknown_contact`, it is not.
        """
        hers = seated(asker, Role.AGENT, AgentId(agent) if agent else None).agent
        known = self._service.state.agents.get(hers) if hers is not None else None
        if known is None or contact not in known.contacts:
            raise AccessError("unknown_contact", f"{contact!r} is not with you")


def _kept(connection: Connection, message: MessageId) -> tuple[bytes, str] | None:
    """The bytes and the conversation of a message, or of an answer that waits to be approved."""
    row: tuple[bytes, str] | None = connection.execute(
        "SELECT raw, conversation FROM mail_message WHERE id = ? AND conversation NOTNULL", (message,)
    ).fetchone()
    return row or held.raw_of(connection, message)


async def _body(request: Request, largest: int) -> bytes:
    """The body, read no further than the bound."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413, f"a file may have {largest} bytes ([mail] file_size)")
    return bytes(body)


def kind_of_name(name: str) -> str:
    """The media type that files of this name have; what nobody knows is bytes."""
    return mimetypes.guess_type(name, strict=True)[0] or ANYTHING


def disposition(name: str, *, inline: bool) -> str:
    """How a browser takes the file, and under which name in whatever script (RFC 6266)."""
    return f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(clean_name(name), safe='')}"


def _card(file: Enclosed) -> FileCard:
    return FileCard(id=file.id, name=file.name, kind=file.kind, size=file.size)
