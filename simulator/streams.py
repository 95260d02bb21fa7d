"""One named random stream a cause, so that a changed policy meets the same people with the same patience.

A draw is keyed by what it is about (the cause, the contact), never by when it is made. Two runs that differ
in one rule then differ only in that rule's effect, and the variance of their difference is a fraction of what
"same seed, one stream" leaves (L'Ecuyer & Buist, "Variance reduction in the simulation of call
centers", 2006).
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Final

from msgspec import Struct
from numpy.random import PCG64, Generator

from dispatcher.vocabulary import Span
from simulator.laws import Law, quantile

_BLOCK: Final = 512


class Streams(Struct, frozen=True):
    """All the chance of one replication."""

    seed: int
    replication: int = 0

    def of(self, cause: str, *key: object) -> Generator:
        """The stream of this cause and key: at its beginning, the same on every machine, like no other."""
        return Generator(PCG64(int.from_bytes(self._hash(16, cause, key), "big")))

    def uniform(self, cause: str, *key: object) -> float:
        """One number between 0 and 1, neither of them included. A hash: a stream for one draw is dear."""
        # The upper 53 bits, each number in the middle of its step.
        return ((int.from_bytes(self._hash(8, cause, key), "big") >> 11) + 0.5) * 2.0**-53

    def uniforms(self, cause: str, *key: object) -> Iterator[float]:
        """Such numbers without end; the n-th is for the n-th contact."""
        stream = self.of(cause, *key)
        while True:
            # 0 has no logarithm; pressed together by a hair the numbers leave both ends free.
            yield from (stream.random(_BLOCK) * (1 - 2.0**-52) + 2.0**-53).tolist()

    def draw(self, law: Law, cause: str, *key: object) -> Span:
        """How long it takes this time."""
        return quantile(law)(self.uniform(cause, *key))

    def _hash(self, size: int, cause: str, key: tuple[object, ...]) -> bytes:
        name = "\x1f".join(map(str, (self.seed, self.replication, cause, *key)))
        return blake2b(name.encode(), digest_size=size).digest()
