"""What was changed and by whom, kept beside the facts in the event log, and read from there."""

from collections.abc import Sequence

import msgspec

from analytics.eventlog import EventLog
from dashboard.acting.changes import Change, Changes
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.vocabulary import Instant

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Change)


class Ledger:
    """Notes changes while the feed is followed.

    A fact that is followed twice, as after a crash, is noted once.
    """

    def __init__(self) -> None:
        self._changes = Changes()

    def see(self, numbered: NumberedFact, state: State) -> None:
        """A fact, before it is folded into this picture."""
        self._changes.see(numbered.number, numbered.fact, state)

    @property
    def news(self) -> bool:
        """Is there anything to write?"""
        return self._changes.any

    def write(self, events: EventLog) -> None:
        """Keep what was seen since the last time."""
        new = self._changes.taken()
        events.keep_notes([(one.number, one.at, _encoder.encode(one)) for one in new])


def changes_since(events: EventLog, since: Instant) -> Sequence[Change]:
    """All changes from that instant on, the latest first."""
    return [_decoder.decode(body) for body in reversed(events.notes(since))]


def change_of(events: EventLog, number: int) -> Change | None:
    """The change that this fact was."""
    body = events.note(number)
    return None if body is None else _decoder.decode(body)
