"""The state now and then, so that any past moment is few events away.

They save time and are never needed: the file can be deleted. One that other code made, or that belongs to
another journal, is passed over and let go.
"""

import sqlite3
import zlib
from pathlib import Path
from typing import Final

from dispatcher.engine.picture import OtherShapeError, pieces, whole
from dispatcher.journal.fingerprint import FINGERPRINT
from dispatcher.journal.folding import Standing, beginning

LEVEL: Final = 1  # of zlib: as for the journal's own snapshots
LINE: Final = b"\n"

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS checkpoints (
    number      INTEGER PRIMARY KEY,
    link        INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    body        BLOB NOT NULL
) STRICT;
"""


class Checkpoints:
    """States kept at some events of one journal. For one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; one that cannot be read is begun anew."""
        try:
            self._connection = _opened(path)
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._connection = _opened(path)

    @property
    def last(self) -> int:
        """The last event that has a checkpoint; 0 where none has."""
        (number,) = self._connection.execute("SELECT coalesce(max(number), 0) FROM checkpoints").fetchone()
        return int(number)

    def before(self, journal: sqlite3.Connection, number: int) -> Standing:
        """The newest state at this event or before it, or the very beginning."""
        query = "SELECT number, link, body FROM checkpoints WHERE number <= ? ORDER BY number DESC"
        for at, link, body in self._connection.execute(query, (number,)).fetchmany(1):
            if belongs(journal, at, link) and (found := _state(at, link, body)) is not None:
                return found
            self.forget(at)
            return self.before(journal, number)
        return beginning()

    def keep(self, standing: Standing) -> None:
        """Keep this state; it must not change meanwhile."""
        body = zlib.compress(LINE.join(pieces(standing.state)), LEVEL)
        row = (standing.number, standing.link, FINGERPRINT, body)
        self._connection.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)", row)

    def forget(self, number: int = 0) -> None:
        """Let go of those at this event and later."""
        self._connection.execute("DELETE FROM checkpoints WHERE number >= ?", (number,))

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


def belongs(journal: sqlite3.Connection, number: int, link: int) -> bool:
    """Is the event of this number in the journal the one that the state was folded to?"""
    found = journal.execute("SELECT link FROM events WHERE number = ?", (number,)).fetchone()
    return found is not None and found[0] == link


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA synchronous=OFF")  # what a power cut takes is folded again
    connection.executescript(_SCHEMA)
    connection.execute("DELETE FROM checkpoints WHERE fingerprint != ?", (FINGERPRINT,))
    return connection


def _state(number: int, link: int, body: bytes) -> Standing | None:
    try:
        return Standing(number, link, whole(zlib.decompress(body).split(LINE)))
    except (OtherShapeError, zlib.error):
        return None
