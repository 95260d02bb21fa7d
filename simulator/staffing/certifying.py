"""The certificate: the staffing that was found, played with people that the search never met."""

from enum import StrEnum
from typing import Final

from simulator.crew import Crew
from simulator.staffing.cuts import Cut, Roster, cells, cheapest, shifts_of, staffing_of
from simulator.staffing.question import Question, Staffing, Wanted
from simulator.staffing.trials import SURE, Found, Tally, Trial, Trials

ROUNDS: Final = 5
"""How often agents are added where a promise is not sure, each time with fresh people, before giving up."""


class Standing(StrEnum):
    """What a 95 % interval says of a share that is wanted."""

    MET = "met"
    UNCLEAR = "unclear"
    MISSED = "missed"


def standing(wanted: Wanted, found: Found) -> Standing:
    """Met is what the whole interval says, and missed as well."""
    if found.share - found.half_width >= wanted.least - SURE:
        return Standing.MET
    return Standing.MISSED if found.share + found.half_width < wanted.least else Standing.UNCLEAR


def certify(
    question: Question, roster: Roster, crew: Crew, tally: Tally, *, seed: int, replications: int
) -> tuple[Trial, bool]:
    """The staffing with what fresh people say of it, and whether every promise is surely met.

    Where one is not, an agent is added and others are asked, `ROUNDS` times in all.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed, and noted.
    """
    shifts = shifts_of(question)
    for turn in range(1, ROUNDS + 1):
        trials = Trials(question, crew, tally, seed=seed + turn, replications=replications)
        trials.foresee(1)
        (trial,) = trials.of(staffing_of(question, shifts, roster))
        unsure = unsure_of(question, trial)
        if not unsure or turn == ROUNDS:
            break
        cuts = [_one_more(question, wanted, trial.staffing) for wanted in unsure]
        roster = cheapest(question, shifts, cuts, roster)
    return trial, not unsure


def unsure_of(question: Question, trial: Trial) -> list[Wanted]:
    """What is not surely met."""
    pairs = zip(question.wanted, trial.shares, strict=True)
    return [wanted for wanted, found in pairs if standing(wanted, found) is not Standing.MET]


def _one_more(question: Question, wanted: Wanted, staffing: Staffing) -> Cut:
    """There must be one more where it helps this promise most: of calls in that very interval."""
    there = [cell for group in range(len(question.groups)) for cell in cells(question, wanted, group)]
    at = [cell for cell in there if wanted.place in (None, cell[1])]
    return Cut(dict.fromkeys(at, 1.0), 1.0 + sum(staffing[group][place] for group, place in at))
