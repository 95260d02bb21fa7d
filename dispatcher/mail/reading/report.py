"""What a mail server says became of a letter of ours: its report taken apart, in whatever form it came."""

import re
from collections.abc import Iterator
from email.message import Message
from enum import StrEnum
from typing import Final

from msgspec import Struct

from dispatcher.mail.reading.charsets import clean, header_text

PARTS: Final = 100  # Parts looked at; a report has three.
RECIPIENTS: Final = 50  # Recipients told apart; a letter of ours has one.
QUOTED: Final = 20_000  # Bytes looked at for the ids of what is returned.
IDS: Final = 20

_ID: Final = re.compile(r"<[^<>\s\"]{3,900}>")
_RETURNED_ID: Final = re.compile(r"^[> ]*message-id:\s*(<[^<>\s\"]{3,900}>)", re.IGNORECASE | re.MULTILINE)
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS: Final = re.compile(r"[^@\s<>\",;:()\[\]\\]{1,64}@[\w.-]{1,253}\w")


class Form(StrEnum):
    """How it says so: as RFC 3464 has it, in a header of Exim's, or in words alone."""

    STATUS = "status"
    HEADER = "header"
    WORDS = "words"


class Action(StrEnum):
    """What became of a letter to one recipient (RFC 3464, section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


class Delivery(Struct, frozen=True, kw_only=True):
    """What became of it for one recipient; `status` as "5.1.1" (RFC 3463), or ""."""

    recipient: str
    action: Action
    status: str = ""


class Report(Struct, frozen=True, kw_only=True):
    """A server's report. `ids` are those of the letters it may be about: what it returns, what it answers."""

    form: Form
    deliveries: tuple[Delivery, ...]
    ids: tuple[str, ...]

    @property
    def failed(self) -> Delivery | None:
        """The first that was given up."""
        return next((one for one in self.deliveries if one.action is Action.FAILED), None)


def status_report(message: "Message[str, str]") -> Report | None:
    """What a delivery status notification says; None when there is none in it."""
    parts = list(_parts(message))
    found = [one for part in parts if _is_status(part) for one in _deliveries(part)]
    if not found:
        return None
    return Report(form=Form.STATUS, deliveries=tuple(found[:RECIPIENTS]), ids=_returned(parts))


def plain_report(message: "Message[str, str]", form: Form, text: str, *, delayed: bool) -> Report:
    """What a report in words says, as far as it can be made out."""
    named = header_text(str(message.get("x-failed-recipients", ""))) or text
    delivery = Delivery(
        recipient=next(iter(_ADDRESS.findall(named)), "").lower(),
        action=Action.DELAYED if delayed else Action.FAILED,
        status=status_in(text),
    )
    quoted = dict.fromkeys(_RETURNED_ID.findall(text))
    ids = tuple(dict.fromkeys((*_returned(list(_parts(message))), *quoted)))[:IDS]
    return Report(form=form, deliveries=(delivery,), ids=ids)


def returns_a_message(message: "Message[str, str]") -> bool:
    """Does it hold another message, or the headers of one?"""
    return any(part.get_content_type() in _WHOLE for part in _parts(message))


_WHOLE: Final = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global")
_STATUSES: Final = ("message/delivery-status", "message/global-delivery-status")


def _parts(message: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """The parts, those of multiparts in them, but not what is within a returned message."""
    stack, seen = [message], 0
    while stack and seen < PARTS:
        part, seen = stack.pop(), seen + 1
        yield part
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            stack.extend(child for child in reversed(children) if isinstance(child, Message))


def _is_status(part: "Message[str, str]") -> bool:
    return part.get_content_type() in _STATUSES


def _deliveries(part: "Message[str, str]") -> Iterator[Delivery]:
    """The blocks of fields that tell of one recipient each; the first tells of the message."""
    blocks = part.get_payload()
    found = blocks[: RECIPIENTS + 1] if isinstance(blocks, list) else []
    for block in (one for one in found if isinstance(one, Message)):
        if (action := _field(block, "action").lower()) in set(Action):
            yield Delivery(
                recipient=_recipient(block), action=Action(action), status=status_in(_field(block, "status"))
            )


def _field(block: "Message[str, str]", name: str) -> str:
    return clean(header_text(str(block.get(name, ""))))[:500].strip()


def _recipient(block: "Message[str, str]") -> str:
    """Whom we wrote to, which may have been forwarded to somebody else."""
    typed = _field(block, "original-recipient") or _field(block, "final-recipient")
    return next(iter(_ADDRESS.findall(typed)), "").lower()


def status_in(said: str) -> str:
    """The status code, such as "5.1.1" (RFC 3463), in a server's words; "" when there is none."""
    found = _STATUS.search(said)
    return found[1] if found else ""


def _returned(parts: "list[Message[str, str]]") -> tuple[str, ...]:
    """The ids of returned messages, and of what the report itself says it answers."""
    answered = " ".join(str(parts[0].get(name, "")) for name in ("in-reply-to", "references"))
    returned = [_id_of(part) for part in parts if part.get_content_type() in _WHOLE]
    found = [id_ for said in (*returned, answered) for id_ in _ID.findall(said[:QUOTED])]
    return tuple(dict.fromkeys(found))[:IDS]


def _id_of(part: "Message[str, str]") -> str:
    """The Message-ID of what this part holds: a message taken apart already, or its headers as text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        inner = [one for one in payload[:1] if isinstance(one, Message)]
        return " ".join(str(one.get("message-id", "")) for one in inner)
    decoded = part.get_payload(decode=True)
    text = decoded[:QUOTED].decode("latin-1") if isinstance(decoded, bytes) else ""
    return " ".join(_RETURNED_ID.findall(text))
