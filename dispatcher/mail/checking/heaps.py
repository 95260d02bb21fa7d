"""Messages out of whatever holds them: files, folders, maildirs, mboxes; one at a time, never too much."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from dispatcher.errors import OwnerError

_FROM: Final = b"From "
_NO_MAIL: Final = frozenset({"tmp", ".git"})  # A maildir's folder of what is not delivered yet; history.
_LINE: Final = 1_000_000  # Bytes of a line read at once; a file need not have any ends of lines.


class Found(NamedTuple):
    """A message: what to call it, and its bytes, `limit` + 1 of them at most."""

    name: str
    raw: bytes


def count(places: Iterable[Path]) -> int:
    """How many files there are, for a progress bar.

    Raises:
        OwnerError: one of these places is not there.
    """
    return sum(1 for place in places for _ in _files(place))


def messages(places: Iterable[Path], limit: int) -> Iterator[Found]:
    """Every message of these places, in the order of their names."""
    for place in places:
        for file in _files(place):
            yield from _of_file(file, limit)


def _files(place: Path) -> Iterator[Path]:
    if not place.exists():
        raise OwnerError(f"there is no {place}; name a folder, an mbox or files of messages")
    if not place.is_dir():
        yield place
        return
    for file in sorted(place.rglob("*")):
        if file.is_file() and not _NO_MAIL.intersection(file.relative_to(place).parts[:-1]):
            yield file


def _of_file(file: Path, limit: int) -> Iterator[Found]:
    with file.open("rb") as stream:
        if stream.read(len(_FROM)) == _FROM:
            stream.seek(0)
            yield from _of_mbox(file, stream, limit)
        else:
            stream.seek(0)
            yield Found(str(file), stream.read(limit + 1))


def _of_mbox(file: Path, stream: BinaryIO, limit: int) -> Iterator[Found]:
    """The messages between the lines that begin with "From ", each after an empty line."""
    number, lines, size, empty = 0, list[bytes](), 0, True
    while line := stream.readline(_LINE):
        if empty and line.startswith(_FROM):
            if number:
                yield Found(f"{file}#{number}", b"".join(lines)[: limit + 1])
            number, lines, size = number + 1, [], 0
        elif size <= limit:
            lines.append(line)
            size += len(line)
        empty = not line.strip()
    yield Found(f"{file}#{number}", b"".join(lines)[: limit + 1])
