"""The ledger over HTTP: its lines, a message's raw source, and what a person does about one."""

import re
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.intake.arrival import Verdict
from dispatcher.mail.intake.rules import Judgement
from dispatcher.mail.ledger import entries
from dispatcher.mail.ledger.entries import MOST, SHOWN, Entry, Wanted
from dispatcher.service import Service
from dispatcher.vocabulary import Instant

# Control characters, and overrides that make a text read backwards.
_ACTS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

LetIn = Callable[[str, str, str], Awaitable[Verdict | None]]
"""Lets in a message, for a request, by a person; None: it is fetched anew."""


class Line(BaseModel):
    """What became of one message; instants in microseconds since 1970, sizes in bytes.

    `rule` is the word of the rule that decided, `why` a sentence about what could not be let in. Of what is
    not `whole` only the headers are kept. `dropped` is when a person dropped it.
    """

    message: str
    at: int
    verdict: Judgement
    rule: str
    sender: str
    subject: str
    mailbox: str
    folder: str
    size: int
    contact: str | None
    why: str
    whole: bool
    dropped: int | None


class Lines(BaseModel):
    """Some lines, newest first; the `counts` of all by verdict; `next` is what `after` asks for more by.

    `mailboxes` are all that letters ever came by.
    """

    lines: list[Line]
    counts: dict[Judgement, int]
    mailboxes: list[str]
    next: str | None


class Source(BaseModel):
    """The beginning of a message as it came, as text: what is not UTF-8 is shown as U+FFFD."""

    line: Line
    text: str
    whole: bool


class Done(BaseModel):
    """What became of a message that was let in; `fetched_anew`: at the next look into its mailbox."""

    message: str
    verdict: Judgement | None = None
    rule: str = ""
    detail: str = ""
    contact: str | None = None
    fetched_anew: bool = False


def ledger_router(service: Service, let_in: LetIn) -> APIRouter:
    """The routes under /v1/ledger."""
    router = APIRouter(prefix="/v1/ledger", tags=["mail"])

    @router.get("")
    async def lines(
        verdict: Judgement | None = None,
        mailbox: Annotated[str, Query(max_length=80)] = "",
        sender: Annotated[str, Query(max_length=320, description="A part of the address.")] = "",
        since: Annotated[int | None, Query(description="Microseconds since 1970.")] = None,
        before: Annotated[int | None, Query(description="Microseconds since 1970.")] = None,
        dropped: Annotated[bool, Query(description="Those that a person dropped, too.")] = False,
        after: Annotated[str, Query(max_length=40, description="The `next` of the page before.")] = "",
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    ) -> Lines:
        """What became of the messages that came in, newest first."""
        wanted = Wanted(
            verdict=verdict,
            mailbox=mailbox,
            sender=sender,
            since=_instant(since),
            before=_instant(before),
            dropped=dropped,
            after=after,
            limit=limit,
        )
        found = await service.read(partial(entries.entries, wanted=wanted))
        counted = await service.read(partial(entries.counts, wanted=wanted))
        return Lines(
            lines=[_line(one) for one in found],
            counts={Judgement(verdict): many for verdict, many in counted.items()},
            mailboxes=await service.read(entries.mailboxes),
            next=found[-1].place if len(found) == limit else None,
        )

    @router.get("/{message}")
    async def source(message: str) -> Source:
        """One message: its line, and its source from the beginning, so far as it is shown."""
        line = await _found(service, message)
        raw = await service.read(partial(entries.raw_of, message=message)) or b""
        return Source(line=_line(line), text=_text(raw), whole=len(raw) == line.size)

    @router.post("/{message}/let-in")
    async def again(message: str, request: Request) -> Done:
        """What was quarantined is tried once more; what was set apart is a customer's after all."""
        await _found(service, message)
        try:
            verdict = await let_in(message, str(uuid.uuid4()), request.state.identity.user)
        except (PeerError, OwnerError) as error:
            raise HTTPException(409, str(error)) from error
        return _done(message, verdict)

    @router.post("/{message}/drop")
    async def drop(message: str) -> Line:
        """It needs nobody's eye any more. It is kept, and can be taken up again."""
        return await _drop(service, message, service.clock())

    @router.post("/{message}/undrop")
    async def undrop(message: str) -> Line:
        """Take it up again."""
        return await _drop(service, message, None)

    return router


async def _found(service: Service, message: str) -> Entry:
    found = await service.read(partial(entries.entry, message=message))
    if found is None:
        raise HTTPException(404, "no such message came in")
    return found


async def _drop(service: Service, message: str, at: Instant | None) -> Line:
    await _found(service, message)
    if not await service.write(partial(entries.drop, message=message, at=at)):
        raise HTTPException(409, "only what is quarantined can be dropped")
    return _line(await _found(service, message))


def _line(entry: Entry) -> Line:
    return Line(
        **{name: getattr(entry, name) for name in Line.model_fields if name != "verdict"},
        verdict=Judgement(entry.verdict),
    )


def _text(raw: bytes) -> str:
    """As text that can do nothing: no control characters but tabs and ends of lines."""
    text = raw[:SHOWN].decode("utf-8", "replace").replace("\r\n", "\n")
    return _ACTS.sub("\N{REPLACEMENT CHARACTER}", text)


def _done(message: str, verdict: Verdict | None) -> Done:
    if verdict is None:
        return Done(message=message, fetched_anew=True)
    return Done(
        message=message,
        verdict=verdict.judgement,
        rule=verdict.rule,
        detail=verdict.detail,
        contact=verdict.contact,
    )


def _instant(said: int | None) -> Instant | None:
    return None if said is None else Instant(said)
