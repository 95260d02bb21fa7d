"""One connection's way through its folder: every message taken once, durable first and flagged then."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar

from msgspec.structs import replace

from dispatcher.errors import NotDurableError, OwnerError
from dispatcher.mail import sweep
from dispatcher.mail.intake.arrival import Judgement, SetAside, Verdict
from dispatcher.mail.intake.rules import Rule
from dispatcher.mail.intake.taking import quarantine
from dispatcher.mail.mailboxes.imap import CHUNK, Connection
from dispatcher.mail.mailboxes.window import Crowd, Window
from dispatcher.mail.reading.parse import HEADERS
from dispatcher.mail.store import Source
from dispatcher.mail.sweep import InHand
from dispatcher.service import Service

TRIES: Final = 3  # Times a message may break our session, or end our process, before the rest goes on.

Take = Callable[[Source, bytes], Awaitable[Verdict]]
Count = Callable[[str], None]
T = TypeVar("T")


class Sweep:
    """Takes what is above the position, and what an earlier session left in hand. `count` hears verdicts."""

    def __init__(
        self,
        service: Service,
        connection: Connection,
        folder: Source,
        take: Take,
        *,
        crowd: Crowd,
        size_limit: int,
        count: Count,
    ) -> None:
        self._service, self._connection, self._folder = service, connection, folder
        self._take, self._size_limit, self._count = take, size_limit, count
        self._crowd, self._done = crowd, 0

    async def begin(self) -> None:
        """Find out where it was, and mark as read what it had dealt with.

        Raises:
            PeerError: the connection is of no more use.
            NotDurableError: nothing can be written.
        """
        self._done = await self._service.read(partial(sweep.position, folder=self._folder))
        await self._flag()

    async def catch_up(self) -> None:
        """Take what was left in hand, and everything above the position, in order.

        What is left is dealt with each alone, so that a guilty one is known; it may also be what a person
        wants fetched anew.

        Raises:
            PeerError: the connection is of no more use.
            NotDurableError: nothing can be written.
            Exception: whatever taking a message raised; the others of its batch are dealt with.
        """
        for chunk in _chunks(await self._service.read(partial(sweep.leftovers, folder=self._folder))):
            sizes = await self._connection.sizes([one.uid for one in chunk])
            for one in chunk:
                await self._once_more(one, sizes.get(one.uid))
        while uids := await self._connection.uids_above(self._done):
            for some in _chunks(uids):
                await self._side_by_side(some, await self._connection.sizes(some))
                self._done = some[-1]

    async def _once_more(self, one: InHand, size: int | None) -> None:
        """Alone; and after three tries it is kept and not looked into, and after four not even fetched."""
        if one.tries < TRIES:
            await self._side_by_side([one.uid], {} if size is None else {one.uid: size})
            return
        await self._service.write(partial(sweep.begin, folder=self._folder, uids=[one.uid]))
        raw = await self._connection.body(one.uid) if one.tries == TRIES and self._fits(size) else b""
        why = f"given up after {TRIES} tries"
        await self._set_aside(one.uid, raw or b"", Rule.GIVEN_UP, why, size or 0)
        await self._flag()

    async def _side_by_side(self, uids: Sequence[int], sizes: dict[int, int]) -> None:
        await self._service.write(partial(sweep.begin, folder=self._folder, uids=uids))
        window = Window(self._crowd, self._let_in)
        try:
            broken = await self._through(window, uids, sizes)
        finally:
            window.cancel()
        if broken:
            await self._absolve(broken)
            raise broken[min(broken)]
        await self._flag()

    async def _through(
        self, window: Window, uids: Sequence[int], sizes: dict[int, int]
    ) -> dict[int, Exception]:
        """Fetch one after another while those before are let in; what broke, by UID."""
        for uid in uids:
            try:
                await self._fetch(window, uid, sizes.get(uid))
            except Exception as error:  # The connection, mostly; what is fetched is let in all the same.
                window.broken[uid] = error
            if window.broken:
                break
        await window.drained()
        return window.broken

    async def _fetch(self, window: Window, uid: int, size: int | None) -> None:
        if size is not None and not self._fits(size):
            headers = await self._connection.headers(uid, HEADERS) or b""
            why = f"{size} bytes are more than size_limit ({self._size_limit})"
            await self._set_aside(uid, headers, Rule.TOO_LARGE, why, size)
            return
        raw = None if size is None else await self._connection.body(uid)
        # Dovecot sends nothing as the body of what was expunged a moment ago.
        if raw is None or (size and not raw):
            await self._gone(uid)
        else:
            await window.admit(uid, raw)

    def _fits(self, size: int | None) -> bool:
        return size is not None and size <= self._size_limit

    async def _let_in(self, uid: int, raw: bytes) -> None:
        verdict = await self._take(self._source(uid), raw)
        self._count(verdict.judgement)

    async def _set_aside(self, uid: int, raw: bytes, rule: Rule, why: str, size: int) -> None:
        aside = SetAside(source=self._source(uid), raw=raw, rule=rule, why=why, size=size)
        await quarantine(self._service, aside)
        self._count(Judgement.QUARANTINED)

    async def _gone(self, uid: int) -> None:
        """Somebody took it away meanwhile."""
        await self._service.write(partial(sweep.move_on, source=self._source(uid)))
        self._count("gone")

    async def _flag(self) -> None:
        """Mark as read what is dealt with; what was quarantined stays unread for whoever looks there."""
        uids = await self._service.read(partial(sweep.to_flag, folder=self._folder))
        for chunk in _chunks(uids):
            await self._connection.flag_seen(chunk)
        await self._service.write(partial(sweep.finish, folder=self._folder))

    async def _absolve(self, broken: dict[int, Exception]) -> None:
        """A try counts against the messages that broke us, and against none when no message was at fault."""
        guilty = [uid for uid, error in broken.items() if not isinstance(error, OwnerError | NotDurableError)]
        with suppress(NotDurableError):
            await self._service.write(partial(sweep.absolve, folder=self._folder, guilty=guilty))

    def _source(self, uid: int) -> Source:
        return replace(self._folder, uid=uid)


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
