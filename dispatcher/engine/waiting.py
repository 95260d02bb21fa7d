"""The waiting lines: one a queue, each in total order."""

import heapq
from collections import defaultdict
from collections.abc import Iterator

from dispatcher.engine.state import ContactState
from dispatcher.vocabulary import ContactId, Instant, Phase, QueueId

Place = tuple[int, Instant, Instant, ContactId]


def place_in_line(contact: ContactState) -> Place:
    """Most urgent first, then nearest to a broken promise, then first come; the id settles ties."""
    return (contact.urgency.rank, contact.due, contact.arrived, contact.id)


class Line:
    """The contacts waiting in one queue. All of them take the same skills, so its head speaks for all."""

    def __init__(self) -> None:
        self._heap: list[Place] = []
        self._waiting: dict[ContactId, Place] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def note(self, contact: ContactState) -> None:
        """Stand in line while waiting, at the place the contact always had; leave it otherwise."""
        if contact.phase is not Phase.WAITING:
            self._waiting.pop(contact.id, None)
        elif contact.id not in self._waiting:
            self._waiting[contact.id] = place_in_line(contact)
            heapq.heappush(self._heap, self._waiting[contact.id])

    def drop(self, contact: ContactId) -> None:
        """The contact has left the centre."""
        self._waiting.pop(contact, None)

    def head(self) -> Place | None:
        """Who is first; None when nobody waits. Places of those who left are swept here, each once."""
        # By place, not by id: a switchboard may use an id again, and the new call must not get the old place.
        while self._heap and self._heap[0] != self._waiting.get(self._heap[0][-1]):
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None


class Lines:
    """Every queue's line."""

    def __init__(self) -> None:
        self._lines: defaultdict[QueueId, Line] = defaultdict(Line)

    def note(self, contact: ContactState) -> None:
        """See `Line.note`."""
        self._lines[contact.queue].note(contact)

    def drop(self, queue: QueueId, contact: ContactId) -> None:
        """See `Line.drop`."""
        self._lines[queue].drop(contact)

    def waiting(self, queue: QueueId) -> int:
        """How many wait in this queue."""
        return len(self._lines[queue])

    def in_order(self, queues: frozenset[QueueId]) -> Iterator[ContactId]:
        """The heads of these queues' lines, best place first; a head that stays put is not asked again.

        A head nobody present can take never blocks the other queues.
        """
        heads = [(head, queue) for queue in queues if (head := self._lines[queue].head())]
        heapq.heapify(heads)
        while heads:
            place, queue = heapq.heappop(heads)
            yield place[-1]
            head = self._lines[queue].head()
            if head is not None and head != place:
                heapq.heappush(heads, (head, queue))
