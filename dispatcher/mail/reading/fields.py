"""What a customer filled into the web form, as the headers of the form's message say it. Pure.

Anybody can write such headers into an email. They count only in a message that came by the form: whose source
has the account `ACCOUNT`, which no mailbox may be called.
"""

from email import message_from_bytes
from email.policy import compat32
from typing import Final, NamedTuple

from dispatcher.mail.reading.charsets import header_text

ACCOUNT: Final = "form"
FIELD: Final = "X-Form-"
LABEL: Final = "X-Label-"
HEAD: Final = 64_000  # bytes; the form writes far fewer


class Filled(NamedTuple):
    """One field: its id in the centre file, the words that stood beside it, and what was filled in."""

    id: str
    label: str
    value: str


def filled_in(raw: bytes) -> tuple[Filled, ...]:
    """The fields of a message that came by the form, in the form's order; its beginning is enough."""
    head, _, _ = raw[:HEAD].partition(b"\r\n\r\n")
    message = message_from_bytes(head + b"\r\n\r\n", policy=compat32)
    labels = {name.lower(): header_text(str(value)) for name, value in message.items()}
    return tuple(
        Filled(id_, labels.get(f"{LABEL}{id_}".lower(), id_), header_text(str(value)))
        for name, value in message.items()
        if name.lower().startswith(FIELD.lower()) and (id_ := name[len(FIELD) :].lower())
    )
