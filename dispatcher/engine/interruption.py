"""Who gets interrupted when a call finds nobody free.

The victim is the eligible agent for whom it costs least: fewest interruptions already suffered by her emails,
then by herself, then least work done on what she would lay aside, then most slack before its promise breaks.
An email is safe when its reply is submitted, when it was interrupted `max_interruptions` times, when it came
back less than `undisturbed` ago, or when its slack is below the length of the call. One safe email makes the
agent safe: the call would park all she has in hand.
"""

from dispatcher.centre import Blending, Queue
from dispatcher.engine.blending import Load
from dispatcher.engine.state import AgentState, ContactState
from dispatcher.vocabulary import AgentId, Instant, Span, later

Cost = tuple[int, int, int, int, AgentId]


def interrupts_after(call: ContactState, queue: Queue) -> Span | None:
    """How long this call waits before it may interrupt; one more urgent than its queue need not wait."""
    if queue.interrupt_after is not None and call.urgency.rank < queue.urgency.rank:
        return Span(0)
    return queue.interrupt_after


def may_interrupt(email: ContactState, *, levers: Blending, call_length: Span, now: Instant) -> bool:
    """May this email be parked for a call now?"""
    if email.replied or email.interruptions >= levers.max_interruptions:
        return False
    if email.undisturbed_since is not None and now < later(email.undisturbed_since, levers.undisturbed):
        return False
    return later(now, call_length) <= email.due


def cost_of_interrupting(
    agent: AgentState, load: Load, *, levers: Blending, call_length: Span, now: Instant
) -> Cost | None:
    """What it costs to interrupt this agent, smaller is better; None when she may not be interrupted."""
    emails = load.in_hand
    if not emails or not all(
        may_interrupt(email, levers=levers, call_length=call_length, now=now) for email in emails
    ):
        return None
    return (
        max(email.interruptions for email in emails),
        agent.interruptions,
        sum(email.hands_on(now) for email in emails),
        -min(email.due for email in emails),
        agent.id,
    )
