"""Ports for servers that must be named before they listen."""

import os
import socket
from collections.abc import Iterator
from itertools import count
from typing import Final

FIRST, LAST = 12_000, 32_000
"""Below those that a system gives to whoever connects, or another test's client may take one meanwhile."""


def _ports() -> Iterator[int]:
    """All of them, one after the other; every process begins somewhere else."""
    start = os.getpid() * 7_919
    return (FIRST + (start + step) % (LAST - FIRST) for step in count())


_NEXT: Final = _ports()


def free_port() -> int:
    """A port of the loopback that was free a moment ago, and is given to nobody else of this process."""
    for port in _NEXT:
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise AssertionError("ports never end")
