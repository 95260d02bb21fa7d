"""Small centres for the engine's tests: who works there, and what rings."""

from collections.abc import Iterable
from typing import Any

from dispatcher.centre import Agent, Centre, Levers, Queue, Team, Timetable
from dispatcher.hours import Calendar
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    VOICE,
    AgentId,
    CalendarId,
    ChannelId,
    Instant,
    QueueId,
    Skill,
    Span,
    Strategy,
    TeamId,
    TimetableId,
    Urgency,
)

TEAM = TeamId("desk")
TALK, WRITE = Skill("talk"), Skill("write")
BOTH = frozenset({TALK, WRITE})


def seconds(count: float) -> Span:
    """So many seconds."""
    return Span(round(count * SECOND))


def line(name: str, channel: ChannelId = VOICE, **changed: Any) -> Queue:
    """A voice queue that interrupts after 20 s and wraps up for 30 s, or an email queue of four hours."""
    levers = Levers(**{name: changed.pop(name) for name in Levers.__struct_fields__ if name in changed})
    said: dict[str, Any]
    if channel is VOICE:
        said = {"promise": 20 * SECOND, "wrap_up": 30 * SECOND, "expected_handle": 3 * MINUTE}
    else:
        said = {"promise": 4 * HOUR, "offer_timeout": MINUTE, "strategy": Strategy.LEAST_OCCUPIED}
    skills = changed.pop("skills", frozenset({TALK if channel is VOICE else WRITE}))
    return Queue(
        id=QueueId(name),
        name=name,
        channel=channel,
        skills=skills if isinstance(skills, dict) else dict.fromkeys(skills, 1),
        levers=levers,
        **(said | changed),
    )


CALLS = line("calls")
URGENT = line("urgent", urgency=Urgency.URGENT, interrupt_after=Span(0))
LOW = line("low", urgency=Urgency.LOW, interrupt_after=NEVER)
MAIL = line("mail", EMAIL)
LINES = (CALLS, URGENT, LOW, MAIL)


def capped(cap: int | None) -> Levers:
    """So many emails, if anything is said."""
    return Levers() if cap is None else Levers(caps={EMAIL: cap})


def agent(
    name: str, skills: Iterable[Skill] | dict[Skill, int] = BOTH, cap: int | None = None, **changed: Any
) -> Agent:
    """Somebody who talks and writes, if nothing else is said."""
    has = skills if isinstance(skills, dict) else dict.fromkeys(sorted(skills), 5)
    said: dict[str, Any] = {"team": TEAM, "levers": capped(cap)} | changed
    return Agent(id=AgentId(name), name=name.title(), skills=has, **said)


def centre(
    *people: str | Agent,
    lines: Iterable[Queue] = LINES,
    team_cap: int | None = None,
    email_cap: int | None = None,
    more: dict[str, Any] | None = None,
    **levers: Any,
) -> Centre:
    """These people at these lines; `levers` are the centre's, `more` is what else it has."""
    agents = [agent(who) if isinstance(who, str) else who for who in people]
    caps = {} if email_cap is None else {EMAIL: email_cap}
    said: dict[str, Any] = {
        "name": "Test",
        "teams": {TEAM: Team(id=TEAM, name="Desk", levers=capped(team_cap))},
        "agents": {who.id: who for who in agents},
        "queues": {queue.id: queue for queue in lines},
        "levers": Levers(caps=caps, **levers),
    }
    return Centre(**(said | (more or {})))


def calendar(
    name: str, opens: int, shuts: int, *, days: int = 5, clocks: tuple[tuple[Instant, Span], ...] = ()
) -> dict[CalendarId, Calendar]:
    """Open from hour to hour, on so many days of the week from Monday on, where clocks show UTC or so."""
    opening = ((Span(opens * HOUR), Span(shuts * HOUR)),)
    week = (opening,) * days + ((),) * (7 - days)
    moved: dict[str, Any] = {"offsets": clocks} if clocks else {}
    return {CalendarId(name): Calendar(id=CalendarId(name), week=week, **moved)}


def timetable(name: str, said: Levers, **scope: Any) -> dict[TimetableId, Timetable]:
    """These levers while the calendar of the same name is open."""
    one = Timetable(id=TimetableId(name), hours=CalendarId(name), levers=said, **scope)
    return {one.id: one}
