"""A customer says that a prepared answer did not help: her letter comes before a person, once."""

import sqlite3
from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.commands import AdmitContact, RefuseAnswer
from dispatcher.customers.arriving import Customers
from dispatcher.errors import PeerError
from dispatcher.events import CommandRefused, Event
from dispatcher.mail import store
from dispatcher.mail.identity import refused_answer
from dispatcher.mail.outgoing.returned import Ours, QueueOf, letter_of_ours
from dispatcher.mail.reading.language import language
from dispatcher.service import Service
from dispatcher.vocabulary import CommandId, ContactId, MessageId, QueueId


class ForgedError(PeerError):
    """We never sent an answer with this token."""


class Refusal(BaseModel):
    """What the link in a prepared answer ends with."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=200)


def refusal_router(service: Service, customers: Customers, queue_of: QueueOf) -> APIRouter:
    """The route /v1/refusals."""
    router = APIRouter(prefix="/v1", tags=["mail"])

    @router.post("/refusals", status_code=204)
    async def refuse_it(refusal: Refusal) -> None:
        """A prepared answer did not help; saying so again changes nothing."""
        try:
            await refuse(service, customers, queue_of, refusal.token)
        except ForgedError as error:
            raise HTTPException(404, str(error)) from error

    return router


async def refuse(service: Service, customers: Customers, queue_of: QueueOf, token: str) -> None:
    """Bring the letter before a person: its contact into the line again, or a new one when it is closed.

    Raises:
        ForgedError: no answer of ours has this token.
        NotDurableError: the store cannot be written; ask again.
    """
    ours = await service.read(partial(_answer, token=token))
    if ours is None:
        raise ForgedError("no prepared answer of ours has this token")
    if await service.read(partial(_refused, message=ours.message)):
        return
    keep = partial(_remember, ours.message)
    if ours.contact in service.state.contacts:
        id_ = CommandId(f"refused:{ours.message}")
        await service.submit(RefuseAnswer(id=id_, contact=ours.contact, message=ours.message), keep)
    elif (queue := queue_of(ours.sender)) is not None:
        await customers.admit(_anew(ours, queue), ours.recipient, keep=keep)


def _anew(ours: Ours, queue: QueueId) -> AdmitContact:
    """The same letter again, as it was closed because nobody said anything."""
    return AdmitContact(
        id=CommandId(f"refused-late:{ours.message}"),
        contact=ContactId(f"again-{ours.message[:12]}"),
        queue=queue,
        subject=ours.subject,
        language=language(f"{ours.subject}\n{ours.text}"),
        conversation=ours.conversation,
        follows=ours.contact,
        message=ours.message,
    )


def _answer(connection: sqlite3.Connection, token: str) -> Ours | None:
    message = refused_answer(token, store.key(connection))
    return None if message is None else letter_of_ours(connection, message)


def _refused(connection: sqlite3.Connection, message: MessageId) -> bool:
    row = connection.execute("SELECT 1 FROM mail_refused WHERE message = ?", (message,)).fetchone()
    return row is not None


def _remember(message: MessageId, connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
    """Said once is said; a contact that a person has already needs no second telling either."""
    at = facts[0].at
    if not isinstance(facts[0], CommandRefused):
        connection.execute("INSERT OR IGNORE INTO mail_refused VALUES (?, ?)", (message, at))
