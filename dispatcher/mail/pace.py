"""How long a shell waits before it tries again: longer each time, never in step with others."""

import random
from typing import Final

from msgspec import Struct


class Pace(Struct, frozen=True, kw_only=True):
    """Seconds between tries: doubling from `first` to `longest`, and `refused` after a wrong password.

    A server has `answer` seconds for a few lines. A line that stood for `steady` seconds begins anew when it
    ends, at once and without a word: servers end sessions now and then, Google's every hour.
    """

    first: float = 1.0
    longest: float = 300.0
    refused: float = 600.0
    answer: float = 30.0
    steady: float = 60.0


PACE: Final = Pace()


class Backoff:
    """The waits of one line. Its dice are seeded by its name, so that lines do not knock together."""

    def __init__(self, name: str, pace: Pace) -> None:
        self._dice = random.Random(f"backoff:{name}")
        self._pace = pace
        self._tries = 0

    def succeeded(self) -> None:
        """The line is up; the next failure waits the shortest time again."""
        self._tries = 0

    def after_failure(self) -> float:
        """Seconds to wait now: between half and all of the doubled time."""
        wait = min(self._pace.longest, self._pace.first * 2.0 ** min(self._tries, 30))
        self._tries += 1
        return wait * self._dice.uniform(0.5, 1.0)

    def after_refusal(self) -> float:
        """Seconds to wait before the same password is tried again: servers lock out who knocks too often."""
        return self._pace.refused * self._dice.uniform(0.5, 1.0)
