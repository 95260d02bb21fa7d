"""Settings of alert rules: which number alarms when, and who is told."""

from typing import Final

from dispatcher.alerts import AlertRule, AlertWebhook, Severity
from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Duration, Flag, ListOf, Matching, Name, OneOf, Whole
from dispatcher.config.sections.outside import ADDRESS, secret
from dispatcher.config.staffkinds import Language
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, Span

_KPI: Final = Matching(what="a KPI's name, such as service_level", pattern=r"[a-z][a-z0-9_]*")
_THRESHOLD: Final = Whole(least=0, most=100_000_000)

# In clear only within this machine: alarms say how the centre does.
_ADDRESS: Final = Matching(
    what='an https address such as "https://hooks.example.org/ringpost"',
    pattern=r"(?:https://(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])|http://(?:localhost|127\.0\.0\.1|\[::1\]))"
    r"(?::[0-9]{1,5})?(?:/[\w./~%?=&+:@-]*)?",
)

ALERTS: Final = Section(
    name="alerts",
    meaning="Numbers that alarm when they are beyond a threshold for a while: on screens, by email, webhook.",
    named=True,
    settings=(
        Setting(name="kpi", meaning="the number, by the name it has among the KPIs", kind=_KPI),
        Setting(
            name="above",
            meaning="it alarms above this: percent for shares and ratios, seconds for spans, else as counted",
            kind=_THRESHOLD,
            default=Said("none"),
        ),
        Setting(
            name="below",
            meaning="it alarms below this; either this or `above`",
            kind=_THRESHOLD,
            default=Said("none"),
        ),
        Setting(
            name="band",
            meaning="how far back over the threshold the number must come before the alarm ends",
            kind=Whole(least=0, most=50, unit="percent of the threshold"),
            default=default_of(AlertRule, "band"),
        ),
        Setting(
            name="window",
            meaning="over how much of the time just past it is measured; of no account to what stands now",
            kind=Duration(least=MINUTE, most=DAY),
            default=default_of(AlertRule, "window"),
        ),
        Setting(
            name="hold",
            meaning="how long it must be beyond the threshold, without a break, before it alarms",
            kind=Duration(least=Span(0), most=Span(24 * HOUR)),
            default=default_of(AlertRule, "hold"),
        ),
        Setting(
            name="pause",
            meaning="how long it is silent after an alarm ended",
            kind=Duration(least=MINUTE, most=Span(7 * DAY)),
            default=default_of(AlertRule, "pause"),
        ),
        Setting(
            name="queues",
            meaning="the queues that alarm, each by itself",
            kind=ListOf(item=Name(what="a queue's id"), into=tuple),
            default=Said("the whole centre"),
        ),
        Setting(
            name="teams",
            meaning="the teams that alarm, each by itself",
            kind=ListOf(item=Name(what="a team's id"), into=tuple),
            default=Said("the whole centre"),
        ),
        Setting(
            name="severity",
            meaning="attention: somebody should look; breach: somebody must act",
            kind=OneOf(choices=Severity),
            default=default_of(AlertRule, "severity"),
        ),
        Setting(
            name="screen",
            meaning="it shows on the wallboard",
            kind=Flag(),
            default=default_of(AlertRule, "screen"),
        ),
        Setting(
            name="email",
            meaning="who is written to when it begins and when it ends; colleagues, never customers",
            kind=ListOf(item=ADDRESS, into=tuple),
            default=Said("nobody"),
        ),
        Setting(
            name="webhook",
            meaning="the address of [alert_webhook] is told when it begins and when it ends",
            kind=Flag(),
            default=default_of(AlertRule, "webhook"),
        ),
        Setting(
            name="language",
            meaning="what the messages are written in: en, th, zh, fa or ru",
            kind=Language(),
            default=default_of(AlertRule, "language"),
        ),
    ),
)

ALERT_WEBHOOK: Final = Section(
    name="alert_webhook",
    meaning="An address that is told of alarms by HTTPS, of the rules that say `webhook = true`.",
    settings=(
        Setting(name="url", meaning="where requests go; http only to this very machine", kind=_ADDRESS),
        *secret("secret", "what requests are signed with", least=16),
        Setting(
            name="timeout",
            meaning="how long it has to answer a request, before that is tried again",
            kind=Duration(least=SECOND, most=MINUTE),
            default=default_of(AlertWebhook, "timeout"),
        ),
        Setting(
            name="tries",
            meaning="how often a request is tried before it is given up; each pause is twice the one before",
            kind=Whole(least=1, most=20),
            default=default_of(AlertWebhook, "tries"),
        ),
    ),
)
