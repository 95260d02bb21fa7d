"""How often an address may do something, and all together may. Pure: it is told the time.

Counted over a window that slides, so that nobody gets twice the number around its edge.
"""

import ipaddress
from collections import OrderedDict, deque
from collections.abc import Collection, Sequence
from typing import Final

from dispatcher.vocabulary import Instant, Span, between, later

MOST: Final = 10_000  # addresses remembered; the one unused longest goes first


class Limit:
    """At most `most` within each `span`."""

    def __init__(self, most: int, span: Span) -> None:
        self.most, self.span = most, span
        self._times: deque[Instant] = deque()

    def wait(self, now: Instant) -> Span:
        """How long until one more is allowed; 0: now."""
        while self._times and between(self._times[0], now) >= self.span:
            self._times.popleft()
        full = len(self._times) >= self.most
        return between(now, later(self._times[0], self.span)) if full else Span(0)

    def note(self, now: Instant) -> None:
        """One more."""
        self._times.append(now)


class Turnstile:
    """Lets each address through so often, and all of them together so often."""

    def __init__(self, each: int, each_span: Span, overall: int, overall_span: Span) -> None:
        self._each, self._span = each, each_span
        self._all = Limit(overall, overall_span)
        self._limits: OrderedDict[str, Limit] = OrderedDict()

    def wait(self, address: str, now: Instant) -> Span:
        """How long this address has to wait; when it is 0, this time is counted."""
        limit = self._limit(household(address))
        wait = max(limit.wait(now), self._all.wait(now))
        if wait == 0:
            limit.note(now)
            self._all.note(now)
        return wait

    def _limit(self, address: str) -> Limit:
        limit = self._limits.pop(address, None) or Limit(self._each, self._span)
        self._limits[address] = limit
        while len(self._limits) > MOST:
            self._limits.popitem(last=False)
        return limit


def household(address: str) -> str:
    """What counts as one address: of IPv6 the first half, as one household has all of the second."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.IPv6Network((ip, 64), strict=False).network_address)
    return str(ip)


def visitor_address(peer: str, forwarded: Sequence[str], proxies: Collection[str]) -> str:
    """Who asks, seen from behind proxies: the last in X-Forwarded-For whom no proxy of ours vouches for.

    `forwarded` holds the header's values; what a visitor writes into it stands left of what a proxy adds.
    """
    address = peer
    hops = [hop.strip() for value in forwarded for hop in value.split(",") if hop.strip()]
    while address in proxies and hops:
        address = hops.pop()
    return address
