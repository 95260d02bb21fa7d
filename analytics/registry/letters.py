"""Letters: how long they take, whether they are answered, and what interrupting them costs."""

from typing import Final

from analytics.definition import ALSO_BY_AGENT, Better, Kpi, Thresholds, Unit, count, total
from analytics.registry.conditions import LETTER_CLOSED, PRE_EMPTED, REPLIED, RESUMED

_RESPONSE: Final = "kind = 'PromiseKept' AND promise = 'first_response'"
_RESOLUTION: Final = "kind = 'PromiseKept' AND promise = 'resolution'"
_BACK: Final = f"{RESUMED} AND why = 'call_over'"

LETTERS: Final[tuple[Kpi, ...]] = (
    Kpi(
        name="response_time_business",
        title="First response, business time",
        unit=Unit.SPAN,
        meaning=(
            "Mean business time from an email's arrival to its first reply, of emails replied to: only the "
            "hours in which its queue was open."
        ),
        total=total("took", _RESPONSE),
        per=count(_RESPONSE),
        better=Better.LOWER,
    ),
    Kpi(
        name="resolution_time",
        title="Resolution time",
        unit=Unit.SPAN,
        meaning="Mean wall-clock time from an email's arrival to its closing, of emails closed.",
        total=total("epoch_us(occurred) - epoch_us(arrived)", LETTER_CLOSED),
        per=count(LETTER_CLOSED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="resolution_time_business",
        title="Resolution, business time",
        unit=Unit.SPAN,
        meaning=(
            "Mean business time from arrival to closing where a resolution is promised; the time in which we "
            "waited for the customer is left out."
        ),
        total=total("took", _RESOLUTION),
        per=count(_RESOLUTION),
        better=Better.LOWER,
    ),
    Kpi(
        name="response_rate",
        title="Response rate",
        unit=Unit.SHARE,
        meaning="Emails closed that had been replied to / emails closed. All of them is the goal.",
        total=count(f"{LETTER_CLOSED} AND replied"),
        per=count(LETTER_CLOSED),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
        thresholds=Thresholds(attention=0.99, breach=0.95),
    ),
    Kpi(
        name="replies_in_time",
        title="Replies in time",
        unit=Unit.SHARE,
        meaning=(
            "First replies written before they were promised / first replies that were promised. What nobody "
            "replied to is in no agent's number; promises kept has it."
        ),
        total=count(f"{REPLIED} AND occurred < due"),
        per=count(f"{REPLIED} AND due IS NOT NULL"),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="reopened",
        title="Reopened",
        unit=Unit.COUNT,
        meaning="Emails that had been answered and came back into the line, as the customer wrote again.",
        total=count("kind = 'ContactReopened'"),
        better=Better.LOWER,
    ),
    Kpi(
        name="duplicates",
        title="Duplicates",
        unit=Unit.COUNT,
        meaning="Contacts that were found to be another one once more, and merged into it.",
        total=count("kind = 'ContactMerged'"),
        better=Better.LOWER,
    ),
    Kpi(
        name="interruptions_per_email",
        title="Interruptions per email",
        unit=Unit.RATIO,
        meaning="Emails parked for a call / emails closed, each counted when it happened.",
        total=count(PRE_EMPTED),
        per=count(LETTER_CLOSED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
    Kpi(
        name="interruption_stretch",
        title="Interruption stretch",
        unit=Unit.RATIO,
        meaning=(
            "How much longer emails lay on desks because of calls: (hands-on time + time parked for a call) "
            "/ hands-on time. The first is counted when the email is closed, the second when it is "
            "back in its agent's hands. 1 is undisturbed."
        ),
        total=(f"(coalesce({total('handled', LETTER_CLOSED)}, 0) + coalesce({total('parked', _BACK)}, 0))"),
        per=total("handled", LETTER_CLOSED),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
)
