"""Which facts count as what, once for all KPIs.

What is `inside` (a consultation, a request for approval) is no customer's. A promise that runs out at the
very instant of the answer is broken, as the engine has it.
"""

from typing import Final

from dispatcher.vocabulary import SECOND, Span

SHORT_ABANDON: Final = Span(5 * SECOND)
"""Who hangs up sooner never waited for an answer: a wrong number, or a hand that slipped."""

ARRIVED: Final = "kind = 'ContactArrived' AND NOT inside"
CLOSED: Final = "kind = 'ContactClosed' AND inside IS NOT TRUE"
SELF_SERVED: Final = "kind = 'ContactClosed' AND why = 'self_served'"
BY_AGENTS: Final = f"{CLOSED} AND why != 'self_served'"
GAVE_UP: Final = "kind = 'ContactAbandoned'"
ANSWERED: Final = "kind = 'OfferAccepted' AND first AND live AND NOT inside"
IN_TIME: Final = f"{ANSWERED} AND occurred < due"
REPLIED: Final = "kind = 'ReplySubmitted' AND first"
LETTER_CLOSED: Final = f"{CLOSED} AND NOT live"
ANSWER: Final = "promise IN ('answer', 'first_response')"
KEPT: Final = f"kind = 'PromiseKept' AND NOT late AND {ANSWER}"
BROKEN: Final = f"kind = 'PromiseBroken' AND {ANSWER}"
ACKNOWLEDGED: Final = "kind = 'PromiseKept' AND NOT late AND promise = 'acknowledgement'"
UNACKNOWLEDGED: Final = "kind = 'PromiseBroken' AND promise = 'acknowledgement'"
WRAPPED_UP: Final = "kind = 'WrapUpEnded'"
PRE_EMPTED: Final = "kind = 'ContactParked' AND why = 'pre_empted'"
RESUMED: Final = "kind = 'ContactResumed'"
