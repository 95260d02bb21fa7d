"""Tells of alarms by email and webhook: each message until it arrives, or was tried often enough.

A letter is handed to the dispatcher, whose outbox it leaves by, like every other letter of the centre. A
webhook's request is signed, never redirected, and has a time to be answered.
"""

import asyncio
import contextlib
import random
from datetime import tzinfo
from typing import Final

import httpx

from dashboard.alerting.alerting import Alerting
from dashboard.alerting.record import Message, Record, Recorded, Way
from dashboard.alerting.telling import letter, webhook_body, webhook_id
from dispatcher import logs
from dispatcher.alerts import AlertRule, AlertWebhook
from dispatcher.client import Api
from dispatcher.clock import wall_clock
from dispatcher.errors import OwnerError, RingpostError
from dispatcher.vocabulary import HOUR, SECOND, Instant, Span, between, later
from dispatcher.voice.deliveries import pause, verdict
from dispatcher.voice.signing import headers_of

log = logs.named(__name__)

STALE: Final = Span(2 * HOUR)  # what nobody took for so long is old news
LETTERS: Final = 8  # tries of a letter, as long as the dispatcher does not answer
SOONER: Final = 30.0  # s at most until it is looked again whether anything is due


class GivenUpError(Exception):
    """It makes no sense to try again."""


class Sending:
    """The way out of alarms, while `run` runs. `board` is where the board is, for people."""

    def __init__(
        self,
        alerting: Alerting,
        api: Api,
        webhook: AlertWebhook | None,
        board: str,
        zone: tzinfo | None = None,
        pause: float = 1.0,
    ) -> None:
        """`pause` stretches the time between tries."""
        self._alerting, self._api, self._webhook = alerting, api, webhook
        self._board, self._zone, self._pause = board, zone, pause
        self._dice = random.Random("alerts")

    async def run(self) -> None:
        """Tell what there is to tell, for ever."""
        if not self._alerting.watches:
            return
        timeout = self._webhook.timeout / SECOND if self._webhook is not None else 1.0
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as client:
            while True:
                self._alerting.changed.clear()
                for message in await self._alerting.ask(lambda record: record.due(wall_clock())):
                    await self._send(message, client)
                await self._until_due()

    async def _until_due(self) -> None:
        due = await self._alerting.ask(Record.next_due)
        left = SOONER if due is None else min(max(between(wall_clock(), due) / SECOND, 0), SOONER)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left):
                await self._alerting.changed.wait()

    async def _send(self, message: Message, client: httpx.AsyncClient) -> None:
        alarm = await self._alerting.ask(lambda record: record.alarm(message.alarm))
        rule = self._alerting.rule_of(alarm)
        try:
            if rule is None or between(_since(alarm), wall_clock()) > STALE:
                raise GivenUpError
            if message.way is Way.EMAIL:
                await self._by_email(message, alarm, rule)
            else:
                await self._by_webhook(message, alarm, client)
        except (RingpostError, httpx.HTTPError) as error:
            log.warning("an alarm could not be told yet", way=message.way, error=logs.cause(error))
            await self._again(message)
        except GivenUpError:
            await self._alerting.ask(lambda record: record.given_up(message))
        else:
            await self._alerting.ask(lambda record: record.told(message))

    async def _again(self, message: Message) -> None:
        most = self._webhook.tries if message.way is Way.WEBHOOK and self._webhook else LETTERS
        if message.tries + 1 >= most:
            log.error("an alarm is told no more", way=message.way, alarm=message.alarm)
            await self._alerting.ask(lambda record: record.given_up(message))
            return
        seconds = pause(message.tries + 1, self._dice) * self._pause
        due = later(wall_clock(), Span(round(seconds * SECOND)))
        await self._alerting.ask(lambda record: record.again(message, due))

    async def _by_email(self, message: Message, alarm: Recorded, rule: AlertRule) -> None:
        """The dispatcher knows whom the rule writes to; that it has it already is as good."""
        name = self._alerting.card(alarm)["name"]
        text = letter(alarm, name, message.what, rule, self._board, self._zone)
        body = {
            "key": webhook_id(alarm, message.what),
            "rule": rule.name,
            "subject": text.subject,
            "text": text.body,
        }
        try:
            await self._api.ask("POST", "/v1/alerts/letters", body)
        except OwnerError as error:  # it will say the same the next time
            log.error("the dispatcher refuses an alarm's letter", error=logs.cause(error))
            raise GivenUpError from error

    async def _by_webhook(self, message: Message, alarm: Recorded, client: httpx.AsyncClient) -> None:
        if self._webhook is None:
            raise GivenUpError
        id_ = webhook_id(alarm, message.what)
        body = webhook_body(alarm, self._alerting.card(alarm), message.what)
        headers = {"Content-Type": "application/json", "Idempotency-Key": id_}
        headers |= headers_of(id_, body, self._webhook.secret, wall_clock())
        async with client.stream("POST", self._webhook.url, content=body, headers=headers) as answer:
            found = verdict(answer.status_code)  # whatever else it says is not read
        if found == "stop":
            raise GivenUpError
        if found == "again":
            raise httpx.HTTPError(f"it answers {answer.status_code}")


def _since(alarm: Recorded) -> Instant:
    return alarm.began if alarm.ended is None else alarm.ended
