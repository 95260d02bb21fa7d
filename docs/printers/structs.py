"""Prints structs: what each promises, and its fields with their types in words."""

from collections.abc import Iterable
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin

from msgspec import NODEFAULT, Struct, structs

from docs.printers.markdown import anchor, story, table

WORDS = {str: "text", int: "whole number", bool: "true or false", NoneType: "null", float: "number"}
MEANT = {"Instant": "instant", "Span": "span"}


def block(struct: type[Struct], *, level: str = "###", skip: frozenset[str] = frozenset()) -> str:
    """A struct under its own heading; `skip` names fields that were told of before."""
    fields = [field for field in structs.fields(struct) if field.name not in skip]
    rows = [(f"`{field.name}`", say_type(field.type), _default(field)) for field in fields]
    listed = table(["field", "type", "default"], rows)
    return "\n\n".join(filter(None, [f"{level} {struct.__name__}", story(struct), listed]))


def _default(field: structs.FieldInfo) -> str:
    if field.required:
        return "required"
    default = field.default_factory() if field.default is NODEFAULT else field.default
    if default is None or isinstance(default, bool):
        return f"`{default}`".lower() if default is not None else "null"
    if isinstance(default, Struct):
        default = structs.asdict(default) if default != type(default)() else ""
    if isinstance(default, dict):
        return ", ".join(f"`{key}`" for key in default) or "empty"
    return "empty" if default in ("", (), frozenset()) else f"`{default}`"


def say_type(kind: Any) -> str:
    """A type in words, with a link where it is explained on the facts page."""
    if isinstance(kind, NewType):
        name = kind.__name__ or ""
        return MEANT.get(name) or f"{name} (text)"
    if get_origin(kind) is Annotated:
        return say_type(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return _say_union(get_args(kind))
    if get_origin(kind) in (tuple, list, frozenset):
        return _say_list(get_args(kind))
    if get_origin(kind) is dict:
        key, value = get_args(kind)
        return f"object: {say_type(key)} → {say_type(value)}"
    return WORDS.get(kind) or f"[{kind.__name__}]({_where(kind)})"


def _say_list(kinds: tuple[Any, ...]) -> str:
    """A list of any length, or a pair."""
    if len(kinds) == 2 and kinds[1] is not ...:
        return f"pair of {say_type(kinds[0])} and {say_type(kinds[1])}"
    return f"list of {say_type(kinds[0])}"


def _say_union(kinds: Iterable[Any]) -> str:
    kinds = list(kinds)
    if len(kinds) > 3:
        requests = all(kind.__module__.endswith("commands") for kind in kinds)
        return f"a {'[command](protocol.md#commands)' if requests else '[fact](facts.md)'}"
    return " or ".join(map(say_type, kinds))


def _where(kind: type) -> str:
    home = "protocol.md" if kind.__module__.endswith("frames") else "facts.md"
    return f"{home}#{anchor(kind.__name__)}"


def words(enum: type[StrEnum], *, level: str = "###") -> str:
    """An enumeration under its own heading, with its words."""
    listed = ", ".join(f"`{member.value}`" for member in enum)
    return f"{level} {enum.__name__}\n\n{story(enum)}\n\n{listed}"
