"""The demo's customers who write: real messages, sent by SMTP or to the API, and their own mail server.

Their server takes our replies by SMTP, as any customer's would; some of them write back on the same thread,
and some whom an article did not help follow the link in it and say so.
"""

import asyncio
import contextlib
import email
import random
import re
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any, Final, cast

import aiosmtplib
import httpx
from aiosmtpd.smtp import SMTP, Envelope, Session

from dashboard.demo.letters import ASKED, LETTERS, Text
from dispatcher import logs

DOMAIN: Final = "customers.example"
REGULARS: Final = 12  # people who write each kind of letter, so that they come again
WRITE_BACK: Final = 0.3  # share of answers that do not settle the matter
NOT_HELPED: Final = 0.2  # of articles that do not: a page takes so many an hour from one address
NO_HELP: Final = re.compile(r"https?://\S+/faq/no-help/\S+")  # the link in a prepared answer
RETRY: Final = 3.0  # s between tries while the centre does not take mail

Send = Callable[[EmailMessage], Awaitable[None]]
Press = Callable[[str], Awaitable[None]]
"""Presses the button of the page at this address."""

log = logs.named(__name__)


def first_letter(text: Text, to: str, dice: random.Random) -> EmailMessage:
    """A customer opens a matter; most have written before, but who only asks something is new each time."""
    number = dice.randrange(10**6, 10**7) if text in ASKED else dice.randrange(REGULARS)
    sender = f"c{LETTERS.index(text) * REGULARS + number:03d}@{DOMAIN}"
    return _message(text, to, sender, text.subject, text.body)


def letter_back(text: Text, answer: EmailMessage, to: str) -> EmailMessage:
    """The customer answers our answer, on its thread (RFC 5322, 3.6.4)."""
    message = _message(text, to, str(answer["To"]), f"Re: {text.subject}", text.again)
    message["In-Reply-To"] = str(answer["Message-ID"])
    message["References"] = f"{answer.get('References', '')} {answer['Message-ID']}".strip()
    return message


def _message(text: Text, to: str, sender: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"{text.name} <{parseaddr(sender)[1]}>"
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=DOMAIN)
    message.set_content(body + "\n")
    return message


def by_api(client: httpx.AsyncClient) -> Send:
    """Post the message straight in: the same intake as from a mailbox."""

    async def send(message: EmailMessage) -> None:
        answer = await client.post("/v1/mail", content=bytes(message))
        answer.raise_for_status()

    return send


def by_smtp(host: str, port: int) -> Send:
    """Send it to a mail server, which puts it into the centre's mailbox."""

    async def send(message: EmailMessage) -> None:
        await aiosmtplib.send(message, hostname=host, port=port)

    return send


def by_browser(client: httpx.AsyncClient) -> Press:
    """Press as a browser does; a page that is not there just now is left alone."""

    async def press(address: str) -> None:
        with contextlib.suppress(httpx.HTTPError):
            await client.post(address)

    return press


async def write(to: str, send: Send, *, per_hour: float, dice: random.Random) -> None:
    """One letter of each kind lies there already; then customers write at random, for ever."""
    for text in LETTERS:
        await _until_taken(send, first_letter(text, to, dice))
    while True:
        await asyncio.sleep(dice.expovariate(per_hour) * 3600)
        await _until_taken(send, first_letter(dice.choice(LETTERS), to, dice))


async def _until_taken(send: Send, message: EmailMessage) -> None:
    while True:
        try:
            return await send(message)
        except (httpx.HTTPError, aiosmtplib.SMTPException, OSError) as error:
            log.info("the centre takes no mail just now; trying again", error=logs.cause(error))
            await asyncio.sleep(RETRY)


class CustomersMailServer:
    """Takes what the centre sends to its customers, by SMTP, and lets some of them write back."""

    def __init__(self, to: str, send: Send, press: Press, *, dice: random.Random, pause: float) -> None:
        self._to, self._send, self._press, self._dice, self._pause = to, send, press, dice, pause
        self._letters: set[asyncio.Task[None]] = set()

    async def listen(self, host: str, port: int) -> None:
        """Take mail until cancelled."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(self, enable_SMTPUTF8=True, loop=loop), host, port)
        async with server:
            await server.serve_forever()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Aiosmtpd calls this for every message."""
        raw = cast("bytes", envelope.content)
        answer = email.message_from_bytes(raw, policy=default)
        if (reaction := self._reaction(answer)) is not None:
            task = asyncio.create_task(reaction)
            self._letters.add(task)
            task.add_done_callback(self._letters.discard)
        return "250 OK"

    def _reaction(self, answer: EmailMessage) -> Coroutine[Any, Any, None] | None:
        """What a customer does about an answer that settles nothing; None: it does, or she waits on."""
        luck = self._dice.random()
        if answer.get("Auto-Submitted", "no") != "no":
            link = NO_HELP.search(answer.get_content())
            return self._say_no(link[0]) if link and luck < NOT_HELPED else None
        first = not str(answer.get("Subject", "")).lower().startswith("re: re:")
        return self._write_back(answer) if first and luck < WRITE_BACK else None

    async def _pauses(self) -> None:
        await asyncio.sleep(self._dice.expovariate(1 / self._pause))

    async def _say_no(self, link: str) -> None:
        await self._pauses()
        await self._press(link)

    async def _write_back(self, answer: EmailMessage) -> None:
        await self._pauses()
        subject = str(answer.get("Subject", ""))
        text = next((t for t in LETTERS if t.subject in subject), None)
        if text is not None:
            await _until_taken(self._send, letter_back(text, answer, self._to))
