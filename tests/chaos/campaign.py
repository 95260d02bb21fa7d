"""The campaign: so many lives, each ended by kill -9 at some moment, and other troubles in between."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from random import Random
from typing import Final

from tests.chaos.told import Told
from tests.chaos.town import Town

AT_START, ON_RETURN = 0.2, 0.2  # shares of kills while it starts, and just after its doors opened
STARTS: Final = 0.8  # s in which it starts
RETURNS: Final = 0.1  # s in which everybody comes back and reads what was missed
LIVES: Final = 1.5  # s, the longest other life
FULL: Final = 1.0  # s the disk is full

Say = Callable[[str], None]
Act = Callable[[Town], Coroutine[None, None, None]]


async def full_disk(town: Town) -> None:
    """The disk is full under traffic; afterwards it works again, and is killed."""
    await town.live()
    await town.at_work()
    await town.fill_disk(FULL)
    town.kill()


async def two_dispatchers(town: Town) -> None:
    """A second dispatcher on the same journal."""
    await town.live()
    await town.start_a_second()
    town.kill()


async def clean_stop(town: Town) -> None:
    """SIGTERM under load."""
    await town.live()
    await town.at_work()
    await town.stop()


async def two_desks(town: Town) -> None:
    """One agent at two desks."""
    await town.live()
    await town.connect_twice()
    town.kill()


async def slow_reader(town: Town) -> None:
    """A follower that does not read."""
    await town.live()
    await town.read_slowly()
    town.kill()


QUICK: Final[tuple[Act, ...]] = (full_disk, two_dispatchers, clean_stop, two_desks)


async def one_life(town: Town, dice: Random) -> None:
    """Start it, and kill it: while it starts, while everybody comes back, or in the middle of work."""
    kind, share = dice.random(), dice.random()
    if kind < AT_START:
        town.dispatcher.start()
        await asyncio.sleep(share * STARTS)
        town.told.note(f"killed {share * STARTS:.3f} s after its start")
    else:
        await town.live()
        lasts = share * (RETURNS if kind < AT_START + ON_RETURN else LIVES)
        await asyncio.sleep(lasts)
        town.told.note(f"killed {lasts:.3f} s after its doors opened")
    town.kill()


async def campaign(town: Town, seed: int, kills: int, acts: tuple[Act, ...], say: Say) -> int:
    """So many lives and these acts, in an order drawn from the seed. Returns how many facts there are.

    Raises:
        Broken: the centre took back what it had said.
        LawBrokenError: its journal tells of what cannot be.
        RuntimeError: it does not start.
    """
    dice = Random(f"{seed}:lives")
    script: list[Act | None] = [*([None] * kills), *acts]
    dice.shuffle(script)
    async with town.busy():
        for number, act in enumerate(script, 1):
            town.told.note(f"life {number}: {_name(act)}")
            await (act(town) if act is not None else one_life(town, dice))
            say(f"{number} of {len(script)} lives: {_name(act)}; {len(town.told.commands):,} acknowledged")
        await town.live()
    await town.stop()
    return town.judge_all()


def _name(act: Act | None) -> str:
    return (act.__doc__ or "").splitlines()[0].rstrip(".") if act is not None else "kill -9"


async def run(folder: Path, seed: int, kills: int, acts: tuple[Act, ...], say: Say) -> tuple[int, Told]:
    """A campaign in this folder; the number of facts in its journal, and what was told."""
    town = Town(folder, seed)
    try:
        facts = await campaign(town, seed, kills, acts, say)
    except BaseException as error:
        error.add_note("\n".join([f"seed {seed}, in {folder}; how it went:", *town.told.story]))
        raise
    finally:
        town.dispatcher.kill()
    say(town.tally())
    return facts, town.told
