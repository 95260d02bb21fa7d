"""What holds the events together: each has a checksum over itself and the checksum of the one before.

So a changed, missing or swapped event is found. CRC-32 is against rot and accidents, at a third of a
microsecond an event. A cryptographic hash would not add what it seems to: whoever can write the file can
compute any hash anew, and a key to keep it from them would lie on the same machine.
"""

import struct
import zlib
from typing import Final

from dispatcher.vocabulary import Instant

BEFORE_ALL: Final = 0
"""The link before the first event."""

_HEAD: Final = struct.Struct(">qq")


def link(before: int, number: int, at: Instant, body: bytes) -> int:
    """The checksum of this event, after one whose checksum is `before`."""
    return zlib.crc32(body, zlib.crc32(_HEAD.pack(number, at), before))
