"""Who has room for what: the levers that mix emails with calls, each a verdict with its reason.

Capacity is one call, and emails up to the cap. Whoever is on a call gets no email; a call goes to somebody
with nothing in hand, else it may interrupt (see `interruption`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.engine.state import AgentState, ContactState
from dispatcher.vocabulary import ContactId, Instant, OfferId, ParkReason, Phase, QueueId, Span, later


class Verdict(StrEnum):
    """May this agent be offered this contact now, and if not, what stands in the way."""

    YES = "yes"
    NOT_AVAILABLE = "not_available"
    ON_CALL = "on_call"
    WRAPPING_UP = "wrapping_up"
    RINGING = "ringing"
    EMAIL_IN_HAND = "email_in_hand"
    AT_CAP = "at_cap"
    BREATHER = "breather"
    CALLS_WAITING = "calls_waiting"
    RESERVE = "reserve"


@dataclass(slots=True, frozen=True)
class Load:
    """What an agent has on her desk: a call or one ringing, emails in hand, slots used under the cap."""

    on_call: bool
    call_rings: bool
    email_offer: OfferId | None
    in_hand: tuple[ContactState, ...]
    slots: int
    to_resume: int


def load_of(agent: AgentState, contacts: Mapping[ContactId, ContactState]) -> Load:
    """Count an agent's desk. A pre-empted email keeps its slot; one parked by hand uses none."""
    on_call = call_rings = False
    email_offer: OfferId | None = None
    in_hand: list[ContactState] = []
    to_resume = 0
    for name in agent.contacts:
        contact = contacts[name]
        if contact.channel.live:
            on_call = on_call or contact.phase is Phase.ACTIVE
            call_rings = call_rings or contact.phase is Phase.OFFERED
        elif contact.offer is not None:
            email_offer = contact.offer.id
        elif contact.phase is Phase.ACTIVE:
            in_hand.append(contact)
        elif contact.parked is not ParkReason.BY_HAND:
            to_resume += 1
    slots = len(in_hand) + to_resume + (email_offer is not None)
    return Load(on_call, call_rings, email_offer, tuple(in_hand), slots, to_resume)


def declined_lately(agent: AgentState, queue: QueueId, *, pause: Span, now: Instant) -> bool:
    """Did she say no to this queue less than `pause` ago? Then somebody else is asked."""
    declined = agent.declined.get(queue)
    return declined is not None and now < later(declined, pause)


def _engaged(agent: AgentState, load: Load) -> Verdict:
    if not agent.available:
        return Verdict.NOT_AVAILABLE
    if load.on_call:
        return Verdict.ON_CALL
    if load.call_rings:
        return Verdict.RINGING
    if agent.wrap_up is not None:
        return Verdict.WRAPPING_UP
    return Verdict.YES


def may_take_call(agent: AgentState, load: Load) -> Verdict:
    """A call goes to an agent with nothing in hand. An email that only rings gives way to it."""
    verdict = _engaged(agent, load)
    if verdict is Verdict.YES and load.in_hand:
        return Verdict.EMAIL_IN_HAND
    return verdict


def may_resume_email(agent: AgentState, load: Load, cap: int) -> Verdict:
    """A pre-empted email comes back once the call and its wrap-up are over. Its slot was kept for it."""
    verdict = _engaged(agent, load)
    if verdict is Verdict.YES and len(load.in_hand) + (load.email_offer is not None) >= cap:
        return Verdict.AT_CAP
    return verdict


def may_take_email(
    agent: AgentState, load: Load, *, cap: int, breather: Span, calls_waiting: bool, now: Instant
) -> Verdict:
    """Email goes to an agent with room, after her breather, while no call waits that she could take."""
    verdict = _engaged(agent, load)
    if verdict is not Verdict.YES:
        return verdict
    if agent.offer is not None:
        return Verdict.RINGING
    if load.slots >= cap:
        return Verdict.AT_CAP
    if agent.last_call_ended is not None and now < later(agent.last_call_ended, breather):
        return Verdict.BREATHER
    return Verdict.CALLS_WAITING if calls_waiting else Verdict.YES


def may_release_email(*, idle: int, takes_idle: bool, reserve: int) -> Verdict:
    """Hand out email only while `reserve` agents stay idle for calls (Bhulai & Koole 2003).

    `idle` counts the idle agents who take calls; `takes_idle` says whether this email would use one up.
    """
    return Verdict.YES if not takes_idle or idle - 1 >= reserve else Verdict.RESERVE
