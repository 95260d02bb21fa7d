"""One reply out: composed from what the customer wrote, durable with its fact and its place in the outbox.

Where somebody must approve it first, it is held instead (`held`).
"""

import sqlite3
from collections.abc import Sequence
from functools import partial

from msgspec import Struct

from dispatcher.commands import SubmitReply
from dispatcher.errors import PeerError
from dispatcher.events import CommandRefused, Event, ReplyHeld, ReplySubmitted
from dispatcher.mail import store
from dispatcher.mail.answering import begun, drafts, enclosed, held
from dispatcher.mail.answering.compose import Writing, reply
from dispatcher.mail.answering.faxing import fax_address
from dispatcher.mail.answering.originals import Original, original_of
from dispatcher.mail.identity import digest
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.outgoing.letter import Letter
from dispatcher.mail.settings import MailSettings
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, CommandId, ContactId, MessageId, Refusal


class Sending(Struct, frozen=True, kw_only=True):
    """What is to be sent: to `everyone` who got the customer's letter too, or to a `fax` instead of her."""

    text: str
    everyone: bool = False
    fax: str = ""


async def send_reply(
    service: Service,
    settings: MailSettings,
    agent: AgentId,
    contact: ContactId,
    sending: Sending,
    id_: CommandId,
) -> Outcome:
    """Put the agent's answer into the outbox and tell the engine, in one transaction; the draft is dropped.

    An answer that must be approved is kept back in the same transaction; it leaves when it was approved.

    Returns the engine's outcome, a refusal among them. What cannot become a letter (no words, nobody to send
    it to, a locked part changed) is refused here, and the engine never hears of it.

    Raises:
        NotDurableError: the store cannot be written; nothing happened.
    """
    message = MessageId(digest("reply", agent, id_))
    try:
        original = await original_of(service, settings, contact)
        letter = reply(
            id_=message,
            key=await service.read(store.key),
            mailbox=original.mailbox,
            original=original.mail,
            writing=await _writing(service, settings, agent, original, sending),
            at=service.clock(),
        )
    except PeerError as error:
        return _refused(service, agent, id_, str(error))
    command = SubmitReply(id=id_, agent=agent, contact=contact, message=message)
    return await service.submit(command, partial(_keep, letter, contact, original.conversation))


async def _writing(
    service: Service, settings: MailSettings, agent: AgentId, original: Original, sending: Sending
) -> Writing:
    """All that goes out.

    Raises:
        PeerError: there is nothing to send, nowhere to send it, or a locked part was changed.
    """
    if not sending.text.strip():
        raise PeerError("the reply is empty; write it first")
    start = await service.read(partial(begun.begun, contact=original.contact))
    if start is not None and (wrong := start.objection(sending.text)) is not None:
        raise PeerError(wrong)
    below = signature(service, settings, agent, original)
    return Writing(
        text=sending.text.rstrip() + below if below else sending.text,
        below=below,
        subject=start.subject if start else "",
        files=await service.read(partial(enclosed.files, contact=original.contact)),
        copies=others(settings, original) if sending.everyone and not sending.fax else (),
        to=fax_address(settings.fax, sending.fax) if sending.fax else "",
    )


def signature(service: Service, settings: MailSettings, agent: AgentId, original: Original) -> str:
    """What stands below the answer, with the line that tells programs so (RFC 3676, 4.3); "" for nothing."""
    queue = service.state.contacts[original.contact].queue
    found = settings.signatures.below(agent, queue, original.mailbox.id)
    return f"\n\n-- \n{found}" if found else ""


def others(settings: MailSettings, original: Original) -> tuple[str, ...]:
    """Who else got the customer's letter, besides us and her."""
    mail = original.mail
    apart = {*settings.addresses, mail.sender, mail.reply_to}
    return tuple(dict.fromkeys(one for one in mail.to if one not in apart))


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
