"""How long history is kept."""

from msgspec import Struct

from dispatcher.vocabulary import DAY, Span


class HistorySettings(Struct, frozen=True, kw_only=True):
    """How long `facts` stay in the event log's file, and how long in the `archive`; None is for ever."""

    facts: Span | None = Span(400 * DAY)
    archive: Span | None = None
