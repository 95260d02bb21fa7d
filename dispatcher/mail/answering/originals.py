"""What an answer answers: the customer's last letter, and all that is known around it."""

from collections.abc import Mapping
from functools import partial

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.hours import ALWAYS, Calendar
from dispatcher.mail import store
from dispatcher.mail.dates import local, say_day, say_hours, say_moment
from dispatcher.mail.reading.fields import ACCOUNT, filled_in
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.mail.templates.shelf import Wanted
from dispatcher.mail.templates.variables import nested
from dispatcher.service import Service
from dispatcher.vocabulary import DAY, AgentId, CategoryId, ContactId, Instant, QueueId, later


class Original(Struct, frozen=True, kw_only=True):
    """A customer's letter with its conversation, the mailbox that answers it, and what the form asked."""

    contact: ContactId
    conversation: str
    mail: Mail
    mailbox: Mailbox
    fields: dict[str, str]


async def original_of(service: Service, settings: MailSettings, contact: ContactId) -> Original:
    """The last letter the customer wrote on this contact.

    Raises:
        PeerError: there is none, or no mailbox that could answer it; the message says which.
    """
    found = await service.read(partial(store.latest_raw, contact=contact))
    if found is None:
        raise PeerError(f"no message of contact {contact!r} is stored, so there is nothing to reply to")
    account, conversation, raw = found
    mail = parse(raw)
    mailbox = settings.mailbox_for(account, mail.to)
    if mailbox is None:
        raise PeerError("no mailbox is configured to reply from; add one to the centre file")
    fields = {one.id: one.value for one in filled_in(raw)} if account == ACCOUNT else {}
    return Original(contact=contact, conversation=conversation, mail=mail, mailbox=mailbox, fields=fields)


def wanted(service: Service, original: Original) -> Wanted:
    """What an answer to it is looked for by."""
    contact = service.state.contacts[original.contact]
    words = f"{original.mail.subject}\n{original.mail.own}"
    return Wanted(
        words=words,
        language=contact.language or original.mail.language,
        category=contact.category,
        queue=contact.queue,
    )


class Saying(Struct, frozen=True, kw_only=True):
    """In whose name, in which language, at which moment, and by when the customer is answered."""

    agent: AgentId | None
    language: str
    now: Instant
    due: Instant | None
    category: CategoryId | None
    queue: QueueId
    received: Instant


def values(
    service: Service, settings: MailSettings, original: Original, saying: Saying
) -> Mapping[str, object]:
    """Every variable of a template for this letter; see `templates.variables`."""
    rules, mail = service.state.rules, original.mail
    queue = rules.queues[saying.queue]
    calendar = place_of(service, saying.queue)
    agent = rules.agents.get(saying.agent) if saying.agent is not None else None
    category = rules.categories.get(saying.category) if saying.category is not None else None
    tongue = saying.language

    def day(at: Instant) -> str:
        return say_day(local(at, calendar or ALWAYS.calendar).date(), tongue)

    said = {
        "customer.name": mail.sender_name,
        "customer.address": mail.sender,
        "agent.name": agent.name if agent else "",
        "centre.name": rules.name,
        "queue.name": queue.name,
        "category.name": category.name if category else "",
        "mailbox.name": original.mailbox.name,
        "mailbox.address": original.mailbox.address,
        "letter.subject": mail.subject,
        "letter.number": original.contact,
        "letter.date": day(saying.received),
        "today": day(saying.now),
        "tomorrow": day(later(saying.now, DAY)),
        "reply.by": say_moment(saying.due, calendar, tongue) if saying.due is not None else "",
        "phone.number": settings.phone,
        "phone.hours": phone_hours(service, settings, tongue),
    }
    return nested(said, original.fields)


def place_of(service: Service, queue: QueueId) -> Calendar | None:
    """The calendar whose clocks customers of this queue are told; None where it has no hours."""
    hours = service.roster.hours(queue)
    return None if hours is ALWAYS else hours.calendar


def phone_hours(service: Service, settings: MailSettings, language: str) -> str:
    """When somebody answers the phone, in words; "" where no hours are set."""
    if settings.phone_hours is None or settings.phone_hours not in service.state.rules.calendars:
        return ""
    return say_hours(service.state.rules.calendars[settings.phone_hours].week, language)
