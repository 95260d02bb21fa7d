"""The mail servers: reached, logged in to, and left alone; and until when their certificates hold."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiosmtplib

from dashboard.commands.doctor.examine import Patient, found
from dispatcher.clock import wall_clock
from dispatcher.config import CentreFile
from dispatcher.errors import OwnerError, PeerError, RingpostError
from dispatcher.findings import Finding
from dispatcher.logs import cause
from dispatcher.mail.mailboxes.login import connect
from dispatcher.mail.outgoing.smtp import connect as connect_smtp
from dispatcher.mail.settings import Mailbox
from dispatcher.mail.tokens import SignInRefusedError, TokenSource, token_sources
from dispatcher.vocabulary import DAY, SECOND

ANSWER: Final = 10.0  # s for a mail server
SIGN_IN: Final = "sign in again: docs/how-to/connect-a-mailbox.md"
SOON: Final = 14  # days: whoever renews by hand needs some
SIGNED_BY_ITSELF: Final = 18  # X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT
TELL: Final = "give its file to each client, with --trust or RINGPOST_TRUST, or have it signed"


async def mailboxes(patient: Patient) -> Sequence[Finding]:
    """Each mailbox lets us in, by password or token, and has its folders. Nothing is read or marked."""
    boxes = [box for box in patient.right.mail.mailboxes.values() if box.host]
    if not boxes:
        return found("mailboxes", "skipped", "none is fetched from; letters come in by the HTTP API")
    tokens = token_sources(patient.right.mail.sign_ins)
    each = await asyncio.gather(
        *(
            _folder(box, folder, tokens[box.oauth.id] if box.oauth else None)
            for box in boxes
            for folder in box.folders
        )
    )
    return [finding for findings in each for finding in findings]


async def _folder(mailbox: Mailbox, folder: str, tokens: TokenSource | None) -> Sequence[Finding]:
    name = f"mailbox {mailbox.id}/{folder}"
    try:
        async with asyncio.timeout(ANSWER):
            (await connect(mailbox, folder, tokens)).close()
    except TimeoutError:
        detail = f"{mailbox.host}:{mailbox.port} did not answer within {ANSWER:.0f} s"
        return found(name, "failed", detail, f"see whether [mailboxes.{mailbox.id}] host and port are right")
    except SignInRefusedError as error:
        return found(name, "failed", str(error), SIGN_IN)
    except RingpostError as error:
        ours = isinstance(error, OwnerError)
        remedy = f"change [mailboxes.{mailbox.id}]" if ours else "ask who runs that server"
        return found(name, "failed", str(error), remedy)
    return found(name, "ok", f"{mailbox.host}:{mailbox.port} lets us in, the folder is there")


async def smtp(patient: Patient) -> Sequence[Finding]:
    """The server that takes our answers lets us in. Nothing is sent."""
    server = patient.right.mail.smtp
    if server is None:
        return found("smtp", "skipped", "no server is set: answers stay in the outbox")
    at = f"{server.host}:{server.port}"
    tokens = token_sources(patient.right.mail.sign_ins)
    try:
        client = await connect_smtp(server, tokens[server.oauth.id] if server.oauth else None, answer=ANSWER)
        await client.quit()
    except SignInRefusedError as error:
        return found("smtp", "failed", str(error), SIGN_IN)
    except PeerError as error:
        return found("smtp", "failed", str(error), "ask who runs that server")
    except aiosmtplib.SMTPAuthenticationError:
        return found("smtp", "failed", f"{at} does not accept user and password", "change them in [smtp]")
    except (aiosmtplib.SMTPException, OSError) as error:
        why = cause(error.__cause__ if isinstance(error.__cause__, OSError) else error)
        return found("smtp", "failed", f"{at} does not take our mail ({why})", "see whether [smtp] is right")
    return found("smtp", "ok", f"{at} lets us in")


async def certificates(patient: Patient) -> Sequence[Finding]:
    """Those we meet, and those under which browsers meet us, hold for two weeks and more."""
    places = dict(_encrypted(patient.right))
    if not places:
        return found("certificates", "skipped", "nothing is reached by TLS")
    each = await asyncio.gather(*(_certificate(*place, places[place]) for place in sorted(places)))
    return [finding for findings in each for finding in findings]


def _encrypted(file: CentreFile) -> Iterator[tuple[tuple[str, int], Path | None]]:
    """Hosts and ports, each with the file of who signed its certificate, if that is one of the owner's."""
    if file.mail.smtp is not None and file.mail.smtp.security == "tls":
        yield (file.mail.smtp.host, file.mail.smtp.port), None
    for address in map(urlsplit, (file.service.desks, *file.service.origins)):
        if address.scheme in ("wss", "https") and address.hostname:
            yield (address.hostname, address.port or 443), None
    for box in file.mail.mailboxes.values():
        if box.host and box.tls:
            yield (box.host, box.port), box.ca_file


async def _certificate(host: str, port: int, ca_file: Path | None) -> Sequence[Finding]:
    name = f"certificate of {host}:{port}"
    try:
        async with asyncio.timeout(ANSWER):
            _, writer = await asyncio.open_connection(
                host, port, ssl=ssl.create_default_context(cafile=ca_file)
            )
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == SIGNED_BY_ITSELF:
            return found(name, "warning", "it is signed by itself: others have to be told to trust it", TELL)
        return found(
            name, "failed", f"it is not good: {error.verify_message}", "renew it, or name another host"
        )
    except (OSError, TimeoutError) as error:
        return found(name, "failed", f"it could not be looked at: {cause(error)}")
    days = _days_left(str(writer.get_extra_info("peercert")["notAfter"]))
    writer.close()
    if days < SOON:
        return found(name, "warning", f"it ends in {days} days", "renew it")
    return found(name, "ok", f"it holds for {days} days")


def _days_left(not_after: str) -> int:
    return int(ssl.cert_time_to_seconds(not_after) * SECOND - wall_clock()) // DAY
