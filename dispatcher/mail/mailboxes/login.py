"""Into a mailbox: greeting, password, folder; and whose fault it is when one of them fails."""

import asyncio
import re
import ssl
from functools import partial
from typing import Any, Final

from aioimaplib import aioimaplib

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.cancellation import surely
from dispatcher.mail.mailboxes.imap import CALL, Connection, said, where
from dispatcher.mail.settings import Mailbox

_UIDVALIDITY: Final = re.compile(rb"\[UIDVALIDITY (\d+)\]", re.IGNORECASE)


class WrongPasswordError(OwnerError):
    """The server knows the user no more, or not by this password."""


async def connect(mailbox: Mailbox) -> Connection:
    """The mailbox, logged in and its folder selected.

    Raises:
        WrongPasswordError: the server does not let us in.
        OwnerError: there is no such folder, or TLS cannot be agreed on.
        PeerError: the server is not there, or does not answer.
    """
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    client = _client(mailbox, lost)
    connection = Connection(mailbox, client, lost)
    try:
        await _greet(mailbox, client)
        await _log_in(mailbox, connection, client)
        await _select(mailbox, connection, client)
    except BaseException:
        connection.close()
        raise
    return connection


def _client(mailbox: Mailbox, lost: "asyncio.Future[None]") -> Any:
    kind = aioimaplib.IMAP4_SSL if mailbox.tls else aioimaplib.IMAP4
    client = kind(host=mailbox.host, port=mailbox.port, timeout=CALL)
    client.protocol.conn_lost_cb = partial(_lose, lost)
    return client


async def _greet(mailbox: Mailbox, client: Any) -> None:
    try:
        await surely(client.wait_hello_from_server())
    except ssl.SSLError as error:
        raise OwnerError(
            f"{where(mailbox)}: TLS failed ({error.reason}); change host, port or tls"
        ) from error
    except TimeoutError as error:
        raise PeerError(f"{where(mailbox)} did not greet within {CALL:.0f} s") from error
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise PeerError(f"{where(mailbox)} cannot be reached: {why}") from error


async def _log_in(mailbox: Mailbox, connection: Connection, client: Any) -> None:
    response = await connection.bounded(client.login(aioimaplib.quoted(mailbox.user), mailbox.password), CALL)
    if response.result != "OK":
        raise WrongPasswordError(
            f"{where(mailbox)} does not accept user and password ({said(response.lines)}); change them"
        )
    await connection.bounded(client.protocol.capability(), CALL)


async def _select(mailbox: Mailbox, connection: Connection, client: Any) -> None:
    response = await connection.bounded(client.select(aioimaplib.quoted(_utf7(mailbox.folder))), CALL)
    if response.result != "OK":
        raise OwnerError(f"{where(mailbox)} has no folder {mailbox.folder!r} ({said(response.lines)})")
    found = _UIDVALIDITY.search(b" ".join(response.lines))
    if found is None:
        raise PeerError(f"{where(mailbox)} gives no UIDVALIDITY; its UIDs cannot be relied on")
    connection.uidvalidity = int(found[1])


def _lose(lost: "asyncio.Future[None]", _: Exception | None) -> None:
    if not lost.done():
        lost.set_result(None)


def _utf7(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, section 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", name.replace("&", "&-"))
    return "".join(piece if piece.isascii() else _utf7_piece(piece) for piece in pieces)


def _utf7_piece(text: str) -> str:
    return "&" + text.encode("utf-7").decode()[1:].rstrip("-").replace("/", ",") + "-"
