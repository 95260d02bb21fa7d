"""A share of the campaign, and the law itself. `make mail-campaign` is the whole."""

from pathlib import Path

import pytest

from tests.mailchaos.campaign import run
from tests.mailchaos.told import BrokenLawError, Left, judge

KILLS, LETTERS, SEED = 3, 300, 2


async def test_no_letter_is_lost_or_taken_twice(tmp_path: Path) -> None:
    lines: list[str] = []
    counts, lives = await run(tmp_path, SEED, KILLS, LETTERS, lines.append)
    assert len(lines) == KILLS + 1
    assert sum(counts.values()) == LETTERS
    assert counts.pop("given_up", 0) <= 2  # one a mailbox: the first of it, in hand at three kills
    assert {word: round(counts[word] * 10 / LETTERS) for word in counts} == {
        "new": 6,
        "quarantined": 1,
        "duplicate": 1,
        "automatic": 1,
        "follow_up": 1,
    }
    assert [life.fetched for life in lives] == sorted(life.fetched for life in lives)


GOOD = Left(
    top={"help": 3},
    in_hand=frozenset({("help", 3)}),
    kept={("help", 1): "new"},
    contacts=1,
    answered={"joe": 1},
)
NUMBERS = {("help", 1): 6, ("help", 2): 6, ("help", 3): 1}


def test_the_law_counts_what_was_fetched() -> None:
    assert judge(GOOD, NUMBERS) == {"new": 1, "duplicate": 1}


@pytest.mark.parametrize(
    ("broken", "numbers", "said"),
    [
        (GOOD, NUMBERS | {("help", 2): 0}, "letter 0 at .* is lost"),
        (GOOD._replace(in_hand=frozenset({("help", 1)})), NUMBERS, "is kept, and in hand"),
        (GOOD._replace(kept={("help", 1): "new", ("help", 2): "new"}), NUMBERS, "kept twice"),
        (GOOD._replace(kept={("help", 1): "automatic"}), NUMBERS, "is automatic, not new"),
        (GOOD._replace(contacts=2), NUMBERS, "2 contacts for 1 letters"),
        (GOOD._replace(answered={"joe": 2}), NUMBERS, "answered twice"),
    ],
)
def test_the_law_can_be_broken(broken: Left, numbers: dict[tuple[str, int], int], said: str) -> None:
    with pytest.raises(BrokenLawError, match=said):
        judge(broken, numbers)
