"""A folder under watch over a running service, and what a test can wait for."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from dispatcher.mail.health import Line, LineHealth
from dispatcher.mail.intake.arrival import Judgement, Verdict
from dispatcher.mail.intake.taking import take
from dispatcher.mail.mailboxes.inbound import Inbound
from dispatcher.mail.pace import Pace
from dispatcher.mail.settings import Mailbox, MailSettings
from dispatcher.mail.store import Source
from dispatcher.mail.tokens import TokenSource
from dispatcher.mail.understanding.understand import nothing_said
from dispatcher.service import Service
from tests.dovecot import Dovecot
from tests.mail.house import HELP, QUICK, at_work, mail_settings, running, soon


class Watched:
    """An inbound shell at work, and what a test can wait for: its verdicts and its states."""

    def __init__(
        self,
        service: Service,
        settings: MailSettings,
        box: Mailbox,
        *,
        folder: str = "",
        pace: Pace = QUICK,
        clock: Any = None,
    ) -> None:
        self.verdicts: asyncio.Queue[Verdict] = asyncio.Queue()
        self.states: asyncio.Queue[LineHealth] = asyncio.Queue()
        self._service, self._settings = service, settings
        self.inbound = Inbound(
            service,
            box,
            folder or box.folders[0],
            self._take,
            size_limit=settings.size_limit,
            tokens=TokenSource(box.oauth, **({"clock": clock} if clock else {})) if box.oauth else None,
            pace=pace,
            tell=self.states.put_nowait,
        )

    async def _take(self, source: Source, raw: bytes) -> Verdict:
        verdict = await take(self._service, self._settings, nothing_said, source, raw)
        self.verdicts.put_nowait(verdict)
        return verdict

    async def judgements(self, count: int) -> list[Judgement]:
        """The next so many verdicts' words."""
        return [(await soon(self.verdicts)).judgement for _ in range(count)]

    async def is_(self, state: Line) -> LineHealth:
        """The next time it says it is in this state."""
        return await soon(self.states, lambda health: health.state is state)

    @property
    def counts(self) -> dict[str, int]:
        """What became of what was fetched, so far."""
        return self.inbound.health.counts


@asynccontextmanager
async def watched(
    folder: Path, box: Mailbox, *, pace: Pace = QUICK, **changes: Any
) -> AsyncIterator[tuple[Watched, Service]]:
    """The mailbox's first folder is watched until the block is left."""
    async with running(folder) as service:
        it = Watched(service, mail_settings(box, **changes), box, pace=pace)
        async with at_work(it.inbound.run()):
            yield it, service


async def deliver(
    imap: Dovecot, *letters: bytes, to: str = HELP, sender: str = "joe@customer.example"
) -> None:
    """Letters come in, one after another."""
    for raw in letters:
        await asyncio.to_thread(partial(imap.deliver, raw, to, sender=sender))


def kept(connection: sqlite3.Connection) -> list[tuple[str, bytes]]:
    """The verdict and the bytes of every message that came in, in the order of their taking."""
    return connection.execute(
        "SELECT verdict, raw FROM mail_message WHERE direction = 'in' ORDER BY rowid"
    ).fetchall()


def in_hand(connection: sqlite3.Connection) -> list[int]:
    """The UIDs that are in hand and not dealt with."""
    return [uid for (uid,) in connection.execute("SELECT uid FROM mail_in_hand WHERE NOT dealt")]
