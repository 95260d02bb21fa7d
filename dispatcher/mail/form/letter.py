"""A filled-in form as the message it would be, had its customer written an email. Pure.

So everything that is done for email is done for it: threads, rules, acknowledgement, answers. The fields are
headers; `dispatcher.mail.reading.fields` reads them.
"""

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from dispatcher.mail.form.files import kind_of, safe_name
from dispatcher.mail.form.settings import FormSettings, worded
from dispatcher.mail.form.values import Entry
from dispatcher.mail.reading.fields import FIELD, LABEL
from dispatcher.mail.settings import Mailbox
from dispatcher.vocabulary import SECOND, Instant

SUBJECT: Final = 80  # characters of the text that stand in for a subject nobody wrote


def message_id(showing: str, mailbox: Mailbox) -> str:
    """The Message-ID of what comes by this form, one for each that was shown."""
    return f"<form.{showing}@{mailbox.address.rpartition('@')[2]}>"


def letter(
    entry: Entry, *, showing: str, language: str, form: FormSettings, mailbox: Mailbox, at: Instant
) -> bytes:
    """The message, from the customer to the mailbox; `entry` is tidy and has no fault."""
    message = EmailMessage(policy=SMTP)
    user, _, domain = entry.email.rpartition("@")
    message["From"] = Address(entry.name, user, domain)
    message["To"] = Address(mailbox.name, addr_spec=mailbox.address)
    message["Subject"] = entry.subject or _subject(entry, form, language)
    message["Date"] = format_datetime(datetime.fromtimestamp(at // SECOND, UTC))
    message["Message-ID"] = message_id(showing, mailbox)
    message["Content-Language"] = language
    _put_fields(message, entry, form, language)
    message.set_content(entry.text + "\n")
    _attach(message, entry)
    return bytes(message)


def _subject(entry: Entry, form: FormSettings, language: str) -> str:
    """What the letter is about, for want of a subject: its category, and how it begins."""
    category = form.category(entry.category)
    about = f"{worded(category.label, language)}: " if category else ""
    return (about + " ".join(entry.text.split()))[:SUBJECT]


def _put_fields(message: EmailMessage, entry: Entry, form: FormSettings, language: str) -> None:
    for field in form.fields:
        value = entry.values.get(field.id, "")
        if value and field.asked_in(entry.category):
            message[f"{FIELD}{field.id}"] = value
            message[f"{LABEL}{field.id}"] = worded(field.label, language)


def _attach(message: EmailMessage, entry: Entry) -> None:
    for number, file in enumerate(entry.files, start=1):
        kind = kind_of(file.content)
        main, _, sub = (kind.media_type if kind else "application/octet-stream").partition("/")
        message.add_attachment(
            file.content, maintype=main, subtype=sub, filename=safe_name(file.name, number)
        )
