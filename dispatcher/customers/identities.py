"""What a customer is known by, in one way of writing: an address, a number, or another name. Pure.

An address is in lower case, its domain in ASCII (IDNA). What stands after a plus in it belongs to it: only
its own server knows whether `mali+shop` and `mali` are one person, so that is suggested and never assumed. A
number is in international form (E.164); one that cannot be made out is kept as it came.
"""

import re
from typing import Final

import phonenumbers
from msgspec import Struct
from phonenumbers import NumberParseException, PhoneNumberFormat

from dispatcher.vocabulary import Word

LONGEST: Final = 320  # characters: RFC 3696, the longest address
WITHHELD: Final = frozenset(
    {"anonymous", "asterisk", "blocked", "private", "restricted", "unavailable", "unknown", "withheld"}
)
"""What PBXs say where a caller does not show a number."""

_URI: Final = re.compile(r"(?:sips?|tel):([^@;?]+)(?:@[^;?]*)?.*", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")
_NUMBER: Final = re.compile(r"\+?[\d\s()/.-]{2,40}")


class Kind(Word):
    """What sort of thing a customer is known by."""

    EMAIL = "email"
    PHONE = "phone"
    OTHER = "other"


class Identity(Struct, frozen=True, gc=False):
    """One thing a customer is known by, in its one way of writing."""

    kind: Kind
    value: str


def identity_of(said: str, region: str = "") -> Identity | None:
    """What this address or number stands for; None for nobody: a caller who does not show a number.

    `region` is where numbers without a country code are from, as ISO 3166 has it ("TH"); "" for nowhere.
    """
    text = said.strip()[:LONGEST]
    if (uri := _URI.fullmatch(text)) is not None:
        text = uri[1] if _NUMBER.fullmatch(uri[1]) or uri[1].lower() in WITHHELD else text.lower()
    if not text or text.lower() in WITHHELD:
        return None
    if _ADDRESS.fullmatch(text) and not _URI.fullmatch(text):
        return Identity(Kind.EMAIL, _address(text))
    if _NUMBER.fullmatch(text):
        return Identity(Kind.PHONE, _number(text, region))
    return Identity(Kind.OTHER, text)


def untagged(identity: Identity) -> Identity:
    """The same address without what stands after a plus; the very same where there is none."""
    user, at, domain = identity.value.rpartition("@")
    bare = user.split("+", 1)[0]
    if identity.kind is not Kind.EMAIL or not bare:
        return identity
    return Identity(Kind.EMAIL, bare + at + domain)


def _address(text: str) -> str:
    user, _, domain = text.lower().rpartition("@")
    try:
        return f"{user}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:  # no name that DNS knows; whoever it is writes from it all the same
        return f"{user}@{domain}"


def _number(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return "".join(text.split())
    # Without a country code it may be an extension of our own house, which is no number elsewhere.
    is_one = phonenumbers.is_possible_number if text.startswith("+") else phonenumbers.is_valid_number
    if not is_one(number):
        return "".join(text.split())
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
