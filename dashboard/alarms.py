"""When a share that should be high enough turns amber or vermilion, and when it turns back.

Two thresholds, each with a band it must leave again before the alarm ends, and a time a worse level must hold
before it shows: a number that dances on its target makes nobody look up.
"""

from dataclasses import dataclass
from typing import Final

from analytics.kpis import Level
from dispatcher.vocabulary import SECOND, Instant, Span, between

FAR_BELOW: Final = 0.15  # of the whole under the target: no longer bad luck but too few people
BAND: Final = 0.02  # two points back over a threshold before its alarm ends
HOLD: Final = Span(15 * SECOND)


@dataclass(frozen=True, slots=True)
class Alarm:
    """The level shown, and the one that will be if it holds: `coming` since `since`."""

    shown: Level
    coming: Level
    since: Instant


def level_of(share: float | None, target: float, shown: Level) -> Level:
    """The level this share calls for, given the one that is shown."""
    if share is None:
        return Level.PLAIN
    leave_breach = BAND if shown is Level.BREACH else 0
    leave_attention = BAND if shown in (Level.BREACH, Level.ATTENTION) else 0
    if share < target - FAR_BELOW + leave_breach:
        return Level.BREACH
    # Nothing is better than all of them: a target of 100 % can be met.
    return Level.ATTENTION if share < min(target + leave_attention, 1.0) else Level.GOOD


def settle(alarm: Alarm | None, called_for: Level, now: Instant, hold: Span = HOLD) -> Alarm:
    """The alarm after `called_for` was seen at `now`: better shows at once, worse when it has held."""
    if alarm is None or called_for.weight <= alarm.shown.weight:
        return Alarm(called_for, called_for, now)
    since = alarm.since if called_for is alarm.coming else now
    if between(since, now) >= hold:
        return Alarm(called_for, called_for, now)
    return Alarm(alarm.shown, called_for, since)


class Alarms:
    """The alarms of all numbers on the board, each under its own key."""

    def __init__(self) -> None:
        self._alarms: dict[str, Alarm] = {}

    def share(self, key: str, value: float | None, target: float, now: Instant) -> Level:
        """The level to show for this number now."""
        before = self._alarms.get(key)
        called_for = level_of(value, target, before.shown if before else Level.PLAIN)
        self._alarms[key] = alarm = settle(before, called_for, now)
        return alarm.shown
