"""Work handed over together: answered each for itself, in portions, and by turns."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.together import Failed, Together, each, tried


class UnluckyError(Exception):
    """What unlucky numbers raise."""


def squared(number: int) -> int:
    """The square of a number that is not 13."""
    if number == 13:
        raise UnluckyError(number)
    return number * number


class Turns:
    """Squares numbers, and remembers which came together."""

    def __init__(self) -> None:
        self.seen: list[list[int]] = []

    def __call__(self, numbers: Sequence[int]) -> list[int | Failed]:
        self.seen.append(list(numbers))
        return [tried(lambda number=number: squared(number)) for number in numbers]  # type: ignore[misc]


async def _asked(turns: Turns, numbers: Sequence[int], most: int) -> list[int | BaseException]:
    with ThreadPoolExecutor(1) as thread:
        together = Together(thread, turns, most=most)
        return await asyncio.gather(*map(together.do, numbers), return_exceptions=True)


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), max_size=30), st.integers(1, 7))
def test_each_is_answered_for_itself(numbers: list[int], most: int) -> None:
    turns = Turns()
    answers = asyncio.run(_asked(turns, numbers, most))
    for number, answer in zip(numbers, answers, strict=True):
        assert isinstance(answer, UnluckyError) if number == 13 else answer == number * number
    assert [number for turn in turns.seen for number in turn] == numbers
    assert all(len(turn) == most for turn in turns.seen[:-1])


async def test_what_a_turn_raises_all_of_it_raise() -> None:
    def refuse(_: Sequence[int]) -> list[int | Failed]:
        raise UnluckyError

    with ThreadPoolExecutor(1) as thread:
        answers = await asyncio.gather(*map(Together(thread, refuse).do, range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [UnluckyError] * 3


async def test_who_left_takes_nothing_from_the_others() -> None:
    together = Together(None, Turns())
    leaving, staying = (asyncio.ensure_future(together.do(number)) for number in (2, 3))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 9


async def test_calls_go_on_the_loops_own_threads() -> None:
    together: Together[object, int] = Together(None, each)  # type: ignore[arg-type]
    assert await together.do(lambda: squared(4)) == 16
    with pytest.raises(UnluckyError):
        await together.do(lambda: squared(13))
