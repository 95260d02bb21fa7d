"""Who gets interrupted when a call finds nobody free.

The victim is the eligible agent for whom it costs least: fewest interruptions already suffered by what she
would lay aside, then by herself, then least work done on it, then most slack before its promise breaks. An
email is protected when its reply is submitted, when it was interrupted `max_interruptions` times, when it
came back less than `undisturbed` ago, or when its slack is below the length of the call. One protected email
protects its agent: the call would park all it needs the room of.
"""

from collections.abc import Mapping, Sequence

from dispatcher.centre import WHOLE, Policy, Queue
from dispatcher.engine.agent import AgentState
from dispatcher.engine.blending import Load
from dispatcher.engine.contact import ContactState
from dispatcher.vocabulary import NEVER, AgentId, ChannelId, Instant, Span, Urgency, later

Cost = tuple[int, int, int, int, AgentId]


def interrupts_after(urgency: Urgency, queue: Queue, policy: Policy) -> Span:
    """How long a call waits before it may interrupt; one more urgent than its queue need not wait."""
    if policy.interrupt_after < NEVER and urgency.rank < queue.urgency.rank:
        return Span(0)
    return policy.interrupt_after


def may_interrupt(email: ContactState, *, policy: Policy, call_length: Span, now: Instant) -> bool:
    """May this email be parked for a call now?"""
    if email.replied or email.interruptions >= policy.max_interruptions:
        return False
    if email.undisturbed_since is not None and now < later(email.undisturbed_since, policy.undisturbed):
        return False
    return later(now, call_length) <= email.due


def to_park(load: Load, *, spare: int, shares: Mapping[ChannelId, int]) -> list[ContactState]:
    """The written work that must go to make `spare` percent of her free: that with most slack first."""
    parked, free = [], WHOLE - load.busy
    for work in sorted(load.in_hand, key=lambda work: (-work.due, work.id)):
        if free >= spare:
            break
        parked.append(work)
        free += shares[work.channel]
    return parked


def cost_of_interrupting(agent: AgentState, emails: Sequence[ContactState], now: Instant) -> Cost:
    """What it costs to have this agent lay these emails aside; smaller is better."""
    return (
        max(email.interruptions for email in emails),
        agent.interruptions,
        sum(email.hands_on(now) for email in emails),
        -min(email.due for email in emails),
        agent.id,
    )
