"""Which numbers an agent may have dialled. Pure."""

from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from dispatcher.errors import PeerError

DEAR: Final = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
"""Whoever owns such a number earns by being called: a letter that asks for it may be fraud."""


def check_number(value: str) -> None:
    """Pass for a customer's number in international form, and for one that only our PBX knows.

    Raises:
        PeerError: it costs whoever calls it; the message says so.
    """
    try:
        number = phonenumbers.parse(value, None)
    except NumberParseException:
        return
    if phonenumbers.number_type(number) in DEAR:
        raise PeerError("this is a number that earns by being called; ask the customer for another")
