"""Slows guessing down: whoever fails to log in waits, ever longer. Pure: it is told the time.

Failures are counted by name and address together, so that a stranger cannot lock somebody else out, and by
address alone, so that trying many names does not help (OWASP Authentication Cheat Sheet).
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from dispatcher.vocabulary import MINUTE, SECOND, Instant, Span, between, later

FREE: Final = {"name": 5, "address": 30}  # failures before the first wait: people mistype
FIRST: Final = Span(2 * SECOND)
LONGEST: Final = Span(15 * MINUTE)
FORGET: Final = Span(60 * MINUTE)  # after so long without a failure all is forgotten
MOST: Final = 10_000  # counters; the one unused longest goes first

Key = tuple[str, str, str]


class Throttle:
    """Who failed how often, and until when each has to wait."""

    def __init__(self) -> None:
        self._failures: OrderedDict[Key, tuple[int, Instant]] = OrderedDict()

    def wait(self, name: str, address: str, now: Instant) -> Span:
        """How long this name at this address has to wait before it may try; 0: not at all."""
        return max(self._left(key, now) for key in _keys(name, address))

    def failed(self, name: str, address: str, now: Instant) -> None:
        """This name at this address did not get in."""
        for key in _keys(name, address):
            count, last = self._failures.pop(key, (0, now))
            self._failures[key] = (1 if between(last, now) > FORGET else count + 1, now)
        while len(self._failures) > MOST:
            self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """This name at this address got in; what it mistyped is forgotten."""
        self._failures.pop(("name", name, address), None)

    def _left(self, key: Key, now: Instant) -> Span:
        count, last = self._failures.get(key, (0, now))
        over = count - FREE[key[0]]
        if over < 0 or between(last, now) > FORGET:
            return Span(0)
        return Span(max(0, between(now, later(last, pause(over)))))


def pause(over: int) -> Span:
    """The wait after so many failures above the free ones: it doubles each time, up to `LONGEST`."""
    return Span(min(FIRST << min(over, 20), LONGEST))


def _keys(name: str, address: str) -> Iterable[Key]:
    return (("name", name, address), ("address", "", address))
