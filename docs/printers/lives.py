"""Draws the life cycles from the very tables the engine steps by, so the picture cannot lie."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from dispatcher.engine import lifecycles
from dispatcher.events import AgentStatusChanged, Fact
from docs.printers.markdown import diagram, page, promise, table

Step = tuple[str, str, str]
P = TypeVar("P", bound=StrEnum)
Life = Mapping[P | None, Mapping[type[Fact], P]]

END: Final = "[*]"
"""What Mermaid calls the beginning and the end."""


def lives_page() -> str:
    """Four diagrams: contact, offer, promise, agent.

    How a contact ends is a table: from nearly everywhere, so that as arrows the picture would be a net.
    """
    return page(
        "Life cycles",
        promise(lifecycles),
        "Each arrow is named after the [fact](facts.md) that makes the step; what is not here cannot be.",
        "## Contact",
        _drawn(_lasting(lifecycles.CONTACT_LIFE)),
        "It ends in one of these phases:",
        table(["end", "by", "from"], _ends(lifecycles.CONTACT_LIFE)),
        "## Offer",
        _drawn(_steps(lifecycles.OFFER_LIFE)),
        "## Promise",
        "Each promise of a contact has a clock of its own, and each step of it is a fact.",
        _drawn(_steps(lifecycles.PROMISE_LIFE)),
        "## Agent",
        f"Every step is an `{AgentStatusChanged.__name__}`.",
        _drawn(
            (status, after, "") for status, steps in lifecycles.AGENT_LIFE.items() for after in sorted(steps)
        ),
    )


def _lasting(life: Life[P]) -> Iterator[Step]:
    """The steps that end nothing."""
    ends = {END, *(phase for phase, ways in life.items() if not ways)}
    return (step for step in _steps(life) if step[1] not in ends)


def _ends(life: Life[P]) -> Iterator[tuple[str, str, str]]:
    """Each phase that nothing leads out of, by which fact it is reached, and whence."""
    for end in (phase for phase, ways in life.items() if not ways):
        steps = [(before, fact) for before, ways in life.items() for fact in ways if ways[fact] is end]
        facts = dict.fromkeys(f"`{fact.__name__}`" for _, fact in steps)
        yield f"`{end}`", ", ".join(facts), ", ".join(f"`{before}`" for before, _ in steps)


def _steps(life: Life[P]) -> Iterator[Step]:
    """Each step once, with all the facts that make it; no way out of a phase is an end."""
    for phase, ways in life.items():
        facts = defaultdict(list)
        for fact, after in ways.items():
            facts[after].append(fact.__name__)
        for after, names in facts.items():
            yield phase or END, after, " / ".join(names)
        if not ways:
            yield phase or END, END, ""


def _drawn(steps: Iterable[Step]) -> str:
    return diagram(["stateDiagram-v2", *map(_arrow, steps)])


def _arrow(step: Step) -> str:
    before, after, facts = step
    return f"    {before} --> {after}{facts and f': {facts}'}"
