"""The laws by name, and what is raised when one is broken."""

from enum import StrEnum
from typing import Any


class Law(StrEnum):
    """Each law as a sentence; the campaign counts by them what it caught."""

    SAME_DAY = "a punctual driver, a late one and one that reads its journal again see the same facts"
    SAME_PICTURE = "the picture folded from the JSON of the facts is the live one"
    NOTHING_RAISES = "no request and no passing of time raises"
    REFUSED = "a refusal is one fact and changes nothing"
    ASKED_TWICE = "a request asked again leads to nothing"
    IN_ORDER = "facts never go back in time"
    DEADLINE_AHEAD = "what comes due next lies ahead"
    ONE_STATE = "every contact is in exactly one state, on one desk at most"
    IN_IS_OUT = "in = closed + abandoned + merged + rejected + open"
    ONE_OFFER = "one open offer a contact and an agent; each ends exactly once"
    CAP = "nobody is over her cap or over 100 % without a logged override"
    ONE_THING = "nobody has a call and a wrap-up, or work in hand while she is away or gone"
    ENDS = "no state without a timer that ends it"
    ERRANDS = "a held reply has its piece of approval work, a consultation its call; no orphans"
    TIMETABLE = "a timetable runs exactly while its calendar is open"
    WORK_CONSERVING = "nothing waits while an agent has room, beyond the levers"
    RESUMED = "parked work comes back as soon as its agent has room"
    ABLE = "an offer goes to an agent who has room for it, and skills, and whom no lever holds back"
    IN_LINE = "urgency, then due, then arrival: nobody is passed over for an agent"
    PREFERRED = "of several agents the queue's strategy says who, and the fact says why"
    INTERRUPTS = "a call interrupts only where nobody is free, at least cost, and nothing protected"
    ON_ACCEPT = "emails are parked when the call is accepted, and only those the offer named"
    PARK_LIMIT = "a parked email is handed back at its limit, not before"
    REPLIES = "one reply to whatever the customer wrote; only the first of all is called so"
    CLOCKS = "a promise's deadline is its span of business time; it keeps its life cycle"
    BREACH = "a promise breaks exactly once, at its instant, never while paused or kept"
    WARNINGS = "a warning comes at its share of the promise, once"
    KEPT = "what was done is kept: answered, replied, nothing paused but for the customer"
    NEXT_STATUS = "who is about to leave gets no offers, and leaves when her hands are empty"
    OWN_REPLY = "nobody is asked to approve her own reply"
    NOT_RESPONDING = "not responding only after a missed offer or a phone that did not ring"
    TAKEN_BACK = "an offer is taken back for the reason given"
    ON_TIME = "what lasts for a while ends at its instant"
    APPROVED = "a reply that needs approval goes out once it is approved, not before"
    SPANS = "handled is time in hands, parked and waited are told to the microsecond"
    URGENCY_ROSE = "a contact rises when its deadline is near, not before"


class LawBrokenError(AssertionError):
    """A law was broken; `law` says which, the text what was seen."""

    def __init__(self, law: Law, *seen: Any) -> None:
        super().__init__("\n  ".join([f"broken: {law}", *map(str, seen)]))
        self.law = law


def hold(law: Law, holds: object, *seen: Any) -> None:
    """See that the law holds; `seen` is told when it does not.

    Raises:
        LawBrokenError: it does not.
    """
    if not holds:
        raise LawBrokenError(law, *seen)
