"""The report as a letter, by the server that takes the centre's other letters."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path

import aiosmtplib

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.outgoing.smtp import connect
from dispatcher.mail.settings import MailSettings
from dispatcher.mail.tokens import token_sources

KINDS = {".html": ("text", "html"), ".pdf": ("application", "pdf")}


def letter(sender: str, to: list[str], subject: str, name: str, body: bytes) -> EmailMessage:
    """The report as an attachment. It says that a machine sent it (RFC 3834), so that no machine answers."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(addr_spec=sender)
    message["To"] = [Address(addr_spec=address) for address in to]
    message["Subject"] = subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(f"{subject}\n")
    main, sub = KINDS[Path(name).suffix]
    said = {"charset": "utf-8"} if main == "text" else {}
    message.add_attachment(body, maintype=main, subtype=sub, filename=name, params=said)
    return message


async def post(mail: MailSettings, message: EmailMessage, to: list[str]) -> None:
    """Hand the letter over; once, and it is said when it does not go.

    Raises:
        OwnerError: the centre sends no mail.
        PeerError: the server does not take it.
    """
    if mail.smtp is None:
        raise OwnerError("the centre sends no mail: [mail.smtp] is missing")
    tokens = token_sources(mail.sign_ins)
    try:
        client = await connect(mail.smtp, tokens[mail.smtp.oauth.id] if mail.smtp.oauth else None)
        try:
            await client.sendmail("", to, message.as_bytes())
        finally:
            client.close()
    except (aiosmtplib.SMTPException, OSError) as error:
        raise PeerError(f"{mail.smtp.host} does not take the report: {error}") from error
