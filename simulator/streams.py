"""One named random stream a cause, so that a changed policy meets the same people with the same patience.

A draw is keyed by what it is about (the cause, the contact), never by when it is made. Two runs that differ
in one rule then differ only in that rule's effect, and the variance of their difference is a fraction of what
"same seed, one stream" leaves (L'Ecuyer & Buist, "Variance reduction in the simulation of call
centers", 2006).
"""

from hashlib import blake2b
from math import log, sqrt

from msgspec import Struct
from numpy.random import PCG64, Generator

from dispatcher.vocabulary import Span
from simulator.scenario import Kind, Law


class Streams(Struct, frozen=True):
    """All the chance of one replication."""

    seed: int
    replication: int = 0

    def of(self, cause: str, *key: object) -> Generator:
        """The stream of this cause and key: at its beginning, the same on every machine, like no other."""
        name = "\x1f".join(map(str, (self.seed, self.replication, cause, *key)))
        return Generator(PCG64(int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "big")))

    def draw(self, law: Law, cause: str, *key: object) -> Span:
        """How long it takes this time, in whole microseconds."""
        if law.kind is Kind.FIXED:
            return law.mean
        return Span(round(_drawn(law, self.of(cause, *key))))


def _drawn(law: Law, stream: Generator) -> float:
    if law.kind is Kind.EXPONENTIAL:
        return float(stream.exponential(law.mean))
    variance = log(1 + law.cv**2)
    return float(stream.lognormal(log(law.mean) - variance / 2, sqrt(variance)))
