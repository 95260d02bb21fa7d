"""A process that reads a mailbox, and dies of one letter as of kill -9: `python -m tests.mail.poisoned`.

It is told a folder, a host, a port, a user and a password, and ends well once all is dealt with.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from dispatcher.mail.health import Line, LineHealth
from dispatcher.mail.intake.arrival import Verdict
from dispatcher.mail.intake.taking import take
from dispatcher.mail.mailboxes.inbound import Inbound
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import nothing_said
from tests.mail.house import HELP, QUICK, at_work, mail_settings, mailbox, running, soon

DEADLY = b"X-Deadly: yes"


async def main(folder: Path, host: str, port: str, password: str) -> None:
    """Read to the end, if it can be survived."""
    box = mailbox(None, HELP, host=host, port=int(port), password=password)
    states: asyncio.Queue[LineHealth] = asyncio.Queue()
    async with running(folder) as service:

        async def take_or_die(source: Source, raw: bytes) -> Verdict:
            if DEADLY in raw:
                os.kill(os.getpid(), signal.SIGKILL)
            return await take(service, mail_settings(box), nothing_said, source, raw)

        inbound = Inbound(
            service, box, "INBOX", take_or_die, size_limit=10**7, pace=QUICK, tell=states.put_nowait
        )
        async with at_work(inbound.run()):
            await soon(states, lambda health: health.state is Line.UP)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:5]))
