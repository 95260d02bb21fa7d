"""Webhooks: whom we tell by HTTP what is to be done, and how calls change.

`dispatcher.config` reads them from the centre file and knows each setting's meaning and bounds.
"""

from msgspec import Struct

from dispatcher.vocabulary import SECOND, Span, Word


class Kind(Word):
    """What a webhook is told: what its PBX is to do, or how calls change."""

    ORDERS = "orders"
    CALLS = "calls"


class Webhook(Struct, frozen=True, kw_only=True):
    """An address that is told about calls whose names begin with `exchange`; requests are signed by `secret`.

    It has `timeout` to answer each of them.
    """

    name: str
    url: str
    secret: str
    kinds: frozenset[Kind] = frozenset({Kind.ORDERS})
    exchange: str = ""
    timeout: Span = Span(10 * SECOND)

    def __repr__(self) -> str:
        """Without the secret, so that no log shows it."""
        return f"Webhook({self.name!r}, {self.url!r})"
