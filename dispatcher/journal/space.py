"""How much room is left, and ways to put a whole file in its place."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from dispatcher.errors import OwnerError

LOW: Final = 32 << 20
"""Bytes left on the disk below which somebody should look: some 60,000 events, and the -wal beside them."""

SIDES: Final = ("", "-wal", "-shm")
"""What SQLite appends to a database's name for the files that belong to it."""


def free(folder: Path) -> int:
    """Bytes that may still be written in this folder."""
    return shutil.disk_usage(folder).free


def shortage(folder: Path, low: int = LOW) -> str:
    """A sentence for whoever should free some space; empty while at least `low` bytes are left."""
    left = free(folder)
    if left >= low:
        return ""
    return f"only {megabytes(left)} are left on the disk with {folder}; free some space"


def require(folder: Path, needed: int, what: str) -> None:
    """See that there is room for so many bytes, beyond what a running centre needs.

    Raises:
        OwnerError: there is not; the message says how much is missing.
    """
    missing = needed + LOW - free(folder)
    if missing > 0:
        raise OwnerError(f"{what} needs {megabytes(missing)} more on the disk with {folder}; free some space")


def megabytes(size: int) -> str:
    """So many bytes, for people."""
    return f"{size / (1 << 20):,.0f} MiB"


def size_of(path: Path) -> int:
    """Bytes of a database with what belongs to it."""
    return sum(side.stat().st_size for side in sides(path) if side.exists())


def sides(path: Path) -> list[Path]:
    """The database and the files that belong to it, whether they are there or not."""
    return [path.with_name(path.name + end) for end in SIDES]


def unused(path: Path) -> Path:
    """This path, or with a number behind it the first at which nothing stands, nor anything beside it."""
    number, found = 1, path
    while any(side.exists() for side in sides(found)):
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def settle(paths: Iterable[Path]) -> None:
    """Let these files, or a folder's list of names, outlast a power cut."""
    for path in paths:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
