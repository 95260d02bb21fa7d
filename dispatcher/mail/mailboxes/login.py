"""Into a folder: greeting, password or token, folder; and whose fault it is when one of them fails."""

import asyncio
import re
import ssl
from functools import partial
from typing import Any, Final

from aioimaplib import aioimaplib

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.cancellation import surely
from dispatcher.mail.mailboxes.imap import CALL, Connection, said, where
from dispatcher.mail.mailboxes.names import listed, nearest, wired
from dispatcher.mail.settings import Mailbox
from dispatcher.mail.tokens import TokenSource

_UIDVALIDITY: Final = re.compile(rb"\[UIDVALIDITY (\d+)\]", re.IGNORECASE)


class WrongPasswordError(OwnerError):
    """The server knows the user no more, or not by this password or token."""


async def connect(
    mailbox: Mailbox, folder: str, tokens: TokenSource | None = None, *, answer: float = CALL
) -> Connection:
    """The mailbox, logged in and this folder selected. A token that is refused is replaced once.

    Args:
        mailbox: whose server and account.
        folder: the folder's name as people write it.
        tokens: whence tokens come, for a mailbox with `oauth`.
        answer: seconds the server has for an answer of a few lines.

    Raises:
        WrongPasswordError: the server does not let us in.
        SignInRefusedError: no token is to be had until somebody signs in again.
        OwnerError: there is no such folder, or TLS cannot be agreed on.
        PeerError: the server, or that of the tokens, is not there, or does not answer.
    """
    if tokens is None:
        return await _connect(mailbox, folder, "", answer)
    token = await tokens.token()
    try:
        return await _connect(mailbox, folder, token, answer)
    except WrongPasswordError:  # It may have been taken back, or ended before it was said to.
        tokens.spent(token)
        return await _connect(mailbox, folder, await tokens.token(), answer)


async def _connect(mailbox: Mailbox, folder: str, token: str, answer: float) -> Connection:
    lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    client = _client(mailbox, lost, answer)
    connection = Connection(mailbox, client, lost, answer)
    try:
        await _greet(mailbox, client, lost, answer)
        await _log_in(mailbox, token, connection, client)
        await _select(mailbox, folder, connection, client)
    except BaseException:
        connection.close()
        raise
    return connection


def _client(mailbox: Mailbox, lost: "asyncio.Future[None]", answer: float) -> Any:
    at = {"host": mailbox.host, "port": mailbox.port, "timeout": answer}
    client = (
        aioimaplib.IMAP4_SSL(**at, ssl_context=_trust(mailbox)) if mailbox.tls else aioimaplib.IMAP4(**at)
    )
    client.protocol.conn_lost_cb = partial(_lose, lost)
    _concede_refusals(client)
    return client


def _trust(mailbox: Mailbox) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=mailbox.ca_file)
    except (OSError, ssl.SSLError) as error:
        file, why = str(mailbox.ca_file), error.strerror or error
        raise OwnerError(f"{where(mailbox)}: ca_file {file!r} holds no certificates ({why})") from error


def _concede_refusals(client: Any) -> None:
    """A refused token is explained first, and the refusal waits for an empty line of ours (Google, Dovecot).

    The library writes none, and would wait for ever.
    """
    go_on = client.protocol._continuation

    def both(line: bytes) -> None:
        pending = client.protocol.pending_sync_command
        if pending is not None and pending.name == "AUTHENTICATE":
            client.protocol.transport.write(b"\r\n")
        go_on(line)

    client.protocol._continuation = both


async def _greet(mailbox: Mailbox, client: Any, lost: "asyncio.Future[None]", answer: float) -> None:
    try:
        await surely(_hello(mailbox, client, lost))
    except ssl.SSLCertVerificationError as error:
        raise OwnerError(
            f"{where(mailbox)}: its certificate is not trusted ({error.verify_message});"
            " change host to the name it is for, or name who signed it with ca_file"
        ) from error
    except ssl.SSLError as error:
        raise OwnerError(
            f"{where(mailbox)}: TLS failed ({error.reason}); change host, port or tls"
        ) from error
    except TimeoutError as error:
        raise PeerError(f"{where(mailbox)} did not greet within {answer:g} s") from error
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise PeerError(f"{where(mailbox)} cannot be reached: {why}") from error


async def _hello(mailbox: Mailbox, client: Any, lost: "asyncio.Future[None]") -> None:
    """The greeting, unless the server ends the connection first: the library would wait to the end."""
    hello = asyncio.ensure_future(client.wait_hello_from_server())
    try:
        await asyncio.wait({hello, lost}, return_when=asyncio.FIRST_COMPLETED)
        if not hello.done():
            raise PeerError(f"{where(mailbox)} closed the connection before it greeted")
        await hello
    finally:
        hello.cancel()


async def _log_in(mailbox: Mailbox, token: str, connection: Connection, client: Any) -> None:
    if token:
        call, way = client.xoauth2(mailbox.user, token), "a token of its sign-in; let user read this mailbox"
    else:
        call, way = client.login(aioimaplib.quoted(mailbox.user), mailbox.password), "password"
    response = await connection.bounded(call)
    if response.result != "OK":
        raise WrongPasswordError(
            f"{where(mailbox)} does not accept user and {way}"
            f" ({said(response.lines)}){'' if token else '; change them'}"
        )
    await connection.bounded(client.protocol.capability())


async def _select(mailbox: Mailbox, folder: str, connection: Connection, client: Any) -> None:
    response = await connection.bounded(client.select(aioimaplib.quoted(wired(folder))))
    if response.result != "OK":
        raise OwnerError(await _no_folder(mailbox, folder, connection, client, said(response.lines)))
    found = _UIDVALIDITY.search(b" ".join(response.lines))
    if found is None:
        raise PeerError(f"{where(mailbox)} gives no UIDVALIDITY; its UIDs cannot be relied on")
    connection.uidvalidity = int(found[1])


async def _no_folder(mailbox: Mailbox, folder: str, connection: Connection, client: Any, why: str) -> str:
    """What is wrong, and the folders that were likely meant, if the server tells their names."""
    try:
        response = await connection.bounded(client.list('""', '"*"'))
        near = nearest(folder, listed(response.lines))
    except PeerError:  # A thousand folders are more than the library can read.
        near = []
    meant = f"; there is {', '.join(map(repr, near))}: change folders" if near else "; change folders"
    return f"{where(mailbox)} has no folder {folder!r} ({why}){meant}"


def _lose(lost: "asyncio.Future[None]", _: Exception | None) -> None:
    if not lost.done():
        lost.set_result(None)
