"""Alert rules: which number, beyond what, for how long, and who is told. Pure data.

`dispatcher.config` reads them from the centre file and knows each setting's meaning and bounds; the dashboard
measures and decides.
"""

from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import MINUTE, SECOND, QueueId, Span, TeamId, Word


class Severity(Word):
    """How bad it is: somebody should look, or somebody must act."""

    ATTENTION = "attention"
    BREACH = "breach"


class AlertRule(Struct, frozen=True, kw_only=True):
    """When a number alarms: `above` or `below` a threshold for `hold` without a break.

    Thresholds are percent for shares and ratios, seconds for spans, else what the KPI counts. It ends when
    the number is back by `band` percent of the threshold, and the same rule is silent for `pause` afterwards.
    Each of the `queues` and `teams` has an alarm of its own; where none is named, it is the whole centre.
    """

    name: str
    kpi: str
    above: int | None = None
    below: int | None = None
    band: int = 5
    window: Span = Span(30 * MINUTE)
    hold: Span = Span(5 * MINUTE)
    pause: Span = Span(10 * MINUTE)
    queues: frozenset[QueueId] = frozenset()
    teams: frozenset[TeamId] = frozenset()
    severity: Severity = Severity.ATTENTION
    screen: bool = True
    email: tuple[str, ...] = ()
    webhook: bool = False
    language: str = "en"


class AlertWebhook(Struct, frozen=True, kw_only=True):
    """The address that is told of alarms, where a rule asks for it; requests are signed by `secret`.

    It has `timeout` to answer, and is tried at most `tries` times.
    """

    url: str
    secret: str
    timeout: Span = Span(10 * SECOND)
    tries: int = 8

    def __repr__(self) -> str:
        """Without the secret, so that no log shows it."""
        return f"AlertWebhook({self.url!r})"


class Alerts(Struct, frozen=True, kw_only=True):
    """All rules of a centre, and the webhook, where there is one."""

    rules: tuple[AlertRule, ...] = ()
    webhook: AlertWebhook | None = None


NONE: Final = Alerts()
"""No rule: nothing alarms."""
