"""A mailbox over IMAP: six questions, each bounded in time. aioimaplib is fenced in here (and in `login`).

What the fence is for (aioimaplib 2.0.3): a response of a thousand lines kills its parser and leaves the
caller waiting for ever; a lost connection wakes nobody; news that come with another answer are dropped; user
and folder names are sent unquoted; at INFO its log quotes mail. So answers are asked for in small pieces,
every call races the clock and the connection's end, and after any trouble the connection is thrown away.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeVar

from aioimaplib import aioimaplib

from dispatcher.errors import PeerError
from dispatcher.mail.settings import Mailbox

CHUNK: Final = 200  # UIDs asked about at once: two frames of recursion each, of Python's thousand.
CALL: Final = 30.0  # Seconds for an answer of a few lines.
BODY: Final = 6  # Times as long for a whole message: 25 MB over 1.2 Mbit/s.

_UID: Final = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
_QUOTED_BODY: Final = re.compile(
    rb'BODY\[[^\]]*\](?:<0>)? (?:NIL|"((?:[^"\\]|\\.)*)")', re.IGNORECASE | re.DOTALL
)

T = TypeVar("T")

# It writes whole responses, customers' words among them, at INFO and DEBUG.
logging.getLogger("aioimaplib.aioimaplib").setLevel(logging.ERROR)


class ClosedError(PeerError):
    """The server ended the connection, as some do every hour."""


class Connection:
    """An open mailbox. After any `PeerError` it is of no more use: close it and open another."""

    def __init__(self, mailbox: Mailbox, client: Any, lost: "asyncio.Future[None]", answer: float) -> None:
        self._mailbox, self._client, self._lost, self._answer = mailbox, client, lost, answer
        self._news = False
        self.uidvalidity = 0
        _overhear(client, self._hear)

    def _hear(self, line: bytes) -> None:
        self._news = self._news or line.rstrip().upper().endswith(b" EXISTS")

    async def uids_above(self, uid: int) -> list[int]:
        """The UIDs above `uid`, ascending."""
        self._news = False
        response = await self._ask(self._client.uid_search("UID", f"{uid + 1}:*", charset=None))
        words = b" ".join(line for line in response.lines[:-1] if isinstance(line, bytes)).split()
        # "n:*" names the last message even when it is below n (RFC 3501, section 6.4.8).
        return sorted({int(word) for word in words if word.isdigit() and int(word) > uid})

    async def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The size of each of these messages, in bytes; one that is gone is left out."""
        assert len(uids) <= CHUNK
        response = await self._ask(self._client.uid("fetch", ",".join(map(str, uids)), "(UID RFC822.SIZE)"))
        found = (
            (_UID.search(line), _SIZE.search(line)) for line in response.lines if isinstance(line, bytes)
        )
        return {int(uid[1]): int(size[1]) for uid, size in found if uid and size}

    async def body(self, uid: int) -> bytes | None:
        """The whole message, unflagged; None when it is gone."""
        return await self._section(uid, "BODY.PEEK[]")

    async def headers(self, uid: int, limit: int) -> bytes | None:
        """Its headers, at most `limit` bytes of them; None when it is gone."""
        return await self._section(uid, f"BODY.PEEK[HEADER]<0.{limit}>")

    async def _section(self, uid: int, section: str) -> bytes | None:
        response = await self._ask(self._client.uid("fetch", str(uid), f"(UID {section})"), BODY)
        return _literal(response.lines)

    async def flag_seen(self, uids: Sequence[int]) -> None:
        """Mark these as read at the server, if the server lets us."""
        assert len(uids) <= CHUNK
        if uids:
            numbers = ",".join(map(str, uids))
            await self.bounded(self._client.uid("store", numbers, "+FLAGS.SILENT", r"(\Seen)"))

    async def wait(self, seconds: float) -> None:
        """Until the server says that something is new, or `seconds` are over. A hint only: ask afterwards."""
        if self._news:
            return
        if not self._client.has_capability("IDLE"):
            await asyncio.wait({self._lost}, timeout=seconds)
            self._check()
            return
        idle = await self.bounded(self._client.idle_start(timeout=seconds + self._answer))
        await self._pushed(seconds)
        self._client.idle_done()
        await self.bounded(idle)

    async def _pushed(self, seconds: float) -> None:
        push = asyncio.ensure_future(self._client.protocol.idle_queue.get())
        try:
            await asyncio.wait({push, self._lost}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            push.cancel()
        self._check()

    def close(self) -> None:
        """Hang up. Nobody waits for goodbyes."""
        if (transport := self._client.protocol.transport) is not None:
            transport.abort()

    async def _ask(self, call: Awaitable[Any], times: int = 1) -> Any:
        """The response to a command the server obeyed.

        Raises:
            PeerError: it did not, or it did not answer in time, or the line is lost.
        """
        response = await self.bounded(call, times)
        if response.result != "OK":
            raise PeerError(f"{where(self._mailbox)} refused a request: {said(response.lines)}")
        return response

    async def bounded(self, call: Awaitable[T], times: int = 1) -> T:
        """The call's result, unless the clock or the connection's end comes first.

        The clock gives it so many times as long as an answer of a few lines.
        """
        seconds = self._answer * times
        task = asyncio.ensure_future(call)
        either: set[asyncio.Future[Any]] = {task, self._lost}
        try:
            await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                return task.result()
        except (aioimaplib.AioImapException, OSError, ValueError) as error:
            raise PeerError(f"{where(self._mailbox)} broke off: {type(error).__name__}") from error
        finally:
            task.cancel()
        self._check()
        raise PeerError(f"{where(self._mailbox)} did not answer within {seconds:g} s")

    def _check(self) -> None:
        if self._lost.done():
            raise ClosedError(f"{where(self._mailbox)} closed the connection")


def _literal(lines: Sequence[bytes | bytearray]) -> bytes | None:
    """A FETCH response's one body. Servers may send a short one quoted, and an empty one as NIL."""
    for line in lines:
        if isinstance(line, bytearray):
            return bytes(line)
    for line in lines:
        if found := _QUOTED_BODY.search(line):
            return re.sub(rb"\\(.)", rb"\1", found[1] or b"")
    return None


def where(mailbox: Mailbox) -> str:
    """The mailbox as the owner knows it, to begin a sentence with."""
    return f"mailbox {mailbox.id!r} at {mailbox.host}:{mailbox.port}"


def said(lines: Sequence[bytes | bytearray]) -> str:
    """The server's own words, at most a line of them."""
    return b" ".join(map(bytes, lines)).decode("utf-8", "replace").strip()[:200]


def _overhear(client: Any, hear: Callable[[bytes], None]) -> None:
    """Have `hear` called with every untagged line too: EXISTS beside another answer is lost otherwise."""
    respond = client.protocol._untagged_response

    def both(line: bytes) -> Any:
        hear(line)
        return respond(line)

    client.protocol._untagged_response = both
