"""Run the campaign against a live centre: `python -m tests.chaos --help`, or `make chaos`."""

import argparse
import asyncio
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Final

from tests.chaos.campaign import QUICK, run, slow_reader

ABOUT: Final = """\
Kills a live centre, again and again, while it is at work.

A real `ringpost dispatcher` process; callers and letters over HTTP, a dozen agents on dispatcher.client who
accept, decline, write, park and reply, and followers of the feed; their cables are pulled out now and then.
kill -9 comes at random moments: at work, while it starts, and while everybody comes back and reads what was
missed. In between the disk is full, a second dispatcher is started on the same journal, SIGTERM comes under
load, an agent connects twice, and somebody reads too slowly.

After each life, and for all of them at the end: everything acknowledged is in the journal, once; every fact
that anybody heard is there as it was heard; each client heard the facts in order, without a gap and none
twice; callers who hung up meanwhile are gone; drafts are kept; and the whole journal keeps every law of the
dispatch engine.
"""


def main() -> int:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.chaos", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="chooses every dice (1)")
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="lives ended by kill -9 (100)")
    said = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    try:
        facts, _ = asyncio.run(run(folder, said.seed, said.kills, (*QUICK, slow_reader), _say))
    except Exception as error:
        traceback.print_exception(error)
        print(f"\nTo see it again: make chaos SEED={said.seed} KILLS={said.kills}; it lies in {folder}")
        return 1
    print(f"seed {said.seed}: {said.kills} kills, {facts:,} facts, and nothing said was taken back.")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
