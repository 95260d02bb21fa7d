"""What suggestions on the web form spare: those who were shown them against those held out.

Both groups were drawn by lot and asked the same way, so the difference between the shares of those who sent
the form is what the suggestions did, and no more: not that somebody looked at an article and left, as she may
have left anyhow.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import sqrt
from statistics import NormalDist
from typing import Any, Final, NamedTuple

from msgspec import Struct

LEVEL: Final = 0.95
Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
MICROSECONDS: Final = 1_000_000


class Interval(NamedTuple):
    """From where to where; shares, or a difference of two."""

    low: float
    high: float


class Deflection(Struct, frozen=True, kw_only=True):
    """One week, or, with `week` empty, all of them. Visitors who began to write, and of those who sent.

    `spared` is the share sent of those held out less that of those shown suggestions: 0.1 says that of ten
    who would write one need not. `low` and `high` are its 95 % interval (Newcombe 1998, method 10). None
    where one of the groups is empty.
    """

    week: str
    shown: int
    sent_shown: int
    held_out: int
    sent_held_out: int
    opened: int
    solved: int
    spared: float | None
    low: float | None
    high: float | None


def wilson(part: int, whole: int) -> Interval:
    """The 95 % interval of a share (Wilson 1927): right for few cases, and for none or all of them."""
    share, z2 = part / whole, Z * Z
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = Z / (1 + z2 / whole) * sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def newcombe(part: int, whole: int, other_part: int, other_whole: int) -> Interval:
    """The 95 % interval of one share less another, from both Wilson intervals (Newcombe 1998, method 10)."""
    one, other = part / whole, other_part / other_whole
    (low, high), (other_low, other_high) = wilson(part, whole), wilson(other_part, other_whole)
    difference = one - other
    return Interval(
        difference - sqrt((one - low) ** 2 + (other_high - other) ** 2),
        difference + sqrt((high - one) ** 2 + (other - other_low) ** 2),
    )


def by_week(weeks: Sequence[Mapping[str, Any]]) -> list[Deflection]:
    """Each week as the API tells of it, the oldest first, and last all of them together; none of none."""
    rows = [_deflection(_day(week["begin"]), week["shown"], week["held_out"]) for week in weeks]
    if not rows:
        return []
    return [*rows, _deflection("", _sum(weeks, "shown"), _sum(weeks, "held_out"))]


def _deflection(week: str, shown: Mapping[str, int], held: Mapping[str, int]) -> Deflection:
    counts = (held["sent"], held["wrote"], shown["sent"], shown["wrote"])
    both = bool(held["wrote"] and shown["wrote"])
    interval = newcombe(*counts) if both else None
    return Deflection(
        week=week,
        shown=shown["wrote"],
        sent_shown=shown["sent"],
        held_out=held["wrote"],
        sent_held_out=held["sent"],
        opened=shown["opened"],
        solved=shown["solved"],
        spared=counts[0] / counts[1] - counts[2] / counts[3] if both else None,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
    )


def _sum(weeks: Sequence[Mapping[str, Any]], group: str) -> dict[str, int]:
    names = ("wrote", "found", "opened", "solved", "sent")
    return {name: sum(week[group][name] for week in weeks) for name in names}


def _day(instant: int) -> str:
    return datetime.fromtimestamp(instant // MICROSECONDS, UTC).date().isoformat()
