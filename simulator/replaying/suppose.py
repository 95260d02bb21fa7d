"""What is supposed of a recorded day where it does not say.

That is the patience of those who were answered, and the work of those who were not.

Both are drawn once a customer, from her own stream, so that every policy meets the same people.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from analytics.survival import Wait
from dispatcher.centre import Centre
from dispatcher.vocabulary import QueueId, Span, Urgency
from simulator.arrivals import Visit
from simulator.fitting.laws import fit_patience
from simulator.laws import Law, longer
from simulator.replaying.recorded import Recorded, Story
from simulator.streams import Streams


class Customers:
    """Those who came on a day: `visit` says of each what she brings."""

    def __init__(
        self, was: Recorded, waits: Mapping[QueueId, Sequence[Wait]], own: Centre, seed: int
    ) -> None:
        self._stories, self._streams, self._own = was.stories, Streams(seed), own
        self.patience: dict[QueueId, Law] = {
            queue: fit.law for queue, seen in waits.items() if (fit := fit_patience(seen)) is not None
        }
        self._works: dict[QueueId, list[float]] = {}
        for story in was.stories:
            if story.finished:
                self._works.setdefault(story.queue, []).append(story.work)
        for works in self._works.values():
            works.sort()

    def visits(self, centre: Centre) -> Iterator[Visit]:
        """All of them, in the order of their coming, as they come to this centre."""
        return (self._visit(story, centre) for story in self._stories)

    def _visit(self, story: Story, centre: Centre) -> Visit:
        return Visit(
            contact=story.name,
            queue=story.queue,
            at=story.arrived,
            work=self._work(story, centre),
            patience=self._patience(story) if centre.channel_of(story.queue).live else None,
            urgency=self._urgency(story),
            tier=story.tier,
            category=story.category if story.category in centre.categories else None,
            customer=story.customer,
        )

    def _urgency(self, story: Story) -> Urgency | None:
        """Its own, where somebody gave it another than the rules of its day do."""
        about = self._own.categories.get(story.category) if story.category is not None else None
        ruled = self._own.queues[story.queue].terms(story.tier, about).urgency
        return None if story.urgency == ruled else story.urgency

    def _patience(self, story: Story) -> Span | None:
        """Hers, where she hung up; else one of the law of her queue that is longer than she waited."""
        law = self.patience.get(story.queue)
        if story.gave_up:
            return story.waited
        if story.calls_back or law is None:
            return None
        return longer(law, story.waited or Span(0), self._streams.uniform("patience", *story.key))

    def _work(self, story: Story, centre: Centre) -> Span:
        """Its own, where it was done; else one of those of its queue that take longer than was done."""
        if story.finished:
            return Span(round(story.work))
        works = self._works.get(story.queue, [])
        more = works[bisect_right(works, story.work) :]
        if not more:
            return Span(round(max(story.work, 0 if works else centre.queues[story.queue].expected_handle)))
        return Span(round(more[int(self._streams.uniform("handle", *story.key) * len(more))]))
