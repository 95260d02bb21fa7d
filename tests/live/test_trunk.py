"""A PBX on the gateway's socket: it reports, gets orders, resumes, and is fenced off by its successor."""

from pathlib import Path
from typing import Any

from dispatcher.access.people import Role
from dispatcher.vocabulary import ContactId, Phase
from tests.live.heart import ANNA, ORDERS, PLOY, admit, sit_down
from tests.live.house import House, Line, hello, open_house


class Pbx:
    """What a PBX says and hears on its line."""

    def __init__(self, line: Line) -> None:
        self.line, self.orders = line, list[dict[str, Any]]()

    async def report(self, id_: str, kind: str, **fields: object) -> dict[str, Any]:
        """Say that something happened; the answer, which names the report."""
        await self.line.say({"type": "report", "id": id_, "report": {"type": kind, **fields}})
        while (answer := await self.line.hear())["type"] not in ("ack", "refused"):
            self.orders += answer.get("orders", [])
        assert answer["id"] == id_
        return answer

    async def order(self, kind: str) -> dict[str, Any]:
        """The next order of this kind."""
        while True:
            for order in self.orders:
                if order["type"] == kind:
                    self.orders.remove(order)
                    return order
            self.orders += (await self.line.hear("orders"))["orders"]


async def connected(house: House, line: Line, after: int | None = None) -> Pbx:
    """A PBX that said hello."""
    await line.say(hello(house.doors.ticket(Role.TRUNK), after=after))
    assert (await line.hear("welcome"))["role"] == "trunk"
    return Pbx(line)


async def test_a_call_rings_is_answered_by_phone_and_ends(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.line() as line:
        pbx = await connected(house, line)
        assert (await line.hear("open_calls"))["calls"] == []
        await sit_down(house.service, PLOY)
        answer = await pbx.report("1", "call_arrived", call="pbx-1", queue=ORDERS, caller="+99900000001")
        assert answer["type"] == "ack"
        ring = await pbx.order("ring_agent")
        assert (ring["call"], ring["agent"], ring["customer"]) == ("pbx-1", PLOY, "+99900000001")
        await pbx.report("2", "phone_ringing", call="pbx-1", agent=PLOY)
        await pbx.report("3", "phone_answered", agent=PLOY, offer=ring["offer"])
        assert (await pbx.order("bridge"))["agent"] == PLOY
        assert house.service.state.contacts[ContactId("pbx-1")].phase is Phase.ACTIVE
        await pbx.report("4", "call_hung_up", call="pbx-1")
        assert ContactId("pbx-1") not in house.service.state.contacts


async def test_a_phone_stops_when_the_caller_is_gone(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.line() as line:
        pbx = await connected(house, line)
        await sit_down(house.service, PLOY)
        await pbx.report("1", "call_arrived", call="pbx-1", queue=ORDERS)
        ring = await pbx.order("ring_agent")
        await pbx.report("2", "call_hung_up", call="pbx-1")
        assert (await pbx.order("stop_ringing"))["offer"] == ring["offer"]


async def test_a_report_that_comes_twice_has_one_effect(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.line() as line:
        pbx = await connected(house, line)
        for _ in range(2):
            answer = await pbx.report("1", "call_arrived", call="pbx-1", queue=ORDERS)
            assert answer["type"] == "ack"
        assert len(house.service.state.contacts) == 1
        late = await pbx.report("2", "phone_answered", agent=PLOY, offer="long over")
        assert (late["type"], late["reason"]) == ("refused", "too_late")


async def test_who_comes_back_gets_what_is_still_to_be_done(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.line() as line:
            pbx = await connected(house, line)
            number = (await line.hear("open_calls"))["number"]
        await sit_down(house.service, PLOY)
        await sit_down(house.service, ANNA)
        await house.service.submit(admit("pbx-1"))
        async with house.line() as line:
            pbx = await connected(house, line, after=number)
            assert (await pbx.order("ring_agent"))["call"] == "pbx-1"
        async with house.line() as line:
            await connected(house, line, after=house.service.last + 1000)  # a number of another journal
            (call,) = (await line.hear("open_calls"))["calls"]
            assert call["id"] == "pbx-1"


async def test_a_second_connection_fences_the_first_off(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.line() as old, house.line() as new:
        first = await connected(house, old)
        second = await connected(house, new)
        assert (await old.hear("fault"))["code"] == "taken_over"
        await sit_down(house.service, PLOY)
        await second.report("1", "call_arrived", call="pbx-1", queue=ORDERS)
        assert (await second.order("ring_agent"))["call"] == "pbx-1"
        assert first.orders == []


async def test_a_pbx_asks_for_nothing_and_nobody_else_reports(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.line() as line, house.guest(PLOY) as desk:
        await connected(house, line)
        await line.ask("HangUp", "1", contact="x")
        assert (await line.hear("refused"))["reason"] == "not_allowed"
        await line.say({"type": "read", "id": "2", "contact": "x"})
        assert (await line.hear("refused"))["reason"] == "not_allowed"
        await desk.hear("welcome")
        report = {"type": "call_hung_up", "call": "x"}
        await desk.say({"type": "report", "id": "3", "report": report})
        assert (await desk.hear("refused"))["reason"] == "not_allowed"
