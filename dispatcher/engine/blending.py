"""Who has room for what: the levers that mix written work with calls, each a verdict with its reason.

Pure functions of one agent's desk. An agent takes as many contacts of a channel as her cap says, while as
much of her is free as the channel asks for. A call needs all of her, so whoever is on one gets no email, and
a call goes to somebody with nothing in hand, else it may interrupt (see `interruption`).
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from dispatcher.centre import WHOLE, Channel, Policy
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.words import IDLE, OFFERED, PARKED, READY
from dispatcher.vocabulary import (
    ChannelId,
    ContactId,
    Instant,
    QueueId,
    Word,
    later,
)


class Verdict(Word):
    """May this agent be offered this contact now, and if not, what stands in the way."""

    YES = "yes"
    INTERRUPTS = "interrupts"
    NOT_SKILLED = "not_skilled"
    NOT_READY = "not_ready"
    LEAVING = "leaving"
    RESERVED = "reserved"
    EXCLUDED = "excluded"
    OTHER_TOPIC = "other_topic"
    DECLINED = "declined"
    WRAPPING_UP = "wrapping_up"
    RINGING = "ringing"
    AT_CAP = "at_cap"
    ON_CALL = "on_call"
    BUSY = "busy"
    WORK_IN_HAND = "work_in_hand"
    NOT_YET = "not_yet"
    PROTECTED = "protected"
    BREATHER = "breather"
    RAMP = "ramp"
    CALLS_WAITING = "calls_waiting"
    WORK_WAITING = "work_waiting"
    RESERVE = "reserve"


YES: Final = Verdict.YES
WORK_IN_HAND: Final = Verdict.WORK_IN_HAND


class Load(Struct):
    """What an agent has on her desk.

    `live` and `written` are percents of her that contacts in hand take; idle-time tasks take nothing, as they
    give way. `slots` counts contacts under each cap, with those that will come back by themselves.
    """

    live: int = 0
    written: int = 0
    slots: dict[ChannelId, int] = {}
    calls: int = 0
    rings: ContactState | None = None
    in_hand: list[ContactState] = []
    tasks: list[ContactState] = []
    to_resume: int = 0

    @property
    def busy(self) -> int:
        """Percent of her that is taken."""
        return self.live + self.written

    @property
    def at_work(self) -> bool:
        """Has she anything in her hands?"""
        return bool(self.calls or self.in_hand or self.tasks)

    def ring(self, contact: ContactState) -> None:
        """Let it ring at her desk."""
        self.rings = contact
        self.keep_slot(contact)

    def answer(self, share: int) -> None:
        """Let what rings be in her hands, of which it takes this share."""
        assert self.rings is not None, "nothing rings that could be answered"
        self.hold(self.rings, share)
        self.rings = None

    def hold(self, contact: ContactState, share: int) -> None:
        """Let it be in her hands."""
        if contact.live:
            self.live += share
            self.calls += 1
        elif contact.urgency is IDLE:
            self.tasks.append(contact)
        else:
            self.written += share
            self.in_hand.append(contact)

    def keep_slot(self, contact: ContactState) -> None:
        """Count it under its channel's cap."""
        if contact.urgency is not IDLE:
            self.slots[contact.channel] = self.slots.get(contact.channel, 0) + 1


NOTHING: Final = Load()
"""An empty desk."""


class Measures(Struct, frozen=True):
    """How much an agent can take, by channel.

    Her `caps`; the percents of her that one contact takes (`shares`), and that must be free for one more
    (`spares`); and how busy she is, 0, for each that she has room for with nothing on her desk (`rooms`).
    """

    caps: dict[ChannelId, int]
    shares: dict[ChannelId, int]
    spares: dict[ChannelId, int]
    rooms: dict[ChannelId, int]


def load_of(
    agent: AgentState, contacts: Mapping[ContactId, ContactState], shares: Mapping[ChannelId, int]
) -> Load:
    """Count an agent's desk. Pre-empted work keeps its slot; what she laid aside by hand uses none."""
    if not agent.contacts:
        return NOTHING
    load = Load()
    for name in agent.contacts:
        contact = contacts[name]
        phase = contact.phase
        if phase is OFFERED:
            load.rings = contact
        elif phase is not PARKED:
            load.hold(contact, shares[contact.channel])
        elif contact.parked is None or not contact.parked.keeps_slot:
            continue
        else:
            load.to_resume += 1
        load.keep_slot(contact)
    return load


def may_work(agent: AgentState) -> Verdict:
    """Is she there and willing, and done with what she did before?"""
    if not agent.connected or agent.status is not READY:
        return Verdict.NOT_READY
    if agent.next_status is not None:
        return Verdict.LEAVING
    return Verdict.WRAPPING_UP if agent.wrap_up is not None else YES


def has_room(load: Load, channel: Channel, measures: Measures) -> Verdict:
    """Is she below her cap, is enough of her free, and does nothing ring that would not give way?"""
    rings = load.rings
    if rings is not None and not gives_way(rings, channel):
        return Verdict.RINGING
    name = channel.id
    used, cap, spare = load.slots.get(name, 0), measures.caps[name], measures.spares[name]
    if rings is not None and rings.channel == name and rings.urgency is not IDLE:
        used -= 1
    if load.live and WHOLE - load.live < spare:
        return Verdict.ON_CALL if load.live >= WHOLE else Verdict.BUSY
    if used >= cap:
        return Verdict.AT_CAP
    if WHOLE - load.busy < spare:
        return Verdict.WORK_IN_HAND if channel.live else Verdict.BUSY
    return YES


def gives_way(rings: ContactState, channel: Channel) -> bool:
    """An email that only rings gives way to a call (decision 5), an idle-time task to everything."""
    return not rings.live and (channel.live or rings.urgency is IDLE)


def may_resume(agent: AgentState, load: Load, work: ContactState, measures: Measures) -> Verdict:
    """Pre-empted work comes back once the call and its wrap-up are over. Its slot was kept for it."""
    verdict = may_work(agent)
    if verdict is not YES:
        return verdict
    if load.rings is not None and load.rings.live:
        return Verdict.RINGING
    if work.urgency is IDLE:
        return Verdict.BUSY if load.at_work or load.rings is not None else YES
    in_hand = sum(one.channel == work.channel for one in load.in_hand)
    in_hand += load.rings is not None and load.rings.channel == work.channel
    if in_hand >= measures.caps[work.channel]:
        return Verdict.AT_CAP
    if load.live:
        return Verdict.ON_CALL
    return YES if WHOLE - load.busy >= measures.shares[work.channel] else Verdict.BUSY


def declined_lately(agent: AgentState, queue: QueueId, *, policy: Policy, now: Instant) -> bool:
    """Did she say no to this queue less than `decline_pause` ago? Then somebody else is asked."""
    declined = agent.declined.get(queue)
    return declined is not None and now < later(declined, policy.decline_pause)


def breathes(agent: AgentState, *, policy: Policy, now: Instant) -> bool:
    """Is she still left in peace after her last call?"""
    return agent.last_call_ended is not None and now < later(agent.last_call_ended, policy.breather)


def ramps(agent: AgentState, load: Load, *, policy: Policy, now: Instant) -> bool:
    """Is she so lately back that she has as much written work as she should? One more for each `ramp`.

    So whoever returns does not get the whole backlog at once.
    """
    if not policy.ramp:
        return False
    written = len(load.in_hand) + load.to_resume
    return written > (now - agent.back_since) // policy.ramp


def keeps_reserve(*, idle: int, reserve: int) -> bool:
    """Hand out written work only while `reserve` other agents stay idle for calls (Bhulai & Koole 2003).

    `idle` counts the idle agents who could take a call of one kind, the one who would get the work included.
    """
    return idle - 1 >= reserve
