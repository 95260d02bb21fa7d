"""What the board's page asks for. `id` is chosen by the page: asked again by it, a thing is done once."""

from typing import Any

from msgspec import Struct

from dispatcher.vocabulary import AgentId, CommandId, Scope


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to be done."""

    id: CommandId


class LeversWish(Wish, frozen=True, kw_only=True):
    """Set these levers of this scope, None: as farther out; `seen` is how they stood on the page."""

    scope: Scope
    name: str = ""
    values: dict[str, int | None]
    seen: dict[str, int | None] = {}


class ProfileWish(Wish, frozen=True, kw_only=True):
    """Set these of an agent's team, skills and languages, None: take away; `seen` is how they stood."""

    agent: AgentId
    values: dict[str, Any]
    seen: dict[str, Any] = {}


class UndoWish(Wish, frozen=True, kw_only=True):
    """Take back the change with this number."""

    number: int
