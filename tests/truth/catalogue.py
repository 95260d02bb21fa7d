"""Every case by its name: each model at several loads, with regular, exponential and highly variable work."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from tests.truth import cases
from tests.truth.cases import TALK, WRITE, Case
from tests.truth.works import Work, even, exponential, fixed, uneven

Make = Callable[[], Case]
Named = Iterator[tuple[str, Make]]

WORKS: Mapping[str, Callable[[float], Work]] = {
    "exponential": exponential,
    "even": even,
    "uneven": uneven,
}
"""The shapes that chains have: exponential, more regular, and highly variable."""

LETTERS = {name: work(WRITE).law for name, work in WORKS.items()} | {"fixed": fixed(WRITE)}
CALLS = {name: work(TALK).law for name, work in WORKS.items()} | {"fixed": fixed(TALK)}
"""What formulas for any law take: these, and the fixed one."""


def _patient() -> Named:
    for agents, load in ((1, 0.5), (3, 2.0), (5, 4.2), (20, 17.0)):
        yield f"M/M/n: {agents} agents, load {load}", partial(cases.patient_line, agents, load)
    for name, law in CALLS.items():
        for load in (0.4, 0.7):
            yield f"M/G/1: {name} calls, load {load}", partial(cases.one_agent, law, load)


def _impatient() -> Named:
    for agents, load, patience in ((2, 3.0, 60.0), (5, 5.5, 120.0), (20, 20.0, 180.0), (50, 60.0, 90.0)):
        case = partial(cases.impatient_line, agents, load, patience)
        yield f"M/M/n+M: {agents} agents, load {load}", case
    for name, work in WORKS.items():
        case = partial(cases.impatient_work, 2, 2.2, 120.0, work(TALK))
        yield f"M/PH/n+M: 2 agents, {name} work", case


def _short() -> Named:
    for name, work in WORKS.items():
        for agents, load, places in ((1, 0.9, 3), (2, 2.5, 4), (3, 2.4, 8)):
            case = partial(cases.short_line, agents, load, places, work(TALK))
            yield f"M/PH/n/K: {agents} agents, {places} places, {name} work", case
    for agents, load, back in ((1, 0.4, 300.0), (3, 2.0, 120.0), (5, 4.0, 60.0)):
        yield f"retrials: {agents} agents, load {load}", partial(cases.retrials, agents, load, back)


def _classes() -> Named:
    for name, law in CALLS.items():
        for load in (0.5, 0.75):
            case = partial(cases.two_classes, 1, load, law)
            yield f"two classes: one agent, {name} work, load {load}", case
    for agents, load in ((2, 1.4), (4, 3.2)):
        case = partial(cases.two_classes, agents, load, CALLS["exponential"])
        yield f"two classes: {agents} agents, load {load}", case


def _skills() -> Named:
    for name, work in WORKS.items():
        for load in (0.45, 0.7):
            yield f"N-model: {name} work, load {load}", partial(cases.n_model, work(TALK), load)
            both = (work(TALK), work(2 * TALK))
            yield f"V-model: {name} work, load {load}", partial(cases.v_model, both, load)
        yield f"W-model: {name} work, load 0.45", partial(cases.w_model, work(TALK), 0.45)


def _emails() -> Named:
    for name, law in LETTERS.items():
        for loads in ((0.3, 0.3), (0.4, 0.4)):
            case = partial(cases.resumed, *loads, law)
            yield f"resumed emails: {name} work, loads {loads[0]} and {loads[1]}", case
    for name, work in WORKS.items():
        for cap, speeds in ((1, (1.0,)), (2, (1.0, 1.3)), (3, (1.0, 1.2, 0.9))):
            for loads in ((0.3, 0.4), (0.5, 0.6)):
                case = partial(cases.capped, cap, speeds, work(WRITE), loads, 6)
                yield f"cap {cap}: {name} emails, loads {loads[0]} and {loads[1]}", case
    for agents, loads, places in ((2, (0.8, 0.8), 4), (3, (1.5, 1.0), 6), (4, (2.0, 1.6), 8)):
        case = partial(cases.buffered, agents, loads, places)
        yield f"full mailbox: {agents} agents, loads {loads[0]} and {loads[1]}", case


def _blended() -> Named:
    for agents, load, reserve in ((3, 1.5, 0), (5, 2.5, 1), (5, 3.5, 1), (10, 6.0, 2)):
        case = partial(cases.threshold, agents, load, reserve)
        yield f"threshold: {agents} agents, load {load}, reserve {reserve}", case
    for loads, within in (((0.3, 0.4), 300.0), ((0.5, 0.5), 600.0), ((0.6, 1.0), 240.0)):
        case = partial(cases.deadline, loads, within)
        yield f"deadline: {within:g} s, loads {loads[0]} and {loads[1]}", case
    for opening, loads, hours in ((10, (0.4, 0.0), 1.0), (20, (0.5, 0.2), 2.0), (8, (0.2, 0.4), 0.5)):
        for cap, work in ((1, exponential(WRITE)), (2, even(WRITE))):
            case = partial(cases.backlog, opening, loads, work, hours, cap)
            yield f"backlog: {opening} letters, cap {cap}, loads {loads[0]} and {loads[1]}", case


GROUPS = (_patient, _impatient, _short, _classes, _skills, _emails, _blended)

CASES: Mapping[str, Make] = dict(named for group in GROUPS for named in group())
