"""Plays of webhooks: told in order, again until taken, once each id; and nobody else waits for them."""

from itertools import count
from pathlib import Path

from dispatcher.commands import (
    AcceptOffer,
    ConnectAgent,
    EndWrapUp,
    FinishContact,
    ReportUnreachable,
    SetStatus,
)
from dispatcher.listen import bind
from dispatcher.service import Service
from dispatcher.vocabulary import AgentStatus, CommandId, ContactId
from dispatcher.voice.settings import Kind
from tests.live.heart import ANNA, MAIL, PLOY, admit, hang_up, sit_down
from tests.voice.endpoint import Endpoint, at, heart, open_endpoint, told

NAMES = count()


async def one_call(service: Service, name: str) -> None:
    """A call comes, rings at Ploy's, is accepted and finished; her wrap-up is ended at once."""
    await service.submit(admit(name))
    offer = service.state.agents[PLOY].offer
    assert offer is not None
    await service.submit(AcceptOffer(id=CommandId(f"take {name}"), agent=PLOY, offer=offer))
    await service.submit(FinishContact(id=CommandId(f"end {name}"), agent=PLOY, contact=ContactId(name)))
    await service.submit(EndWrapUp(id=CommandId(f"wrapped up {name}"), agent=PLOY))


async def test_a_pbx_is_told_what_to_do_and_how_calls_change(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        orders, changes = Endpoint(service), Endpoint(service)
        async with open_endpoint(orders) as one, open_endpoint(changes) as other:
            hooks = at(one, "orders"), at(other, "changes", Kind.CALLS)
            async with told(service, *hooks):
                await service.submit(admit("letter", MAIL))  # is no call, and told nobody
                await service.submit(admit("c1"))
                await orders.until(lambda e: len(e.taken) == 1)
                await sit_down(service, PLOY)
                await orders.until(lambda e: len(e.taken) == 2)
                await service.submit(hang_up("c1"))
                await orders.until(lambda e: len(e.taken) == 4)
                await changes.until(lambda e: len(e.taken) == 4)
        assert orders.told("c1") == [
            "order.play",
            "order.ring_agent",
            "order.stop_ringing",
            "order.hang_up_call",
        ]
        assert orders.taken[2][1]["data"]["why"] == "caller_gone"
        assert [body["data"]["state"] for _, body in changes.taken] == [
            "waiting",
            "offered",
            "waiting",
            "abandoned",
        ]
        assert not orders.told("letter")


async def test_an_endpoint_that_was_down_gets_everything_in_order_afterwards_once_each_id(
    tmp_path: Path,
) -> None:
    async with heart(tmp_path) as service:
        await sit_down(service, PLOY)
        endpoint = Endpoint(service)
        endpoint.answers = lambda body: 503
        async with open_endpoint(endpoint) as url, told(service, at(url, "pbx", Kind.CALLS)):
            for number in range(5):
                await one_call(service, f"c{number}")
            await endpoint.until(lambda e: len(e.asked) > 20)
            assert not endpoint.taken
            endpoint.answers = lambda body: 200
            await endpoint.until(lambda e: len(e.taken) == 20)
        ids = [id_ for id_, _ in endpoint.taken]
        assert len(set(ids)) == 20
        for number in range(5):
            states = [b["data"]["state"] for _, b in endpoint.taken if b["data"]["call"] == f"c{number}"]
            assert states == ["waiting", "offered", "active", "closed"]
        assert {id_ for id_, _ in endpoint.asked} == set(ids)


async def test_what_it_refuses_about_one_call_holds_up_no_other(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        await sit_down(service, PLOY)
        endpoint = Endpoint(service)
        endpoint.answers = lambda body: 500 if body["data"]["call"] == "c0" else 200
        async with open_endpoint(endpoint) as url, told(service, at(url, "pbx", Kind.CALLS)) as (outbox,):
            for number in range(4):
                await one_call(service, f"c{number}")
            await endpoint.until(lambda e: len(e.taken) == 12)
            assert not endpoint.told("c0")
            assert outbox.done < 10
            endpoint.answers = lambda body: 200
            await endpoint.until(lambda e: len(e.told("c0")) == 4)


async def test_another_endpoint_and_the_engine_do_not_wait_for_a_silent_one(tmp_path: Path) -> None:
    silent = bind("127.0.0.1", 0, "the test's port")  # it listens, and nobody ever answers
    async with heart(tmp_path) as service:
        await sit_down(service, PLOY)
        endpoint = Endpoint(service)
        async with open_endpoint(endpoint) as url:
            mute = at(f"http://127.0.0.1:{silent.getsockname()[1]}/hook", "silent")
            async with told(service, mute, at(url)) as (outbox, _):
                await one_call(service, "c1")
                await endpoint.until(lambda e: "order.hang_up_call" in e.told("c1"))
                assert outbox.report["waiting"]
    silent.close()


async def test_an_order_that_was_overtaken_while_it_was_down_is_not_sent(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        await sit_down(service, PLOY)
        endpoint = Endpoint(service)
        endpoint.answers = lambda body: 503 if body["type"] in ("order.play", "order.ring_agent") else 200
        async with open_endpoint(endpoint) as url, told(service, at(url)):
            await service.submit(admit("c1"))
            await endpoint.until(lambda e: bool(e.asked))
            await service.submit(hang_up("c1"))
            await endpoint.until(lambda e: "order.hang_up_call" in e.told("c1"))
        assert endpoint.told("c1") == ["order.stop_ringing", "order.hang_up_call"]


async def test_after_a_restart_it_is_told_the_rest(tmp_path: Path) -> None:
    endpoint = Endpoint()
    async with open_endpoint(endpoint) as url:
        hook = at(url, "pbx", Kind.CALLS)
        async with heart(tmp_path) as service, told(service, hook):
            await sit_down(service, PLOY)
            await one_call(service, "c1")
            await endpoint.until(lambda e: len(e.taken) == 4)
        async with heart(tmp_path) as service:  # nobody tells it anything now
            await service.submit(admit("c2"))
        async with heart(tmp_path) as service, told(service, hook):
            await endpoint.until(lambda e: bool(e.told("c2")))
            await service.submit(hang_up("c2"))
            await endpoint.until(lambda e: len(e.told("c2")) == 2)
    # What was under way when it stopped may be told twice, with one id.
    told_once = dict(endpoint.taken)
    assert [body["data"]["call"] for body in told_once.values()] == ["c1"] * 4 + ["c2"] * 2


async def test_a_new_webhook_begins_with_what_happens_from_now_on(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        await service.submit(admit("before"))
        endpoint = Endpoint(service)
        async with open_endpoint(endpoint) as url, told(service, at(url, "late", Kind.CALLS)):
            await service.submit(admit("after"))
            await endpoint.until(lambda e: bool(e.taken))
        assert not endpoint.told("before")


async def test_one_that_is_gone_is_told_no_more(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        endpoint = Endpoint(service)
        endpoint.answers = lambda body: 410
        async with open_endpoint(endpoint) as url, told(service, at(url)) as (outbox,):
            await service.submit(admit("c1"))
            await endpoint.until(lambda e: bool(e.asked))
            while not outbox.report["stopped"]:
                await service.submit(admit(f"more {next(NAMES)}"))
        assert len(endpoint.asked) <= 8


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        endpoint = Endpoint(service)
        endpoint.answers = lambda body: 307 if len(endpoint.asked) < 3 else 204
        async with open_endpoint(endpoint) as url, told(service, at(url)) as (outbox,):
            await service.submit(admit("c1"))
            await endpoint.until(lambda e: len(e.taken) == 1)
            assert outbox.report["error"] in ("HTTP 307", "")
        assert len(endpoint.asked) == 4


async def test_each_exchange_is_told_of_its_own_calls(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        east, west = Endpoint(service), Endpoint(service)
        async with open_endpoint(east) as one, open_endpoint(west) as other:
            hooks = at(one, "east", exchange="east-"), at(other, "west", exchange="west-")
            async with told(service, *hooks):
                for name in ("east-1", "west-1", "east-2"):
                    await service.submit(admit(name))
                await east.until(lambda e: len(e.taken) == 2)
                await west.until(lambda e: len(e.taken) == 1)
        assert [body["data"]["call"] for _, body in west.taken] == ["west-1"]


async def test_the_next_phone_rings_when_one_cannot_be_reached(tmp_path: Path) -> None:
    async with heart(tmp_path) as service:
        await sit_down(service, PLOY)
        await service.submit(admit("c1"))
        endpoint = Endpoint(service)
        async with open_endpoint(endpoint) as url, told(service, at(url)):
            await service.submit(ConnectAgent(id=CommandId("anna"), agent=ANNA))
            await service.submit(SetStatus(id=CommandId("anna r"), agent=ANNA, status=AgentStatus.READY))
            offer = service.state.agents[PLOY].offer
            assert offer is not None
            await service.submit(ReportUnreachable(id=CommandId("u"), agent=PLOY, offer=offer))
            await endpoint.until(lambda e: len(e.taken) == 2)
        orders = [(body["type"], body["data"]["agent"]) for _, body in endpoint.taken]
        assert orders == [("order.stop_ringing", "ploy"), ("order.ring_agent", "anna")]
