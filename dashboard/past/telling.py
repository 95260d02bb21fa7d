"""A fact as the page tells it: what happened, to what, by whom, and the reason it carries.

Only what `TOLD` names goes out. What a customer is called, what she wrote about, what people noted and from
where they logged in stays in the journal.
"""

from collections.abc import Mapping
from typing import Any, Final

from dispatcher.centre import Centre
from dispatcher.events import Event, NumberedFact

TOLD: Final = (
    "contact",
    "channel",
    "queue",
    "to_queue",
    "agent",
    "to_agent",
    "by",
    "why",
    "reason",
    "what",
    "status",
    "promise",
    "percent",
    "late",
    "urgency",
    "waited",
    "handled",
    "lasted",
    "into",
    "ring",
    "on",
    "delivered",
    "scope",
    "interrupts",
)
"""The fields of facts that are told, under their own names."""

_NAMED: Final[Mapping[str, str]] = {
    "agent": "agents",
    "to_agent": "agents",
    "by": "agents",
    "queue": "queues",
    "to_queue": "queues",
}


def told(numbered: NumberedFact, centre: Centre | None) -> dict[str, Any]:
    """The fact with its number; people and queues by the names they have in this centre."""
    event = numbered.fact
    kind = type(event).__name__
    fields = {} if kind == "AccessNoted" else _fields(event)
    named = {name: _name(centre, name, value) for name, value in fields.items()}
    return {"number": numbered.number, "at": event.at, "kind": kind} | named


def _fields(event: Event) -> dict[str, Any]:
    said = ((name, getattr(event, name, None)) for name in TOLD)
    return {name: value for name, value in said if value not in (None, "", ())}


def _name(centre: Centre | None, field: str, value: Any) -> Any:
    if centre is None or field not in _NAMED:
        return value
    known = getattr(centre, _NAMED[field]).get(value)
    return known.name if known is not None else value
