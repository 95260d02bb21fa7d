"""One folder of a mailbox, watched for ever: catch up, wait for news or the clock; again after trouble."""

import asyncio
import time
from collections.abc import Callable
from typing import Final, NoReturn

from dispatcher import logs
from dispatcher.errors import NotDurableError, OwnerError, PeerError
from dispatcher.mail.health import Gauge, Line, LineHealth
from dispatcher.mail.mailboxes.imap import ClosedError, Connection
from dispatcher.mail.mailboxes.login import WrongPasswordError, connect
from dispatcher.mail.mailboxes.sweeping import Sweep, Take
from dispatcher.mail.mailboxes.window import Crowd
from dispatcher.mail.pace import PACE, Backoff, Pace
from dispatcher.mail.settings import Mailbox, same_folder
from dispatcher.mail.store import Source
from dispatcher.mail.tokens import SignInRefusedError, TokenSource
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND

LONGEST_IDLE: Final = 8 * 60.0  # Seconds: servers and firewalls forget a silent line after ten minutes.

log = logs.named(__name__)


class Inbound:
    """The watch over one folder. Nothing is expunged; a message is flagged seen once it is durable here."""

    def __init__(
        self,
        service: Service,
        mailbox: Mailbox,
        folder: str,
        take: Take,
        *,
        size_limit: int,
        crowd: Crowd | None = None,
        tokens: TokenSource | None = None,
        pace: Pace = PACE,
        tell: Callable[[LineHealth], None] | None = None,
    ) -> None:
        self._service, self._mailbox, self._folder, self._take = service, mailbox, folder, take
        self._size_limit, self._tokens, self._pace = size_limit, tokens, pace
        self._crowd = crowd or Crowd()
        self._gauge = Gauge(service.clock, tell)
        self._backoff = Backoff(f"{mailbox.id}/{folder}", pace)
        self._up_since: float | None = None

    @property
    def health(self) -> LineHealth:
        """How the folder is; its counts say what became of what was fetched in this run."""
        return self._gauge.health

    async def run(self) -> None:
        """Watch for ever; every trouble is logged once, in one line, and tried again."""
        self._gauge.turn(Line.CONNECTING)
        while True:
            pause = await self._session()
            await asyncio.sleep(pause)

    async def _session(self) -> float:
        """One connection, until it breaks. Returns the seconds to wait before the next."""
        self._up_since = None
        try:
            return await self._watch()
        except ClosedError as error:
            return 0.0 if self._was_steady() else self._down(str(error))
        except (WrongPasswordError, SignInRefusedError) as error:
            sign_in = isinstance(error, SignInRefusedError)
            state = Line.SIGN_IN_REFUSED if sign_in else Line.WRONG_PASSWORD
            return self._broken(state, str(error), self._backoff.after_refusal())
        except (OwnerError, PeerError, NotDurableError) as error:
            return self._down(str(error))
        except Exception as error:  # One message, or one bug, must not end the watch over the others.
            log.debug("a mailbox failed", mailbox=self._mailbox.id, exc_info=True)
            return self._down(f"mailbox {self._mailbox.id!r}: {type(error).__name__} while taking mail")

    def _was_steady(self) -> bool:
        return self._up_since is not None and time.monotonic() - self._up_since >= self._pace.steady

    def _down(self, error: str) -> float:
        return self._broken(Line.DOWN, error, self._backoff.after_failure())

    def _broken(self, state: Line, error: str, wait: float) -> float:
        if self._gauge.turn(state, error):
            log.error("a mailbox is not watched", **self._named, state=state, error=error, retry=wait)
        return wait

    async def _watch(self) -> NoReturn:
        mailbox = self._mailbox
        connection = await connect(mailbox, self._folder, self._tokens, answer=self._pace.answer)
        try:
            sweep = self._sweep(connection)
            await sweep.begin()
            while True:
                await sweep.catch_up()
                self._up()
                await connection.wait(min(mailbox.poll / SECOND, LONGEST_IDLE))
        finally:
            connection.close()

    def _sweep(self, connection: Connection) -> Sweep:
        folder = Source(
            account=self._mailbox.id, folder=same_folder(self._folder), uidvalidity=connection.uidvalidity
        )
        return Sweep(
            self._service,
            connection,
            folder,
            self._take,
            crowd=self._crowd,
            size_limit=self._size_limit,
            count=self._gauge.count,
        )

    def _up(self) -> None:
        self._up_since = self._up_since or time.monotonic()
        self._backoff.succeeded()
        if self._gauge.turn(Line.UP):
            log.info("a mailbox is watched", **self._named)

    @property
    def _named(self) -> dict[str, str]:
        return {"mailbox": self._mailbox.id, "folder": self._folder}
