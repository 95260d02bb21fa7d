"""Days that the real engine lived: any sequence of pushes from outside becomes a list of facts."""

from collections.abc import Iterable, Iterator
from typing import Any

from hypothesis import strategies as st
from msgspec import structs

from dispatcher import commands as ask
from dispatcher.centre import Agent, Approval, Centre, Levers, Queue, Team
from dispatcher.engine.contact import ContactState
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import Event
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    SECOND,
    VOICE,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    ParkReason,
    Phase,
    QueueId,
    RejectReason,
    Scope,
    Skill,
    Span,
    TeamId,
    Urgency,
)

MORNING = Instant(1_767_600_000_000_000)  # 2026-01-05 08:00 UTC, a Monday

SKILL = {Skill("help"): 1}
CALLS, MAIL, BOOKS, CHECKS = (QueueId(name) for name in ("calls", "mail", "books", "checks"))


def written(queue: QueueId, **more: Any) -> Queue:
    """A queue for emails, with two hours to answer them."""
    said: dict[str, Any] = {"channel": EMAIL, "skills": SKILL, "promise": Span(2 * HOUR)}
    return Queue(id=queue, name=queue.title(), **(said | more))


CENTRE = Centre(
    name="Harbour",
    teams={TeamId("care"): Team(id=TeamId("care"), name="Care")},
    agents={
        AgentId(name): Agent(id=AgentId(name), name=name.title(), team=TeamId("care"), skills=SKILL)
        for name in ("ana", "boris", "chai")
    },
    queues={
        CALLS: Queue(
            id=CALLS,
            name="Calls",
            channel=VOICE,
            skills=SKILL,
            urgency=Urgency.URGENT,
            promise=Span(20 * SECOND),
            wrap_up=Span(30 * SECOND),
            levers=Levers(interrupt_after=Span(0)),
        ),
        MAIL: written(MAIL),
    },
    levers=Levers(undisturbed=Span(MINUTE)),
)
"""Three people for calls and emails."""

GREATER = structs.replace(
    CENTRE,
    queues=CENTRE.queues
    | {
        MAIL: written(MAIL, approval=Approval(queue=CHECKS, share=50), resolution=Span(5 * HOUR)),
        BOOKS: written(BOOKS, close_after=Span(HOUR)),
        CHECKS: written(CHECKS),
    },
    affinity=Span(HOUR),
)
"""The same, where half of the replies ask for approval, and answered emails about books wait to be closed."""

Push = tuple[int, str, int]
"""Seconds that pass, what is pushed, and which of the things it could be meant for."""

PUSHES = (
    *("call", "call", "mail", "mail", "hang_up", "accept", "accept", "accept"),
    *("decline", "finish", "finish", "reply", "park", "resume", "ready", "away", "leave", "wait"),
)


MORE_PUSHES = (
    *PUSHES,
    *("book", "follow", "follow", "reply", "approve", "approve", "return", "until_customer", "transfer"),
    *("consult", "complete", "callback", "assign", "pull", "move", "merge", "reject", "close", "cap"),
)
"""What else can happen where things are greater."""


def days(most: int = 60, pushes: tuple[str, ...] = PUSHES) -> st.SearchStrategy[list[Push]]:
    """Any day of up to that many pushes; it may well cross midnight."""
    push = st.tuples(st.integers(0, 1500), st.sampled_from(pushes), st.integers(0, 5))
    return st.lists(push, max_size=most)


def greater_days(most: int = 90) -> st.SearchStrategy[list[Push]]:
    """Any day of everything that can happen to contacts; to be lived in `GREATER`."""
    return days(most, MORE_PUSHES)


def lived(day: Iterable[Push], start: Instant = MORNING, centre: Centre = CENTRE) -> list[Event]:
    """The facts of such a day."""
    engine, now = Engine(), start
    facts = engine.handle(ask.ConfigureCentre(id=CommandId("centre"), centre=centre), now)
    for agent in centre.agents:
        facts += engine.handle(ask.ConnectAgent(id=CommandId(f"in {agent}"), agent=agent), now)
        ready = ask.SetStatus(id=CommandId(f"ready {agent}"), agent=agent, status=AgentStatus.READY)
        facts += engine.handle(ready, now)
    for serial, (pause, what, which) in enumerate(day):
        now = Instant(now + pause * SECOND)
        options = list(_meant(engine.state, what, CommandId(f"{serial}")))
        facts += engine.handle(options[which % len(options)], now) if options else engine.advance(now)
    return facts


def numbered(facts: Iterable[Event]) -> list[tuple[int, Event]]:
    """The facts with the numbers a journal would give them."""
    return list(enumerate(facts, 1))


ADMITS = {"call": CALLS, "mail": MAIL, "book": BOOKS}
STATUSES = {"ready": AgentStatus.READY, "away": AgentStatus.AWAY, "leave": AgentStatus.OFFLINE}


def _meant(state: State, what: str, id_: CommandId) -> Iterator[ask.Command]:
    """Every command that this push could mean now."""
    if what in ADMITS:
        name = ContactId(f"{what} {id_}")
        yield ask.AdmitContact(id=id_, contact=name, queue=ADMITS[what], customer=f"{what}er")
    if what == "cap":
        yield ask.ChangeLevers(id=id_, scope=Scope.CENTRE, levers=Levers(caps={EMAIL: 2}))
    if what in STATUSES:
        for agent in state.agents:
            yield ask.SetStatus(id=id_, agent=agent, status=STATUSES[what])
    for contact in state.contacts.values():
        yield from _from_outside(contact, what, id_)
        yield from _by_supervisor(contact, state, what, id_)
        if contact.agent is not None:
            yield from _at_a_desk(contact, contact.agent, what, id_)
            yield from _to_others(contact, contact.agent, state, what, id_)


def _from_outside(contact: ContactState, what: str, id_: CommandId) -> Iterator[ask.Command]:
    match what:
        case "hang_up" if contact.live:
            yield ask.HangUp(id=id_, contact=contact.id)
        case "callback" if contact.live:
            yield ask.RequestCallback(id=id_, contact=contact.id)
        case "follow" if not contact.live and contact.approves is None:
            yield ask.AdmitContact(
                id=id_,
                contact=ContactId(f"follow {id_}"),
                queue=contact.queue,
                follows=contact.id,
                message=MessageId(f"{id_}"),
            )
        case _:
            pass


def _by_supervisor(contact: ContactState, state: State, what: str, id_: CommandId) -> Iterator[ask.Command]:
    match what:
        case "assign":
            for agent in state.agents:
                yield ask.AssignContact(id=id_, contact=contact.id, to_agent=agent)
        case "pull":
            yield ask.PullBack(id=id_, contact=contact.id)
        case "move":
            yield ask.MoveContact(id=id_, contact=contact.id, to_queue=BOOKS)
        case "merge":
            for other in state.contacts:
                yield ask.MergeContacts(id=id_, contact=contact.id, into=other)
        case "reject":
            yield ask.RejectContact(id=id_, contact=contact.id, why=RejectReason.SPAM)
        case "close":
            yield ask.CloseContact(id=id_, contact=contact.id)
        case _:
            pass


def _at_a_desk(contact: ContactState, agent: AgentId, what: str, id_: CommandId) -> Iterator[ask.Command]:
    match what, contact.phase:
        case "accept", Phase.OFFERED if contact.offer is not None:
            yield ask.AcceptOffer(id=id_, agent=agent, offer=contact.offer.id)
        case "decline", Phase.OFFERED if contact.offer is not None:
            yield ask.DeclineOffer(id=id_, agent=agent, offer=contact.offer.id)
        case "finish", Phase.ACTIVE:
            yield ask.FinishContact(id=id_, agent=agent, contact=contact.id)
        case "reply", Phase.ACTIVE:
            yield ask.SubmitReply(id=id_, agent=agent, contact=contact.id, message=MessageId(f"re {id_}"))
        case "park", Phase.ACTIVE:
            yield ask.ParkContact(id=id_, agent=agent, contact=contact.id)
        case "until_customer", Phase.ACTIVE:
            why = ParkReason.WAITING_FOR_CUSTOMER
            yield ask.ParkContact(id=id_, agent=agent, contact=contact.id, why=why)
        case "resume", Phase.PARKED:
            yield ask.ResumeContact(id=id_, agent=agent, contact=contact.id)
        case "approve", Phase.ACTIVE if contact.approves is not None:
            yield ask.ApproveReply(id=id_, agent=agent, contact=contact.id)
        case "return", Phase.ACTIVE if contact.approves is not None:
            yield ask.ReturnReply(id=id_, agent=agent, contact=contact.id)
        case _:
            pass


def _to_others(
    contact: ContactState, agent: AgentId, state: State, what: str, id_: CommandId
) -> Iterator[ask.Command]:
    others = [other for other in state.agents if other != agent]
    match what:
        case "transfer" if not contact.live:
            yield ask.TransferContact(id=id_, agent=agent, contact=contact.id, to_queue=BOOKS)
        case "transfer":
            for other in others:
                yield ask.TransferContact(id=id_, agent=agent, contact=contact.id, to_agent=other)
        case "consult" if contact.live:
            for other in others:
                consult = ContactId(f"consult {id_}")
                yield ask.ConsultAgent(
                    id=id_, agent=agent, contact=contact.id, consult=consult, to_agent=other
                )
        case "complete" if contact.consult is not None:
            yield ask.CompleteTransfer(id=id_, agent=agent, contact=contact.id)
        case _:
            pass
