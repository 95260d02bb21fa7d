"""Letters to colleagues that the centre's other processes write: a report, say. Each goes out once.

Whoever hands one in gives it a key. What an address was sent under that key is known by the letter itself,
which is kept in the transaction that queues it: asked again, after a crash of either side too, nothing more
is sent.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from dispatcher.errors import PeerError
from dispatcher.mail import store
from dispatcher.mail.answering.compose import notice
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.letter import File
from dispatcher.mail.settings import Mailbox
from dispatcher.service import Service
from dispatcher.vocabulary import Instant, MessageId

MOST = 50  # addresses, and files

Address = Annotated[str, Field(max_length=320)]
Key = Annotated[str, Field(min_length=1, max_length=200)]


class Enclosure(BaseModel):
    """A file that comes along; `kind` is its MIME type, `content` its bytes in base64."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    kind: str = Field(max_length=100, pattern=r"^[\w.+-]+/[\w.+-]+$")
    content: Base64Bytes


class Notice(BaseModel):
    """A letter to each of these addresses. `key` names it: the same one again is the same letter."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    to: list[Address] = Field(min_length=1, max_length=MOST)
    subject: str = Field(max_length=300)
    text: str = Field(max_length=20_000)
    files: list[Enclosure] = Field([], max_length=MOST)


class Told(BaseModel):
    """Who has been written to under a key; it may not have arrived yet."""

    to: list[str]


def notices_router(service: Service, mailbox: Mailbox | None, wake: Callable[[], None]) -> APIRouter:
    """The routes /v1/notices. They are written from `mailbox`; `wake` is called when there is one to send."""
    router = APIRouter(prefix="/v1/notices", tags=["mail"])

    @router.get("")
    async def told(key: Annotated[str, Query(max_length=200)], to: Annotated[list[str], Query()]) -> Told:
        """Which of these addresses have been written to under this key."""
        return Told(to=await service.read(partial(_told, key=key, to=to)))

    @router.post("", status_code=201)
    async def tell(asked: Notice) -> Told:
        """Write to those who have not been written to under this key; the answer names them."""
        if mailbox is None:
            raise HTTPException(409, "there is no mailbox to write from: add [mailboxes.<id>]")
        try:
            fresh = await service.write(partial(_queue, asked=asked, mailbox=mailbox, at=service.clock()))
        except PeerError as error:
            raise HTTPException(422, str(error)) from error
        if fresh:
            wake()
        return Told(to=fresh)

    return router


def _queue(connection: sqlite3.Connection, asked: Notice, mailbox: Mailbox, at: Instant) -> list[str]:
    """A letter to each address that has none of this key."""
    files = tuple(File(name=one.name, kind=one.kind, content=one.content) for one in asked.files)
    known = _told(connection, asked.key, asked.to)
    fresh = [address for address in dict.fromkeys(asked.to) if address not in known]
    for address in fresh:
        letter = notice(
            id_=_id(asked.key, address),
            key=store.key(connection),
            mailbox=mailbox,
            recipient=address,
            subject=asked.subject,
            text=asked.text,
            at=at,
            files=files,
        )
        outbox.add_notice(connection, letter, at=at, verdict="notice")
    return fresh


def _told(connection: sqlite3.Connection, key: str, to: Sequence[str]) -> list[str]:
    there = "SELECT 1 FROM mail_message WHERE id = ?"
    return [address for address in to if connection.execute(there, (_id(key, address),)).fetchone()]


def _id(key: str, address: str) -> MessageId:
    return MessageId(digest("notice", key, address.lower()))
