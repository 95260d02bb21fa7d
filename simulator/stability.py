"""Whether there are hands enough: the work that does not go away by itself, over what its agents can do."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import linprog

from dispatcher.centre import Agent, Queue
from dispatcher.vocabulary import QueueId
from simulator.arrivals import expected
from simulator.scenario import Demand, Scenario

Group = tuple[int, ...]
"""The places of the queues that an agent can serve."""


def load(scenario: Scenario) -> float:
    """How much work there is for each pair of hands that may take it, where it is worst; above 1, lines grow.

    It is that of callers who never hang up and of writers, spread over the agents as well as can be (a linear
    programme), on average over the whole run. Those who are turned away or give up bring none that stays.
    0 when there is no such work; infinite when there is some that nobody can do.
    """
    queues = [queue for queue, demand in scenario.demands.items() if _stays(scenario, queue, demand)]
    work = [_work(scenario, queue) for queue in queues]
    hands = _hands(scenario, [scenario.centre.queues[queue] for queue in queues])
    if not any(work):
        return 0.0
    return _least(work, list(hands), list(hands.values()))


def _stays(scenario: Scenario, queue: QueueId, demand: Demand) -> bool:
    leaves = demand.patience is not None and scenario.centre.channel_of(queue).live
    return not leaves and demand.places is None and not demand.endless


def _work(scenario: Scenario, queue: QueueId) -> float:
    """Agents kept busy by it all the time."""
    each = scenario.demands[queue].handle.mean + scenario.centre.queues[queue].wrap_up
    if scenario.centre.channel_of(queue).live:  # while a call rings she can do nothing else but write
        each += scenario.habits.ring.mean
    return expected(scenario, queue, scenario.start) * each / scenario.length


def _hands(scenario: Scenario, queues: Sequence[Queue]) -> Counter[Group]:
    """Full agents there on average, by what they can do."""
    hands: Counter[Group] = Counter()
    gain = max(1.0, *scenario.habits.speeds)
    for agent in scenario.centre.agents.values():
        able = tuple(place for place, queue in enumerate(queues) if can_serve(agent, queue))
        there = sum(shift.ends - shift.begins for shift in scenario.shifts_of(agent.id))
        pauses = sum(end - begin for shift in scenario.shifts_of(agent.id) for begin, end in shift.breaks)
        share = (there - pauses) / scenario.length * (1 - scenario.habits.absence)
        hands[able] += share * scenario.pace_of(agent.id) * gain  # type: ignore[assignment]  # a fraction
    return hands


def can_serve(agent: Agent, queue: Queue) -> bool:
    """Has she the skills that the queue asks for, at first or later?"""
    asked = [queue.skills, *(ring.skills for ring in queue.rings)]
    return any(all(agent.skills.get(name, 0) >= least for name, least in one.items()) for one in asked)


def _least(work: Sequence[float], groups: Sequence[Group], hands: Sequence[float]) -> float:
    """The least load at which each group has no more than that of its hands full."""
    pairs = [(place, group) for group, able in enumerate(groups) for place in able]
    alone = set(range(len(work))) - {place for place, _ in pairs}
    if any(work[place] for place in alone):
        return float("inf")
    done = np.array([[float(place == one) for one, _ in pairs] + [0.0] for place in range(len(work))])
    full = np.array([_row(pairs, group, hands[group]) for group in range(len(groups))])
    found = linprog(
        [0.0] * len(pairs) + [1.0], A_ub=full, b_ub=np.zeros(len(groups)), A_eq=done, b_eq=np.array(work)
    )
    return float(found.fun) if found.success else float("inf")


def _row(pairs: Iterable[tuple[int, int]], group: int, hands: float) -> list[float]:
    return [float(one == group) for _, one in pairs] + [-hands]
