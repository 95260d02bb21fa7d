"""A process that reads messages for another, within limits: `python -m dispatcher.mail.reading.child BYTES`.

On standard input come frames, four bytes of length (big-endian) and a raw message each; each is answered by
one on standard output: a byte that says which, and the `Mail` as MessagePack, or a sentence. At the end of
the input it ends, so it never outlives whoever started it for longer than one message takes.
"""

import resource
import signal
import sys
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
    while (raw := take_frame(sys.stdin.buffer)) is not None:
        _allow_for_one_more()
        put_frame(sys.stdout.buffer, _answer(raw))


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


def take_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None when there is none any more."""
    length = stream.read(4)
    body = stream.read(int.from_bytes(length, "big")) if len(length) == 4 else b""
    return body if len(length) == 4 and len(body) == int.from_bytes(length, "big") else None


def put_frame(stream: BinaryIO, body: bytes) -> None:
    """Send a frame, all of it."""
    stream.write(len(body).to_bytes(4, "big"))
    stream.write(body)
    stream.flush()


if __name__ == "__main__":
    try:
        main()
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(1)
