"""What everybody asks first: how much came, how well it was answered, what stands now."""

from typing import Final

from analytics.definition import ALSO_BY_AGENT, Better, Kind, Kpi, Unit, count, total
from analytics.registry.calls import SERVICE_LEVEL
from analytics.registry.conditions import (
    ACKNOWLEDGED,
    ANSWERED,
    ARRIVED,
    BROKEN,
    BY_AGENTS,
    CLOSED,
    GAVE_UP,
    KEPT,
    PRE_EMPTED,
    REPLIED,
    RESUMED,
    SELF_SERVED,
    UNACKNOWLEDGED,
    WRAPPED_UP,
)

EVERYDAY: Final[tuple[Kpi, ...]] = (
    Kpi(
        name="incoming",
        title="Incoming",
        unit=Unit.COUNT,
        meaning=(
            "Customers' contacts that arrived. A follow-up on an open email is not a new contact; neither is "
            "a consultation, or a request to approve a reply."
        ),
        total=count(ARRIVED),
        version=2,
    ),
    Kpi(
        name="answered",
        title="Calls answered",
        unit=Unit.COUNT,
        meaning="Calls, and other live contacts, that an agent accepted for the first time.",
        total=count(ANSWERED),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
        version=2,
    ),
    Kpi(
        name="abandoned",
        title="Abandoned",
        unit=Unit.COUNT,
        meaning="Callers who hung up before anyone answered, however soon.",
        total=count(GAVE_UP),
        better=Better.LOWER,
    ),
    Kpi(
        name="abandon_rate",
        title="Abandon rate",
        unit=Unit.SHARE,
        meaning="Abandoned / (answered + abandoned), each counted when it happened.",
        total=count(GAVE_UP),
        per=count(f"({ANSWERED}) OR {GAVE_UP}"),
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
        total=count(CLOSED),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
        version=2,
    ),
    Kpi(
        name="replies",
        title="Replies",
        unit=Unit.COUNT,
        meaning="Emails answered: the first reply stands in the outbox.",
        total=count(REPLIED),
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
        total=count(BROKEN),
        better=Better.LOWER,
        version=2,
    ),
    SERVICE_LEVEL,
    Kpi(
        name="promises_kept",
        title="Promises kept",
        unit=Unit.SHARE,
        meaning=(
            "Promises of an answer or a first reply kept in time / (those + such promises that ran out), "
            "each counted when it was decided. Callers who gave up in time are in neither."
        ),
        total=count(KEPT),
        per=count(f"({KEPT}) OR ({BROKEN})"),
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
        total=count(ACKNOWLEDGED),
        per=count(f"({ACKNOWLEDGED}) OR ({UNACKNOWLEDGED})"),
        better=Better.HIGHER,
    ),
    Kpi(
        name="asa",
        title="Average speed of answer",
        unit=Unit.SPAN,
        meaning="Mean time from arrival to answer of the calls answered; those who gave up are not in it.",
        total=total("waited", ANSWERED),
        per=count(ANSWERED),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="time_to_abandon",
        title="Time to abandon",
        unit=Unit.SPAN,
        meaning="Mean time from arrival to hanging up of the callers who gave up.",
        total=total("waited", GAVE_UP),
        per=count(GAVE_UP),
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
        total=total("coalesce(handled, 0) + coalesce(lasted, 0)", f"({BY_AGENTS}) OR {WRAPPED_UP}"),
        per=count(BY_AGENTS),
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
        total=count("kind = 'ContactAnswered'"),
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
        total=count(SELF_SERVED),
        per=count(f"({SELF_SERVED}) OR kind = 'AnswerFailed'"),
        better=Better.HIGHER,
    ),
    Kpi(
        name="first_response_time",
        title="First response time",
        unit=Unit.SPAN,
        meaning="Mean wall-clock time from an email's arrival to its first reply, of emails replied to.",
        total=total("took", REPLIED),
        per=count(REPLIED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="interruptions",
        title="Interruptions",
        unit=Unit.COUNT,
        meaning="Emails parked because their agent took a call that could not wait.",
        total=count(PRE_EMPTED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="time_parked",
        title="Time parked",
        unit=Unit.SPAN,
        meaning="Mean time an email lay parked before its agent had it back.",
        total=total("parked", RESUMED),
        per=count(RESUMED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="offers_missed",
        title="Offers missed",
        unit=Unit.COUNT,
        meaning="Offers that rang out unanswered at a desk.",
        total=count("kind = 'OfferTimedOut'"),
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
        total=count("spell = 'open'"),
        better=Better.LOWER,
        version=2,
    ),
    Kpi(
        name="backlog_old",
        title="Backlog older than a day",
        unit=Unit.COUNT,
        meaning="Customers' contacts open that arrived more than 24 hours ago.",
        kind=Kind.STOCK,
        total=count("spell = 'open' AND until - arrived > INTERVAL 24 HOURS"),
        better=Better.LOWER,
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
        total=count("spell = 'waiting'"),
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
