"""The KPIs, each declared once: name, unit, meaning, version, formula.

Wallboard, history, simulator and reference pages all read these objects and ask them of the event log through
`measure`, so a number means the same wherever it stands. A definition that changes gets a new version.

A *flow* counts what happened inside a window: `total` is an SQL sum over its facts; with `per`, the KPI is
`total / per`. Both are sums, so windows add up: the quarter hours of a day make the day. A *stock* is what
stands at a window's end: `total` is an SQL aggregate over the spells that last at that instant.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec


class Unit(StrEnum):
    """What a KPI's value counts. Spans are microseconds, shares lie between 0 and 1."""

    COUNT = "count"
    SHARE = "share"
    SPAN = "span"


class Kind(StrEnum):
    """Does the KPI count what happened in a window, or what stands at its end?"""

    FLOW = "flow"
    STOCK = "stock"


class Better(StrEnum):
    """Which way is good news."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Cut(StrEnum):
    """What a KPI can be told apart by. `RUN` is the simulator's replication; the live centre is run 0."""

    RUN = "run"
    QUEUE = "queue"
    CHANNEL = "channel"
    AGENT = "agent"


EVERYWHERE: Final = frozenset({Cut.RUN, Cut.QUEUE, Cut.CHANNEL})
ALSO_BY_AGENT: Final = frozenset(Cut)


class Kpi(msgspec.Struct, frozen=True, kw_only=True):
    """One definition. `per` is null for plain sums and for stocks.

    A value is null where there is nothing to divide by, or nothing to be the longest of.
    """

    name: str
    title: str
    unit: Unit
    meaning: str
    total: str
    per: str | None = None
    kind: Kind = Kind.FLOW
    better: Better = Better.NEITHER
    cuts: frozenset[Cut] = EVERYWHERE
    version: int = 1

    @property
    def formula(self) -> str:
        """The definition as one SQL expression, for people to read."""
        return self.total if self.per is None else f"{self.total} / {self.per}"


def _count(where: str) -> str:
    return f"count(*) FILTER ({where})"


def _sum(column: str, where: str) -> str:
    return f"sum({column}) FILTER ({where})"


# Facts by name; what is `inside` (a consultation, a request for approval) is no customer's. A promise that
# runs out at the very instant of the answer is broken, as the engine has it.
_ARRIVED = "kind = 'ContactArrived' AND NOT inside"
_CLOSED = "kind = 'ContactClosed' AND inside IS NOT TRUE"
_GAVE_UP = "kind = 'ContactAbandoned'"
_ANSWERED = "kind = 'OfferAccepted' AND first AND live"
_REPLIED = "kind = 'ReplySubmitted' AND first"
_ANSWER = "promise IN ('answer', 'first_response')"
_KEPT = f"kind = 'PromiseKept' AND NOT late AND {_ANSWER}"
_BROKEN = f"kind = 'PromiseBroken' AND {_ANSWER}"
_ACKNOWLEDGED = "kind = 'PromiseKept' AND NOT late AND promise = 'acknowledgement'"
_UNACKNOWLEDGED = "kind = 'PromiseBroken' AND promise = 'acknowledgement'"
_SELF_SERVED = "kind = 'ContactClosed' AND why = 'self_served'"
_BY_AGENTS = f"{_CLOSED} AND why != 'self_served'"
_WRAPPED_UP = "kind = 'WrapUpEnded'"
_PRE_EMPTED = "kind = 'ContactParked' AND why = 'pre_empted'"
_RESUMED = "kind = 'ContactResumed'"

KPIS: Final[tuple[Kpi, ...]] = (
    Kpi(
        name="incoming",
        title="Incoming",
        unit=Unit.COUNT,
        meaning=(
            "Customers' contacts that arrived. A follow-up on an open email is not a new contact; neither is "
            "a consultation, or a request to approve a reply."
        ),
        total=_count(_ARRIVED),
        version=2,
    ),
    Kpi(
        name="answered",
        title="Calls answered",
        unit=Unit.COUNT,
        meaning="Calls, and other live contacts, that an agent accepted for the first time.",
        total=_count(_ANSWERED),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
        version=2,
    ),
    Kpi(
        name="abandoned",
        title="Abandoned",
        unit=Unit.COUNT,
        meaning="Callers who hung up before anyone answered, however soon.",
        total=_count(_GAVE_UP),
        better=Better.LOWER,
    ),
    Kpi(
        name="abandon_rate",
        title="Abandon rate",
        unit=Unit.SHARE,
        meaning="Abandoned / (answered + abandoned), each counted when it happened.",
        total=_count(_GAVE_UP),
        per=_count(f"({_ANSWERED}) OR {_GAVE_UP}"),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="closed",
        title="Closed",
        unit=Unit.COUNT,
        meaning=(
            "Customers' contacts that were done: calls that ended after the answer, emails that were closed, "
            "by an agent, by a supervisor, or by themselves when all was quiet. Whoever had it last gets the "
            "count. Merged and rejected ones are not in it, nor are consultations and requests for approval."
        ),
        total=_count(_CLOSED),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
        version=2,
    ),
    Kpi(
        name="replies",
        title="Replies",
        unit=Unit.COUNT,
        meaning="Emails answered: the first reply stands in the outbox.",
        total=_count(_REPLIED),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="sla_breaches",
        title="SLA breaches",
        unit=Unit.COUNT,
        meaning=(
            "Promises of an answer or a first reply that ran out: a call not answered, an email not replied "
            "to by its due time. Counted at that instant, once a contact. An acknowledgement that came too "
            "late is none of them."
        ),
        total=_count(_BROKEN),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="service_level",
        title="Service level",
        unit=Unit.SHARE,
        meaning=(
            "Calls answered within their promise / (answered + abandoned). The promise is the one made when "
            "the call arrived, unless it was changed meanwhile; callers who gave up count, however soon they "
            "did."
        ),
        total=_count(f"{_ANSWERED} AND occurred < due"),
        per=_count(f"({_ANSWERED}) OR {_GAVE_UP}"),
        better=Better.HIGHER,
        version=2,
    ),
    Kpi(
        name="promises_kept",
        title="Promises kept",
        unit=Unit.SHARE,
        meaning=(
            "Promises of an answer or a first reply kept in time / (those + such promises that ran out), "
            "each counted when it was decided. Callers who gave up in time are in neither."
        ),
        total=_count(_KEPT),
        per=_count(f"({_KEPT}) OR ({_BROKEN})"),
        better=Better.HIGHER,
        version=2,
    ),
    Kpi(
        name="acknowledged_in_time",
        title="Acknowledged in time",
        unit=Unit.SHARE,
        meaning=(
            "Emails acknowledged, by a machine or by the first reply, within the time promised for it / "
            "(those + such promises that ran out), each when it was decided. Null where none is promised."
        ),
        total=_count(_ACKNOWLEDGED),
        per=_count(f"({_ACKNOWLEDGED}) OR ({_UNACKNOWLEDGED})"),
        better=Better.HIGHER,
    ),
    Kpi(
        name="asa",
        title="Average speed of answer",
        unit=Unit.SPAN,
        meaning="Mean time from arrival to answer of the calls answered; those who gave up are not in it.",
        total=_sum("waited", _ANSWERED),
        per=_count(_ANSWERED),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="time_to_abandon",
        title="Time to abandon",
        unit=Unit.SPAN,
        meaning="Mean time from arrival to hanging up of the callers who gave up.",
        total=_sum("waited", _GAVE_UP),
        per=_count(_GAVE_UP),
    ),
    Kpi(
        name="handle_time",
        title="Handle time",
        unit=Unit.SPAN,
        meaning=(
            "Hands-on time of customers' contacts closed, plus wrap-up, per contact closed. Parked time is "
            "left out, and so are contacts that an article answered. Wrap-up counts when it ends, which may "
            "be in the next interval."
        ),
        total=_sum("coalesce(handled, 0) + coalesce(lasted, 0)", f"({_BY_AGENTS}) OR {_WRAPPED_UP}"),
        per=_count(_BY_AGENTS),
        cuts=ALSO_BY_AGENT,
        version=3,
    ),
    Kpi(
        name="article_answers",
        title="Answered by articles",
        unit=Unit.COUNT,
        meaning=(
            "Letters that an article answered with nobody's help. They are incoming, and no replies; their "
            "promise stands still until the customer says that it did not help."
        ),
        total=_count("kind = 'ContactAnswered'"),
    ),
    Kpi(
        name="articles_helped",
        title="Articles that were enough",
        unit=Unit.SHARE,
        meaning=(
            "Of the articles that answered letters: those whose customers said nothing until it closed "
            "/ (those + such as did not help, did not arrive, or were answered). Who says nothing may have "
            "given up, or called: it is the most that articles spared."
        ),
        total=_count(_SELF_SERVED),
        per=_count(f"({_SELF_SERVED}) OR kind = 'AnswerFailed'"),
        better=Better.HIGHER,
    ),
    Kpi(
        name="first_response_time",
        title="First response time",
        unit=Unit.SPAN,
        meaning="Mean wall-clock time from an email's arrival to its first reply, of emails replied to.",
        total=_sum("took", _REPLIED),
        per=_count(_REPLIED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="interruptions",
        title="Interruptions",
        unit=Unit.COUNT,
        meaning="Emails parked because their agent took a call that could not wait.",
        total=_count(_PRE_EMPTED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="time_parked",
        title="Time parked",
        unit=Unit.SPAN,
        meaning="Mean time an email lay parked before its agent had it back.",
        total=_sum("parked", _RESUMED),
        per=_count(_RESUMED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="offers_missed",
        title="Offers missed",
        unit=Unit.COUNT,
        meaning="Offers that rang out unanswered at a desk.",
        total=_count("kind = 'OfferTimedOut'"),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="backlog",
        title="Backlog",
        unit=Unit.COUNT,
        meaning=(
            "Customers' contacts open: arrived, and not yet closed, abandoned, merged or rejected. One that "
            "waits for approval, for its customer or for its close is open."
        ),
        kind=Kind.STOCK,
        total=_count("spell = 'open'"),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="waiting",
        title="Waiting",
        unit=Unit.COUNT,
        meaning=(
            "Customers' contacts in line: nobody has accepted them, or they came back. One that rings still "
            "waits."
        ),
        kind=Kind.STOCK,
        total=_count("spell = 'waiting'"),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="longest_wait",
        title="Longest wait",
        unit=Unit.SPAN,
        meaning="How long ago the one in line longest arrived; null when nobody waits.",
        kind=Kind.STOCK,
        total="max(epoch_us(until) - epoch_us(arrived)) FILTER (spell = 'waiting')",
        better=Better.LOWER,
        version=2,
    ),
)

BY_NAME: Final[Mapping[str, Kpi]] = {kpi.name: kpi for kpi in KPIS}


def pick(*names: str) -> tuple[Kpi, ...]:
    """The KPIs of these names, in this order.

    Raises:
        KeyError: there is no KPI of that name.
    """
    return tuple(BY_NAME[name] for name in names)


def that_can_be_cut(kpis: Iterable[Kpi], by: Sequence[Cut]) -> tuple[Kpi, ...]:
    """Those of the KPIs that have a meaning when told apart by all of `by`."""
    return tuple(kpi for kpi in kpis if kpi.cuts.issuperset(by))
