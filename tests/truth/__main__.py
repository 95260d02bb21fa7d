"""Every case of `tests.truth.catalogue` against its exact values, and how often 95 % intervals hold them.

`python -m tests.truth [--workers 2] [--only deadline] [--coverage 400]`; ends with status 1 when any fails.
"""

import argparse
import sys
from collections.abc import Iterator
from time import perf_counter

from msgspec.structs import replace

from simulator.confidence import chance
from simulator.experiment import measurements, result_of
from tests.truth.cases import Case, impatient_line, patient_line, short_line, shorter
from tests.truth.catalogue import CASES
from tests.truth.holding import Held, found, held
from tests.truth.works import exponential

RUNS = 20
"""Replications behind each interval of which the coverage is measured: enough for the control to be used."""


def main() -> None:
    """Say what holds, case by case; then the coverage."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--coverage", type=int, default=400, help="how many intervals; 0 for none")
    parser.add_argument("--share", type=float, default=1.0, help="of the length of the steady runs")
    options = parser.parse_args()
    wanted = [name for name in CASES if options.only in name]
    failures = sum(_case(name, options.workers, options.share) for name in wanted)
    if options.coverage and not options.only:
        failures += _coverage(options.coverage, options.workers)
    print("all of it holds" if not failures else f"{failures} failed")
    sys.exit(1 if failures else 0)


def _case(name: str, workers: int, share: float) -> int:
    begun, case = perf_counter(), CASES[name]()
    values = list(held(shorter(case, share) if case.scenario.warm_up else case, workers))
    failed = [one for one in values if not one.holds]
    print(f"{'FAILS' if failed else 'holds'}  {name}  ({perf_counter() - begun:.0f} s)", flush=True)
    for one in values:
        if one.again or not one.holds:
            print(f"         {_say(one)}", flush=True)
    return len(failed)


def _say(one: Held) -> str:
    said = "nothing" if one.found is None else f"{one.found.mean:.6g} ± {one.found.half_width:.3g}"
    fresh = ", with fresh seeds" if one.again else ""
    return f"{one.truth.queue} {one.truth.kpi}: {said}, truth {one.truth.value:.6g}{fresh}"


def _coverage(intervals: int, workers: int) -> int:
    failed = 0
    for name, case in _covered():
        share = covering(case, intervals, workers)
        reach = chance([n < round(share * intervals) for n in range(intervals)])
        assert reach is not None
        fits = 0.92 <= share <= 0.98
        failed += not fits
        print(
            f"{'holds' if fits else 'FAILS'}  {share:.1%} of {intervals} intervals cover {name} "
            f"(95 % interval of the coverage {reach.low:.1%} to {reach.high:.1%})",
            flush=True,
        )
    return failed


def _covered() -> Iterator[tuple[str, Case]]:
    """Models with one truth each."""
    yield "the callers who give up (M/M/n+M)", _one(impatient_line(5, 5.5, 120.0), 1)
    yield "the callers turned away (M/M/n/K)", _one(short_line(2, 2.5, 4, exponential(180.0)), 0)
    yield "the calls answered in time (M/M/n)", _one(patient_line(5, 3.0), 1)


def _one(case: Case, truth: int) -> Case:
    """Half as long, with one of its truths."""
    half = shorter(case, 0.5)
    return Case(half.scenario, (half.truths[truth],))


def covering(case: Case, intervals: int, workers: int = 1) -> float:
    """The share of so many intervals, each of `RUNS` replications of its own, that cover the truth."""
    supposed = replace(case.scenario, replications=intervals * RUNS)
    measured = measurements(supposed, workers=workers)
    parts = (measured[begin : begin + RUNS] for begin in range(0, len(measured), RUNS))
    (truth,) = case.truths
    return (
        sum(Held(truth, found(result_of(supposed, part), truth), False).holds for part in parts) / intervals
    )


if __name__ == "__main__":
    main()
