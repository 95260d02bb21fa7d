"""Did a machine write it? Then nothing answers it, and it opens no contact.

RFC 3834 says whom never to answer. Two strengths are told apart, because a mailing list, a no-reply address
or a suppress header also stand on letters that people wrote (a shared group address, a web form): those get
no automatic answer, and are work all the same.
"""

import re
from typing import Final

from dispatcher.mail.intake.rules import Ground, Rule, Rules
from dispatcher.mail.reading.parse import Mail

_DAEMON: Final = re.compile(r"(mailer-daemon|postmaster|bounces?)([+=-].*)?|mail-?daemon|.*-bounces")
_NO_REPLY: Final = re.compile(
    r"(.*[._-])?(no|not|donot|do-not|do_not)[._-]?(reply|respond|response|answer)s?([._+-].*)?"
)
_MACHINES: Final = ("x-autoreply", "x-autorespond", "x-autoresponder")


def _local(address: str) -> str:
    return address.partition("@")[0]


def _word(mail: Mail, header: str) -> str:
    """A header's first word, lower-cased, without what follows a semicolon."""
    return mail.headers.get(header, "").partition(";")[0].strip().lower()


def _receipt(mail: Mail, _: Ground) -> bool:
    """A report of something other than delivery: that it was read (RFC 8098), or complained of (RFC 5965)."""
    return mail.kind == "multipart/report"


def _autoresponder(mail: Mail, _: Ground) -> bool:
    return any(name in mail.headers for name in _MACHINES) or _word(mail, "precedence") == "auto_reply"


def _mailing_list(mail: Mail, _: Ground) -> bool:
    listed = any(name.startswith("list-") for name in mail.headers)
    return listed or _word(mail, "precedence") == "list"


RULES: Final[Rules] = (
    (Rule.RECEIPT, _receipt),
    (Rule.NULL_SENDER, lambda mail, _: mail.return_path == ""),
    (Rule.AUTO_SUBMITTED, lambda mail, _: _word(mail, "auto-submitted") not in ("", "no")),
    (Rule.AUTORESPONDER, _autoresponder),
    (Rule.DAEMON, lambda mail, _: bool(_DAEMON.fullmatch(_local(mail.sender)))),
    (Rule.BULK, lambda mail, _: _word(mail, "precedence") in ("bulk", "junk")),
)

BY_PEOPLE_TOO: Final[Rules] = (
    (Rule.MAILING_LIST, _mailing_list),
    (Rule.SUPPRESSED, lambda mail, _: _word(mail, "x-auto-response-suppress") not in ("", "none")),
    (Rule.OTHER_LOOP, lambda mail, _: "x-loop" in mail.headers),
    (Rule.NO_REPLY, lambda mail, _: bool(_NO_REPLY.fullmatch(_local(mail.sender)))),
    (Rule.NO_SENDER, lambda mail, _: not mail.sender),
)
"""Letters that may be a person's, and get no automatic answer."""
