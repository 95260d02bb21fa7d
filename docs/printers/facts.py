"""Prints the page of facts: what the journal holds and the feed tells, with the words they use."""

from enum import StrEnum
from typing import get_args

from msgspec import Struct

from dispatcher import centre, events, hours, vocabulary
from docs.printers.markdown import page, story
from docs.printers.structs import block, words

AT = frozenset({"at"})
PARTS: tuple[type[Struct], ...] = (
    centre.Centre,
    centre.Channel,
    centre.Team,
    centre.Agent,
    centre.Queue,
    centre.Ring,
    centre.Terms,
    centre.Category,
    centre.Approval,
    centre.Levers,
    centre.Policy,
    centre.Timetable,
    hours.Calendar,
)
INTRODUCTION = """\
In JSON each fact is an object whose `type` is its name, as in
`{"type":"AgentConnected","at":1767225600000000,"agent":"ploy"}`. Every fact has `at`, the instant it became
true. An *instant* is whole microseconds since 1970-01-01 UTC, a *span* whole microseconds. A field with a
default may be left out. Facts are never changed or removed: a reader that meets a `type` it does not know is
older than the journal and must say so."""


def facts_page() -> str:
    """Every fact, every enumeration it uses, and the centre that one of them carries."""
    facts = [block(fact, skip=AT) for fact in get_args(events.Event)]
    enums = [
        words(one)
        for one in vars(vocabulary).values()
        if isinstance(one, type) and issubclass(one, StrEnum) and len(one)
    ]
    return page(
        "Facts",
        story(events),
        INTRODUCTION,
        "## Every fact",
        *facts,
        "## On the feed",
        block(events.NumberedFact),
        "## Words",
        *enums,
        "## The centre in a fact",
        *(block(part) for part in PARTS),
    )
