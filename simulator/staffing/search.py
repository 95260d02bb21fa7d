"""The search: cuts until every promise is kept, then agents taken away for as long as they are.

All trials meet the same people, so that one agent more or less is what differs, and not chance. That more
agents never do worse is supposed where agents are taken away.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from simulator.staffing.cuts import Cell, Cut, Roster, Shift, cells, cheapest, shifts_of, staffing_of
from simulator.staffing.question import Question, Staffing, Wanted
from simulator.staffing.start import first_cuts
from simulator.staffing.trials import Trial, Trials

ROUNDS: Final = 20
"""Rounds of cuts after which the search gives up; each adds at least one agent somewhere."""

STEP: Final = 2.0
"""No cut asks for more than this many times what one more agent brings: further off its slope is a guess."""


class Best(Struct):
    """The best so far, also when the search is interrupted; None before anything is good enough."""

    roster: Roster | None = None
    trial: Trial | None = None


def search(question: Question, trials: Trials, best: Best) -> None:
    """Leave in `best` a cheap staffing that keeps every promise in these trials.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed; `best` holds what was found until then.
    """
    shifts, cuts = shifts_of(question), first_cuts(question)
    for _ in range(ROUNDS):
        trials.foresee(len(shifts) + 2 * len(question.groups))
        roster = cheapest(question, shifts, cuts)
        (trial,) = trials.of(staffing_of(question, shifts, roster))
        short = trial.short(question)
        if not short:
            best.roster, best.trial = roster, trial
            break
        cuts += _learned(question, trials, trial, short)
    if best.roster is not None:
        _take_away(question, shifts, trials, best)


# --- cuts -----------------------------------------------------------------------------------------------


def _learned(question: Question, trials: Trials, trial: Trial, short: Sequence[int]) -> Iterator[Cut]:
    """A cut for each share that falls short, by what one more agent would bring.

    Intervals hardly touch beyond their neighbours, so every second one gets an agent more in the same trial.
    """
    bumps = [(group, parity) for group in range(len(question.groups)) for parity in (0, 1)]
    bumped = trials.of(*(_bumped(question, trial.staffing, *bump) for bump in bumps))
    gains = dict(zip(bumps, bumped, strict=True))
    for place in short:
        yield _cut(question, trial, gains, place)


def _bumped(question: Question, staffing: Staffing, group: int, parity: int) -> Staffing:
    return tuple(
        tuple(count + (n == group and place % 2 == parity) for place, count in enumerate(counts))
        for n, counts in enumerate(staffing)
    )


def _cut(question: Question, trial: Trial, gains: dict[tuple[int, int], Trial], place: int) -> Cut:
    wanted, now = question.wanted[place], trial.shares[place].share
    slopes: dict[Cell, float] = {}
    for (group, parity), bumped in gains.items():
        gain = max(0.0, bumped.shares[place].share - now)
        there = [cell for cell in cells(question, wanted, group) if cell[1] % 2 == parity]
        slopes |= {cell: gain / len(there) for cell in there}
    largest = max(slopes.values(), default=0.0)
    if largest <= 0:  # chance hides what one more agent brings: one more is needed all the same
        slopes = {
            cell: 1.0 for group in range(len(question.groups)) for cell in cells(question, wanted, group)
        }
        return Cut(slopes, _weighed(slopes, trial.staffing) + 1.0)
    most = largest * STEP * (1 if wanted.place is not None else len(question.places) / 2)
    return Cut(slopes, _weighed(slopes, trial.staffing) + min(wanted.least - now, most))


def _weighed(weights: dict[Cell, float], staffing: Staffing) -> float:
    return sum(weight * staffing[group][place] for (group, place), weight in weights.items())


# --- taking away ----------------------------------------------------------------------------------------


def _take_away(question: Question, shifts: Sequence[Shift], trials: Trials, best: Best) -> None:
    """First from many shifts at once, then from one after the other; until nobody can be spared."""
    while _spared(question, shifts, trials, best, _lots(question, shifts)):
        trials.foresee(len(shifts))
    while _spared(question, shifts, trials, best, [[n] for n in range(len(shifts))]):
        pass


def _lots(question: Question, shifts: Sequence[Shift]) -> list[list[int]]:
    """Shifts that hardly touch: those of one group and length that begin in every second interval."""
    keys = dict.fromkeys((one.group, one.lasts, one.begins % 2) for one in shifts)
    return [
        [n for n, one in enumerate(shifts) if (one.group, one.lasts, one.begins % 2) == key] for key in keys
    ]


def _spared(
    question: Question, shifts: Sequence[Shift], trials: Trials, best: Best, lots: Sequence[Sequence[int]]
) -> bool:
    """Was anybody spared of any of these lots? The dearest are tried first."""
    fewer = False
    for lot in sorted(lots, key=lambda one: -_price(question, shifts, one)):
        fewer = _try_without(question, shifts, trials, best, lot) or fewer
    return fewer


def _price(question: Question, shifts: Sequence[Shift], lot: Sequence[int]) -> float:
    return sum(question.groups[shifts[n].group].price * shifts[n].lasts for n in lot) / max(1, len(lot))


def _try_without(
    question: Question, shifts: Sequence[Shift], trials: Trials, best: Best, lot: Sequence[int]
) -> bool:
    """Take one agent from each shift of the lot; give back those whose absence shows, and try again."""
    assert best.roster is not None
    gone = [n for n in lot if best.roster[n] > 0]
    while gone:
        roster = tuple(count - (n in gone) for n, count in enumerate(best.roster))
        (trial,) = trials.of(staffing_of(question, shifts, roster))
        short = trial.short(question)
        if not short:
            best.roster, best.trial = roster, trial
            return True
        missed = {n for n in gone if any(_missed(question, shifts[n], question.wanted[s]) for s in short)}
        gone = [n for n in gone if n not in missed] if len(missed) < len(gone) else gone[: len(gone) // 2]
    return False


def _missed(question: Question, shift: Shift, wanted: Wanted) -> bool:
    """May it be this agent's absence that shows? Of letters, which wait, it may be anybody's."""
    if wanted.place is None:
        return wanted.queue in question.groups[shift.group].queues
    return any(shift.covers(cell) for cell in cells(question, wanted, shift.group))
