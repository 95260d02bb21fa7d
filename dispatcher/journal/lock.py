"""Who may write the journal: one dispatcher, or whoever puts a backup in its place."""

import fcntl
from pathlib import Path
from typing import IO

from dispatcher.errors import OwnerError


def hold(path: Path) -> IO[str]:
    """Hold the journal at this path until what is returned is closed.

    Two dispatchers on one journal would each write half of the truth: the second is refused.

    Raises:
        OwnerError: another dispatcher holds it, or the folder cannot be written.
    """
    try:
        path.parent.mkdir(0o700, parents=True, exist_ok=True)  # customers' letters are in it
        lock = path.with_suffix(".lock").open("w")
    except OSError as error:
        raise OwnerError(f"the data folder {path.parent} cannot be written: {error.strerror}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise OwnerError(
            f"another dispatcher is running on {path}; stop it, or name another folder"
        ) from error
    return lock


def arriving(path: Path) -> Path:
    """Where a restored journal stands while the one before it is moved aside."""
    return path.with_name(f"{path.name}.restoring")


def refuse_half_restored(path: Path) -> None:
    """See that no restore was cut short, after which a dispatcher would begin anew beside the real journal.

    Raises:
        OwnerError: one was.
    """
    if arriving(path).exists():
        raise OwnerError(f"restoring {path} was cut short; run `ringpost restore` again")
