"""The laws of a settled picture, told without a look into the engine's own rules.

`Witness` holds them after every step, beside those it holds each fact against. The rules are written down a
second time in `rulebook`, as plainly as can be, so that the engine's way and this one must agree.
"""

from typing import Final

from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import DAY, AgentStatus, ParkReason, Phase, Urgency
from tests.engine.broken import Law, hold
from tests.engine.rulebook import Picture, Rulebook

SILENT: Final = 14 * DAY
"""How long an email waits for its customer where no queue says it."""


def one_place(state: State, contact: ContactState) -> None:
    """A contact is in exactly one state, and on one desk at most."""
    desks = [agent.id for agent in state.agents.values() if contact.id in agent.contacts]
    on_a_desk = contact.phase in (Phase.OFFERED, Phase.ACTIVE, Phase.PARKED)
    hold(Law.ONE_STATE, desks == ([contact.agent] if on_a_desk else []), desks, contact)
    hold(Law.ONE_STATE, (contact.agent is None) is not on_a_desk, contact)
    for what, phase in (
        (contact.offer, Phase.OFFERED),
        (contact.parked, Phase.PARKED),
        (contact.held, Phase.AWAITING_APPROVAL),
        (contact.closes, Phase.AWAITING_CLOSE),
    ):
        hold(Law.ONE_STATE, (what is not None) is (contact.phase is phase), contact)
    hold(Law.ONE_STATE, not contact.on_hold or contact.phase is Phase.ACTIVE, contact)
    hold(Law.ONE_STATE, contact.channel == state.queue_of(contact).channel, contact)
    hold(Law.ONE_STATE, contact.live is state.channel_of(contact).live, contact)
    if contact.live:
        hold(Law.ONE_STATE, contact.phase in (Phase.WAITING, Phase.OFFERED, Phase.ACTIVE), contact)


def no_orphans(state: State, contact: ContactState) -> None:
    """Errands stand and fall with what they are about."""
    if contact.held is not None:
        errand = state.contacts.get(contact.held.approval)
        hold(Law.ERRANDS, errand is not None and errand.approves == contact.id, contact, errand)
    if contact.approves is not None:
        about = state.contacts.get(contact.approves)
        asked = about is not None and about.held is not None and about.held.approval == contact.id
        hold(Law.ERRANDS, asked, contact, about)
    if contact.consult is not None:
        consult = state.contacts.get(contact.consult)
        hold(Law.ERRANDS, consult is not None and consult.consults == contact.id, contact, consult)
    if contact.consults is not None:
        about = state.contacts.get(contact.consults)
        hold(Law.ERRANDS, about is not None and about.consult == contact.id, contact, about)
        hold(Law.ERRANDS, about is None or about.phase is Phase.ACTIVE, contact, about)


def has_an_end(picture: Picture, contact: ContactState) -> None:
    """Whatever can last has an end ahead."""
    book, now = picture.book, picture.now
    until = ends_at(book, contact)
    hold(Law.ENDS, until is None or until > now, f"should have ended at {until}, it is {now}", contact)
    queue = book.centre.queues[contact.queue]
    if contact.phase is Phase.WAITING and contact.ring < len(queue.rings):
        relaxes = contact.entered + queue.rings[contact.ring].after
        hold(Law.ENDS, relaxes > now, f"should be relaxed since {relaxes}, it is {now}", contact)
    rises = contact.phase is Phase.WAITING and not contact.live and contact.urgency is not Urgency.IDLE
    if rises and not contact.pressing:
        hold(Law.ENDS, not picture.presses(contact), f"should have risen by {now}", contact)


def ends_at(book: Rulebook, contact: ContactState) -> int | None:
    """When this phase is over by itself; None when people end it."""
    queue = book.centre.queues[contact.queue]
    if contact.offer is not None:
        return contact.offer.expires
    if contact.phase is Phase.WAITING:
        return contact.reserved.until if contact.reserved is not None else None
    if contact.closes is not None:
        return contact.closes
    if contact.parked is ParkReason.WAITING_FOR_CUSTOMER:
        quiet = queue.close_after
        return contact.since + SILENT if quiet is None else book.hours(queue.id).later(contact.since, quiet)
    if contact.parked is not None:
        limit: int = book.lever("park_limit", contact.agent, queue.id)
        return contact.since + limit
    return None


def one_voice(picture: Picture, agent: AgentState) -> None:
    """One offer; no call beside a wrap-up; nothing in the hands of somebody who is not there."""
    state, desk = picture.state, picture.desk(agent.id)
    offers = [c.offer.id for c in (state.contacts[name] for name in agent.contacts) if c.offer is not None]
    hold(Law.ONE_OFFER, offers == ([agent.offer] if agent.offer else []), offers, agent)
    rings = desk.rings is not None and desk.rings.live
    hold(Law.ONE_THING, not (agent.wrap_up and (desk.calls or rings)), agent)
    if not agent.connected or agent.status is not AgentStatus.READY:
        hold(Law.ONE_THING, not offers, agent)
    if agent.status is AgentStatus.OFFLINE:
        hold(Law.ONE_THING, not (desk.work or desk.tasks or desk.to_come_back), agent, desk)
        hold(Law.ONE_THING, all(c.parked is ParkReason.WAITING_FOR_CUSTOMER for c in desk.aside), agent, desk)
    if agent.next_status is not None:
        hold(Law.NEXT_STATUS, not offers, agent)
        hold(Law.NEXT_STATUS, desk.in_hand or agent.wrap_up, "she could have left", agent)


def leaves_in_time(picture: Picture, agent: AgentState) -> None:
    """A wrap-up ends, and whoever lost her connection is offline after the grace time."""
    now = picture.now
    hold(Law.ENDS, agent.wrap_up is None or agent.wrap_up.until > now, agent, now)
    if agent.lost_at is not None and agent.status is not AgentStatus.OFFLINE:
        grace = picture.book.lever("grace", agent.id, None)
        hold(Law.ENDS, agent.lost_at + grace > now, agent, now)


def work_conserving(picture: Picture) -> None:
    """Nothing waits while any agent has room; whatever lies parked comes back as soon as there is room."""
    for contact in picture.waiting:
        for agent in picture.state.agents:
            why = picture.obstacle(contact, agent)
            free = f"{contact.id} waits at {picture.now} while {agent} could take it ({why or 'room'})"
            who = picture.state.agents[agent]
            hold(Law.WORK_CONSERVING, why not in ("", "interrupts"), free, contact, who)
    for agent in picture.state.agents:
        for work in picture.desk(agent).to_come_back:
            hold(Law.RESUMED, not picture.could_resume(work), work, picture.state.agents[agent])


def timetables(picture: Picture) -> None:
    """They run exactly while their calendars are open."""
    tables = picture.book.centre.timetables
    is_time = {t for t in tables if picture.book.calendar(tables[t].hours).is_open(picture.now)}
    hold(Law.TIMETABLE, picture.state.running == is_time, picture.state.running, is_time, picture.now)
