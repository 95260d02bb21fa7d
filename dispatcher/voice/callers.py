"""Who calls: how often, how long callers wait and talk, and what they say of themselves. Chance alone."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dispatcher.vocabulary import Urgency, Word

SPREAD: Final = 1.0
"""The sigma of patience that is lognormal: that of the logarithm of what bank customers were seen to wait was
near it (Brown, Gans, Mandelbaum et al., JASA 100, 2005)."""


class Patience(Word):
    """How patience is spread around its mean."""

    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    FIXED = "fixed"

    def draw(self, mean: float, dice: random.Random) -> float:
        """How long one caller waits, in the unit of `mean`."""
        match self:
            case Patience.EXPONENTIAL:
                return dice.expovariate(1 / mean)
            case Patience.LOGNORMAL:
                return dice.lognormvariate(math.log(mean) - SPREAD**2 / 2, SPREAD)
            case Patience.FIXED:
                return mean


Shares = Mapping[str, float]
"""Words with their weights; nobody says anything where it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Who calls one queue: calls an hour, and means in seconds. Talks are exponential.

    Calls are named after their `exchange`, which hangs up only its own when it starts again. `languages` and
    `tiers` are drawn by their weights; `urgent` is the share of calls that say they are.
    """

    exchange: str
    queue: str
    per_hour: float
    talk: float
    patience: float
    kind: Patience = Patience.EXPONENTIAL
    languages: Shares = field(default_factory=dict)
    tiers: Shares = field(default_factory=dict)
    urgent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One caller: seconds until the call, of patience and of talk, and what is said at the arrival."""

    after: float
    patience: float
    talk: float
    says: Mapping[str, str]


class Callers:
    """A line's callers, the same ones for the same seed; who they are has dice of its own."""

    def __init__(self, line: Line, seed: int) -> None:
        self.line = line
        self._dice = random.Random(f"{seed}:{line.queue}")
        self._who = random.Random(f"{seed}:{line.queue}:who")

    def next(self) -> Caller:
        """The next one to call."""
        line, dice = self.line, self._dice
        after = dice.expovariate(line.per_hour) * 3600
        patience = line.kind.draw(line.patience, dice)
        talk = dice.expovariate(1 / line.talk)
        return Caller(after=after, patience=patience, talk=talk, says=self._says(random_number(dice)))

    def _says(self, number: str) -> dict[str, str]:
        said = {"queue": self.line.queue, "caller": number}
        said |= {"language": _one_of(self.line.languages, self._who)} if self.line.languages else {}
        said |= {"tier": _one_of(self.line.tiers, self._who)} if self.line.tiers else {}
        urgent = self.line.urgent and self._who.random() < self.line.urgent
        return said | ({"urgency": Urgency.URGENT} if urgent else {})


def random_number(dice: random.Random) -> str:
    """A telephone number nobody has (ITU-T E.164, the +999 block is unassigned)."""
    return f"+999{dice.randrange(10**8):08d}"


def _one_of(shares: Shares, dice: random.Random) -> str:
    return dice.choices(list(shares), weights=list(shares.values()))[0]
