"""The languages of the screens: which one a visitor is served, and which way it runs."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final = ("en", "th", "zh", "fa", "ru")

_RIGHT_TO_LEFT: Final = frozenset({"fa"})


def choose(wanted: str | None, accepted: str = "") -> str:
    """The language asked for by name, else the best of an Accept-Language header, else English."""
    for tag in (wanted or "", *_by_preference(accepted)):
        language = tag.split("-")[0].strip().lower()
        if language in LANGUAGES:
            return language
    return "en"


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


def _by_preference(header: str) -> list[str]:
    """The tags of an Accept-Language header, most wanted first (RFC 9110, 12.5.4)."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.partition(";q=")
        weighed.append((-_number(weight), place, tag))
    return [tag for weight, _, tag in sorted(weighed) if weight < 0]


def _number(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def words(table: Mapping[str, tuple[str, ...]], language: str) -> dict[str, str]:
    """One language's column of a table whose rows are in the order of `LANGUAGES`."""
    place = LANGUAGES.index(language)
    return {key: row[place] for key, row in table.items()}
