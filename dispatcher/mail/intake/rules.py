"""The words of every rule that can decide what a message is, and what judging asks of the centre."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.mail.intake.verdicts import Judgement as Judgement
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.settings import MailSettings, Spam


class Rule(StrEnum):
    """The rule that fired, as the ledger has it."""

    # It says that a letter of ours was not, or not yet, delivered.
    REPORT = "report"
    FAILED_RECIPIENTS = "failed_recipients"
    UNDELIVERED = "undelivered"
    # It is one of ours that came back.
    OWN_MESSAGE = "own_message"
    OWN_LOOP = "own_loop"
    OWN_ADDRESS = "own_address"
    # Nobody asked for it.
    SPAM_SENDER = "spam_sender"
    SPAM_WORD = "spam_word"
    SPAM_RULE = "spam_rule"
    SPAM_FLAG = "spam_flag"
    SPAM_STATUS = "spam_status"
    SPAM_LEVEL = "spam_level"
    FORGED_SENDER = "forged_sender"
    # No person wrote it.
    RECEIPT = "receipt"
    NULL_SENDER = "null_sender"
    AUTO_SUBMITTED = "auto_submitted"
    AUTORESPONDER = "autoresponder"
    DAEMON = "daemon"
    BULK = "bulk"
    # One of our own people wrote it.
    STAFF_ADDRESS = "staff_address"
    STAFF_DOMAIN = "staff_domain"
    # It is work, and gets no automatic answer.
    MAILING_LIST = "mailing_list"
    SUPPRESSED = "suppressed"
    OTHER_LOOP = "other_loop"
    NO_REPLY = "no_reply"
    NO_SENDER = "no_sender"
    # It is work: what it goes on with.
    ANSWERS_OURS = "answers_ours"
    ANSWERS_KNOWN = "answers_known"
    SAME_LETTER = "same_letter"
    SAME_SUBJECT = "same_subject"
    BEGINS = "begins"
    # We have it already.
    SAME_PLACE = "same_place"
    SAME_BYTES = "same_bytes"
    SAME_WORDS = "same_words"
    # It could not be let in.
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    TOO_COSTLY = "too_costly"
    GIVEN_UP = "given_up"
    REFUSED = "refused"


class Ground(Struct, frozen=True, kw_only=True):
    """What the rules judge by: our own addresses, our people's addresses and domains, spam, and our key.

    A `vouched` message is a customer's, says a person: the rules that set mail apart are off.
    """

    ours: frozenset[str]
    internal: frozenset[str]
    spam: Spam
    key: bytes
    vouched: bool = False


def ground_of(settings: MailSettings, key: bytes, *, vouched: bool = False) -> Ground:
    """What a centre with these settings judges by."""
    return Ground(
        ours=settings.addresses,
        internal=frozenset(map(str.lower, settings.internal)),
        spam=replace(settings.spam, senders=tuple(map(str.lower, settings.spam.senders))),
        key=key,
        vouched=vouched,
    )


Holds = Callable[[Mail, Ground], bool]
Rules = tuple[tuple[Rule, Holds], ...]


class Ruling(Struct, frozen=True):
    """What the rules say of a message. Without a `judgement` it is work, and with a `rule` answered by none
    but people.
    """

    judgement: Judgement | None = None
    rule: Rule | None = None


WORK: Final = Ruling()
