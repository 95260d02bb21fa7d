"""Journals of days by chance, written as the service writes them, for tests that read them in other ways."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from dispatcher import codec
from dispatcher.commands import Command
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import Event
from dispatcher.journal import Journal, Turn
from dispatcher.vocabulary import Instant
from tests.engine.centres import begins, draw
from tests.engine.walk import stroll

Decision = tuple[Instant, Command | None, list[Event]]
"""When, what was asked (None when only time passed), and what it led to."""

VERSION_2 = """
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    body   BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS commands (
    number INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    at     INTEGER NOT NULL,
    body   BLOB NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL
) STRICT;
PRAGMA user_version=2;
"""


def decisions(seed: int, requests: int) -> Iterator[Decision]:
    """A day by chance; of what is asked again, only what time meanwhile led to."""
    engine, asked = Engine(), set[str]()
    for now, command in islice(stroll(seed, lambda: engine.state, draw(seed), begins(seed)), requests):
        facts = engine.handle(command, now)
        yield engine.now, None if command.id in asked else command, facts
        asked.add(command.id)


def write(journal: Journal, day: Sequence[Decision]) -> None:
    """Append these decisions in one transaction."""
    journal.append([Turn(command, at, facts) for at, command, facts in day])


def folded(day: Sequence[Decision]) -> State:
    """The state that these decisions lead to."""
    state = State()
    for _, _, facts in day:
        for fact in facts:
            state.apply(codec.decode_event(codec.encode(fact)))
    return state


def write_version_2(path: Path, day: Sequence[Decision]) -> None:
    """The journal that an older Ringpost would have written of this day."""
    connection, last = sqlite3.connect(path), 0
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(VERSION_2)
    with connection:
        for at, command, facts in day:
            first, last = last + 1, last + len(facts)
            rows = [(n, fact.at, codec.encode(fact)) for n, fact in enumerate(facts, first)]
            connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
            if command is not None:
                connection.execute(
                    "INSERT INTO commands (id, at, body, first, last) VALUES (?, ?, ?, ?, ?)",
                    (command.id, at, codec.encode(command), first, last),
                )
    connection.close()
