"""Draws the life cycles from the very tables the engine steps by, so the picture cannot lie."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from dispatcher.engine import lifecycles
from dispatcher.events import AgentStatusChanged, Fact
from docs.printers.markdown import diagram, page, promise

Step = tuple[str, str, str]
P = TypeVar("P", bound=StrEnum)


def lives_page() -> str:
    """Three diagrams: contact, offer, agent."""
    return page(
        "Life cycles",
        promise(lifecycles),
        "Each arrow is named after the [fact](facts.md) that makes the step; what is not drawn cannot be.",
        "## Contact",
        _drawn(_steps(lifecycles.CONTACT_LIFE)),
        "## Offer",
        _drawn(_steps(lifecycles.OFFER_LIFE)),
        "## Agent",
        f"Every step is an `{AgentStatusChanged.__name__}`.",
        _drawn(
            (status, after, "") for status, steps in lifecycles.AGENT_LIFE.items() for after in sorted(steps)
        ),
    )


def _steps(life: Mapping[P | None, Mapping[type[Fact], P]]) -> Iterator[Step]:
    """Each step once, with all the facts that make it; no way out of a phase is an end."""
    for phase, ways in life.items():
        facts = defaultdict(list)
        for fact, after in ways.items():
            facts[after].append(fact.__name__)
        for after, names in facts.items():
            yield phase or "[*]", after, " / ".join(names)
        if not ways:
            yield phase or "[*]", "[*]", ""


def _drawn(steps: Iterable[Step]) -> str:
    return diagram(["stateDiagram-v2", *map(_arrow, steps)])


def _arrow(step: Step) -> str:
    before, after, facts = step
    return f"    {before} --> {after}{facts and f': {facts}'}"
