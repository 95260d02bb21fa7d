"""What the centre told those outside, and so may never take back; and whether its journal keeps to it."""

import asyncio
import sqlite3
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

from benchmarks.processes import opened
from dispatcher.codec import encode
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import Ack, Saved
from dispatcher.vocabulary import AgentId

NO_ANSWER: Final = "no answer"
STORY: Final = 30  # lines of the end of the story that are told when something breaks


class Broken(AssertionError):  # noqa: N818 - what happened, not an error of somebody's
    """The centre took back what it had said; the text says what."""


def see(holds: object, what: str) -> None:
    """See that it holds.

    Raises:
        Broken: it does not; `what` is the sentence that should be true.
    """
    if not holds:
        raise Broken(what)


@dataclass
class Told:
    """Everything acknowledged and heard, over all lives of the dispatcher.

    `fresh` are the facts and the commands that were not yet held against a journal.
    """

    facts: dict[int, bytes] = field(default_factory=dict)
    commands: dict[str, int | None] = field(default_factory=dict)
    calls: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    drafts: dict[str, tuple[int, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    refusal: asyncio.Event = field(default_factory=asyncio.Event)
    story: deque[str] = field(default_factory=lambda: deque(maxlen=STORY))
    begun: float = field(default_factory=monotonic)
    _fresh_facts: set[int] = field(default_factory=set)
    _fresh_commands: set[str] = field(default_factory=set)

    def note(self, line: str) -> None:
        """One line more of the story."""
        self.story.append(f"{monotonic() - self.begun:7.2f} s  {line}")

    # --- what is said -----------------------------------------------------------------------------------

    def hear(self, numbered: NumberedFact) -> None:
        """A fact was heard. The same number is the same fact, whoever hears it and however often."""
        body = encode(numbered.fact)
        known = self.facts.setdefault(numbered.number, body)
        see(known == body, f"fact {numbered.number} is one fact, not {known!r} and {body!r}")
        self._fresh_facts.add(numbered.number)

    def done(self, command: str, number: int | None = None) -> None:
        """A command was acknowledged; its last fact has this number, where that was said."""
        known = self.commands.setdefault(command, number)
        see(known == number, f"command {command} was acknowledged as {known} and as {number}")
        self._fresh_commands.add(command)

    def refuse(self, why: str) -> None:
        """The centre did not do what was asked, and it is asked again."""
        self.refused[why] += 1
        if why != NO_ANSWER:
            self.refusal.set()

    def desk(self, agent: AgentId, answer: object) -> None:
        """An agent's request was answered."""
        if isinstance(answer, Ack):
            self.done(f"desk:{agent}:{answer.id}", answer.number)

    def draft(self, answer: Saved, text: str) -> None:
        """A draft was kept. Who kept an earlier version may hear of it later."""
        self.drafts[answer.contact] = max(self.drafts.get(answer.contact, (0, "")), (answer.version, text))

    # --- is it kept? ------------------------------------------------------------------------------------

    def check_fresh(self, journal: Path) -> int:
        """Hold what was said since the last check against the journal; the number of its last event.

        Raises:
            Broken: something that was said is not there.
        """
        with opened(journal) as store:
            last = in_a_row(store)
            self._facts_are_there(store, self._fresh_facts)
            self._commands_are_there(store, self._fresh_commands)
        self._fresh_facts.clear()
        self._fresh_commands.clear()
        return last

    def check_all(self, journal: Path) -> None:
        """Hold everything that was ever said against the journal.

        Raises:
            Broken: something that was said is not there, or is there twice.
        """
        with opened(journal) as store:
            in_a_row(store)
            self._facts_are_there(store, self.facts)
            self._commands_are_there(store, self.commands)
            self._calls_came_once(store)
            self._letters_came_once(store)
            self._drafts_are_there(store)

    def _facts_are_there(self, store: sqlite3.Connection, numbers: Iterable[int]) -> None:
        for number in numbers:
            row = store.execute("SELECT body FROM events WHERE number = ?", (number,)).fetchone()
            see(row is not None, f"fact {number} was heard, so it is in the journal")
            see(row[0] == self.facts[number], f"fact {number} was heard as the journal has it: {row[0]!r}")

    def _commands_are_there(self, store: sqlite3.Connection, ids: Iterable[str]) -> None:
        for id_ in ids:
            rows = store.execute("SELECT last FROM commands WHERE id = ?", (id_,)).fetchall()
            see(len(rows) == 1, f"command {id_} was acknowledged, so it is in the journal once")
            number = self.commands[id_]
            see(number in (None, rows[0][0]), f"command {id_} ends at {rows[0][0]}, not at {number}")

    def _calls_came_once(self, store: sqlite3.Connection) -> None:
        came = _counted(store, "ContactArrived")
        ended = _counted(store, "ContactClosed") + _counted(store, "ContactAbandoned")
        for call in self.calls:
            see(came[call] == 1, f"call {call} came once, not {came[call]} times")
        for call in self.gone:
            see(ended[call] == 1, f"call {call} was hung up, so it ended once, not {ended[call]} times")
        see(max(came.values(), default=0) <= 1, "nothing comes twice")

    def _letters_came_once(self, store: sqlite3.Connection) -> None:
        kept = Counter(id_ for (id_,) in store.execute("SELECT message_id FROM mail_message"))
        for id_ in self.letters:
            see(kept[id_] == 1, f"letter {id_} was taken, so it is kept once, not {kept[id_]} times")

    def _drafts_are_there(self, store: sqlite3.Connection) -> None:
        rows = store.execute("SELECT contact, version, text FROM mail_draft")
        kept = {contact: (version, text) for contact, version, text in rows}
        for contact, (version, text) in self.drafts.items():
            now, written = kept.get(contact, (0, ""))
            see(now >= version, f"draft {version} of {contact} was kept, but the store has {now}")
            see(now > version or written == text, f"draft {version} of {contact} says {written!r}")


def in_a_row(store: sqlite3.Connection) -> int:
    """The number of the last event, when none is missing.

    Raises:
        Broken: one is.
    """
    count, first, last = store.execute(
        "SELECT count(*), coalesce(min(number), 1), coalesce(max(number), 0) FROM events"
    ).fetchone()
    see((first, count) == (1, last), f"events are numbered 1 to {last}, and there are {count} of them")
    return int(last)


def _counted(store: sqlite3.Connection, kind: str) -> Counter[str]:
    """How many facts of this kind each contact has."""
    rows = store.execute(
        "SELECT body ->> '$.contact', count(*) FROM (SELECT CAST(body AS TEXT) AS body FROM events)"
        " WHERE body ->> '$.type' = ? GROUP BY 1",
        (kind,),
    )
    return Counter(dict(rows.fetchall()))
