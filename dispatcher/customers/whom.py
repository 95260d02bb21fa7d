"""Whom something is from, as far as we know. Pure."""

import re
from typing import Final

from msgspec import Struct

from dispatcher.customers.identities import Identity
from dispatcher.vocabulary import CustomerId, Tier

_ID: Final = re.compile(r"customer-[0-9a-f]{20}")


class Who(Struct, frozen=True, kw_only=True, gc=False):
    """Whom an address or number, `said` in this way, belongs to, and what is kept of that customer.

    `claimed` is the name that came with it: anybody can write any. `name` is what a person of ours wrote.
    """

    customer: CustomerId
    identity: Identity
    said: str
    claimed: str = ""
    name: str = ""
    tier: Tier | None = None
    language: str = ""

    @property
    def shown(self) -> str:
        """What people see: the name we gave, else the address. Never a name that only came with a letter."""
        return self.name or self.said


def is_customer(text: str) -> bool:
    """Is it a customer's id, and not an address, as facts of former days have it?"""
    return _ID.fullmatch(text) is not None
