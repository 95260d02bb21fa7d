"""Settings of queues: who may take what waits there, in which order, and what was promised."""

from typing import Final

from msgspec.structs import replace

from dispatcher.centre import Approval, Queue, Ring
from dispatcher.config.declare import ByManner, Manner, Otherwise, Said, Section, Setting, default_of
from dispatcher.config.kinds import (
    Duration,
    DurationOrNever,
    Flag,
    Lines,
    ListOf,
    MapOf,
    Name,
    OneOf,
    Rising,
    Text,
    Whole,
)
from dispatcher.config.sections.levers import LEVERS_OF_QUEUES
from dispatcher.config.staffkinds import Skills
from dispatcher.config.tables import Row
from dispatcher.vocabulary import DAY, HOUR, SECOND, Span, Strategy, Urgency

LEAST: Final = 1
"""The proficiency a queue asks for when it only names a skill: anybody's who has it."""

WRAP_UP: Final = ByManner(live=Span(30 * SECOND), written=Span(0))
STRATEGY: Final = ByManner(live=Strategy.LONGEST_IDLE, written=Strategy.LEAST_OCCUPIED)
WARN: Final = (75,)

_SKILLS: Final = Skills(plain=LEAST)
_AS_THE_QUEUE: Final = Said("the queue's")

SKILLS: Final = Setting(
    name="skills",
    meaning="what an agent must be able to do, all of it, to be offered these contacts; with the least "
    "proficiency where that matters",
    kind=_SKILLS,
    default=default_of(Queue, "skills"),
)
URGENCY: Final = Setting(
    name="urgency",
    meaning="how these contacts stand to others; what is idle fills the time in which nothing else waits",
    kind=OneOf(choices=Urgency),
    default=default_of(Queue, "urgency"),
)
PROMISE: Final = Setting(
    name="promise",
    meaning="by when a call is to be answered, or an email to have its first reply, from its arrival on",
    kind=Duration(least=SECOND, most=Span(30 * DAY)),
)
ACKNOWLEDGE_WITHIN: Final = Setting(
    name="acknowledge_within",
    meaning="by when whoever wrote is told that the letter came, automatically or by the first reply, from "
    "its arrival on",
    kind=Duration(least=SECOND, most=Span(30 * DAY)),
    default=Said("none"),
    only=Manner.WRITTEN,
)
RESOLUTION: Final = Setting(
    name="resolution",
    meaning="by when an email is to be closed, from its arrival on",
    kind=Duration(least=SECOND, most=Span(365 * DAY)),
    default=Said("none"),
    only=Manner.WRITTEN,
)

RING: Final = Row(
    settings=(
        Setting(
            name="after",
            meaning="how long a contact has waited when these skills are asked for instead",
            kind=Duration(least=SECOND, most=Span(30 * DAY)),
        ),
        replace(
            SKILLS,
            meaning="what an agent must then be able to do",
            default=default_of(Ring, "skills"),
        ),
        Setting(
            name="any_language",
            meaning="her language counts no longer",
            kind=Flag(),
            default=default_of(Ring, "any_language"),
        ),
    )
)
TERMS: Final = Row(
    settings=tuple(
        replace(term, default=_AS_THE_QUEUE) for term in (URGENCY, PROMISE, ACKNOWLEDGE_WITHIN, RESOLUTION)
    )
)
APPROVAL: Final = Row(
    settings=(
        Setting(
            name="queue",
            meaning="the queue in which the replies wait for whoever approves them",
            kind=Name(what="a queue's id"),
        ),
        Setting(
            name="share",
            meaning="how many of the replies, chosen by lot; beside those of agents who have `approval`",
            kind=Whole(least=0, most=100, unit="percent"),
            default=default_of(Approval, "share"),
        ),
    )
)

QUEUES = Section(
    name="queues",
    meaning="The lines where contacts wait, and what their customers were promised.",
    named=True,
    needed=True,
    settings=(
        Setting(name="name", meaning="what the queue is called", kind=Text(), default=Said("the id")),
        Setting(name="channel", meaning="what comes in here", kind=Name(what="a channel's id")),
        SKILLS,
        Setting(
            name="match_language",
            meaning="only agents who speak the contact's language are offered it, where that is known",
            kind=Flag(),
            default=default_of(Queue, "match_language"),
        ),
        Setting(
            name="rings",
            meaning="what is asked of an agent, step by step, as a contact waits longer",
            kind=ListOf(item=RING, into=tuple),
            default=default_of(Queue, "rings"),
        ),
        Setting(
            name="strategy",
            meaning="which of several agents with room gets it: who is idle longest, has least in hand, "
            "is best at it, or served the customer last",
            kind=OneOf(choices=Strategy),
            default=STRATEGY,
        ),
        Setting(
            name="last_agent_wait",
            meaning="how long a contact waits for whoever served its customer last before others may have it",
            kind=Duration(least=Span(0), most=Span(7 * DAY)),
            default=default_of(Queue, "last_agent_wait"),
        ),
        Setting(
            name="acknowledge",
            meaning="its writers get a receipt at once, where [mail] acknowledge is on",
            kind=Flag(),
            default=Otherwise(True),
            only=Manner.WRITTEN,
        ),
        Setting(
            name="signature",
            meaning="what stands below answers to its letters, unless their agent has her own",
            kind=Lines(),
            default=Said("the mailbox's"),
            only=Manner.WRITTEN,
        ),
        URGENCY,
        PROMISE,
        ACKNOWLEDGE_WITHIN,
        RESOLUTION,
        Setting(
            name="tiers",
            meaning="what customers of a tier get instead; whoever sends a contact in says its tier",
            kind=MapOf(
                key=Name(what="a tier"),
                item=TERMS,
                example='{ gold = { urgency = "urgent", promise = "1h" } }',
                holder="tier",
            ),
            default=default_of(Queue, "tiers"),
        ),
        Setting(
            name="hours",
            meaning="the opening hours in which the promises' clocks run",
            kind=Name(what="an id of [hours]"),
            default=Said("none: they run around the clock"),
        ),
        Setting(
            name="target",
            meaning="what part of its promises is to be kept; boards and simulations measure by it",
            kind=Whole(least=1, most=100, unit="percent"),
            default=default_of(Queue, "target"),
        ),
        Setting(
            name="warn",
            meaning="at what parts of a promise's time there is a warning",
            kind=Rising(item=Whole(least=1, most=99, unit="percent"), into=tuple),
            default=WARN,
        ),
        Setting(
            name="escalate",
            meaning="how little of a promise's time is left when an email competes with ordinary calls",
            kind=DurationOrNever(least=SECOND, most=Span(30 * DAY)),
            default=Said('`expected_handle`, or "never" where the urgency is "idle"'),
            only=Manner.WRITTEN,
        ),
        Setting(
            name="approval",
            meaning="replies are read by somebody else before they go out",
            kind=APPROVAL,
            default=Said("none: they go out at once"),
            only=Manner.WRITTEN,
        ),
        Setting(
            name="close_after",
            meaning="how long after the answer an email closes when the customer writes no more",
            kind=Duration(least=SECOND, most=Span(365 * DAY)),
            default=Said("none: it closes when its agent is done"),
            only=Manner.WRITTEN,
        ),
        Setting(
            name="offer_timeout",
            meaning="how long an offer rings at one agent's desk before it counts as missed",
            kind=Duration(least=SECOND, most=HOUR),
            default=default_of(Queue, "offer_timeout"),
        ),
        Setting(
            name="wrap_up",
            meaning="the longest after-contact work; the agent may end it sooner",
            kind=Duration(least=Span(0), most=HOUR),
            default=WRAP_UP,
        ),
        Setting(
            name="expected_handle",
            meaning="what an average contact takes; it guides whom a call interrupts, and limits nobody",
            kind=Duration(least=SECOND, most=DAY),
            default=default_of(Queue, "expected_handle"),
        ),
        *LEVERS_OF_QUEUES,
    ),
)
