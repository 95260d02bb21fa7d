"""What a letter says that may tell who else wrote it. It is kept to be suggested, and decides nothing."""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import phonenumbers
from msgspec import Struct

from dispatcher.customers.identities import Identity, Kind, identity_of
from dispatcher.vocabulary import Word

SIGNATURE: Final = 1_200  # characters at the end of a letter where a number is likely its writer's
NUMBERS: Final = 3  # of them that are looked at: a letter with more is a list, and no signature
FIELDS: Final = 20
_ASKED: Final = re.compile(r"\S.{2,79}")  # shorter values, such as a yes, are many people's


class What(Word):
    """What sort of evidence it is."""

    NUMBER = "number"
    REPLY_TO = "reply_to"
    FIELD = "field"


class Evidence(Struct, frozen=True):
    """One thing a letter says. Of a form's field the `value` is as in "order=bb-123456"."""

    what: What
    value: str


def evidence_in(
    *, signature: str, reply_to: str, fields: Mapping[str, str], region: str
) -> tuple[Evidence, ...]:
    """What a letter with this text says, each thing once."""
    return tuple(dict.fromkeys((*_numbers(signature, region), *_answers(reply_to), *_fields(fields))))


def _numbers(text: str, region: str) -> Iterator[Evidence]:
    matches = phonenumbers.PhoneNumberMatcher(text[-SIGNATURE:], region or None)
    found = [match.number for match, _ in zip(matches, range(NUMBERS + 1), strict=False)]
    for number in found if len(found) <= NUMBERS else []:
        yield Evidence(What.NUMBER, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _answers(reply_to: str) -> Iterator[Evidence]:
    identity = identity_of(reply_to)
    if identity is not None and identity.kind is Kind.EMAIL:
        yield Evidence(What.REPLY_TO, identity.value)


def _fields(fields: Mapping[str, str]) -> Iterator[Evidence]:
    for id_, value in list(fields.items())[:FIELDS]:
        said = " ".join(value.split()).casefold()
        if _ASKED.fullmatch(said) and any(letter.isdigit() for letter in said):
            yield Evidence(What.FIELD, f"{id_}={said}")


def note_evidence(connection: sqlite3.Connection, whose: Identity, found: Sequence[Evidence]) -> None:
    """Keep it with the address that the letter came from."""
    connection.executemany(
        "INSERT OR IGNORE INTO customer_evidence VALUES (?, ?, ?, ?)",
        [(one.what, one.value, whose.kind, whose.value) for one in found],
    )
