"""A form becomes a message once, however often its button is pressed, and goes the way of all mail."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.form.letter import letter, message_id
from dispatcher.mail.form.settings import FormSettings
from dispatcher.mail.form.values import Entry, Fault, Faults, faults, tidy
from dispatcher.mail.intake.arrival import Judgement, Verdict
from dispatcher.mail.reading.fields import ACCOUNT
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.mail.store import Source
from dispatcher.service import Service
from dispatcher.vocabulary import ContactId

Take = Callable[[Source, bytes], Awaitable[Verdict]]


class UnfitError(PeerError):
    """The form is not filled in right; `faults` says where."""

    def __init__(self, found: Faults) -> None:
        super().__init__(f"not filled in right: {', '.join(found)}")
        self.faults = found


class Sent(NamedTuple):
    """What became of a form: the contact it is part of, and whether it came before."""

    contact: ContactId | None
    again: bool


class Letterbox:
    """Where filled-in forms go; `take` lets a message in.

    One at a time: the second of two clicks has to see what the first did.
    """

    def __init__(self, service: Service, settings: MailSettings, form: FormSettings, take: Take) -> None:
        self._service, self._settings, self._form, self._take = service, settings, form, take
        self._one_at_a_time = asyncio.Lock()

    async def send(self, showing: str, entry: Entry, language: str) -> Sent:
        """Let the form in that was shown as `showing`; sending it again changes nothing.

        Raises:
            UnfitError: it is not filled in right, or nobody could be answered.
            OwnerError: there is no mailbox to answer from, or the form is not open.
            NotDurableError: the store cannot be written; nothing happened.
        """
        mailbox = self._mailbox()
        entry = tidy(entry)
        if found := faults(entry, self._form, self._settings.addresses):
            raise UnfitError(found)
        async with self._one_at_a_time:
            known = await self._service.read(partial(_known, message_id=message_id(showing, mailbox)))
            return Sent(known, True) if known else await self._let_in(showing, entry, language, mailbox)

    async def _let_in(self, showing: str, entry: Entry, language: str, mailbox: Mailbox) -> Sent:
        raw = letter(
            entry,
            showing=showing,
            language=language,
            form=self._form,
            mailbox=mailbox,
            at=self._service.clock(),
        )
        verdict = await self._take(Source(account=ACCOUNT, folder=entry.category), raw)
        if verdict.judgement is Judgement.AUTOMATIC:  # such an address answers nobody: noreply@, a daemon
            raise UnfitError({"email": Fault.OUR_ADDRESS})
        return Sent(verdict.contact, False)

    def _mailbox(self) -> Mailbox:
        boxes = self._settings.mailboxes
        mailbox = boxes.get(self._form.mailbox) or next(iter(boxes.values()), None)
        if mailbox is None or not self._form.open:
            raise OwnerError("this centre has no form; set [form] open, and a mailbox that answers")
        return mailbox


def _known(connection: sqlite3.Connection, message_id: str) -> ContactId | None:
    row = connection.execute(
        "SELECT contact FROM mail_message WHERE message_id = ? AND account = ? AND contact NOTNULL",
        (message_id, ACCOUNT),
    ).fetchone()
    return ContactId(row[0]) if row else None
