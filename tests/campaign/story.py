"""A story in words: the centre in short, each request with its clock time, the facts that followed."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from dispatcher.centre import Centre, Levers
from dispatcher.commands import ConfigureCentre
from dispatcher.events import CentreConfigured
from dispatcher.vocabulary import FOREVER, NEVER, SECOND
from tests.campaign.day import IMPATIENCE, Plan
from tests.engine.broken import LawBrokenError
from tests.engine.walk import Step

INSTANTS: Final = frozenset({"due", "expires", "until", "closes", "back"})
UNTOLD: Final = frozenset({"id", "at", "centre", "profile", "channel", "detail"})


def tell(planned: Plan, script: list[Step], broken: LawBrokenError | None) -> Iterator[str]:
    """The whole story, line by line, up to the law that broke, if one did."""
    for centre in [command.centre for _, command in script if isinstance(command, ConfigureCentre)][:1]:
        yield from _centre(centre)
    trial = planned.trial(IMPATIENCE)
    for now, command in script:
        before = len(trial.drivers.facts)
        yield f"{clock(now)} > {words(command)}"
        with suppress(LawBrokenError):
            trial.ask(command, now)
        for event in trial.drivers.facts[before:]:
            yield f"{clock(event.at)}     {words(event)}"
    if broken is not None:
        yield f"\n{broken}"


def clock(instant: int) -> str:
    """The time of day, UTC; with what is left over, so that nothing hides behind a rounding."""
    whole, rest = divmod(instant, SECOND)
    if instant >= FOREVER:
        return "never"
    return f"{datetime.fromtimestamp(whole, UTC):%H:%M:%S}" + (f".{rest:06}" if rest else "")


def words(thing: Struct) -> str:
    """A request or a fact: its name, and whatever it says that goes without saying in others."""
    name = re.sub(r"(?<!^)(?=[A-Z])", " ", type(thing).__name__).lower()
    if isinstance(thing, ConfigureCentre | CentreConfigured):
        return f"{name}: {thing.centre.name}"
    return f"{name}: {', '.join(_said(thing))}"


def _said(thing: Struct) -> Iterator[str]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        default = field.default if field.default is not NODEFAULT else None
        if field.name not in UNTOLD and value not in (None, "", (), default):
            yield f"{field.name.replace('_', ' ')} {_value(field.name, value)}"


def _value(name: str, value: Any) -> str:
    if isinstance(value, Struct):
        return "(" + (", ".join(_said(value)) or "as usual") + ")"
    if isinstance(value, bool) or not isinstance(value, int):
        return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    if name in INSTANTS:
        return clock(value)
    return _span(value) if value >= SECOND else str(value)


def _span(value: int) -> str:
    return "never" if value >= NEVER else f"{value / SECOND:g}s"


def _centre(centre: Centre) -> Iterator[str]:
    yield f"{centre.name}: " + (", ".join(_said_levers(centre.levers)) or "levers as usual")
    for channel in centre.channels.values():
        share = "" if channel.share is None else f", share {channel.share}"
        yield f"  channel {channel.id}, cap {channel.cap}{share}"
    for team in centre.teams.values():
        if team.levers != Levers():
            yield f"  team {team.id}: {', '.join(_said_levers(team.levers))}"
    for agent in centre.agents.values():
        yield f"  agent {agent.id}: {', '.join(_said(agent))}"
    for queue in centre.queues.values():
        yield f"  queue {queue.id}: {', '.join(_said(queue))}"
    for table in centre.timetables.values():
        yield f"  timetable {table.id}: {', '.join(_said(table))}"


def _said_levers(levers: Levers) -> Iterator[str]:
    return _said(levers)
