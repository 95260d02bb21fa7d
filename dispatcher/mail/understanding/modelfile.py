"""The file that a model is kept in: read when the first letter asks, and again once it was taught anew."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from dispatcher.errors import OwnerError
from dispatcher.mail.understanding.understand import Guess

if TYPE_CHECKING:
    from dispatcher.mail.understanding.classifier import Classifier

Stamp = tuple[int, int, int]
"""By which a file that was written anew is told from what it was before."""


class ModelFile:
    """A `Model` that is what its file is now. While that cannot be read it guesses nothing.

    `trouble` is told once for each file that cannot. May be asked from several threads.
    """

    def __init__(self, path: Path, *, trouble: Callable[[OwnerError], None]) -> None:
        self._path, self._trouble = path, trouble
        self._stamp: Stamp | None = None
        self._model: Classifier | None = None
        self._asked, self._lock = False, Lock()

    def guesses(self, subject: str, text: str) -> Sequence[Guess]:
        """See `Model`."""
        with self._lock:
            self._look()
        return self._model.guesses(subject, text) if self._model is not None else ()

    def _look(self) -> None:
        """Read the file if it is not what it was."""
        stamp = _stamp(self._path)
        if self._asked and stamp == self._stamp:
            return
        self._asked, self._stamp = True, stamp
        # Numbers are loaded by whoever needs them: a dispatcher without a model does without.
        from dispatcher.mail.understanding.classifier import load

        try:
            self._model = load(self._path)
        except OwnerError as error:
            self._model = None
            self._trouble(error)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
