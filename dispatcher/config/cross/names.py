"""Whatever one table calls by a name is there."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from dispatcher.config.check import Tables
from dispatcher.config.cross.manners import manners
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_text
from dispatcher.config.tables import Values
from dispatcher.vocabulary import EMAIL, VOICE

REFERENCES: Final = (
    ("agents", "team", "teams"),
    ("queues", "hours", "hours"),
    ("categories", "queue", "queues"),
    ("rules", "mailboxes", "mailboxes"),
    ("rules", "category", "categories"),
    ("mail", "phone_hours", "hours"),
    ("escalations", "queues", "queues"),
    ("escalations", "categories", "categories"),
    ("escalations", "teams", "teams"),
    ("alerts", "queues", "queues"),
    ("alerts", "teams", "teams"),
    ("timetables", "hours", "hours"),
    ("timetables", "agents", "agents"),
    ("timetables", "teams", "teams"),
    ("timetables", "queues", "queues"),
)
"""A section, its key that holds a name or a list of them, and the section they are from."""


def referenced_tables_exist(tables: Tables, sheet: Sheet) -> None:
    """Teams of agents, hours of queues, and all that a timetable names are there."""
    for section, key, target in REFERENCES:
        for name, values in tables[section].items():
            for path, word in _words(_path(section, name, key), values.get(key)):
                _exists(path, word, target, tables[target], sheet)


def _path(*parts: str) -> Path:
    """The path of a key; a section that is not named has no name in it."""
    return tuple(filter(None, parts))


def _words(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if isinstance(value, tuple):
        yield from (((*path, index), word) for index, word in enumerate(value))
    elif value is not None:
        yield path, value


def _exists(path: Path, name: str, target: str, known: Iterable[str], sheet: Sheet) -> None:
    """Note a name that is not among the known, unless a mistake in the section they are from explains it."""
    names = list(known)
    explained = sheet.says((target, name)) or (not names and sheet.faulted(target))
    if name not in names and not explained:
        sheet.wrong(path, say_text(name), any_of(names), nearest(name, names))


def channels_exist(tables: Tables, sheet: Sheet) -> None:
    """The channels of queues and of caps are there."""
    known = manners(tables)
    for queue, values in tables["queues"].items():
        for path, channel in _words(("queues", queue, "channel"), values.get("channel")):
            _exists(path, channel, "channels", known, sheet)
    for path, values in _with_caps(tables):
        for channel in values.get("caps", {}):
            _exists((*path, "caps", channel), channel, "channels", known, sheet)


def _with_caps(tables: Tables) -> Iterator[tuple[Path, Values]]:
    for section in ("centre", "teams", "agents", "timetables"):
        for name, values in tables[section].items():
            yield ((section, name) if name else (section,)), values


def approvers_queues_exist(tables: Tables, sheet: Sheet) -> None:
    """The queue in which replies wait for their approver is there."""
    for section in ("queues", "categories"):
        for holder, values in tables[section].items():
            path, approval = (section, holder, "approval", "queue"), values.get("approval") or {}
            for place, name in _words(path, approval.get("queue")):
                _exists(place, name, "queues", tables["queues"], sheet)


def letters_have_email_queues(tables: Tables, sheet: Sheet) -> None:
    """A mailbox's queue, and a rule's, is one of the queues that take email."""
    channels = {queue: values.get("channel") for queue, values in tables["queues"].items()}
    known = [queue for queue, channel in channels.items() if channel == EMAIL]
    holders = [
        (section, name, of) for section in ("mailboxes", "rules") for name, of in tables[section].items()
    ]
    for section, name, values in holders:
        path, queue = (section, name, "queue"), values.get("queue")
        channel = channels.get(str(queue))
        if channel in manners(tables) and channel != EMAIL:
            found = f"{say_text(str(queue))}, a queue for {channel}"
            sheet.wrong(path, found, f"a queue for {EMAIL}: {any_of(known)}")
        elif queue is not None and channels:
            _exists(path, queue, "queues", known, sheet)


def answered_categories_exist(tables: Tables, sheet: Sheet) -> None:
    """What articles may answer is about categories that are there."""
    said = tables["auto_answers"].get("", {}).get("categories")
    for path, name in _words(("auto_answers", "categories"), said):
        _exists(path, name, "categories", tables["categories"], sheet)


def sign_ins_exist(tables: Tables, sheet: Sheet) -> None:
    """The sign-in that a mailbox or the way out names is there."""
    for section in ("mailboxes", "smtp"):
        for name, values in tables[section].items():
            path = (section, name, "oauth") if name else (section, "oauth")
            for place, word in _words(path, values.get("oauth")):
                _exists(place, word, "oauth", tables["oauth"], sheet)


def callbacks_have_a_voice_queue(tables: Tables, sheet: Sheet) -> None:
    """The queue where calls back wait is one that takes calls."""
    channels = {queue: values.get("channel") for queue, values in tables["queues"].items()}
    path, queue = ("customers", "callback_queue"), tables["customers"][""].get("callback_queue")
    known = [name for name, channel in channels.items() if channel == VOICE]
    if queue in channels and queue not in known and channels[queue] in manners(tables):
        sheet.wrong(
            path, f"{say_text(queue)}, a queue for {channels[queue]}", f"a queue for {VOICE}: {any_of(known)}"
        )
    elif queue is not None:
        _exists(path, queue, "queues", channels, sheet)


CHECKS: Final = (
    callbacks_have_a_voice_queue,
    referenced_tables_exist,
    channels_exist,
    approvers_queues_exist,
    letters_have_email_queues,
    sign_ins_exist,
    answered_categories_exist,
)
