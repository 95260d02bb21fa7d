"""Where the search begins: Erlang for the calls of each interval, as if all agents were one line."""

from collections.abc import Iterable

from analytics.erlang import agents_for
from dispatcher.vocabulary import HOUR, QueueId
from simulator.arrivals import expected
from simulator.staffing.cuts import Cut
from simulator.staffing.question import Question

SLACK = 1
"""Agents fewer than Erlang says: a line that begins empty, and calls that letters give way to, need fewer."""


def first_cuts(question: Question) -> list[Cut]:
    """Not fewer than these can be enough: Erlang's pooled lines of calls, and hands for all work together."""
    cuts = []
    for queues in pools(question):
        groups = [n for n, group in enumerate(question.groups) if group.queues & queues]
        for place in question.places:
            least = max(0, erlang(question, queues, place) - SLACK)
            cuts.append(Cut({(group, place): 1.0 for group in groups}, least))
    cuts += _hands(question)
    return cuts


def pools(question: Question) -> list[frozenset[QueueId]]:
    """The queues of demand that share agents, directly or by way of others."""
    pools: list[frozenset[QueueId]] = []
    for queue in question.base.demands:
        served = [group.queues for group in question.groups if queue in group.queues]
        one = frozenset({queue}).union(*served) & frozenset(question.base.demands)
        meets = [pool for pool in pools if pool & one]
        pools = [pool for pool in pools if not pool & one] + [one.union(*meets)]
    return pools


def erlang(question: Question, queues: Iterable[QueueId], place: int) -> int:
    """Agents for the calls of these queues in one interval, in one line with the easiest of their promises.

    By Erlang A where every caller has a patience, else by Erlang C; 0 where no calls come.
    """
    base = question.base
    live = [queue for queue in queues if base.centre.channel_of(queue).live]
    rates = {queue: _rate(question, queue, place) for queue in live}
    called = [queue for queue in live if rates[queue] > 0]
    if not called:
        return 0
    whole = sum(rates[queue] for queue in called)
    handle = sum(rates[queue] * _each(question, queue) for queue in called) / whole
    patiences = [demand.patience for queue in called if (demand := base.demands[queue])]
    patience = None
    if all(one is not None for one in patiences):
        patience = max(one.mean for one in patiences if one is not None)
    return agents_for(
        whole * handle / HOUR,
        level=min(0.999, *(base.centre.queues[queue].target / 100 for queue in called)),
        within=max(base.centre.queues[queue].promise for queue in called),
        handle=handle,
        patience=patience,
    )


def _rate(question: Question, queue: QueueId, place: int) -> float:
    """Contacts an hour in an interval."""
    base, interval = question.base, question.interval
    begin = base.start + place * interval
    ends = min(begin + interval, base.end)
    came = expected(base, queue, begin) - expected(base, queue, ends)  # type: ignore[arg-type]
    return came * HOUR / (ends - begin)


def _each(question: Question, queue: QueueId) -> float:
    """What a contact takes of an agent, wrap-up and ringing included."""
    base = question.base
    live = base.centre.channel_of(queue).live
    ring = base.habits.ring.mean if live else 0
    return base.demands[queue].handle.mean + base.centre.queues[queue].wrap_up + ring


def _hands(question: Question) -> list[Cut]:
    """Letters can wait for a quieter interval, and so over the run there must be hands for all work."""
    cuts = []
    for queues in pools(question):
        groups = [n for n, group in enumerate(question.groups) if group.queues & queues]
        work = sum(_work(question, queue) for queue in queues)
        cuts.append(Cut({(group, place): 1.0 for group in groups for place in question.places}, work))
    return cuts


def _work(question: Question, queue: QueueId) -> float:
    """Agents for an interval that the work which must be done of a queue keeps busy."""
    base = question.base
    least = base.centre.queues[queue].target / 100
    done = [one.least for one in question.wanted if one.queue == queue and one.done]
    count = expected(base, queue, base.start) * max([least if not done else 0.0, *done])
    return count * _each(question, queue) / question.interval / max(1.0, *base.habits.speeds)
