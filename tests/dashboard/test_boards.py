"""What is pushed: the whole board, or what changed, and nobody is left with half of it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dashboard.boards import Screen, changes

VALUES = st.none() | st.integers(0, 3)
ROWS = st.dictionaries(st.sampled_from("abc"), st.dictionaries(st.sampled_from("xy"), VALUES))
BOARDS = st.fixed_dictionaries(
    {"centre": VALUES, "order": st.lists(st.sampled_from("abc")), "queues": ROWS, "agents": ROWS}
)


def overlaid(board: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
    """What `assets/board/picture.mjs` does."""
    after = dict(board)
    for name, change in news.items():
        if isinstance(change, dict):
            rows = {**board.get(name, {}), **change}
            after[name] = {key: row for key, row in rows.items() if row is not None}
        else:
            after[name] = change
    return after


@given(BOARDS, BOARDS)
def test_the_changes_make_the_old_board_the_new(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert overlaid(before, changes(before, after)) == after


@given(BOARDS)
def test_nothing_new_is_nothing_said(board: dict[str, Any]) -> None:
    assert changes(board, board) == {}


async def test_a_new_screen_is_shown_the_whole_board() -> None:
    screen = Screen()
    screen.put("whole 1", "changes 1")
    assert await screen.take() == "whole 1"
    screen.put("whole 2", "changes 2")
    assert await screen.take() == "changes 2"


async def test_a_slow_screen_misses_pushes_but_nothing_of_the_board() -> None:
    screen = Screen()
    screen.put("whole 1", "changes 1")
    await screen.take()
    for push in range(2, 5):
        screen.put(f"whole {push}", f"changes {push}")
    assert await screen.take() == "whole 4"
