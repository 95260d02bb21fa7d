"""What is looked at, and when it alarms. Pure.

A number that dances on its threshold makes nobody look up: it must be beyond it for the rule's `hold` without
a break, the alarm ends only when it is well back, and then the rule is silent for its `pause`. So in any
stretch of time there is at most one alarm more than `hold + pause` fits into it.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from analytics.kpis import BY_NAME, Cut, Kpi, Level, Unit
from dashboard.alarms import Alarm, settle
from dispatcher.alerts import AlertRule
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import SECOND, Instant, between

_SCALE: Final = {Unit.SHARE: 0.01, Unit.RATIO: 0.01, Unit.SPAN: SECOND}
"""What one of a rule's threshold is in the KPI's own unit; where nothing is said, one."""

WHOLE_CENTRE: Final = ""


class Watch(Struct, frozen=True, kw_only=True):
    """One number that one rule looks at: a KPI of the whole centre, or of one queue or team."""

    rule: AlertRule
    kpi: Kpi
    cut: Cut | None = None
    target: str = WHOLE_CENTRE

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.rule.name} {self.cut or ''} {self.target}".strip()

    @property
    def threshold(self) -> float:
        """The threshold in the KPI's own unit."""
        said = self.rule.above if self.rule.above is not None else self.rule.below
        return (said or 0) * _SCALE.get(self.kpi.unit, 1)

    @property
    def level(self) -> Level:
        """How bad it is when it alarms."""
        return Level(self.rule.severity)

    def alarms(self, value: float | None, ringing: bool) -> bool:
        """Is the number beyond the threshold, or, while it rings, not well back yet? Nothing is nowhere."""
        if value is None:
            return False
        sign = 1 if self.rule.above is not None else -1
        back = self.rule.band / 100 * abs(self.threshold) if ringing else 0
        return sign * value > sign * self.threshold - back


class Standing(Struct, frozen=True, kw_only=True):
    """How a watch stands: what it shows or is coming to, and when its last alarm ended."""

    alarm: Alarm
    ended: Instant | None = None

    @property
    def ringing(self) -> bool:
        """Does it alarm?"""
        return self.alarm.shown.weight > Level.GOOD.weight


def calm(now: Instant) -> Standing:
    """Nothing is known yet: what is beyond its threshold has to hold from now on."""
    return Standing(alarm=Alarm(Level.GOOD, Level.GOOD, now))


def rings_since(watch: Watch, began: Instant) -> Standing:
    """It alarmed when this process ended last."""
    return Standing(alarm=Alarm(watch.level, watch.level, began))


def seen(standing: Standing, watch: Watch, value: float | None, now: Instant) -> Standing:
    """How it stands after this value was measured at `now`."""
    called_for = watch.level if _calls(standing, watch, value, now) else Level.GOOD
    alarm = settle(standing.alarm, called_for, now, watch.rule.hold)
    over = standing.ringing and alarm.shown is Level.GOOD
    return Standing(alarm=alarm, ended=now if over else standing.ended)


def _calls(standing: Standing, watch: Watch, value: float | None, now: Instant) -> bool:
    silent = standing.ended is not None and between(standing.ended, now) < watch.rule.pause
    return watch.alarms(value, standing.ringing) and (standing.ringing or not silent)


def watches_of(rules: Iterable[AlertRule]) -> tuple[Watch, ...]:
    """All that these rules look at, in their order.

    Raises:
        OwnerError: a rule names a KPI that there is not, or that cannot be told apart so.
    """
    return tuple(watch for rule in rules for watch in _watches(rule))


def _watches(rule: AlertRule) -> Iterator[Watch]:
    kpi = BY_NAME.get(rule.kpi)
    if kpi is None:
        raise OwnerError(
            f"alerts.{rule.name}.kpi: there is no KPI {rule.kpi!r}; docs/reference/kpis.md has all of them"
        )
    targets: list[tuple[Cut, str]] = [(Cut.QUEUE, name) for name in sorted(rule.queues)]
    targets += [(Cut.TEAM, name) for name in sorted(rule.teams)]
    for cut, target in targets:
        if cut not in kpi.cuts:
            raise OwnerError(f"alerts.{rule.name}: {kpi.name} cannot be told apart by {cut}")
        yield Watch(rule=rule, kpi=kpi, cut=cut, target=target)
    if not targets:
        yield Watch(rule=rule, kpi=kpi)
