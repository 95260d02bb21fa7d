"""What a template is, and the text one makes: parts that are locked, and parts that are free."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from dispatcher.vocabulary import CategoryId, QueueId


class Purpose(StrEnum):
    """What a template is for."""

    REPLY = "reply"
    """Agents answer with it."""
    ACKNOWLEDGEMENT = "acknowledgement"
    """It is the receipt that a customer gets at once, instead of the built-in one."""


class Template(Struct, frozen=True, kw_only=True):
    """A text to answer with, as its file holds it. `id` is the file's name without its ending.

    Without `categories`, or without `queues`, it is for all of them. `language` is that of the text. An empty
    `subject` leaves the letter's own.
    """

    id: str
    name: str
    language: str
    categories: frozenset[CategoryId] = frozenset()
    queues: frozenset[QueueId] = frozenset()
    purpose: Purpose = Purpose.REPLY
    subject: str = ""
    body: str


class Part(Struct, frozen=True):
    """A stretch of an answer; an agent may change it when it is `free`."""

    text: str
    free: bool


def text_of(parts: Iterable[Part]) -> str:
    """The whole answer."""
    return "".join(part.text for part in parts)


def broken_lock(parts: Sequence[Part], text: str) -> str | None:
    """The first locked part that an answer made of these parts lacks, or has elsewhere; None when all stand.

    Between two locked parts anything may stand where a free one was, and nothing else; so what stands before
    the first locked part, or after the last one, counts too.
    """
    at, loose = 0, False
    for place, part in enumerate(pieces := list(_merged(parts))):
        if part.free:
            loose = True
            continue
        last = place == len(pieces) - 1
        found = len(text) - len(part.text) if last and loose else text.find(part.text, at)
        if found < at or not text.startswith(part.text, found) or (not loose and found > at):
            return part.text
        at, loose = found + len(part.text), False
    return None if loose or at == len(text) else pieces[-1].text if pieces else None


def _merged(parts: Iterable[Part]) -> Iterator[Part]:
    """Neighbours of one kind as one; none that is empty, unless it is free."""
    before: Part | None = None
    for part in parts:
        if not part.text and not part.free:
            continue
        if before is not None and before.free == part.free:
            before = Part(before.text + part.text, part.free)
            continue
        if before is not None:
            yield before
        before = part
    if before is not None:
        yield before
