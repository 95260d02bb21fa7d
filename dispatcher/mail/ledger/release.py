"""A person has a message let in that was set apart: once more through the same intake, and no other way."""

import sqlite3
from collections.abc import Awaitable
from functools import partial
from typing import Protocol

from dispatcher import logs
from dispatcher.errors import PeerError
from dispatcher.mail import store, sweep
from dispatcher.mail.intake.arrival import Again, Verdict
from dispatcher.mail.intake.rules import Judgement
from dispatcher.mail.store import Source
from dispatcher.service import Service
from dispatcher.vocabulary import MessageId

log = logs.named(__name__)


class Take(Protocol):
    """Lets one message in, as `taking.take` does."""

    def __call__(self, source: Source, raw: bytes, again: Again | None = None) -> Awaitable[Verdict]:
        """What became of it."""


async def let_in(service: Service, take: Take, message: str, request: str, by: str) -> Verdict | None:
    """Judge it again. What a rule set apart is a customer's now, says whoever asks; what was quarantined is
    tried once more. None: only its headers are kept, so it is fetched anew from its mailbox.

    Raises:
        PeerError: there is no such message, or it cannot be let in; the message says why.
        NotDurableError: the store cannot be written; nothing happened.
    """
    found = await service.read(partial(_kept, message=message))
    if found is None:
        raise PeerError(f"no message {message!r} came in")
    source, raw, judgement, whole = found
    if judgement is not Judgement.QUARANTINED and not judgement.may_come_in:
        raise PeerError(f"a message that is {judgement} cannot be let in")
    log.info("a message is let in by a person", message=message, was=judgement, by=by)
    if not whole:
        await service.write(partial(_fetch_anew, message=MessageId(message), source=source))
        return None
    vouched = judgement.may_come_in
    return await take(source, raw, Again(request=request, message=MessageId(message), vouched=vouched))


def _kept(connection: sqlite3.Connection, message: str) -> tuple[Source, bytes, Judgement, bool] | None:
    row = connection.execute(
        "SELECT account, folder, uidvalidity, uid, raw, verdict, coalesce(whole, 1) FROM mail_message"
        " LEFT JOIN mail_set_aside ON message = id WHERE id = ? AND direction = 'in'",
        (message,),
    ).fetchone()
    if row is None:
        return None
    account, folder, uidvalidity, uid, raw, verdict, whole = row
    source = Source(account=account, folder=folder, uidvalidity=uidvalidity, uid=uid)
    return source, raw, Judgement(verdict), bool(whole)


def _fetch_anew(connection: sqlite3.Connection, message: MessageId, source: Source) -> None:
    """It is in hand again, as if it had never been dealt with.

    Raises:
        PeerError: it came straight in, so there is nowhere to fetch it from.
    """
    if source.uid is None:
        raise PeerError("only its headers are kept, and it came straight in: have it sent again")
    store.forget(connection, message)
    sweep.again(connection, source)
