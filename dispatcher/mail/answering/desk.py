"""One reply out: composed from what the customer wrote, durable with its fact and its place in the outbox.

Where somebody must approve it first, it is held instead (`held`).
"""

import sqlite3
from collections.abc import Sequence
from functools import partial

from dispatcher.commands import SubmitReply
from dispatcher.errors import PeerError
from dispatcher.events import CommandRefused, Event, ReplyHeld, ReplySubmitted
from dispatcher.mail import store
from dispatcher.mail.answering import drafts, held
from dispatcher.mail.answering.compose import reply
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.settings import MailSettings
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, CommandId, ContactId, MessageId, Refusal


async def send_reply(
    service: Service, settings: MailSettings, agent: AgentId, contact: ContactId, text: str, id_: CommandId
) -> Outcome:
    """Put the agent's answer into the outbox and tell the engine, in one transaction; the draft is dropped.

    An answer that must be approved is kept back in the same transaction; it leaves when it was approved.

    Returns the engine's outcome, a refusal among them. What cannot become a letter (no words, nobody to send
    it to) is refused here, and the engine never hears of it.

    Raises:
        NotDurableError: the store cannot be written; nothing happened.
    """
    message = MessageId(digest("reply", agent, id_))
    try:
        letter, conversation = await _letter(service, settings, message, contact, text)
    except PeerError as error:
        return _refused(service, agent, id_, str(error))
    command = SubmitReply(id=id_, agent=agent, contact=contact, message=message)
    return await service.submit(command, partial(_keep, letter, contact, conversation))


async def _letter(
    service: Service, settings: MailSettings, message: MessageId, contact: ContactId, text: str
) -> tuple[Letter, str]:
    """The letter, and the conversation it belongs to.

    Raises:
        PeerError: there is nothing to send, or nobody to send it to; the message says which.
    """
    if not text.strip():
        raise PeerError("the reply is empty; write it first")
    there = service.state.contacts.get(contact)
    conversation = there.conversation if there is not None else ""
    found = await service.read(partial(store.latest_raw, contact=contact, conversation=conversation))
    if found is None:
        raise PeerError(f"no message of contact {contact!r} is stored, so there is nothing to reply to")
    account, conversation, raw = found
    original = parse(raw)
    mailbox = settings.mailbox_for(account, original.to)
    if mailbox is None:
        raise PeerError("no mailbox is configured to reply from; add one to the centre file")
    key = await service.read(store.key)
    letter = reply(id_=message, key=key, mailbox=mailbox, original=original, text=text, at=service.clock())
    return letter, conversation


def _keep(
    letter: Letter,
    contact: ContactId,
    conversation: str,
    connection: sqlite3.Connection,
    facts: Sequence[Event],
) -> None:
    """What goes into the transaction of the facts; nothing when the engine refused."""
    for fact in facts:
        if not isinstance(fact, ReplySubmitted | ReplyHeld) or fact.message != letter.id:
            continue
        at = fact.at
        if isinstance(fact, ReplySubmitted):
            outbox.add_letter(
                connection, letter, contact=contact, conversation=conversation, answers="", at=at
            )
        else:
            held.hold(
                connection, letter, contact=contact, conversation=conversation, author=fact.agent, at=at
            )
        drafts.drop_draft(connection, contact, at)


def _refused(service: Service, agent: AgentId, id_: CommandId, detail: str) -> Outcome:
    fact = CommandRefused(
        at=service.clock(), command=id_, reason=Refusal.CANNOT_REPLY, detail=detail, agent=agent
    )
    return Outcome(service.last, (fact,))
