"""What a lever may be set to: the centre file's bounds, as the board's fields and its server need them."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from dashboard.acting.values import CAPS, Values
from dispatcher.config.declare import Manner, Setting
from dispatcher.config.kinds import Duration, Interrupt, Whole
from dispatcher.config.sections.levers import CAP, LEVERS
from dispatcher.vocabulary import NEVER


class Bound(Struct, frozen=True, kw_only=True):
    """The least and the most, inclusive: a count, or with `span` microseconds.

    With `never` it may also be 0, at once, or `NEVER`. With `only`, other queues have no use for it.
    """

    least: int
    most: int
    span: bool = False
    never: bool = False
    only: Manner | None = None

    def allows(self, value: object) -> bool:
        """May it be this?"""
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and (self.least <= value <= self.most or (self.never and value in (0, NEVER)))  # type: ignore[operator]

    def fits(self, live: bool) -> bool:
        """Has a queue on whose line customers wait, or one of letters, a use for it?"""
        return self.only is None or (self.only is Manner.LIVE) is live


def _bound(setting: Setting) -> Bound:
    match setting.kind:
        case Whole(least=least, most=most):
            return Bound(least=least, most=most, only=setting.only)
        case Duration(least=shortest, most=longest):
            return Bound(least=shortest, most=longest, span=True, only=setting.only)
        case Interrupt(after=after):
            return Bound(least=after.least, most=after.most, span=True, never=True, only=setting.only)
    return Bound(least=CAP.least, most=CAP.most)


_NAMES: Final = {"interrupt": "interrupt_after"}
"""Where the centre file says it in another word than the engine."""

BOUNDS: Final[Mapping[str, Bound]] = {_NAMES.get(one.name, one.name): _bound(one) for one in LEVERS}


def as_meant(values: Mapping[str, int | None]) -> dict[str, int | None]:
    """These values as a browser meant them: its numbers are too coarse to write `NEVER` exactly."""
    return {name: value if value is None else min(value, NEVER) for name, value in values.items()}


def out_of_bounds(values: Values) -> str | None:
    """The first of these levers that may not be so; None when all may. One taken out always may."""
    return next(
        (name for name, value in values.items() if value is not None and not _allowed(name, value)), None
    )


def _allowed(name: str, value: Any) -> bool:
    bound = BOUNDS.get("caps" if name.startswith(CAPS) else name)
    return bound is not None and bound.allows(value)
