"""A process that reads messages for another, within limits: `python -m dispatcher.mail.reading.child BYTES`.

On standard input come portions: four bytes that count its messages (big-endian), and for each a frame, which
is four bytes of length and the raw message. A portion is taken in whole; then each message is answered by a
frame on standard output, as soon as it is read: a byte that says which, and the `Mail` as MessagePack, or a
sentence. At the end of the input it ends, so it never outlives whoever started it for longer than one message
takes.
"""

import resource
import signal
import sys
from collections.abc import Sequence
from typing import BinaryIO, Final

import msgspec

from dispatcher.errors import PeerError
from dispatcher.mail.reading.parse import parse

READ: Final = b"m"
UNREADABLE: Final = b"u"
TOO_LARGE: Final = b"l"

CPU: Final = 10  # Seconds of computing a message gets; the slowest of 14,000 real and nasty ones took 2.


def main() -> None:
    """Read until the input ends. Nothing here knows a file, a socket or a store."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us, who ends us then.
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (portion := take_portion(sys.stdin.buffer)) is not None:
        for raw in portion:
            _allow_for_one_more()
            put(sys.stdout.buffer, frame(_answer(raw)))


def _allow_for_one_more() -> None:
    """The kernel ends us when this message takes more time than any is worth."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU, hard))


def _answer(raw: bytes) -> bytes:
    try:
        return READ + msgspec.msgpack.encode(parse(raw))
    except MemoryError:
        return TOO_LARGE
    except PeerError as error:
        return UNREADABLE + str(error).encode()


def take_portion(stream: BinaryIO) -> list[bytes] | None:
    """The messages of the next portion; None when there is none any more."""
    many = stream.read(4)
    if len(many) < 4:
        return None
    taken = [_take_frame(stream) for _ in range(int.from_bytes(many, "big"))]
    whole = [body for body in taken if body is not None]
    return whole if len(whole) == len(taken) else None


def _take_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None when it is cut off."""
    length = int.from_bytes(stream.read(4), "big")
    body = stream.read(length)
    return body if len(body) == length else None


def portion_of(messages: Sequence[bytes]) -> bytes:
    """These messages as one portion."""
    return b"".join((len(messages).to_bytes(4, "big"), *map(frame, messages)))


def frame(body: bytes) -> bytes:
    """The frame that holds this."""
    return len(body).to_bytes(4, "big") + body


def put(stream: BinaryIO, content: bytes) -> None:
    """Send this, all of it, now."""
    stream.write(content)
    stream.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
