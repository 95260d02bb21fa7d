"""Run the campaign: `python -m tests.mailchaos --help`, or `make mail-campaign`."""

import argparse
import asyncio
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

from tests.mailchaos.campaign import run

ABOUT: Final = """\
Kills a dispatcher, again and again, while it reads its mailboxes.

A real `ringpost dispatcher` process and a real Dovecot with two mailboxes. Letters of every sort are laid in:
new ones, follow-ups, the same once more, automatic ones, and some that cannot be read. kill -9 comes at
random moments: while it starts, and in the middle of its reading. The last life reads to the end.

After each life the sum must be right: of all that was fetched, each is new, a follow-up, automatic,
quarantined, or a duplicate of one that is kept; and what is still in hand is nowhere else. No letter is lost,
none is kept twice, each new one is one contact, and nobody is answered twice.
"""


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mailchaos",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="chooses every dice (1)")
    parser.add_argument("--kills", type=int, default=50, metavar="N", help="lives ended by kill -9 (50)")
    parser.add_argument("--letters", type=int, default=20_000, metavar="N", help="letters laid in (20000)")
    said = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mail-chaos-"))
    try:
        counts, lives = asyncio.run(run(folder, said.seed, said.kills, said.letters, _say))
    except Exception as error:
        traceback.print_exception(error)
        print(
            f"\nTo see it again: make mail-campaign SEED={said.seed} KILLS={said.kills}; it lies in {folder}"
        )
        return 1
    became = " + ".join(f"{count:,} {word}" for word, count in sorted(counts.items()))
    print(f"seed {said.seed}: {said.kills} kills, {len(lives)} stores judged, the sum right in each.")
    print(f"{sum(counts.values()):,} fetched = {became}")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
