"""The system that knows more of customers. `dispatcher.config` reads it from the centre file."""

from msgspec import Struct

from dispatcher.vocabulary import MINUTE, SECOND, Span


class CrmSettings(Struct, frozen=True, kw_only=True):
    """What is asked about a customer's address or number; off with an empty `url`.

    `{address}` in it is what the customer is known by. `fields` are names in the answer, a dot between those
    inside one another; with none, the plain ones it has are shown.
    """

    url: str = ""
    secret: str | None = None
    timeout: Span = Span(2 * SECOND)
    cache: Span = Span(10 * MINUTE)
    fields: tuple[str, ...] = ()
