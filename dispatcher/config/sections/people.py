"""Settings of the centre as a whole, its channels, its teams and its agents."""

from typing import Final

from dispatcher.centre import CHANNELS as BUILT_IN
from dispatcher.centre import WHOLE, Agent
from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Duration, Flag, Lines, ListOf, Name, Text, Whole
from dispatcher.config.mistakes import say_found
from dispatcher.config.sections.levers import CAP, LEVERS, LEVERS_OF_AGENTS
from dispatcher.config.staffkinds import Language, Skills
from dispatcher.vocabulary import DAY, Span

PROFICIENCY: Final = 5
"""What an agent has whose file says no more than that she can do it: the middle of 1 to 10."""

AFFINITY: Final = Span(30 * DAY)

_PERCENT: Final = Whole(least=0, most=WHOLE, unit="percent of an agent")

CENTRE = Section(
    name="centre",
    meaning="The centre as a whole.",
    needed=True,
    settings=(
        Setting(name="name", meaning="what the centre is called on every screen", kind=Text()),
        Setting(
            name="affinity",
            meaning="how long it is remembered who served a customer last; 0 remembers nobody",
            kind=Duration(least=Span(0), most=Span(365 * DAY)),
            default=AFFINITY,
        ),
        *LEVERS,
    ),
)


def _built_in(field: str) -> str:
    """What the channels that are always there have."""
    return ", ".join(f"{say_found(getattr(one, field))} for {one.id}" for one in BUILT_IN.values())


CHANNELS = Section(
    name="channels",
    meaning="How contacts come in. Voice and email are there without being said; name another here, such as "
    "chat, and queues may have it.",
    named=True,
    settings=(
        Setting(
            name="name",
            meaning="what the channel is called",
            kind=Text(),
            default=Said(f"{_built_in('name')}; the id of others"),
        ),
        Setting(
            name="live",
            meaning="the customer waits on the line, as in a call; what is not live can be laid aside",
            kind=Flag(),
            default=Said(f"{_built_in('live')}; must be set for others"),
        ),
        Setting(
            name="cap",
            meaning="how many of its contacts an agent may have at once",
            kind=CAP,
            default=Said(f"{_built_in('cap')}; must be set for others"),
        ),
        Setting(
            name="share",
            meaning="how much of an agent one contact takes",
            kind=_PERCENT,
            default=Said("an equal part for each contact under the agent's cap"),
        ),
        Setting(
            name="spare",
            meaning="how much of an agent must be free for one contact more to be offered to her",
            kind=_PERCENT,
            default=Said("the share"),
        ),
    ),
)

TEAMS = Section(
    name="teams",
    meaning="Groups of agents who share levers.",
    named=True,
    needed=True,
    settings=(
        Setting(name="name", meaning="what the team is called", kind=Text(), default=Said("the id")),
        Setting(
            name="signature",
            meaning="what stands below her answers; not in the draft, and so not hers to change",
            kind=Lines(),
            default=Said("the queue's"),
        ),
        *LEVERS_OF_AGENTS,
    ),
)

AGENTS = Section(
    name="agents",
    meaning="The people who take contacts.",
    named=True,
    needed=True,
    settings=(
        Setting(name="name", meaning="what the agent is called", kind=Text(), default=Said("the id")),
        Setting(name="team", meaning="the team she belongs to", kind=Name(what="a team's id")),
        Setting(
            name="skills",
            meaning="what she can do; she is offered contacts of queues all of whose skills she has",
            kind=Skills(plain=PROFICIENCY),
            default=default_of(Agent, "skills"),
        ),
        Setting(
            name="languages",
            meaning="the languages she speaks, for queues that match them",
            kind=ListOf(item=Language(), into=frozenset),
            default=default_of(Agent, "languages"),
        ),
        Setting(
            name="approval",
            meaning="her replies go to an approver first, wherever their queue has one",
            kind=Flag(),
            default=default_of(Agent, "approval"),
        ),
        *LEVERS_OF_AGENTS,
    ),
)
