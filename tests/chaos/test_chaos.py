"""A share of the campaign: a few kills and every trouble that is quick. `make chaos` is the whole."""

from pathlib import Path

from tests.chaos.campaign import QUICK, run

KILLS, SEED = 5, 5


async def test_nothing_said_is_taken_back(tmp_path: Path) -> None:
    lines: list[str] = []
    facts, told = await run(tmp_path, SEED, KILLS, QUICK, lines.append)
    assert len(lines) == KILLS + len(QUICK) + 1, lines  # every life was told of, and the tally
    assert facts >= max(told.facts)
    for said in (told.commands, told.calls, told.gone, told.letters, told.drafts, told.facts, told.refused):
        assert said, lines  # there was something to take back
