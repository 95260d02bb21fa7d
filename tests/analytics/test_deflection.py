"""What suggestions spare: published intervals, laws, and a table to count by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.deflection import by_week, newcombe, wilson

counts = st.integers(1, 500).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [  # Newcombe 1998, Table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_intervals_are_the_published_ones(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(*one, *other) == pytest.approx((low, high), abs=6e-5)


@given(counts, counts)
def test_an_interval_holds_its_difference_and_turns_round_with_the_groups(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    low, high = newcombe(*one, *other)
    assert -1 - 1e-9 <= low <= one[0] / one[1] - other[0] / other[1] <= high <= 1 + 1e-9
    assert newcombe(*other, *one) == pytest.approx((-high, -low))


@given(counts)
def test_a_share_s_interval_holds_it(one: tuple[int, int]) -> None:
    low, high = wilson(*one)
    assert 0 <= low <= one[0] / one[1] + 1e-12
    assert one[0] / one[1] - 1e-12 <= high <= 1


def group(wrote: int, sent: int) -> dict[str, int]:
    return {"wrote": wrote, "found": wrote, "opened": 1, "solved": 0, "sent": sent}


def test_weeks_stand_one_by_one_and_then_together() -> None:
    monday = 1_795_996_800_000_000  # 2026-11-30
    first = {"begin": monday, "shown": group(80, 48), "held_out": group(70, 56)}
    second = {"begin": monday + 7 * 86_400_000_000, "shown": group(20, 10), "held_out": group(0, 0)}
    one, two, both = by_week([first, second])
    assert one.week == "2026-11-30"
    assert (one.spared, one.low) == pytest.approx((0.2, 0.0524), abs=1e-4)
    assert (two.week, two.spared, two.low, two.high) == ("2026-12-07", None, None, None)
    assert (both.week, both.shown, both.sent_shown, both.held_out) == ("", 100, 58, 70)
    assert both.spared == pytest.approx(56 / 70 - 58 / 100)


def test_no_week_is_no_row() -> None:
    assert by_week([]) == []
