"""What a recorded day holds that no policy decided: who came, what it took, and when agents were there."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from analytics.intervals import Window
from dispatcher.vocabulary import AgentId, CategoryId, ContactId, Instant, QueueId, Span, Tier, Urgency
from simulator.replaying.attendance import Attendance, Attendances
from simulator.replaying.hands import Hands
from simulator.replaying.lines import Line

Key = tuple[ContactId, Instant]
"""A contact and when it arrived: an id may come back once its contact is closed."""


@dataclass(slots=True)
class Story:
    """One contact of the day. `waited` is until its answer, the hanging up, or the day's end.

    `work` is what agents did on it on that day, in microseconds of a full agent; `finished` says that this
    was all of it. `ring` is how long the accepted offer rang, `wrap_up` how long its agent wrapped up where
    she ended that by herself. `calls_back`: the caller rather wanted to be called. `done_before`: no agent
    had to see to it on that day any more. `name` is its id, unless another one of the day had that before.
    """

    contact: ContactId
    arrived: Instant
    queue: QueueId
    urgency: Urgency
    tier: Tier | None
    category: CategoryId | None
    customer: str
    name: ContactId
    live: bool = False
    waited: Span | None = None
    gave_up: bool = False
    work: float = 0.0
    finished: bool = False
    left: bool = False
    ring: Span | None = None
    wrap_up: Span | None = None
    calls_back: bool = False
    done_before: bool = False
    offered: Instant | None = None

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.contact, self.arrived

    @property
    def spared(self) -> bool:
        """Did it need nobody: closed, merged or turned down before anybody had it in hand?"""
        return self.done_before or (self.left and not self.gave_up and self.waited is None)


class Recorded(Struct, frozen=True, kw_only=True):
    """A day as it was, its contacts by their arrival. `left_out` needed no agent.

    `pulled` counts the changes of levers and agents made live, which no centre file knows of.
    """

    day: Window
    stories: tuple[Story, ...]
    attendances: Mapping[AgentId, Attendance]
    left_out: int
    pulled: int


def recorded(day: Window, lines: Iterable[Line]) -> Recorded:
    """What these facts say of the day."""
    telling = _Telling(day)
    for line in lines:
        telling.hear(line)
    return telling.told()


class _Telling:
    """A fold over the facts; work done before the day does not count."""

    def __init__(self, day: Window) -> None:
        self._day, self._begun = day, False
        self._hands, self._attendances = Hands(), Attendances(day)
        self._stories: dict[ContactId, Story] = {}
        self._over: list[Story] = []
        self._pulled = 0

    def hear(self, line: Line) -> None:
        """Follow a fact."""
        if not self._begun and line.at >= self._day.since:
            self._begin()
        self._pulled += self._begun and line.kind in _PULLED
        self._attendances.hear(line)
        self._hands.hear(line)
        if line.kind == "ContactArrived" and not line.inside:
            self._arrive(line)
        elif line.contact in self._stories:
            story = self._stories[line.contact]
            story.live = story.live or bool(line.live)
            if line.kind in _HEARS:
                _HEARS[line.kind](line, story)

    def told(self) -> Recorded:
        """All of it, at the day's end."""
        if not self._begun:
            self._begin()
        self._hands.end(self._day.until)
        for contact in [*self._stories]:
            self._lay_aside(contact)
        needed = sorted((one for one in self._over if not one.spared), key=lambda one: one.key[::-1])
        _name_apart(needed)
        return Recorded(
            day=self._day,
            stories=tuple(needed),
            attendances=self._attendances.told(),
            left_out=len(self._over) - len(needed),
            pulled=self._pulled,
        )

    def _begin(self) -> None:
        self._begun = True
        self._hands.begin(self._day.since)
        for story in self._stories.values():
            story.done_before = story.finished
            story.waited = None  # it waits again, as nobody has it in hand when the replay begins

    def _arrive(self, line: Line) -> None:
        assert line.contact is not None
        assert line.queue is not None
        assert line.urgency is not None
        if line.contact in self._stories:
            self._lay_aside(line.contact)
        self._stories[line.contact] = Story(
            contact=line.contact,
            arrived=line.at,
            queue=line.queue,
            urgency=line.urgency,
            tier=line.tier,
            category=line.category,
            customer=line.customer or "",
            name=line.contact,
        )

    def _lay_aside(self, contact: ContactId) -> None:
        story = self._stories.pop(contact)
        if story.waited is None and not story.left:
            story.waited = Span(self._day.until - story.arrived)
        story.work = self._hands.done.pop(contact, 0.0)
        self._over.append(story)


def _name_apart(stories: Iterable[Story]) -> None:
    """No two have one name, whatever their ids."""
    seen: Counter[ContactId] = Counter()
    for story in stories:
        seen[story.contact] += 1
        if (times := seen[story.contact]) > 1:
            story.name = ContactId(f"{story.contact}~{times}")


_PULLED: Final = ("LeversChanged", "AgentChanged")


def _move(line: Line, story: Story) -> None:
    """Somebody put it where it belongs: there it comes."""
    story.queue = line.to_queue or story.queue


def _offer(line: Line, story: Story) -> None:
    story.offered = line.at


def _accept(line: Line, story: Story) -> None:
    if story.waited is None:
        story.waited = line.waited
    if story.offered is not None:
        story.ring = Span(line.at - story.offered)


def _resume(line: Line, story: Story) -> None:
    """It was in her hands before the day began."""
    if story.waited is None:
        story.waited = Span(0)


def _call_back(line: Line, story: Story) -> None:
    story.calls_back = True


def _wrap_up(line: Line, story: Story) -> None:
    story.wrap_up = line.lasted if line.why == "by_agent" else None


def _abandon(line: Line, story: Story) -> None:
    story.waited, story.gave_up, story.left = line.waited, True, True


def _send(line: Line, story: Story) -> None:
    story.finished = True


def _reopen(line: Line, story: Story) -> None:
    story.finished = False


def _leave(line: Line, story: Story) -> None:
    story.finished = story.left = True


_HEARS: Final[Mapping[str, Callable[[Line, Story], None]]] = {
    "ContactMoved": _move,
    "ContactOffered": _offer,
    "OfferAccepted": _accept,
    "ContactResumed": _resume,
    "CallbackRequested": _call_back,
    "WrapUpEnded": _wrap_up,
    "ContactAbandoned": _abandon,
    "ContactSent": _send,
    "ContactReopened": _reopen,
    "ContactClosed": _leave,
    "ContactMerged": _leave,
    "ContactRejected": _leave,
}
