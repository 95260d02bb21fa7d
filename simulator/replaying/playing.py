"""Plays a recorded day: once under its own policy, once under the other, and sets contact beside contact."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from analytics.eventlog import EventLog
from analytics.intervals import Window
from analytics.kpis import KPIS, Cut, that_can_be_cut
from analytics.notebook import Book
from analytics.running import Figures
from dispatcher.centre import Centre
from dispatcher.errors import OwnerError
from dispatcher.events import ContactArrived, Event
from dispatcher.vocabulary import AgentId, QueueId, Span
from simulator.arrivals import Visit
from simulator.day import Day, Staff
from simulator.experiment import Progress
from simulator.fitting.seen import waits_of
from simulator.replaying.attendance import Attendance, keep_attendance
from simulator.replaying.conduct import Conduct
from simulator.replaying.fates import Fate, Fates, Verdict, fates, verdict
from simulator.replaying.lines import lines
from simulator.replaying.policy import refuse_missing
from simulator.replaying.recorded import Recorded, Story, recorded
from simulator.replaying.suppose import Customers
from simulator.scenario import Scenario
from simulator.streams import Streams
from simulator.world import Hear

BATCH: Final = 20_000
"""Facts written into a log at once."""

NOT_THERE: Final = Attendance((), ())


class Policy(Struct, frozen=True):
    """A centre, and the file that says it."""

    path: Path
    centre: Centre


class Compared(Struct, frozen=True, kw_only=True):
    """One contact: as it was, as it is played under the day's own policy, and under the other."""

    story: Story
    recorded: Fate
    own: Fate
    other: Fate
    verdict: Verdict
    because: str


class Replayed(Struct, frozen=True, kw_only=True):
    """A day replayed. `patience` is the mean of the law it was drawn from, by queue.

    `figures` are KPIs of the day as it was, played under its own policy, and under the other. `left_out`
    contacts needed no agent; `pulled` changes were made live, and are not in the day's own policy.
    """

    day: Window
    contacts: Sequence[Compared]
    figures: tuple[Figures, Figures, Figures]
    patience: Mapping[QueueId, Span]
    left_out: int
    pulled: int


def replay_day(
    book: Book, day: Window, own: Policy, other: Policy, *, seed: int = 1, progress: Progress | None = None
) -> Replayed:
    """Play the day of this log under its own policy and under the other, with the same people.

    Raises:
        OwnerError: nobody came on that day, or a policy lacks a queue or an agent of it.
    """
    was = recorded(day, lines(book, day))
    if not was.stories:
        raise OwnerError(
            "nobody came in that time who needed an agent; `ringpost export` says what the log has"
        )
    queues = [*dict.fromkeys(story.queue for story in was.stories)]
    for policy in (own, other):
        refuse_missing(policy.path, policy.centre, queues, was.attendances)
    customers = Customers(was, waits_of(book), own.centre, seed)
    told = _Told(progress, 2 * len(was.stories))
    played = [_played(was, policy.centre, customers, seed, told) for policy in (own, other)]
    return Replayed(
        day=day,
        contacts=_compared(was.stories, *(fates(one, day) for one in (book, *played))),
        figures=(_figures(book, day), _figures(played[0], day), _figures(played[1], day)),
        patience={queue: law.mean for queue, law in customers.patience.items() if queue in queues},
        left_out=was.left_out,
        pulled=was.pulled,
    )


def play_recorded(was: Recorded, centre: Centre, visits: Iterable[Visit], seed: int, tell: Hear) -> None:
    """Play the day at this centre; `visits` in the order of their coming.

    Whoever was there before comes at her own instant, to a centre where nobody works yet.
    """
    begin = min(was.day.since, *(story.arrived for story in was.stories))
    conduct = Conduct(was.stories, seed)

    def attendance(agent: AgentId) -> Attendance:
        return was.attendances.get(agent, NOT_THERE)

    staff = Staff(
        lambda agent: conduct.of(attendance(agent)),
        lambda world, agent: keep_attendance(world, attendance(agent)),
    )
    supposed = Scenario(centre=centre, start=begin, length=Span(was.day.until - begin), demands={})
    played = Day(supposed, Streams(seed), [visits], tell, staff=staff)
    played.world.clock.run(was.day.until)


class _Told:
    """Counts those who came, in both plays, and says how many of how many."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def count(self, arrived: int) -> None:
        """So many more."""
        self._done += arrived
        if self._progress is not None and arrived:
            self._progress(self._done, self._total)


class _Written:
    """Writes the facts of a play into a log, a batch at a time."""

    def __init__(self, log: EventLog, told: _Told) -> None:
        self._log, self._told = log, told
        self._facts: list[Event] = []
        self._before = 0

    def tell(self, facts: list[Event]) -> None:
        """Take these in."""
        self._told.count(sum(type(event) is ContactArrived for event in facts))
        self._facts += facts
        if len(self._facts) >= BATCH:
            self.write()

    def write(self) -> None:
        """Write what is left."""
        self._log.append([*enumerate(self._facts, self._before + 1)])
        self._before += len(self._facts)
        self._facts.clear()


def _played(was: Recorded, centre: Centre, customers: Customers, seed: int, told: _Told) -> Book:
    log = EventLog()
    written = _Written(log, told)
    play_recorded(was, centre, customers.visits(centre), seed, written.tell)
    written.write()
    return Book(log)


def _compared(stories: Sequence[Story], was: Fates, own: Fates, other: Fates) -> list[Compared]:
    return [
        _one(story, was[story.key], *(of[story.name, story.arrived] for of in (own, other)))
        for story in stories
    ]


def _one(story: Story, was: Fate, own: Fate, other: Fate) -> Compared:
    found, because = verdict(own, other)
    return Compared(story=story, recorded=was, own=own, other=other, verdict=found, because=because)


def _figures(book: Book, day: Window) -> Figures:
    whole = book.over(day, KPIS).to_dicts()
    cut = book.over(day, that_can_be_cut(KPIS, [Cut.QUEUE]), [Cut.QUEUE]).to_dicts()
    names = [kpi.name for kpi in KPIS]
    return {
        QueueId(row.get("queue", "")): {name: row[name] for name in names if name in row}
        for row in (*whole, *cut)
    }
