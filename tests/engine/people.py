"""Small centres for the engine's tests: who works there, and what rings."""

from collections.abc import Iterable
from typing import Any

from dispatcher.centre import Agent, Blending, Centre, Queue, Team
from dispatcher.vocabulary import (
    HOUR,
    MINUTE,
    SECOND,
    AgentId,
    Channel,
    QueueId,
    Skill,
    Span,
    TeamId,
    Urgency,
)

TEAM = TeamId("desk")
TALK, WRITE = Skill("talk"), Skill("write")
BOTH = frozenset({TALK, WRITE})


def seconds(count: float) -> Span:
    """So many seconds."""
    return Span(round(count * SECOND))


def line(name: str, channel: Channel = Channel.VOICE, **changed: Any) -> Queue:
    """A voice queue that interrupts after 20 s and wraps up for 30 s, or an email queue of four hours."""
    if channel is Channel.VOICE:
        said = {"promise": 20 * SECOND, "interrupt_after": 20 * SECOND, "wrap_up": 30 * SECOND}
        said |= {"expected_handle": 3 * MINUTE}
    else:
        said = {"promise": 4 * HOUR, "offer_timeout": MINUTE}
    skills = frozenset({TALK if channel is Channel.VOICE else WRITE})
    return Queue(id=QueueId(name), name=name, channel=channel, **({"skills": skills} | said | changed))


CALLS = line("calls")
URGENT = line("urgent", urgency=Urgency.URGENT, interrupt_after=Span(0))
LOW = line("low", urgency=Urgency.LOW, interrupt_after=None)
MAIL = line("mail", Channel.EMAIL)
LINES = (CALLS, URGENT, LOW, MAIL)


def agent(name: str, skills: frozenset[Skill] = BOTH, cap: int | None = None) -> Agent:
    """Somebody who talks and writes, if nothing else is said."""
    return Agent(id=AgentId(name), name=name.title(), team=TEAM, skills=skills, email_cap=cap)


def centre(
    *people: str | Agent, lines: Iterable[Queue] = LINES, team_cap: int | None = None, **levers: Any
) -> Centre:
    """These people at these lines; `levers` are those of `Blending`."""
    agents = [agent(who) if isinstance(who, str) else who for who in people]
    return Centre(
        name="Test",
        teams={TEAM: Team(id=TEAM, name="Desk", email_cap=team_cap)},
        agents={who.id: who for who in agents},
        queues={queue.id: queue for queue in lines},
        blending=Blending(**levers),
    )
