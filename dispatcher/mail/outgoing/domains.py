"""Domains that take nothing for now rest, so that one of them keeps no other's letters. Pure.

One mailbox may be full while its neighbours are not; so a domain rests only when several letters in a row
were put off there, each time longer.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import HOUR, MINUTE, Instant, Span, later

IN_A_ROW: Final = 3  # letters put off one after the other: more than chance, and little lost if it was
FIRST: Final = MINUTE
LONGEST: Final = HOUR


class _Standing(Struct, frozen=True):
    put_off: int
    until: Instant


class Domains:
    """What is known of each domain since the start."""

    def __init__(self) -> None:
        self._standing: dict[str, _Standing] = {}

    def put_off(self, address: str, now: Instant) -> None:
        """The server would not take a letter for this address now."""
        domain = domain_of(address)
        known = self._standing.get(domain, _Standing(0, Instant(0)))
        if known.until > now:
            return
        rests = known.put_off + 1 - IN_A_ROW
        until = later(now, _rest(rests)) if rests >= 0 else known.until
        self._standing[domain] = _Standing(known.put_off + 1, until)

    def answered(self, address: str) -> None:
        """The server took a letter for this address, or said for good that it will not: it is there."""
        self._standing.pop(domain_of(address), None)

    def resting(self, now: Instant) -> Mapping[str, Instant]:
        """The domains nothing is sent to now, and until when."""
        return {domain: one.until for domain, one in self._standing.items() if one.until > now}


def domain_of(address: str) -> str:
    """The part behind the last @, in small letters."""
    return address.rpartition("@")[2].lower()


def _rest(times: int) -> Span:
    return Span(min(FIRST * 2 ** min(times, 16), LONGEST))
