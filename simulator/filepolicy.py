"""A scenario's centre: the file it names, with the policy of the scenario laid over it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from dispatcher.centre import Centre
from dispatcher.config import CentreFileError, centre_in, describe, parse
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_text

Raw = Mapping[str, Any]

NAMED: Final = ("teams", "agents", "queues")
"""Sections in which a policy changes what is there; whatever else it names it may also add."""


def centre_under(policy: Raw, path: Path, sheet: Sheet, today: date | None) -> Centre | None:
    """The centre in the file `path` with this policy, after noting every mistake in either.

    Where only the policy is wrong it is the centre without, so that names can be looked up; else None.
    """
    try:
        raw, own = parse(path)
        centre = centre_in(raw, own, today=today)
        if centre is None:
            raise CentreFileError(path, own.mistakes())
    except CentreFileError as error:
        _tell(error, path, sheet)
        return None
    return (_changed(raw, policy, sheet, today) if policy else None) or centre


def _tell(error: CentreFileError, path: Path, sheet: Sheet) -> None:
    for mistake in error.mistakes:
        found = f"a mistake in {say_text(path.name)} ({describe([mistake])})"
        sheet.wrong(("scenario", "centre"), found, "a centre file that can be used")


def _changed(raw: Raw, policy: Raw, sheet: Sheet, today: date | None) -> Centre | None:
    """The checks of the centre file go over it again: what they find now, the policy brought in."""
    if _strangers(raw, policy, sheet):
        return None
    part = sheet.part("policy")
    centre = centre_in(_over(raw, policy), part, today=today)
    sheet.take("policy", part)
    return centre


def _strangers(raw: Raw, policy: Raw, sheet: Sheet) -> bool:
    strangers = [
        (section, name)
        for section in NAMED
        for name in policy.get(section, {})
        if name not in raw.get(section, {})
    ]
    for section, name in strangers:
        known = raw.get(section, {})
        found, meant = f"{say_text(name)}, not in the centre", nearest(name, known)
        sheet.wrong(("policy", section, name), found, any_of(known), meant)
    return bool(strangers)


def _over(under: Raw, policy: Raw) -> dict[str, Any]:
    """The one table laid over the other, and so are the tables inside of them; lists replace lists."""
    both = (key for key in policy if isinstance(policy[key], dict) and isinstance(under.get(key), dict))
    return {**under, **policy, **{key: _over(under[key], policy[key]) for key in both}}
