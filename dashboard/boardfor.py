"""What the board's script is told about whoever looks at it: may she act, may she arrange, is it a wall."""

import json
from collections.abc import Mapping
from typing import Final

from dashboard.actwords import WORDS as ACT_WORDS
from dashboard.arrangewords import WORDS as ARRANGE_WORDS
from dashboard.house import House
from dashboard.layouts import may_arrange
from dashboard.rooms import Room, may_enter
from dashboard.tvwords import WORDS as TV_WORDS
from dashboard.version import fingerprint
from dashboard.words import words

AS_MADE: Final = (
    *("waiting", "longest_wait", "service_level", "sla_breaches"),
    *("incoming", "closed", "backlog", "abandoned"),
    *("queues", "agents"),
)
"""The tiles in the order in which the board is made."""

SCREENS: Final = ("numbers", "queues", "agents")
EVERY, SOONEST, LATEST = 20, 5, 3600  # s that a screen on a wall stays: time to read four numbers twice


def for_visitor(house: House, query: Mapping[str, str]) -> dict[str, str]:
    """Attributes of the board, by name. Whoever may not do a thing does not even get the words for it."""
    if "tv" in query:
        return _on_a_wall(house.language, query)
    told = {}
    if may_enter(house.who, Room.ACTS):
        told["data-acts"] = json.dumps(words(ACT_WORDS, house.language))
    if may_arrange(house.who):
        told |= _to_arrange(house.language, query.get("view", ""))
    return told


def _to_arrange(language: str, view: str) -> dict[str, str]:
    """With a view of somebody's the board is only taken over, not changed under others' eyes."""
    return {
        "data-arranges": json.dumps(words(ARRANGE_WORDS, language)),
        "data-as-made": json.dumps(AS_MADE, separators=(",", ":")),
        "data-view": view,
    }


def _on_a_wall(language: str, query: Mapping[str, str]) -> dict[str, str]:
    """How it goes from screen to screen, and of which version it is, to know a newer one."""
    wanted = [name for name in query.get("screens", "").split(",") if name in SCREENS]
    return {
        "data-tv": json.dumps(words(TV_WORDS, language)),
        "data-version": fingerprint(),
        "data-every": str(_stay(query.get("every", ""))),
        "data-screens": " ".join(wanted or SCREENS),
    }


def _stay(said: str) -> int:
    """How many seconds a screen stays; with 0 all is shown at once, and nothing turns."""
    if not said.isdecimal() or len(said) > 9:
        return EVERY
    return int(said) and min(max(int(said), SOONEST), LATEST)
