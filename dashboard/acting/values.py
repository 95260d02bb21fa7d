"""Levers and profiles as flat tables: one value a name, so that each can be changed and undone by itself.

A name is a lever (`reserve`), a cap (`caps.email`), `team`, a skill (`skills.care`) or a language
(`languages.th`). What is not said is not in the table.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import structs

from dispatcher.centre import Agent, Levers

Values = Mapping[str, Any]

CAPS: Final = "caps."
SKILLS: Final = "skills."
LANGUAGES: Final = "languages."


def of_levers(levers: Levers) -> dict[str, Any]:
    """These levers, the caps of each channel apart."""
    said = {name: value for name, value in structs.asdict(levers).items() if value is not None}
    return _spread(CAPS, said.pop("caps", {})) | said


def to_levers(values: Values) -> Levers:
    """The levers these are.

    Raises:
        msgspec.ValidationError: a name is no lever, or a value no number.
    """
    plain = {name: value for name, value in values.items() if not name.startswith(CAPS)}
    unknown = plain.keys() - set(Levers.__struct_fields__)
    if unknown:
        raise msgspec.ValidationError(f"there is no lever {min(unknown)!r}")
    return msgspec.convert(plain | {"caps": _gathered(CAPS, values)}, Levers)


def of_profile(agent: Agent) -> dict[str, Any]:
    """Her team, skills and languages."""
    spoken = dict.fromkeys(sorted(agent.languages), True)
    return {"team": agent.team} | _spread(SKILLS, agent.skills) | _spread(LANGUAGES, spoken)


def to_profile(values: Values) -> dict[str, Any]:
    """`team`, `skills` and `languages` as a command says them."""
    spoken = frozenset(name for name, speaks in _gathered(LANGUAGES, values).items() if speaks)
    return {"team": values.get("team"), "skills": _gathered(SKILLS, values), "languages": spoken}


def differing(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is otherwise, as it was and as it is; None for what is not said."""
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}


def agrees(holds: Values, seen: Values) -> bool:
    """Is what was seen still so? Of the rest nothing is asked."""
    return all(holds.get(name) == value for name, value in seen.items())


def laid_over(holds: Values, wanted: Values) -> dict[str, Any]:
    """What holds, with these instead; None takes one out."""
    return {name: value for name, value in {**holds, **wanted}.items() if value is not None}


def _spread(head: str, table: Mapping[Any, Any]) -> dict[str, Any]:
    return {f"{head}{name}": value for name, value in table.items()}


def _gathered(head: str, values: Values) -> dict[str, Any]:
    return {name.removeprefix(head): value for name, value in values.items() if name.startswith(head)}
