"""Is a machine writing? Then nothing answers by itself, and what no person sent opens no contact.

RFC 3834 says whom never to answer. Two strengths are told apart, because a mailing list, a no-reply address
or a suppress header also stand on letters that people wrote (a shared group address, a web form): those get
no automatic answer, and are work all the same.
"""

import re
from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Final

from dispatcher.mail.reading.parse import Mail


class LoopReason(StrEnum):
    """Why a message gets no automatic answer."""

    NULL_SENDER = "null_sender"
    REPORT = "report"
    AUTO_SUBMITTED = "auto_submitted"
    AUTORESPONDER = "autoresponder"
    OWN_ADDRESS = "own_address"
    OWN_LOOP = "own_loop"
    DAEMON = "daemon"
    BULK = "bulk"
    MAILING_LIST = "mailing_list"
    SUPPRESSED = "suppressed"
    OTHER_LOOP = "other_loop"
    NO_REPLY = "no_reply"
    NO_SENDER = "no_sender"

    @property
    def machine(self) -> bool:
        """Did no person write it? It is kept, and opens, joins and reopens nothing."""
        return self not in _BY_PEOPLE_TOO


_BY_PEOPLE_TOO: Final = frozenset(
    {
        LoopReason.MAILING_LIST,
        LoopReason.SUPPRESSED,
        LoopReason.OTHER_LOOP,
        LoopReason.NO_REPLY,
        LoopReason.NO_SENDER,
    }
)

_DAEMON: Final = re.compile(r"(mailer-daemon|postmaster|bounces?)([+=-].*)?|mail-?daemon|.*-bounces")
_NO_REPLY: Final = re.compile(
    r"(.*[._-])?(no|not|donot|do-not|do_not)[._-]?(reply|respond|response|answer)s?([._+-].*)?"
)
_MACHINES: Final = ("x-autoreply", "x-autorespond", "x-autoresponder")


def automatic(mail: Mail, ours: Collection[str]) -> LoopReason | None:
    """Why this message must get no automatic answer; None when it may. The strongest reason first."""
    return next((reason for reason, holds in _RULES if holds(mail, ours)), None)


def _local(address: str) -> str:
    return address.partition("@")[0]


def _word(mail: Mail, header: str) -> str:
    """A header's first word, lower-cased, without what follows a semicolon."""
    return mail.headers.get(header, "").partition(";")[0].strip().lower()


def _own_loop(mail: Mail, ours: Collection[str]) -> bool:
    return any(address in mail.headers.get("x-loop", "").lower() for address in ours)


_RULES: Final[tuple[tuple[LoopReason, Callable[[Mail, Collection[str]], bool]], ...]] = (
    (LoopReason.NULL_SENDER, lambda mail, _: mail.return_path == ""),
    (
        LoopReason.REPORT,
        lambda mail, _: mail.kind == "multipart/report" or "x-failed-recipients" in mail.headers,
    ),
    (LoopReason.AUTO_SUBMITTED, lambda mail, _: _word(mail, "auto-submitted") not in ("", "no")),
    (LoopReason.AUTORESPONDER, lambda mail, _: any(name in mail.headers for name in _MACHINES)),
    (LoopReason.AUTORESPONDER, lambda mail, _: _word(mail, "precedence") == "auto_reply"),
    (LoopReason.OWN_ADDRESS, lambda mail, ours: mail.sender in ours),
    (LoopReason.OWN_LOOP, _own_loop),
    (LoopReason.DAEMON, lambda mail, _: bool(_DAEMON.fullmatch(_local(mail.sender)))),
    (LoopReason.BULK, lambda mail, _: _word(mail, "precedence") in ("bulk", "junk")),
    (LoopReason.MAILING_LIST, lambda mail, _: _word(mail, "precedence") == "list"),
    (LoopReason.MAILING_LIST, lambda mail, _: any(name.startswith("list-") for name in mail.headers)),
    (LoopReason.SUPPRESSED, lambda mail, _: _word(mail, "x-auto-response-suppress") not in ("", "none")),
    (LoopReason.OTHER_LOOP, lambda mail, _: "x-loop" in mail.headers),
    (LoopReason.NO_REPLY, lambda mail, _: bool(_NO_REPLY.fullmatch(_local(mail.sender)))),
    (LoopReason.NO_SENDER, lambda mail, _: not mail.sender),
)
