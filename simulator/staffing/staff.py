"""From a question to a staffing with its certificate; or what was found until somebody interrupted it."""

from typing import Final

from msgspec import Struct

from dispatcher.errors import OwnerError
from simulator.crew import INTERRUPTS, crew
from simulator.experiment import Progress
from simulator.staffing.certifying import certify
from simulator.staffing.question import Question, Staffing
from simulator.staffing.search import Best, search
from simulator.staffing.start import erlang, pools
from simulator.staffing.trials import Found, Tally, Trials

FRESH: Final = 3
"""How many times as many runs the certificate takes as each trial of the search."""


class Staffed(Struct, frozen=True, kw_only=True):
    """The agents of each group in each interval, and the shares that were wanted, as fresh runs have them.

    Without `certified` some share is not surely met; when `interrupted` the shares are those of the search,
    which chose by them. `erlang` is what the calls of each interval need by Erlang, with no letters.
    """

    staffing: Staffing
    cost: float
    shares: tuple[Found, ...]
    certified: bool
    interrupted: bool
    replications: int
    erlang: tuple[int, ...]


def staff(
    question: Question, *, replications: int = 20, workers: int = 1, progress: Progress | None = None
) -> Staffed:
    """The cheapest staffing found that keeps every promise of the question.

    The search plays each trial `replications` times with the scenario's seed; the certificate takes `FRESH`
    times as many, of other seeds.

    Raises:
        OwnerError: none was found; the message says what stands in the way.
        KeyboardInterrupt: Ctrl-C came before any was found.
    """
    best, tally, seed = Best(), Tally(progress), question.base.seed
    with INTERRUPTS, crew(workers) as work:
        try:
            trials = Trials(question, work, tally, seed=seed, replications=replications)
            search(question, trials, best)
            if best.roster is None:
                raise OwnerError(_hopeless(question))
            fresh = FRESH * replications
            trial, sure = certify(question, best.roster, work, tally, seed=seed, replications=fresh)
        except KeyboardInterrupt:
            if best.trial is None:
                raise
            return _told(question, best.trial.staffing, best.trial.shares, replications, interrupted=True)
    return _told(question, trial.staffing, trial.shares, fresh, certified=sure)


def _told(
    question: Question,
    staffing: Staffing,
    shares: tuple[Found, ...],
    replications: int,
    *,
    certified: bool = False,
    interrupted: bool = False,
) -> Staffed:
    return Staffed(
        staffing=staffing,
        cost=question.cost(staffing),
        shares=shares,
        certified=certified,
        interrupted=interrupted,
        replications=replications,
        erlang=tuple(
            sum(erlang(question, queues, place) for queues in pools(question)) for place in question.places
        ),
    )


def _hopeless(question: Question) -> str:
    return (
        f"{question.path}: no number of agents was found that keeps every promise; look whether offers ring "
        "longer than a promise lasts, and whether a lever holds work back"
    )
