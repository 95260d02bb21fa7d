"""What comes due by itself: every state that can last has a timer that ends it.

`contact_deadlines`, `agent_deadlines` and `timetable_switch` say which timers stand now. `Deadlines`
remembers for each contact and agent only the first of them; when that has come, or something changed, we look
again.
"""

import heapq
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import Final

from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState, PromiseClock
from dispatcher.engine.roster import Roster
from dispatcher.engine.waiting import forgives, ripens
from dispatcher.engine.words import (
    ACTIVE,
    AWAITING_CLOSE,
    BROKEN,
    IDLE,
    OFFERED,
    OFFLINE,
    PARKED,
    READY,
    RUNNING,
    WAITING,
)
from dispatcher.vocabulary import (
    DAY,
    FOREVER,
    MINUTE,
    AgentId,
    ContactId,
    Instant,
    ParkReason,
    QueueId,
    Span,
    Urgency,
    later,
)

CUSTOMER_SILENT: Final = Span(14 * DAY)
"""How long an email waits for its customer where its queue does not say when quiet ones close."""

LOOK_AGAIN: Final = MINUTE
"""How often we look whether a parked email without slack could go to somebody else."""


class Due(IntEnum):
    """What comes due. At the same instant the smaller number goes first."""

    WRAP_UP_ENDS = 0
    OFFER_EXPIRES = 1
    SLACK_GONE = 2
    PROMISE_BREAKS = 3
    PROMISE_WARNS = 4
    PARKED_TOO_LONG = 5
    GRACE_ENDS = 6
    CLOSES = 7
    RESERVATION_ENDS = 8
    RELAXES = 9
    ESCALATES = 10
    TIMETABLE_SWITCHES = 11
    DECIDE_AGAIN = 12
    AGENT_CAN_AGAIN = 13
    FOCUS_ENDS = 14


WRAP_UP_ENDS: Final = Due.WRAP_UP_ENDS
OFFER_EXPIRES: Final = Due.OFFER_EXPIRES
"""Those set in every life, as plain names; see `words`."""

Timer = tuple[Instant, Due]
Entry = tuple[Instant, Due, str]

OF_AGENTS: Final = frozenset(
    {Due.WRAP_UP_ENDS, Due.GRACE_ENDS, Due.AGENT_CAN_AGAIN, Due.TIMETABLE_SWITCHES, Due.FOCUS_ENDS}
)

MAKES_READY: Final = frozenset({Due.RESERVATION_ENDS, Due.RELAXES, Due.ESCALATES, Due.DECIDE_AGAIN})
"""Timers after which a contact may be given to more agents than before."""


def contact_deadlines(contact: ContactState, roster: Roster, now: Instant) -> list[Timer]:
    """The timers that stand for this contact. What only makes us decide again is told while it is ahead."""
    timers = []
    for clock in contact.clocks:
        if clock.phase is RUNNING:
            timers += _clock_deadlines(clock, roster)
    phase = contact.phase
    if phase is OFFERED:
        assert contact.offer is not None, f"{contact.id} is offered to nobody"
        timers.append((contact.offer.expires, Due.OFFER_EXPIRES))
    elif phase is WAITING:
        timers += _waiting_deadlines(contact, roster, now)
    elif phase is ACTIVE:
        if contact.undisturbed_since is not None:
            undisturbed = roster.policy(contact.agent, contact.queue).undisturbed
            if (at := later(contact.undisturbed_since, undisturbed)) > now:
                timers.append((at, Due.DECIDE_AGAIN))
    elif phase is PARKED:
        timers += _parked_deadlines(contact, roster, now)
    elif phase is AWAITING_CLOSE:
        assert contact.closes is not None, f"{contact.id} never closes"
        timers.append((contact.closes, Due.CLOSES))
    return timers


def _clock_deadlines(clock: PromiseClock, roster: Roster) -> list[Timer]:
    timers = [(clock.due, Due.PROMISE_BREAKS)]
    warning = next_warning(clock, roster)
    if warning is not None:
        timers.append((warning[0], Due.PROMISE_WARNS))
    return timers


def next_warning(clock: PromiseClock, roster: Roster) -> tuple[Instant, int] | None:
    """When this promise warns next, and at which percentage."""
    for percent in roster.centre.queues[clock.queue].warn:
        if percent > clock.warned:
            ahead = _ahead(clock.left, clock.length, percent)
            at = roster.hours(clock.queue).later(clock.since, ahead) if ahead > 0 else clock.since
            return at, percent
    return None


def _ahead(left: int, length: int, percent: int) -> Span:
    """How long it is until so many percent of a promise are over."""
    return Span(left - length * (100 - percent) // 100)


def _waiting_deadlines(contact: ContactState, roster: Roster, now: Instant) -> list[Timer]:
    queue = roster.centre.queues[contact.queue]
    timers = []
    if contact.reserved is not None:
        timers.append((contact.reserved.until, Due.RESERVATION_ENDS))
    if contact.excluded is not None and FOREVER > (at := forgives(contact, roster)) > now:
        timers.append((at, Due.DECIDE_AGAIN))
    if contact.ring < len(queue.rings):
        timers.append((later(contact.entered, queue.rings[contact.ring].after), Due.RELAXES))
    if contact.live:
        if (at := ripens(contact, roster)) > now:
            timers.append((at, Due.DECIDE_AGAIN))
    elif queue.escalate is not None and not contact.pressing and contact.urgency is not IDLE:
        timers += [(at, Due.ESCALATES) for at in _presses(contact, queue.escalate, roster)]
    return timers


def _presses(contact: ContactState, near: Span, roster: Roster) -> Iterator[Instant]:
    """When so little of a promise is left, in business time; one that broke presses since then."""
    for clock in contact.clocks:
        if clock.phase is RUNNING:
            yield roster.hours(clock.queue).later(clock.since, Span(clock.left - near))
        elif clock.phase is BROKEN:
            yield clock.due


def _parked_deadlines(contact: ContactState, roster: Roster, now: Instant) -> list[Timer]:
    queue = roster.centre.queues[contact.queue]
    if contact.parked is ParkReason.WAITING_FOR_CUSTOMER:
        if queue.close_after is None:
            return [(later(contact.since, CUSTOMER_SILENT), Due.PARKED_TOO_LONG)]
        return [(roster.hours(contact.queue).later(contact.since, queue.close_after), Due.CLOSES)]
    limit = roster.policy(contact.agent, contact.queue).park_limit
    timers = [(later(contact.since, limit), Due.PARKED_TOO_LONG)]
    if not contact.kept:
        slack_gone = Instant(contact.due - queue.expected_handle)
        looked = 0 if now < slack_gone else (now - slack_gone) // LOOK_AGAIN + 1
        timers.append((later(slack_gone, Span(looked * LOOK_AGAIN)), Due.SLACK_GONE))
    return timers


def agent_deadlines(agent: AgentState, roster: Roster, now: Instant) -> list[Timer]:
    """The timers that stand for this agent now."""
    timers = []
    if agent.wrap_up is not None:
        timers.append((agent.wrap_up.until, Due.WRAP_UP_ENDS))
    if agent.lost_at is not None and agent.status is not OFFLINE:
        timers.append((later(agent.lost_at, roster.policy(agent.id, None).grace), Due.GRACE_ENDS))
    if agent.focus is not None:
        timers.append((agent.focus.until, Due.FOCUS_ENDS))
    if (agent.declined or roster.rests) and agent.status is READY:
        timers += [(at, Due.AGENT_CAN_AGAIN) for at in _can_again(agent, roster, now) if at > now]
    return timers


def _can_again(agent: AgentState, roster: Roster, now: Instant) -> Iterator[Instant]:
    """When what only time takes away no longer keeps work from her."""
    for queue, declined in agent.declined.items():
        yield later(declined, roster.policy(agent.id, queue).decline_pause)
    if agent.last_call_ended is not None:
        for breather in roster.spans(agent.id, "breather"):
            yield later(agent.last_call_ended, breather)
    for ramp in roster.spans(agent.id, "ramp"):
        steps = (now - agent.back_since) // ramp + 1
        if steps <= roster.most_written(agent.id):
            yield later(agent.back_since, Span(steps * ramp))


def timetable_switch(roster: Roster, now: Instant) -> Timer | None:
    """When the next timetable's hour strikes."""
    centre = roster.centre
    changes = (roster.calendar(one.hours).next_change(now) for one in centre.timetables.values())
    first = min((at for at in changes if at is not None), default=FOREVER)
    return (first, Due.TIMETABLE_SWITCHES) if first < FOREVER else None


def soonest(queue: QueueId, roster: Roster) -> tuple[Span, Due]:
    """How long after its arrival here, or after a promise, something comes due for a contact at the soonest.

    Business time never runs faster than the clock, so it holds in opening hours as well. One look too early,
    for the few who still wait then, costs less than working out all their timers for everybody who arrives.
    """
    of, channel = roster.centre.queues[queue], roster.centre.channel_of(queue)
    categories = (None, *roster.centre.categories.values())
    terms = [of.terms(tier, about) for tier in (None, *of.tiers) for about in categories]
    promised = (span for one in terms for span in (one.promise, one.acknowledge_within, one.resolution))
    lengths: list[int] = [span for span in promised if span is not None]
    ends = [(length, Due.PROMISE_BREAKS) for length in lengths]
    ends += [
        (_ahead(length, length, percent), Due.PROMISE_WARNS) for length in lengths for percent in of.warn
    ]
    ends += [(ring.after, Due.RELAXES) for ring in of.rings[:1]]
    if channel.live:
        patience = [roster.patience(queue, urgency) for urgency in Urgency]
        ends += [(span, Due.DECIDE_AGAIN) for span in patience if span > 0]
    elif of.escalate is not None:
        ends += [(length - of.escalate, Due.ESCALATES) for length in lengths]
    return min((Span(max(0, span)), due) for span, due in ends)


BUCKET: Final = 20
"""Timers are sorted only among those of the same 2**20 microseconds, about a second, once those are next."""


class Deadlines:
    """When to look again, for every contact and agent: one entry each.

    An entry may be too early, and is never too late: whoever comes first is looked at again before it counts,
    by `look`. So a timer that is cancelled costs nothing, and setting one costs the same however many there
    are. `earliest` is no later than the earliest that stands.
    """

    def __init__(self, look: Callable[[Due, str, Instant], Timer | None]) -> None:
        self.earliest = FOREVER
        self._look = look
        self._contacts: dict[str, Entry] = {}
        self._agents: dict[str, Entry] = {}
        self._buckets: dict[int, list[Entry]] = {}
        self._numbers: list[int] = []
        self._sorted = -1  # buckets up to this number are heaps

    def set_contact(self, name: ContactId, at: Instant, due: Due) -> None:
        """Look at this contact then, if nothing earlier is set."""
        known = self._contacts.get(name)
        if known is None or at < known[0] or (at == known[0] and due < known[1]):
            self._set(self._contacts, (at, due, name))

    def set_agent(self, name: AgentId, at: Instant, due: Due) -> None:
        """Look at this agent then, if nothing earlier is set."""
        known = self._agents.get(name)
        if known is None or at < known[0] or (at == known[0] and due < known[1]):
            self._set(self._agents, (at, due, name))

    def forget(self, name: ContactId) -> None:
        """The contact is gone, and its timer with it: to look at it in vain would cost ten times as much."""
        self._contacts.pop(name, None)

    def _set(self, entries: dict[str, Entry], entry: Entry) -> None:
        at = entry[0]
        entries[entry[2]] = entry
        if at < self.earliest:
            self.earliest = at
        number = at >> BUCKET
        if number not in self._buckets:
            self._buckets[number] = [entry]
            heapq.heappush(self._numbers, number)
        elif number > self._sorted:
            self._buckets[number].append(entry)
        else:
            heapq.heappush(self._buckets[number], entry)

    def first(self, until: Instant = FOREVER) -> Entry | None:
        """The earliest timer that stands, if it is due by `until`. Those after it are not looked at."""
        while self._numbers and self._numbers[0] <= until >> BUCKET:
            number = self._numbers[0]
            bucket = self._opened(number)
            while bucket and bucket[0][0] <= until:
                entry = heapq.heappop(bucket)
                if self._stands(entry):
                    heapq.heappush(bucket, entry)
                    self.earliest = entry[0]
                    return entry
            if bucket:
                self.earliest = bucket[0][0]
                return None
            if self._numbers[0] == number:
                heapq.heappop(self._numbers)
                del self._buckets[number]
        self.earliest = Instant(self._numbers[0] << BUCKET) if self._numbers else FOREVER
        return None

    def _opened(self, number: int) -> list[Entry]:
        """The bucket of this number as a heap."""
        if number > self._sorted:
            self._buckets[number] = self._still_set(self._buckets[number])
            heapq.heapify(self._buckets[number])
            self._sorted = number
        return self._buckets[number]

    def _still_set(self, bucket: list[Entry]) -> list[Entry]:
        """Those entries that no earlier one has replaced, and whose contact has not gone."""
        contacts, agents = self._contacts, self._agents
        return [e for e in bucket if contacts.get(e[2]) is e or agents.get(e[2]) is e]

    def _stands(self, entry: Entry) -> bool:
        """Is it still so? If it is not, it is set anew."""
        at, due, name = entry
        entries = self._agents if due in OF_AGENTS else self._contacts
        if entries.get(name) is not entry:
            return False
        timer = self._look(due, name, at)
        if timer == (at, due):
            return True
        del entries[name]
        if timer is not None:
            self._set(entries, (*timer, name))
        return False

    def pop(self, until: Instant) -> Entry | None:
        """Take out the earliest timer that stands, if it is due by `until`."""
        entry = self.first(until)
        if entry is not None:
            del (self._agents if entry[1] in OF_AGENTS else self._contacts)[entry[2]]
        return entry
