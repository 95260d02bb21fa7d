"""Letters about alarms, over HTTP: the dashboard says what happened, the centre file says to whom."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, StringConstraints

from dispatcher.access.http import Asker
from dispatcher.alerts import AlertRule
from dispatcher.mail import store
from dispatcher.mail.answering.compose import notice
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.settings import Mailbox
from dispatcher.service import Service
from dispatcher.vocabulary import Instant, MessageId

Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\r\n]*$")]


class AlarmLetter(BaseModel):
    """What to write to those that the rule names. Two with the same `key` are one letter."""

    key: Line
    rule: Line
    subject: Line
    text: Annotated[str, StringConstraints(max_length=10_000)]


class Queued(BaseModel):
    """How many letters are on their way because of this request."""

    letters: int


def alarm_router(
    service: Service, rules: Sequence[AlertRule], mailbox: Mailbox | None, wake: Callable[[], None]
) -> APIRouter:
    """The route /v1/alerts/letters, for the centre's own dashboard alone; `wake` sends what is queued."""
    router = APIRouter(prefix="/v1", tags=["alerts"])
    written_to = {rule.name: rule.email for rule in rules}

    @router.post("/alerts/letters", status_code=202)
    async def letters(asked: AlarmLetter, asker: Asker) -> Queued:
        """Queue a letter to each address of the rule. Sending it twice is sending it once."""
        if not asker.owner:
            raise HTTPException(403, "only the centre's own dashboard writes of alarms")
        addresses = written_to.get(asked.rule, ())
        if mailbox is None or not addresses:
            raise HTTPException(409, f"nobody is written to for alerts.{asked.rule}")
        write = partial(_queue, asked=asked, addresses=addresses, mailbox=mailbox, now=service.clock())
        queued = await service.write(write)
        wake()
        return Queued(letters=queued)

    return router


def _queue(
    connection: sqlite3.Connection,
    asked: AlarmLetter,
    addresses: Sequence[str],
    mailbox: Mailbox,
    now: Instant,
) -> int:
    ids = {address: MessageId(digest("alarm", address, asked.key)) for address in addresses}
    fresh = [(address, id_) for address, id_ in ids.items() if not _known(connection, id_)]
    for address, id_ in fresh:
        letter = notice(
            id_=id_,
            key=store.key(connection),
            mailbox=mailbox,
            recipient=address,
            subject=asked.subject,
            text=asked.text,
            at=now,
        )
        outbox.add_notice(connection, letter, at=now)
    return len(fresh)


def _known(connection: sqlite3.Connection, id_: MessageId) -> bool:
    found = connection.execute("SELECT 1 FROM mail_message WHERE id = ?", (id_,)).fetchone()
    return found is not None
