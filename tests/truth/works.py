"""Work whose length is a law of the simulator, and the same as phases of a Markov chain.

The phases are derived here from mean and spread alone; nothing is taken from the simulator but the name of
the shape.
"""

from math import sqrt
from typing import NamedTuple

from dispatcher.vocabulary import SECOND, Span
from simulator.laws import Kind, Law

Phase = int


class Work(NamedTuple):
    """A law, the chance to begin in each phase, and each phase's rate a second and what follows it."""

    law: Law
    begins: tuple[tuple[Phase, float], ...]
    steps: tuple[tuple[float, Phase | None], ...]


def exponential(mean: float) -> Work:
    """One phase."""
    return Work(Law(mean=span(mean)), ((0, 1.0),), ((1 / mean, None),))


def even(mean: float) -> Work:
    """Erlang's law of two phases: deviation 0.71 of the mean."""
    law = Law(mean=span(mean), kind=Kind.GAMMA, cv=1 / sqrt(2))
    return Work(law, ((0, 1.0),), ((2 / mean, 1), (2 / mean, None)))


def uneven(mean: float, cv: float = 2.0) -> Work:
    """A mixture of two exponentials, each bringing half of the mean (balanced means)."""
    share = (1 + sqrt((cv**2 - 1) / (cv**2 + 1))) / 2
    law = Law(mean=span(mean), kind=Kind.HYPEREXPONENTIAL, cv=cv)
    rates = (2 * share / mean, 2 * (1 - share) / mean)
    return Work(law, ((0, share), (1, 1 - share)), ((rates[0], None), (rates[1], None)))


def fixed(mean: float) -> Law:
    """Always the same; no chain has it, but some formulas do."""
    return Law(mean=span(mean), kind=Kind.FIXED)


def span(seconds: float) -> Span:
    """Seconds as the house counts them."""
    return Span(round(seconds * SECOND))
