"""The models as Markov chains. Times are seconds, rates are a second."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy.linalg import expm

from tests.truth.chains import Chain
from tests.truth.works import Phase, Work

# --- calls to pools of agents, no interruptions ---------------------------------------------------------


class Caller(NamedTuple):
    """A class of callers: rate, work, the pools that serve it, best first, places, patience's rate.

    Who comes earlier in the list of classes goes first.
    """

    rate: float
    work: Work
    pools: tuple[int, ...] = (0,)
    places: int = 60
    leaves: float = 0.0
    redials: float = 0.0  # the rate at which each of those turned away calls again
    orbit: int = 0


class Line(NamedTuple):
    """Who is served in each pool, as (class, phase); how many of each class wait, and are to call again."""

    served: tuple[tuple[tuple[int, Phase], ...], ...]
    waiting: tuple[int, ...]
    away: tuple[int, ...]


class Pools:
    """Several classes and pools: the V-, N- and W-models, priorities, loss, patience, and calling again."""

    def __init__(self, agents: tuple[int, ...], callers: tuple[Caller, ...]) -> None:
        self._agents, self._callers = agents, callers
        nobody = (0,) * len(callers)
        self.chain = Chain(Line(((),) * len(agents), nobody, nobody), self._moves)
        self._steady = self.chain.steady()

    def waiting(self, kind: int) -> float:
        """How many of a class wait on average."""
        return self.chain.mean(self._steady, lambda line: line.waiting[kind])

    def wait(self, kind: int) -> float:
        """The mean wait of those who come in (Little), where nobody loses patience."""
        return self.waiting(kind) / self.admitted(kind)

    def abandoned(self, kind: int) -> float:
        """The share of those who came in that hung up."""
        return self._callers[kind].leaves * self.waiting(kind) / self.admitted(kind)

    def attempts(self, kind: int) -> float:
        """How many try to come in, a second."""
        caller = self._callers[kind]
        return caller.rate + caller.redials * self.chain.mean(self._steady, lambda line: line.away[kind])

    def admitted(self, kind: int) -> float:
        """How many do, a second."""
        caller = self._callers[kind]
        return self.chain.mean(
            self._steady,
            lambda line: (caller.rate + caller.redials * line.away[kind]) * self._place(line, kind),
        )

    def turned_away(self, kind: int) -> float:
        """The share of attempts that find no place."""
        return 1 - self.admitted(kind) / self.attempts(kind)

    def _place(self, line: Line, kind: int) -> bool:
        served = sum(one == kind for pool in line.served for one, _ in pool)
        return served + line.waiting[kind] < self._callers[kind].places

    def _moves(self, line: Line) -> Iterator[tuple[Line, float]]:
        for kind, caller in enumerate(self._callers):
            yield from self._arrivals(line, kind, caller.rate)
            if line.away[kind]:
                back = line._replace(away=_with(line.away, kind, -1))
                yield from self._arrivals(back, kind, caller.redials * line.away[kind])
            if line.waiting[kind] and caller.leaves:
                gone = line._replace(waiting=_with(line.waiting, kind, -1))
                yield gone, caller.leaves * line.waiting[kind]
        for pool, served in enumerate(line.served):
            for place, (kind, phase) in enumerate(served):
                yield from self._steps(line, pool, place, kind, phase)

    def _arrivals(self, line: Line, kind: int, rate: float) -> Iterator[tuple[Line, float]]:
        caller = self._callers[kind]
        if not self._place(line, kind):
            if caller.redials and line.away[kind] < caller.orbit:
                yield line._replace(away=_with(line.away, kind, 1)), rate
            return
        free = next((pool for pool in caller.pools if len(line.served[pool]) < self._agents[pool]), None)
        if free is None:
            yield line._replace(waiting=_with(line.waiting, kind, 1)), rate
        else:
            yield from self._begin(line, free, kind, rate)

    def _begin(self, line: Line, pool: int, kind: int, rate: float) -> Iterator[tuple[Line, float]]:
        for phase, chance in self._callers[kind].work.begins:
            yield _serve(line, pool, (*line.served[pool], (kind, phase))), rate * chance

    def _steps(
        self, line: Line, pool: int, place: int, kind: int, phase: Phase
    ) -> Iterator[tuple[Line, float]]:
        rate, following = self._callers[kind].work.steps[phase]
        rest = line.served[pool][:place] + line.served[pool][place + 1 :]
        if following is not None:
            yield _serve(line, pool, (*rest, (kind, following))), rate
            return
        free = _serve(line, pool, rest)
        able = (one for one, caller in enumerate(self._callers) if pool in caller.pools and line.waiting[one])
        first = next(able, None)
        if first is None:
            yield free, rate
        else:
            yield from self._begin(free._replace(waiting=_with(line.waiting, first, -1)), pool, first, rate)


def _with(counts: tuple[int, ...], place: int, more: int) -> tuple[int, ...]:
    return (*counts[:place], counts[place] + more, *counts[place + 1 :])


def _serve(line: Line, pool: int, served: tuple[tuple[int, Phase], ...]) -> Line:
    return line._replace(served=(*line.served[:pool], tuple(sorted(served)), *line.served[pool + 1 :]))


# --- one agent with calls and emails --------------------------------------------------------------------


class Desk(NamedTuple):
    """Calls there, phases of the emails in hand or parked, and emails in line."""

    calls: int
    emails: tuple[Phase, ...]
    line: int


class OneDesk:
    """One agent who drops her emails for any call: up to `cap` at once, done at `speeds[e - 1]` in all.

    Calls take exponential work and never leave. Emails are turned away when `places` are open.
    """

    def __init__(
        self,
        calls: tuple[float, float],
        emails: tuple[float, Work],
        *,
        cap: int = 1,
        speeds: tuple[float, ...] = (1.0,),
        places: int = 60,
        most_calls: int = 40,
        opening: int = 0,
    ) -> None:
        (self._calls, self._talk), (self._emails, self._work) = calls, emails
        self._cap, self._speeds, self._places, self._most = cap, speeds, places, most_calls
        first = Desk(0, (self._work.begins[0][0],) * min(opening, cap), max(0, opening - cap))
        assert not opening or len(self._work.begins) == 1, "an opening backlog begins in one phase"
        self.chain = Chain(first, self._moves)

    def sojourn(self) -> float:
        """The mean time from an email's arrival until its reply (Little)."""
        steady = self.chain.steady()
        return self.chain.mean(steady, _emails_of) / (self._emails * (1 - self.turned_away()))

    def turned_away(self) -> float:
        """The share of emails that find no place."""
        return self.chain.mean(self.chain.steady(), lambda desk: _emails_of(desk) >= self._places)

    def left_after(self, span: float) -> float:
        """How many emails are open so long after the beginning."""
        return self.chain.mean(self.chain.after(span), _emails_of)

    def _moves(self, desk: Desk) -> Iterator[tuple[Desk, float]]:
        if desk.calls < self._most:
            yield desk._replace(calls=desk.calls + 1), self._calls
        if _emails_of(desk) < self._places:
            yield from self._fill(desk._replace(line=desk.line + 1), self._emails)
        if desk.calls:
            yield from self._fill(desk._replace(calls=desk.calls - 1), 1 / self._talk)
            return
        for place, phase in enumerate(desk.emails):
            rate, following = self._work.steps[phase]
            rate *= self._speeds[min(len(desk.emails), len(self._speeds)) - 1] / len(desk.emails)
            rest = desk.emails[:place] + desk.emails[place + 1 :]
            if following is None:
                yield from self._fill(desk._replace(emails=rest), rate)
            else:
                yield desk._replace(emails=tuple(sorted((*rest, following)))), rate

    def _fill(self, desk: Desk, rate: float) -> Iterator[tuple[Desk, float]]:
        """Open emails up to the cap, while no call is there."""
        if desk.calls or not desk.line or len(desk.emails) >= self._cap:
            yield desk, rate
            return
        for phase, chance in self._work.begins:
            opened = Desk(0, tuple(sorted((*desk.emails, phase))), desk.line - 1)
            yield from self._fill(opened, rate * chance)


def _emails_of(desk: Desk) -> int:
    return len(desk.emails) + desk.line


# --- several agents, one email each, dropped for calls --------------------------------------------------


class Floor(NamedTuple):
    """Agents on a call with nothing laid aside, with an email laid aside, at an email; and both lines."""

    calls: int
    over: int
    emails: int
    waiting: int
    line: int


class FewDesks:
    """Agents with one email each, which they drop for a call when nobody is free, and go on with after it."""

    def __init__(
        self, agents: int, calls: tuple[float, float], emails: tuple[float, float], *, places: int
    ) -> None:
        self._agents, (self._calls, self._talk), (self._emails, self._write) = agents, calls, emails
        self._places = places
        self.chain = Chain(Floor(0, 0, 0, 0, 0), self._moves)
        self._steady = self.chain.steady()

    def turned_away(self) -> float:
        """The share of emails that find no place."""
        return self.chain.mean(self._steady, lambda floor: _open(floor) >= self._places)

    def sojourn(self) -> float:
        """The mean time from an email's arrival until its reply (Little)."""
        return self.chain.mean(self._steady, _open) / (self._emails * (1 - self.turned_away()))

    def _moves(self, floor: Floor) -> Iterator[tuple[Floor, float]]:
        free = self._agents - floor.calls - floor.over - floor.emails
        if floor.waiting < 60:
            yield self._ring(floor, free), self._calls
        if _open(floor) < self._places:
            yield _start(floor._replace(line=floor.line + 1), free), self._emails
        if floor.emails:
            done = floor._replace(emails=floor.emails - 1)
            yield _start(done, free + 1), floor.emails / self._write
        if floor.calls:
            yield self._over(floor, floor._replace(calls=floor.calls - 1), free), floor.calls / self._talk
        if floor.over:
            back = floor._replace(over=floor.over - 1, emails=floor.emails + 1)
            yield self._over(floor, back, free - 1), floor.over / self._talk

    @staticmethod
    def _ring(floor: Floor, free: int) -> Floor:
        if free:
            return floor._replace(calls=floor.calls + 1)
        if floor.emails:
            return floor._replace(emails=floor.emails - 1, over=floor.over + 1)
        return floor._replace(waiting=floor.waiting + 1)

    @staticmethod
    def _over(before: Floor, after: Floor, free: int) -> Floor:
        """A call is over: the next one takes its place, else the agent goes on with what she has."""
        if before.waiting:
            return before._replace(waiting=before.waiting - 1)
        return _start(after, free + 1)


def _start(floor: Floor, free: int) -> Floor:
    if free > 0 and floor.line and not floor.waiting:
        return floor._replace(emails=floor.emails + 1, line=floor.line - 1)
    return floor


def _open(floor: Floor) -> int:
    return floor.over + floor.emails + floor.line


# --- the threshold of Bhulai and Koole ------------------------------------------------------------------


class Blended:
    """Calls and an endless line of emails, begun only while `reserve` other agents stay idle; no dropping."""

    def __init__(self, agents: int, calls: tuple[float, float], write: float, reserve: int) -> None:
        self._agents, (self._calls, self._talk), self._write = agents, calls, write
        self._reserve = reserve
        self.chain = Chain(self._filled(0, 0), self._moves)
        self._steady = self.chain.steady()

    def emails(self) -> float:
        """How many emails are done, a second."""
        return self.chain.mean(self._steady, lambda state: state[1]) / self._write

    def wait(self) -> float:
        """The mean wait of a call."""
        queue = self.chain.mean(self._steady, lambda state: max(0, state[0] + state[1] - self._agents))
        return queue / self._calls

    def _moves(self, state: tuple[int, int]) -> Iterator[tuple[tuple[int, int], float]]:
        calls, emails = state
        if calls < self._agents + 80:
            yield (calls + 1, emails), self._calls
        if calls:
            yield self._filled(calls - 1, emails), min(calls, self._agents - emails) / self._talk
        if emails:
            yield self._filled(calls, emails - 1), emails / self._write

    def _filled(self, calls: int, emails: int) -> tuple[int, int]:
        return calls, max(emails, self._agents - self._reserve - calls)


# --- a deadline under interruptions ---------------------------------------------------------------------


def kept_in_time(
    calls: tuple[float, float], emails: tuple[float, float], deadline: float, most: int = 60
) -> float:
    """The share of emails done within the deadline by one agent who has room for one and drops it for calls.

    Once its deadline is over an email is dropped no more. The number of calls at the arrival of an email is a
    chain of its own: until the deadline calls go first; then, once begun again, the email does; then there
    are calls alone until the next email comes.
    """
    (coming, talk), (writing, write) = calls, emails
    alone = _line(most, coming, 1 / talk)
    first = np.zeros((most + 2, most + 2))  # the last state: done, which only happens when no call is there
    first[:-1, :-1] = alone
    first[0, 0] -= 1 / write
    first[0, -1] = 1 / write
    until = expm(first * deadline)[:-1]
    to_empty = np.eye(most + 1)[0]  # parked at the deadline: it goes on when all calls are over
    growing = _line(most, coming, 0.0)
    finished = to_empty @ np.linalg.solve(np.eye(most + 1) - write * growing, np.eye(most + 1))
    done, late = until[:, -1], 1 - until[:, -1]
    after = np.outer(done, to_empty) + np.outer(late, finished)
    next_email = np.linalg.solve(np.eye(most + 1) - alone / writing, np.eye(most + 1))
    step = after @ next_email
    balance = np.vstack([(step.T - np.eye(most + 1))[1:], np.ones(most + 1)])
    met = np.linalg.solve(balance, np.eye(most + 1)[-1])
    return float(met @ done)


def _line(most: int, up: float, down: float) -> np.ndarray:
    rates = np.diag([up] * most, 1) + np.diag([down] * most, -1)
    return rates - np.diag(rates.sum(axis=1))
