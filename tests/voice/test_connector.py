"""Plays of a connector in this very process: ordered, it reports; its PBX restarts, its calls are closed."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace
from starlette.types import Message

from dispatcher.customers.arriving import Customers
from dispatcher.events import ContactAbandoned, ContactClosed
from dispatcher.vocabulary import CloseReason, CommandId, ContactId, Instant, QueueId
from dispatcher.voice.connector import Connector, attach, lost, take
from dispatcher.voice.orders import AnyOrder
from dispatcher.voice.reports import CallArrived, CallHungUp, PhoneAnswered
from dispatcher.voice.signed import read_ahead, signer
from dispatcher.voice.signing import SignatureError, headers_of
from dispatcher.voice.trunk import welcome
from tests.live.heart import PLOY, News, sit_down
from tests.voice.endpoint import at, heart
from tests.voice.exchange import Exchange

CALL = ContactId("pbx-1")


class InMemory:
    """A connector whose PBX is in memory."""

    exchange = "pbx-"

    def __init__(self) -> None:
        self.pbx = Exchange()

    async def run(self) -> None:
        """There is nothing to connect to."""
        await asyncio.Event().wait()

    def order(self, order: AnyOrder) -> None:
        """At once."""
        self.pbx.obey([order])


async def test_a_connector_is_ordered_and_reports_and_a_second_report_is_no_harm(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        one = InMemory()
        connector: Connector = one
        end = attach(service, connector)
        await sit_down(service, PLOY)
        for name in (CALL, ContactId("elsewhere-1")):
            arrived = CallArrived(call=name, queue=QueueId("orders"))
            assert await take(service, Customers(service), arrived, CommandId("unused")) is None
        assert list(one.pbx.rings) == [CALL]
        agent, offer = one.pbx.rings[CALL]
        for _ in range(2):
            answered = PhoneAnswered(agent=agent, offer=offer)
            assert await take(service, Customers(service), answered, CommandId("a1")) is None
        assert one.pbx.talks == {CALL: PLOY}
        assert await take(service, Customers(service), CallHungUp(call=CALL), CommandId("h1")) is None
        assert (
            await take(service, Customers(service), CallHungUp(call=CALL), CommandId("h2")) is None
        )  # hung up already
        assert not one.pbx.talks
        end()
        await take(
            service,
            Customers(service),
            CallArrived(call=ContactId("pbx-2"), queue=QueueId("orders")),
            CommandId("x"),
        )
        assert ContactId("pbx-2") not in one.pbx.rings


async def test_a_pbx_that_restarted_has_lost_its_calls(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        news = News(service)
        await sit_down(service, PLOY)
        for name in ("pbx-1", "pbx-2", "pbx-3"):
            arrived = CallArrived(call=ContactId(name), queue=QueueId("orders"))
            await take(service, Customers(service), arrived, CommandId("unused"))
        offer = service.state.agents[PLOY].offer
        assert offer is not None
        await take(service, Customers(service), PhoneAnswered(agent=PLOY, offer=offer), CommandId("a"))
        calls = welcome(service.state, service.last, "pbx-").calls
        reports = lost(calls, still_there={ContactId("pbx-3")})
        for number, report in enumerate(reports):
            assert await take(service, Customers(service), report, CommandId(f"lost {number}")) is None
        assert (await news.of(ContactClosed)).why is CloseReason.PBX_LOST
        assert (await news.of(ContactAbandoned)).contact == "pbx-2"
        assert list(service.state.contacts) == ["pbx-3"]


# --- requests that a PBX signs --------------------------------------------------------------------------


async def test_a_signed_request_says_whose_it_is_and_can_be_read_again() -> None:
    now, body = Instant(1_800_000_000_000_000), b'{"queue": "orders"}'
    east, west = at("http://east.example"), replace(at("http://west.example"), secret="that of the west")
    headers = headers_of("msg_1", body, west.secret, now)
    parts: list[Message] = [
        {"type": "http.request", "body": body[:5], "more_body": True},
        {"type": "http.request", "body": body[5:]},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return parts.pop(0)

    read, again = await read_ahead(receive)
    assert read == body
    assert await again() == {"type": "http.request", "body": body, "more_body": False}
    assert (await again())["type"] == "http.disconnect"
    assert signer(headers, read, [east, west], now) is west
    assert signer({}, read, [west], now) is None
    with pytest.raises(SignatureError, match="no webhook"):
        signer(headers, read, [], now)
    with pytest.raises(SignatureError, match="no signature fits"):
        signer(headers, read + b" ", [east, west], now)
