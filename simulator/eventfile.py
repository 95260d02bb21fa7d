"""Every fact of every replication in one Parquet file, with the columns of the event log."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb
from msgspec import Struct

from analytics.rows import OpenContacts, Row, frame
from dispatcher.events import Event

BATCH: Final = 50_000


class EventParts(Struct, frozen=True):
    """Where the facts stand until all replications are there: a folder beside the file to be."""

    path: Path

    @property
    def folder(self) -> Path:
        """The folder of parts."""
        return self.path.with_name(f"{self.path.name}.parts")

    def of(self, replication: int) -> "EventWriter":
        """Begin a replication's part."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return EventWriter(self.folder, replication)

    def join(self, replications: Sequence[int]) -> None:
        """Make one file of the parts of these replications, in their order, and remove the parts."""
        parts = [
            str(part) for number in replications for part in sorted(self.folder.glob(_name(number, "*")))
        ]
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.read_parquet(parts).write_parquet(str(self.path))
        shutil.rmtree(self.folder)


class EventWriter:
    """Writes one replication's facts, a batch at a time."""

    def __init__(self, folder: Path, replication: int) -> None:
        self._folder, self._run = folder, replication
        self._open, self._rows = OpenContacts(), list[Row]()
        self._number = self._batches = 0

    def tell(self, facts: Sequence[Event]) -> None:
        """Take these facts in."""
        for event in facts:
            self._number += 1
            self._rows.append(self._open.complete(self._run, self._number, event))
        if len(self._rows) >= BATCH:
            self._write()

    def close(self) -> None:
        """Write what is left."""
        if self._rows:
            self._write()

    def _write(self) -> None:
        self._batches += 1
        frame(self._rows).write_parquet(self._folder / _name(self._run, f"{self._batches:06}"))
        self._rows.clear()


def _name(replication: int, batch: str) -> str:
    return f"run-{replication:06}-{batch}.parquet"
