"""Agents' phones, as a PBX has them: they ring as ordered, say that they do, and are picked up."""

import asyncio
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from dispatcher.errors import PeerError
from dispatcher.voice.asking import LOOK, ask

PICK_UP: Final = 4.0  # mean seconds a phone rings before it is picked up


@dataclass(slots=True)
class Phones:
    """The phones of everybody who is offered a call of this exchange.

    A phone that rings says so, and is picked up after a while, `pick_up` seconds on average. What is done by
    orders is asked for by long polling: the way for whoever has neither an address nor a socket.
    """

    client: httpx.AsyncClient
    exchange: str
    dice: random.Random
    pick_up: float = PICK_UP
    answered: int = 0
    _ringing: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)

    @property
    def ringing(self) -> frozenset[str]:
        """The offers for which a phone rings now."""
        return frozenset(self._ringing)

    async def run(self) -> None:
        """Do as ordered, for ever."""
        async with asyncio.TaskGroup() as tasks:
            after: int | None = None
            while True:
                said = await self._news(after)
                after = said["number"]
                if said["type"] == "open_calls":
                    self._begin_anew(said["calls"], tasks)
                else:
                    self._obey(said["orders"], tasks)

    async def _news(self, after: int | None) -> Any:
        params = {"exchange": f"{self.exchange}-", "wait": LOOK}
        at = {} if after is None else {"after": after}
        said = await ask(self.client, "GET", "/v1/orders", params=params | at)
        if said is None:
            raise PeerError("this centre gives us no orders; does the token let us take calls?")
        return said

    def _begin_anew(self, calls: Iterable[dict[str, Any]], tasks: asyncio.TaskGroup) -> None:
        rings = [call["ringing"] | {"call": call["id"]} for call in calls if call["ringing"]]
        for offer in self._ringing.keys() - {ring["offer"] for ring in rings}:
            self._stop(offer)
        for ring in rings:
            self._ring(ring, tasks)

    def _obey(self, orders: Iterable[dict[str, Any]], tasks: asyncio.TaskGroup) -> None:
        for order in orders:
            if order["type"] == "ring_agent":
                self._ring(order, tasks)
            elif order["type"] == "stop_ringing":
                self._stop(order["offer"])

    def _ring(self, order: dict[str, Any], tasks: asyncio.TaskGroup) -> None:
        offer = order["offer"]
        if offer not in self._ringing:  # an order may come twice
            self._ringing[offer] = tasks.create_task(self._until_picked_up(order))

    def _stop(self, offer: str) -> None:
        if (task := self._ringing.pop(offer, None)) is not None:
            task.cancel()

    async def _until_picked_up(self, order: dict[str, Any]) -> None:
        agent, offer = order["agent"], order["offer"]
        await ask(self.client, "POST", f"/v1/agents/{agent}/ringing", json={"call": order["call"]})
        await asyncio.sleep(self.dice.expovariate(1 / self.pick_up))
        taken = await ask(self.client, "POST", f"/v1/agents/{agent}/answered", json={"offer": offer})
        self.answered += taken is not None
        self._ringing.pop(offer, None)
