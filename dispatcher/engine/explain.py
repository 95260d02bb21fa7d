"""Why did this contact go to her, and why not to somebody else? Worked out again from the log.

Decisions are deterministic, so nothing need be written down for this: the state as it was before an event is
folded from the events before it, and the very function that decided is asked about every agent.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any, Final

from msgspec import Struct

from dispatcher.engine.agent import AgentState
from dispatcher.engine.blending import Verdict
from dispatcher.engine.book import Book
from dispatcher.engine.contact import ContactState
from dispatcher.engine.eligibility import judge
from dispatcher.engine.state import State
from dispatcher.engine.waiting import Line
from dispatcher.errors import JournalError
from dispatcher.events import Event
from dispatcher.vocabulary import SECOND, AgentId, ContactId, Instant, Phase, QueueId, Skill, Span, later


class AgentVerdict(Struct, frozen=True, kw_only=True):
    """May this agent be offered the contact? `detail` says what stands in the way, for a person."""

    agent: AgentId
    verdict: Verdict
    detail: str


class Explanation(Struct, frozen=True, kw_only=True):
    """How things stood for a contact just before an event.

    `number` and `event` are the event's number and name, `chosen` is whoever it says is offered the contact,
    and `why`. `ahead` are the contacts before it that ask for the same, first come first. `agents` are empty
    unless it waited; those who could have had it come first.
    """

    contact: ContactId
    number: int
    at: Instant
    event: str
    phase: Phase | None
    queue: QueueId | None
    waited: Span
    chosen: AgentId | None
    why: str
    ahead: tuple[ContactId, ...]
    agents: tuple[AgentVerdict, ...]


def explain(contact: ContactId, *, at: int, log: Iterable[Event]) -> Explanation:
    """The why and why not of each agent for this contact, as it was just before event number `at`.

    Args:
        contact: the contact asked about.
        at: an event's number, from 1; mostly that of the `ContactOffered`, or of the last event there is.
        log: all events from the first on, as the journal holds them; read up to number `at`.

    Raises:
        JournalError: the log has no such event, or says something that cannot be; the number is named.
    """
    state, event = _before(at, log)
    return explained(contact, at, event, state)


def explained(contact: ContactId, at: int, event: Event, state: State) -> Explanation:
    """The same, where the state before the event is there already."""
    book = Book(state, now=event.at)
    offered = event if getattr(event, "contact", None) == contact and hasattr(event, "interrupts") else None
    known = state.contacts.get(contact)
    line, _ = book.lines.where.get(contact, (None, None))
    agents: list[AgentVerdict] = []
    if known is not None and line is not None:
        agents = [_verdict(book, line, known, state.agents[name]) for name in sorted(state.agents)]
    return Explanation(
        contact=contact,
        number=at,
        at=event.at,
        event=type(event).__name__,
        phase=known.phase if known is not None else None,
        queue=known.queue if known is not None else None,
        waited=Span(event.at - known.arrived) if known is not None else Span(0),
        chosen=getattr(offered, "agent", None),
        why=str(getattr(offered, "why", "")),
        ahead=line.ahead_of(contact) if line is not None else (),
        agents=tuple(sorted(agents, key=lambda one: (_RANK.get(one.verdict, 2), one.agent))),
    )


_RANK: Final = {Verdict.YES: 0, Verdict.INTERRUPTS: 1}


def _before(at: int, log: Iterable[Event]) -> tuple[State, Event]:
    """The state before the event of this number, and the event."""
    state, number = State(), 0
    for number, event in enumerate(islice(log, max(at, 0)), 1):
        if number == at:
            return state, event
        try:
            state.apply(event)
        except JournalError as error:
            raise JournalError(f"event {number} cannot be: {error}") from error
    raise JournalError(f"there is no event {at}; the last one is {number}")


# --- in words -------------------------------------------------------------------------------------------


def _verdict(book: Book, line: Line, contact: ContactState, agent: AgentState) -> AgentVerdict:
    verdict = judge(book, line, contact, agent)
    return AgentVerdict(agent=agent.id, verdict=verdict, detail=_DETAILS[verdict](book, line, contact, agent))


def _not_skilled(book: Book, line: Line, _: ContactState, agent: AgentState) -> str:
    has = book.roster.skills[agent.id]
    lacks = [_skill(skill, level) for skill, level in line.need.skills.items() if has.get(skill, 0) < level]
    return f"lacks {', '.join(sorted(lacks))}"


def _skill(skill: Skill, level: int) -> str:
    name = skill.replace("language:", "the language ")
    return name if level == 1 else f"{name} at {level} or better"


def _not_ready(_: Book, __: Line, ___: ContactState, agent: AgentState) -> str:
    return f"is {agent.status.replace('_', ' ')}" if agent.connected else "has no desk connected"


def _leaving(_: Book, __: Line, ___: ContactState, agent: AgentState) -> str:
    assert agent.next_status is not None
    return f"becomes {agent.next_status.status} as soon as she is done"


def _reserved(_: Book, line: Line, contact: ContactState, __: AgentState) -> str:
    assert contact.reserved is not None
    return f"it is for {contact.reserved.agent} alone for now: {contact.reserved.why.replace('_', ' ')}"


def _excluded(_: Book, __: Line, contact: ContactState, ___: AgentState) -> str:
    if contact.approves is not None:
        return "nobody approves her own reply"
    return "it was passed on by her, or taken back from her, and others could have it"


def _other_topic(_: Book, __: Line, ___: ContactState, agent: AgentState) -> str:
    assert agent.focus is not None
    return f"is set on {', '.join((*agent.focus.queues, *agent.focus.categories))} for now"


def _declined(book: Book, line: Line, _: ContactState, agent: AgentState) -> str:
    policy = book.roster.policy(agent.id, line.need.queue.id)
    until = later(agent.declined[line.need.queue.id], policy.decline_pause)
    return f"declined one of this queue lately; asked again in {_lasting(until - book.now)}"


def _wrapping_up(book: Book, _: Line, __: ContactState, agent: AgentState) -> str:
    assert agent.wrap_up is not None
    return f"wraps up {agent.wrap_up.contact}, at most {_lasting(agent.wrap_up.until - book.now)} more"


def _ringing(book: Book, _: Line, __: ContactState, agent: AgentState) -> str:
    rings = book.load(agent).rings
    assert rings is not None
    return f"{rings.id} rings at her desk"


def _at_cap(book: Book, line: Line, _: ContactState, agent: AgentState) -> str:
    used, cap = book.load(agent).slots.get(line.channel.id, 0), book.roster.cap(agent.id, line.channel.id)
    return f"has {used} of at most {cap} {line.channel.id} contacts"


def _in_hand(book: Book, _: Line, __: ContactState, agent: AgentState) -> str:
    held = [name for name in agent.contacts if book.state.contacts[name].phase is Phase.ACTIVE]
    return f"has {', '.join(sorted(held))} in hand"


def _not_yet(book: Book, _: Line, contact: ContactState, agent: AgentState) -> str:
    patience = later(contact.entered, book.roster.patience(contact.queue, contact.urgency)) - book.now
    after = f"in {_lasting(patience)}" if patience < 1000 * 24 * 3600 * SECOND else "never"
    return f"{_in_hand(book, _, contact, agent)}; it may interrupt her {after}"


def _protected(book: Book, _: Line, __: ContactState, agent: AgentState) -> str:
    return f"{_in_hand(book, _, __, agent)}, which may not be interrupted now"


def _breather(book: Book, line: Line, _: ContactState, agent: AgentState) -> str:
    assert agent.last_call_ended is not None
    until = later(agent.last_call_ended, book.roster.policy(agent.id, line.need.queue.id).breather)
    return f"is left in peace after her call for {_lasting(until - book.now)} more"


def _ramp(book: Book, _: Line, __: ContactState, agent: AgentState) -> str:
    return f"came back {_lasting(book.now - agent.back_since)} ago, and gets written work step by step"


def _calls_waiting(book: Book, _: Line, __: ContactState, agent: AgentState) -> str:
    queues = sorted({need.queue.id for need in book.lines.calls if agent.id in need.agents})
    return f"calls wait that she could take, in {', '.join(queues)}"


def _reserve(book: Book, line: Line, _: ContactState, agent: AgentState) -> str:
    reserve = book.roster.policy(agent.id, line.need.queue.id).reserve
    idle = min(book.idle[need] - 1 for need in book.roster.calls_of(agent.id))
    return f"would leave {idle} others idle for calls, and {reserve} are to be"


def _plainly(text: str) -> Callable[[Book, Line, ContactState, AgentState], str]:
    return lambda *_: text


def _lasting(span: int) -> str:
    return f"{max(span, 0) / SECOND:g} s"


_DETAILS: Final[Mapping[Verdict, Callable[[Book, Line, ContactState, Any], str]]] = {
    Verdict.YES: _plainly("could have it"),
    Verdict.INTERRUPTS: _plainly("could be interrupted for it"),
    Verdict.NOT_SKILLED: _not_skilled,
    Verdict.NOT_READY: _not_ready,
    Verdict.LEAVING: _leaving,
    Verdict.RESERVED: _reserved,
    Verdict.EXCLUDED: _excluded,
    Verdict.OTHER_TOPIC: _other_topic,
    Verdict.DECLINED: _declined,
    Verdict.WRAPPING_UP: _wrapping_up,
    Verdict.RINGING: _ringing,
    Verdict.AT_CAP: _at_cap,
    Verdict.ON_CALL: _in_hand,
    Verdict.BUSY: _in_hand,
    Verdict.WORK_IN_HAND: _in_hand,
    Verdict.NOT_YET: _not_yet,
    Verdict.PROTECTED: _protected,
    Verdict.BREATHER: _breather,
    Verdict.RAMP: _ramp,
    Verdict.CALLS_WAITING: _calls_waiting,
    Verdict.WORK_WAITING: _plainly("other work waits that she could take"),
    Verdict.RESERVE: _reserve,
}
