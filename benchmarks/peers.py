"""An Erlang-A centre as others would simulate it: the like of what `benchmarks.simulate` has the engine do.

Each takes agents, calls, rates and a seed, and hands back how many were served and how many gave up.
"""

import heapq
import random
from collections import deque
from typing import NamedTuple

import simpy
from simpy.events import ProcessGenerator


class Line(NamedTuple):
    """Agents, calls to come, and mean times in seconds: between calls, of talk, of patience."""

    agents: int
    calls: int
    between: float
    talk: float
    patience: float


class Ended(NamedTuple):
    """How the calls ended."""

    served: int
    gave_up: int


def simpy_processes(line: Line, seed: int = 1) -> Ended:
    """As SimPy's own examples have it (the bank that customers renege from): a process each, a `Resource`."""
    dice, env = random.Random(seed), simpy.Environment()
    desks = simpy.Resource(env, line.agents)
    served = gave_up = 0

    def call() -> ProcessGenerator:
        nonlocal served, gave_up
        with desks.request() as desk:
            found = yield desk | env.timeout(dice.expovariate(1 / line.patience))
            if desk in found:
                yield env.timeout(dice.expovariate(1 / line.talk))
                served += 1
            else:
                gave_up += 1

    def come() -> ProcessGenerator:
        for _ in range(line.calls):
            yield env.timeout(dice.expovariate(1 / line.between))
            env.process(call())

    env.process(come())
    env.run()
    return Ended(served, gave_up)


def simpy_without_patience(line: Line, seed: int = 1) -> Ended:
    """The least that SimPy can do with a process each: nobody gives up."""
    dice, env = random.Random(seed), simpy.Environment()
    desks = simpy.Resource(env, line.agents)
    served = 0

    def call() -> ProcessGenerator:
        nonlocal served
        with desks.request() as desk:
            yield desk
            yield env.timeout(dice.expovariate(1 / line.talk))
        served += 1

    def come() -> ProcessGenerator:
        for _ in range(line.calls):
            yield env.timeout(dice.expovariate(1 / line.between))
            env.process(call())

    env.process(come())
    env.run()
    return Ended(served, 0)


def bare_heap(line: Line, seed: int = 1) -> Ended:
    """A loop over a heap, with nothing around it: as fast as Python does this."""
    dice = random.Random(seed)
    free, waiting, gone = line.agents, deque[int](), set[int]()
    served = gave_up = number = 0
    heap: list[tuple[float, int, int]] = [(dice.expovariate(1 / line.between), 0, 0)]
    while heap:
        now, kind, who = heapq.heappop(heap)
        if kind == 0:
            number += 1
            if number < line.calls:
                heapq.heappush(heap, (now + dice.expovariate(1 / line.between), 0, number))
            if free:
                free -= 1
                heapq.heappush(heap, (now + dice.expovariate(1 / line.talk), 1, who))
            else:
                waiting.append(who)
                heapq.heappush(heap, (now + dice.expovariate(1 / line.patience), 2, who))
            continue
        if kind == 2:
            if who not in gone:
                gone.add(who)
                gave_up += 1
            continue
        served += 1
        free += 1
        while waiting and waiting[0] in gone:
            waiting.popleft()
        if waiting:
            free -= 1
            following = waiting.popleft()
            gone.add(following)
            heapq.heappush(heap, (now + dice.expovariate(1 / line.talk), 1, following))
    return Ended(served, gave_up)


def ciw(line: Line, seed: int = 1) -> Ended:
    """As Ciw's guide has it: one node, exponential times, and reneging.

    Raises:
        ImportError: Ciw is not installed (`pip install ciw`).
    """
    import ciw as queues

    queues.seed(seed)
    exponential = queues.dists.Exponential
    network = queues.create_network(
        arrival_distributions=[exponential(1 / line.between)],
        service_distributions=[exponential(1 / line.talk)],
        reneging_time_distributions=[exponential(1 / line.patience)],
        number_of_servers=[line.agents],
    )
    played = queues.Simulation(network)
    played.simulate_until_max_customers(line.calls, method="Arrive")
    records = played.get_all_records()
    gave_up = sum(record.record_type == "renege" for record in records)
    return Ended(len(records) - gave_up, gave_up)
