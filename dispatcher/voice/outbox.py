"""Sends each webhook what it is to be told: in order for each call, until it is taken.

The journal is the queue: what a webhook was told last is a number beside it, and after a restart it is told
the rest, some of it perhaps again with the same id. A webhook that is slow or away makes nobody wait: not
the engine, not another webhook, and what it refuses about one call holds up no other call.
"""

import asyncio
import random
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import httpx

from dispatcher import logs
from dispatcher.errors import JournalError
from dispatcher.events import NumberedFact
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND, ContactId
from dispatcher.voice.deliveries import Delivery, Verdict, deliveries, overtaken, pause, verdict
from dispatcher.voice.ordering import Number, in_facts
from dispatcher.voice.settings import Webhook
from dispatcher.voice.signing import headers_of

log = logs.named(__name__)

PAGE: Final = 200  # facts read at once
WAITING: Final = 1000  # deliveries in hand; the rest stays in the journal
AT_ONCE: Final = 8  # requests under way to one webhook
SAVE: Final = 1.0  # s between notes of how far it is: each costs the journal's thread a commit

Pause = Callable[[int, random.Random], float]


class Outbox:
    """One webhook's way out; it works while `run` runs."""

    def __init__(
        self, service: Service, webhook: Webhook, pause: Pause = pause, number: Number = in_facts
    ) -> None:
        self.webhook, self._number = webhook, number
        self._service, self._pause = service, pause
        self._dice = random.Random(f"webhook {webhook.name}")
        self._lanes: dict[ContactId, deque[Delivery]] = {}
        self._read = self._saved = 0
        self._gates = asyncio.Semaphore(AT_ONCE)
        self._changed = asyncio.Event()
        self._begun = self._stopped = False
        self._error = ""

    @property
    def done(self) -> int:
        """The last event of which nothing is left to tell."""
        oldest = min((lane[0].number for lane in self._lanes.values()), default=self._read + 1)
        return min(self._read, oldest - 1)

    @property
    def report(self) -> dict[str, object]:
        """How it does, for those who look after the centre."""
        waiting = sum(map(len, self._lanes.values()))
        return {
            "done": self.done,
            "behind": self._service.last - self.done,
            "waiting": waiting,
            "stopped": self._stopped,
            "error": self._error,
        }

    async def begin(self) -> None:
        """Look up where it was. What happens from now on it will be told."""
        if not self._begun:
            self._read = self._saved = await self._service.write(self._where)
            self._begun = True

    async def run(self) -> None:
        """Tell it what there is, for ever; until it asks for silence."""
        await self.begin()
        ended = self._service.listen(self._hear)
        timeout = self.webhook.timeout / SECOND
        try:
            async with httpx.AsyncClient(timeout=timeout, follow_redirects=False) as client:
                await self._tell(client)
        finally:
            ended()
            await asyncio.shield(self._save())

    async def _tell(self, client: httpx.AsyncClient) -> None:
        """Everything from where it was on; one lane a call."""
        try:
            async with asyncio.TaskGroup() as lanes:
                lanes.create_task(self._note())
                while True:
                    await self._until_there_is_room_and_news()
                    for delivery in await self._next():
                        self._put(delivery, lanes, client)
        except* _SilenceError:
            self._stopped = True
            log.error("a webhook is gone (410): told no more until a restart", webhook=self.webhook.name)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        self._changed.set()

    async def _until_there_is_room_and_news(self) -> None:
        while self._read >= self._service.last or sum(map(len, self._lanes.values())) >= WAITING:
            self._changed.clear()
            await self._changed.wait()

    async def _next(self) -> list[Delivery]:
        facts = await self._service.facts(after=self._read, limit=PAGE)
        state = self._service.state
        found = [one for numbered in facts for one in deliveries(numbered, state, self.webhook, self._number)]
        self._read = facts[-1].number
        return found

    # --- one call's lane --------------------------------------------------------------------------------

    def _put(self, delivery: Delivery, lanes: asyncio.TaskGroup, client: httpx.AsyncClient) -> None:
        lane = self._lanes.get(delivery.call)
        if lane is not None:
            lane.append(delivery)
            return
        self._lanes[delivery.call] = deque([delivery])
        lanes.create_task(self._walk(delivery.call, client))

    async def _walk(self, call: ContactId, client: httpx.AsyncClient) -> None:
        """Tell what there is about this call, one after the other."""
        lane = self._lanes[call]
        while lane:
            await self._deliver(lane[0], client)
            lane.popleft()
            self._changed.set()
        del self._lanes[call]

    async def _deliver(self, delivery: Delivery, client: httpx.AsyncClient) -> None:
        """Try until it is taken or overtaken."""
        tries = 0
        while not overtaken(delivery, self._service.state, self._service.clock()):
            async with self._gates:
                answer = await self._try(delivery, client)
            if answer == "stop":
                raise _SilenceError
            if answer == "taken":
                self._error = ""
                return
            tries += 1
            await asyncio.sleep(self._pause(tries, self._dice))

    async def _try(self, delivery: Delivery, client: httpx.AsyncClient) -> Verdict:
        body, now = delivery.body, self._service.clock()
        headers = headers_of(delivery.id, body, self.webhook.secret, now)
        headers |= {"Content-Type": "application/json", "Idempotency-Key": delivery.id}
        try:
            # httpx limits each read; this limits the whole, as an answer may drip. Its body is not read.
            async with asyncio.timeout(self.webhook.timeout / SECOND):
                async with client.stream("POST", self.webhook.url, content=body, headers=headers) as answer:
                    status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            return self._failed(type(error).__name__)
        answered = verdict(status)
        return answered if answered != "again" else self._failed(f"HTTP {status}")

    def _failed(self, error: str) -> Verdict:
        if error != self._error:  # said once, not with every try
            log.warning("a webhook cannot be told; trying again", webhook=self.webhook.name, error=error)
        self._error = error
        return "again"

    # --- how far it is ----------------------------------------------------------------------------------

    def _where(self, store: sqlite3.Connection) -> int:
        """Where it was; a new webhook begins with what happens from now on."""
        store.execute(
            "INSERT OR IGNORE INTO voice_webhook VALUES (?, ?)", (self.webhook.name, self._service.last)
        )
        row = store.execute("SELECT number FROM voice_webhook WHERE name = ?", (self.webhook.name,))
        return int(row.fetchone()[0])

    async def _note(self) -> None:
        while True:
            await asyncio.sleep(SAVE)
            await self._save()

    async def _save(self) -> None:
        """Write down how far it is. While the disk is full, it is only told more again after a restart."""
        done = self.done
        if done == self._saved:
            return
        update = "UPDATE voice_webhook SET number = ? WHERE name = ?"
        with suppress(sqlite3.Error, JournalError):
            await self._service.write(lambda store: store.execute(update, (done, self.webhook.name)))
            self._saved = done


class _SilenceError(Exception):
    """It asked to be told no more."""


class Outboxes:
    """All webhooks of a centre, side by side."""

    def __init__(
        self,
        service: Service,
        webhooks: Sequence[Webhook],
        pause: Pause = pause,
        number: Number = in_facts,
    ) -> None:
        self._all = [Outbox(service, webhook, pause, number) for webhook in webhooks]

    @property
    def report(self) -> dict[str, object]:
        """How each does."""
        return {outbox.webhook.name: outbox.report for outbox in self._all}

    async def run(self) -> None:
        """Tell them all, until cancelled."""
        async with asyncio.TaskGroup() as side_by_side:
            for outbox in self._all:
                side_by_side.create_task(outbox.run(), name=f"webhook {outbox.webhook.name}")
