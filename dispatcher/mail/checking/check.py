"""The pipeline of the intake over a heap of messages, with a store in memory that is thrown away."""

import resource
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from dispatcher.mail import store
from dispatcher.mail.checking.heaps import Found
from dispatcher.mail.intake.admission import conversation_of, rule_of
from dispatcher.mail.intake.arrival import Arrival, SetAside, Understand, Verdict, stored_arrival
from dispatcher.mail.intake.looking import Known, look_at
from dispatcher.mail.intake.rules import Judgement
from dispatcher.mail.readers import Readers
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.mail.store import Source
from dispatcher.mail.tables import SCHEMA
from dispatcher.mail.understanding.understand import NOTHING, Understanding
from dispatcher.vocabulary import ContactId, Instant, QueueId

SLOWEST: Final = 5  # Messages named as the slowest.

# Who has no centre has all letters go to one mailbox.
NOWHERE: Final = Mailbox(
    id="check", address="check@ringpost.invalid", name="check", host="", port=0, tls=True, user="",
    password="", queue=QueueId("check"),
)  # fmt: skip

T = TypeVar("T")


class Checked(Struct, frozen=True, kw_only=True):
    """One message: its verdict, and how long it took, in seconds. `fault` names an error of our own.

    What is work is understood: `about` says what it is about and who said so, and it is in a `language`.
    """

    name: str
    judgement: Judgement | None
    rule: str
    detail: str = ""
    language: str = ""
    about: Understanding = NOTHING
    seconds: float
    fault: str = ""


class Sums(Struct, frozen=True, kw_only=True):
    """What a heap of messages is: counts by verdict and rule, times in seconds, memory in bytes.

    Of those that are work, also by category, by who or what said which, and by language; "" is nothing.
    """

    messages: int
    verdicts: dict[str, int]
    rules: dict[str, int]
    categories: dict[str, int] = {}
    said_by: dict[str, int] = {}
    languages: dict[str, int] = {}
    seconds: float
    median: float
    p99: float
    slowest: tuple[Checked, ...]
    memory: int
    reader_memory: int
    unread: tuple[Checked, ...]
    faults: tuple[Checked, ...]


class Checker:
    """Looks at one message after the other, and remembers each as the intake would; `close` it.

    `reader_memory` is the most that reading one took so far, in bytes.
    """

    def __init__(self, settings: MailSettings, understand: Understand) -> None:
        boxes = settings.mailboxes or {NOWHERE.id: NOWHERE}
        self._settings, self._understand = replace(settings, mailboxes=boxes), understand
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.executescript(SCHEMA)
        self._readers = Readers(size_limit=settings.size_limit, count=1)
        self.reader_memory = 0

    def close(self) -> None:
        """End the process that reads, and forget everything."""
        self._readers.close()
        self._connection.close()

    async def look_at(self, found: Found) -> Checked:
        """Its verdict, with all before it known. Whatever goes wrong is said, and nothing is raised."""
        began = time.perf_counter()
        try:
            checked = await self._checked(found)
        except Exception as error:  # What must not happen is exactly what this is to find.
            fault = f"{type(error).__name__}: {error}"
            checked = Checked(name=found.name, judgement=None, rule="", seconds=0.0, fault=fault)
        self.reader_memory = max(self.reader_memory, self._readers.peak())
        return replace(checked, seconds=time.perf_counter() - began)

    async def _checked(self, message: Found) -> Checked:
        source = Source(account="check")
        found = await look_at(
            self._ask, self._settings, self._understand, source, message.raw, read=self._readers.read
        )
        if isinstance(found, SetAside):
            return _named(message, Judgement.QUARANTINED, found.rule, found.why)
        if isinstance(found, Known):
            return _named(message, Judgement.DUPLICATE, found.rule)
        verdict = self._kept(found)
        checked = _named(message, verdict.judgement, verdict.rule, verdict.detail)
        return replace(checked, language=found.mail.language, about=found.understood)

    def _kept(self, arrival: Arrival) -> Verdict:
        """What a centre that has nothing else to do would make of it; its text and bytes are let go."""
        verdict = _verdict(arrival, self._connection)
        stored = stored_arrival(arrival, verdict, Instant(0))
        store.add_message(self._connection, replace(stored, raw=b"", text=""))
        return verdict

    async def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        return question(self._connection)


def _named(message: Found, judgement: Judgement, rule: str, detail: str = "") -> Checked:
    return Checked(name=message.name, judgement=judgement, rule=rule, detail=detail, seconds=0.0)


def _verdict(arrival: Arrival, connection: sqlite3.Connection) -> Verdict:
    judgement, rule = arrival.ruling.judgement, str(arrival.ruling.rule)
    if judgement is not None:
        return Verdict(judgement=judgement, message=arrival.id, rule=rule)
    found = conversation_of(arrival.mail, connection)
    contact = ContactId(f"mail-{arrival.id[:12]}")
    return Verdict(
        judgement=Judgement.FOLLOW_UP if found else Judgement.NEW,
        message=arrival.id,
        contact=contact,
        conversation=found.id if found else contact,
        rule=rule_of(arrival, found),
    )


def sums(checked: Iterable[Checked], seconds: float, reader_memory: int) -> Sums:
    """All of it together."""
    every = sorted(checked, key=lambda one: (-one.seconds, one.name))
    work = [one for one in every if one.judgement in (Judgement.NEW, Judgement.FOLLOW_UP)]
    times = [one.seconds for one in reversed(every)] or [0.0]
    return Sums(
        messages=len(every),
        verdicts=_counts(str(one.judgement) for one in every if one.judgement),
        rules=_counts(one.rule for one in every if one.rule),
        categories=_counts(one.about.category or "" for one in work),
        said_by=_counts(one.about.by.get("category", "") for one in work),
        languages=_counts(one.language for one in work),
        seconds=seconds,
        median=times[len(times) // 2],
        p99=times[min(len(times) - 1, len(times) * 99 // 100)],
        slowest=tuple(every[:SLOWEST]),
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        reader_memory=reader_memory,
        unread=_those(every, lambda one: one.judgement is Judgement.QUARANTINED),
        faults=_those(every, lambda one: bool(one.fault)),
    )


def _those(every: Iterable[Checked], holds: Callable[[Checked], bool]) -> tuple[Checked, ...]:
    return tuple(sorted(filter(holds, every), key=lambda one: one.name))


def _counts(words: Iterable[str]) -> dict[str, int]:
    """The most frequent first."""
    return dict(sorted(Counter(words).items(), key=lambda pair: (-pair[1], pair[0])))
