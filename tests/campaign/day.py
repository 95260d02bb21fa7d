"""One day of the campaign: what is drawn from its seed, and how far it went."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from dispatcher.centre import Centre
from dispatcher.vocabulary import HOUR, Instant
from tests.engine.broken import LawBrokenError
from tests.engine.centres import begins, draw
from tests.engine.trial import PATIENCE, Trial
from tests.engine.walk import Step, stroll

MOST_STEPS: Final = 1200
"""A day ends after its hour, or after so many requests."""

NEVER: Final = 1_000_000
IMPATIENCE: Final = 2.0
"""Seconds of computing a step may take in a story that is told again and again, to make it short."""


@dataclass(frozen=True)
class Plan:
    """What the seed decides before the day begins.

    `dies_every` is after how many steps the third driver loses its memory and reads its journal again;
    `checks_every` after how many the whole picture is held against the laws; each fact is, always.
    """

    seed: int
    start: Instant
    centres: tuple[Centre, ...]
    dies_every: int
    checks_every: int

    def trial(self, patience: float = PATIENCE) -> Trial:
        """Three fresh drivers and a witness."""
        return Trial(self.dies_every, lambda step: step % self.checks_every == 0, patience)


@dataclass(frozen=True)
class Day:
    """How a day went: its requests so far, and the law that broke at the last of them, if one did."""

    plan: Plan
    script: list[Step]
    broken: LawBrokenError | None


def plan(seed: int) -> Plan:
    """A small centre mostly; one in ten has dozens of agents, one in fifty more than a hundred."""
    chance = random.Random(f"plan {seed}")
    size = chance.random()
    if size < 0.88:
        return Plan(seed, begins(seed), draw(seed), chance.choice((10, 25, 60)), 1)
    if size < 0.98:
        return Plan(seed, begins(seed), draw(seed, chance.randint(10, 40)), 60, 5)
    return Plan(seed, begins(seed), draw(seed, chance.randint(100, 200)), 200, 50)


def perform(seed: int) -> Day:
    """The whole day of this seed, or as far as it went before a law broke."""
    planned = plan(seed)
    trial, script, end = planned.trial(), list[Step](), planned.start + HOUR
    for now, command in stroll(seed, lambda: trial.state, planned.centres, planned.start):
        if now > end or len(script) >= MOST_STEPS:
            break
        script.append((now, command))
        try:
            trial.ask(command, now)
        except LawBrokenError as error:
            return Day(planned, script, error)
    return Day(planned, script, None)


def plainer(planned: Plan) -> tuple[Plan, ...]:
    """Plans under which the same story is told faster, or breaks sooner; the plan itself is the last."""
    immortal = replace(planned, dies_every=NEVER, checks_every=1)
    return replace(immortal, checks_every=NEVER), immortal, replace(immortal, dies_every=1), planned


def again(planned: Plan, script: Iterable[Step]) -> LawBrokenError | None:
    """The law that these requests break under the same drivers, if they break one."""
    trial = planned.trial(IMPATIENCE)
    try:
        for now, command in script:
            trial.ask(command, now)
    except LawBrokenError as error:
        return error
    return None
