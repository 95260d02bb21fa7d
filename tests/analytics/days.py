"""Days that the real engine lived: any sequence of pushes from outside becomes a list of facts."""

from collections.abc import Iterable, Iterator

from hypothesis import strategies as st

from dispatcher import commands as ask
from dispatcher.centre import Agent, Blending, Centre, Queue, Team
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import ContactState
from dispatcher.events import Event
from dispatcher.vocabulary import (
    HOUR,
    MINUTE,
    SECOND,
    AgentId,
    AgentStatus,
    Channel,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    Phase,
    QueueId,
    Skill,
    Span,
    TeamId,
    Urgency,
)

MORNING = Instant(1_767_600_000_000_000)  # 2026-01-05 08:00 UTC, a Monday

SKILL = frozenset({Skill("help")})
CENTRE = Centre(
    name="Harbour",
    teams={TeamId("care"): Team(id=TeamId("care"), name="Care")},
    agents={
        AgentId(name): Agent(id=AgentId(name), name=name.title(), team=TeamId("care"), skills=SKILL)
        for name in ("ana", "boris", "chai")
    },
    queues={
        QueueId("calls"): Queue(
            id=QueueId("calls"),
            name="Calls",
            channel=Channel.VOICE,
            skills=SKILL,
            urgency=Urgency.URGENT,
            promise=Span(20 * SECOND),
            interrupt_after=Span(0),
            wrap_up=Span(30 * SECOND),
        ),
        QueueId("mail"): Queue(
            id=QueueId("mail"),
            name="Mail",
            channel=Channel.EMAIL,
            skills=SKILL,
            promise=Span(2 * HOUR),
        ),
    },
    blending=Blending(undisturbed=Span(MINUTE)),
)

Push = tuple[int, str, int]
"""Seconds that pass, what is pushed, and which of the things it could be meant for."""

PUSHES = (
    *("call", "call", "mail", "mail", "hang_up", "accept", "accept", "accept"),
    *("decline", "finish", "finish", "reply", "park", "resume", "ready", "away", "leave", "wait"),
)


def days(most: int = 60) -> st.SearchStrategy[list[Push]]:
    """Any day of up to that many pushes; it may well cross midnight."""
    push = st.tuples(st.integers(0, 1500), st.sampled_from(PUSHES), st.integers(0, 5))
    return st.lists(push, max_size=most)


def lived(day: Iterable[Push], start: Instant = MORNING) -> list[Event]:
    """The facts of such a day."""
    engine, now = Engine(), start
    facts = engine.handle(ask.ConfigureCentre(id=CommandId("centre"), centre=CENTRE), now)
    for agent in CENTRE.agents:
        facts += engine.handle(ask.ConnectAgent(id=CommandId(f"in {agent}"), agent=agent), now)
        ready = ask.SetStatus(id=CommandId(f"ready {agent}"), agent=agent, status=AgentStatus.READY)
        facts += engine.handle(ready, now)
    for serial, (pause, what, which) in enumerate(day):
        now = Instant(now + pause * SECOND)
        options = list(_meant(engine, what, CommandId(f"{serial}")))
        facts += engine.handle(options[which % len(options)], now) if options else engine.advance(now)
    return facts


def numbered(facts: Iterable[Event]) -> list[tuple[int, Event]]:
    """The facts with the numbers a journal would give them."""
    return list(enumerate(facts, 1))


ADMITS = {"call": QueueId("calls"), "mail": QueueId("mail")}
STATUSES = {"ready": AgentStatus.READY, "away": AgentStatus.AWAY, "leave": AgentStatus.OFFLINE}


def _meant(engine: Engine, what: str, id_: CommandId) -> Iterator[ask.Command]:
    """Every command that this push could mean now."""
    state = engine.state
    if what in ADMITS:
        yield ask.AdmitContact(id=id_, contact=ContactId(f"{what} {id_}"), queue=ADMITS[what])
    if what in STATUSES:
        for agent in state.agents:
            yield ask.SetStatus(id=id_, agent=agent, status=STATUSES[what])
    for contact in state.contacts.values():
        if what == "hang_up" and contact.channel is Channel.VOICE:
            yield ask.HangUp(id=id_, contact=contact.id)
        if contact.agent is not None:
            yield from _at_a_desk(contact, contact.agent, what, id_)


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
        case "resume", Phase.PARKED:
            yield ask.ResumeContact(id=id_, agent=agent, contact=contact.id)
        case _:
            pass
