"""What is on the lines, what became of the latest calls, and news of both for whoever asks and waits."""

import asyncio
import contextlib
import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from dispatcher.customers.arriving import Customers
from dispatcher.errors import JournalError
from dispatcher.events import ContactAbandoned, ContactClosed, NumberedFact
from dispatcher.service import Service
from dispatcher.vocabulary import ContactId
from dispatcher.voice import keys
from dispatcher.voice.cards import CallCard, call_card
from dispatcher.voice.connector import take
from dispatcher.voice.keys import Asked, KeyReusedError
from dispatcher.voice.ordering import orders_of
from dispatcher.voice.problems import KEY_REUSED, NOT_DURABLE, Problem
from dispatcher.voice.reporting import TOO_LATE, UNKNOWN_CALL, Objection, arrival_id
from dispatcher.voice.reports import AnyReport, CallHungUp
from dispatcher.voice.trunk import OpenCalls, Orders, Trunk

REMEMBERED: Final = 1_000  # calls whose end is remembered for a PBX that asks late
PAGE: Final = 1000  # facts read at once


class Calls:
    """The calls of a centre, for those who ask over HTTP."""

    def __init__(self, service: Service, customers: Customers) -> None:
        self._service, self._customers = service, customers
        self._ended: OrderedDict[ContactId, CallCard] = OrderedDict()
        self._changes: dict[ContactId, asyncio.Event] = {}
        self._ordered = asyncio.Event()
        service.listen(self._hear)

    def _hear(self, facts: Sequence[NumberedFact]) -> None:
        for numbered in facts:
            fact = numbered.fact
            if isinstance(fact, ContactClosed) and self._is_live(fact):
                self._remember(CallCard(id=fact.contact, state="closed", queue=fact.queue, agent=fact.agent))
            elif isinstance(fact, ContactAbandoned):
                self._remember(CallCard(id=fact.contact, state="abandoned", queue=fact.queue))
            if change := self._changes.pop(getattr(fact, "contact", ContactId("")), None):
                change.set()
        if any(orders_of(numbered, self._service.state) for numbered in facts):
            self._ordered.set()
            self._ordered = asyncio.Event()

    def _is_live(self, closed: ContactClosed) -> bool:
        channel = self._service.state.rules.channels.get(closed.channel)
        return channel is not None and channel.live

    def _remember(self, card: CallCard) -> None:
        self._ended[card.id] = card
        while len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    # --- what a PBX reports -----------------------------------------------------------------------------

    async def take(self, report: AnyReport, asked: Asked | None) -> None:
        """Take a report in; under a key, once.

        Raises:
            Problem: nothing changed, and why.
        """
        call: ContactId | None = getattr(report, "call", None)
        if isinstance(report, CallHungUp) and call in self._ended:
            return  # what is known to be over needs no line in the journal
        id_ = keys.command_id(call or "phone", asked)
        try:
            if asked is not None:
                await self._service.read(lambda store: keys.check(store, asked))
            no = await take(
                self._service, self._customers, report, id_, keys.keep(asked, self._service.clock())
            )
        except KeyReusedError as error:
            detail = "this Idempotency-Key was used for another request; choose a new one for each"
            raise Problem(KEY_REUSED, detail) from error
        except (sqlite3.Error, JournalError) as error:
            raise Problem(NOT_DURABLE, "the centre cannot write this down just now; ask again") from error
        if no is not None:
            raise await self._problem(no, call)

    async def _problem(self, no: Objection, call: ContactId | None) -> Problem:
        """A call that is over is told apart from one that never was."""
        if no.reason != UNKNOWN_CALL or call is None:
            return Problem.of(no)
        card = await self.card(call)
        return Problem(TOO_LATE, f"call {call!r} is over: {card.state}")

    # --- how calls stand --------------------------------------------------------------------------------

    async def card(self, name: ContactId) -> CallCard:
        """How this call stands.

        Raises:
            Problem: no such call ever arrived.
        """
        contact = self._service.state.contacts.get(name)
        if contact is not None and contact.live:
            return call_card(contact)
        if name in self._ended:
            return self._ended[name]
        if await self._service.read(
            lambda store: store.execute("SELECT 1 FROM commands WHERE id = ?", (arrival_id(name),)).fetchone()
        ):
            return CallCard(id=name, state="ended")
        raise Problem(UNKNOWN_CALL, f"no call {name!r} ever arrived here")

    async def news(self, name: ContactId, unless: str, seconds: float) -> CallCard:
        """How this call stands once it is no longer `unless`, or when the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while (card := await self.card(name)).state == unless:
                    await self._change(name).wait()
        except TimeoutError:
            card = await self.card(name)
        return card

    def _change(self, name: ContactId) -> asyncio.Event:
        """Set by the next fact that names this call; never for a call that is over."""
        over = name not in self._service.state.contacts
        return asyncio.Event() if over else self._changes.setdefault(name, asyncio.Event())

    # --- what is to be done -----------------------------------------------------------------------------

    async def orders(self, after: int | None, seconds: float, exchange: str) -> OpenCalls | Orders:
        """The orders after this event as soon as there are any, or none when the time is over.

        The calls as they stand, to begin with, for whoever has no number, or one too old.
        """
        trunk = Trunk(exchange, after, self._customers.directory.address)
        number = trunk.resumes(self._service.last)
        if number is None:
            return trunk.welcome(self._service.state, self._service.last)
        orders = await self._next(trunk, number)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not orders.orders:
                    if orders.number == self._service.last:
                        await self._ordered.wait()
                    orders = await self._next(trunk, orders.number)
        return orders

    async def _next(self, trunk: Trunk, number: int) -> Orders:
        """The next page's orders; with none, how far the page went."""
        facts = await self._service.facts(after=number, limit=PAGE)
        if not facts:
            return Orders(number=number, orders=())
        return trunk.hear(facts, self._service.state) or Orders(number=facts[-1].number, orders=())
