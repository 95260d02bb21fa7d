"""Answers by fax: a number becomes an address at the gateway that turns letters into faxes. Pure."""

import phonenumbers

from dispatcher.errors import PeerError
from dispatcher.mail.settings import Fax


def fax_address(fax: Fax | None, number: str) -> str:
    """Where a letter goes that is to come out at this number, in international digits.

    Raises:
        PeerError: there is no gateway, or no such number can be.
    """
    if fax is None:
        raise PeerError("no fax gateway is set; add a [fax] section to the centre file")
    try:
        parsed = phonenumbers.parse(number, fax.region or None)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        raise PeerError("that is no fax number; write it with its country's code, such as +66 2 123 4567")
    digits = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).lstrip("+")
    return fax.address.format(number=digits)
