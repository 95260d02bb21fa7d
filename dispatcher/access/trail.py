"""The audit trail: what changes at the door is written together with the fact that tells of it."""

import sqlite3
import uuid
from collections.abc import Callable, Sequence

from dispatcher.commands import NoteAccess
from dispatcher.events import Event
from dispatcher.service import Service
from dispatcher.vocabulary import Access, CommandId

Write = Callable[[sqlite3.Connection], None]


def _nothing(store: sqlite3.Connection) -> None:
    """Only the fact is written."""


async def note(
    service: Service,
    what: Access,
    user: str,
    *,
    by: str,
    write: Write = _nothing,
    address: str = "",
    detail: str = "",
) -> None:
    """Have `write` and the fact durable, both or none.

    Raises:
        sqlite3.Error, JournalError: neither is.
    """

    def keep(store: sqlite3.Connection, facts: Sequence[Event]) -> None:
        write(store)

    id_ = CommandId(f"access:{uuid.uuid4()}")
    command = NoteAccess(id=id_, what=what, user=user, by=by, address=address, detail=detail)
    await service.submit(command, keep)
