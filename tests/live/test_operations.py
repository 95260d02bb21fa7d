"""What operators ask, asked of the whole dispatcher: alive, ready, counted; and how it stops."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx
from fastapi import FastAPI
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect

from dispatcher.customers.arriving import Customers
from dispatcher.journal import Journal
from dispatcher.journal.space import LOW
from dispatcher.listen import bind, serve_http
from dispatcher.mail.health import LineHealth
from dispatcher.metrics.declared import DISPATCHER, OLDEST_WAIT, PROMISES
from dispatcher.metrics.picture import picture_reading
from dispatcher.metrics.scrape import Text
from dispatcher.operations import LATE, STUCK, Condition, operations_router, turning_away
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND
from dispatcher.voice.http import calls_router
from tests.live.heart import ORDERS, Watch, admit, hang_up, running
from tests.live.house import hello
from tests.live.whole import Whole, whole_dispatcher
from tests.mail.house import at_work
from tests.ports import free_port

KEY = "the key of this very centre"
CALL = {"queue": "calls", "caller": "+66812345678"}


def families(text: str) -> Iterable[Metric]:
    """What Prometheus itself would read."""
    return text_string_to_metric_families(text)


async def samples(house: Whole) -> dict[tuple[str, str], float]:
    """Every sample by its name and its labels, as `phase=waiting queue=calls`."""
    return {
        (one.name, " ".join(f"{key}={value}" for key, value in sorted(one.labels.items()))): one.value
        for family in families((await house.pbx.get("/metrics")).text)
        for one in family.samples
    }


def checks(answer: httpx.Response) -> dict[str, str]:
    """What each check found."""
    return {check["name"]: check["result"] for check in answer.json()["checks"]}


# --- alive and ready ------------------------------------------------------------------------------------


async def test_a_centre_at_work_is_alive_and_ready(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path, login=f'login = true\nkey = "{KEY}"\n') as house:
        alive, ready = await house.pbx.get("/health"), await house.pbx.get("/ready")
        assert (alive.status_code, checks(alive)) == (200, {"engine": "ok"})
        assert (ready.status_code, set(checks(ready).values())) == (200, {"ok"})
        assert (await house.pbx.get("/metrics")).status_code == 401
        head = {"Authorization": f"Bearer {KEY}"}
        assert (await house.pbx.get("/metrics", headers=head)).status_code == 200


async def test_a_mail_server_that_is_down_keeps_nobody_from_working(tmp_path: Path) -> None:
    mail = f"""
[mailboxes.help]
address = "help@example.com"
host = "127.0.0.1"
port = {free_port()}
tls = false
password = "a secret of theirs"
queue = "letters"
[smtp]
host = "127.0.0.1"
port = {free_port()}
security = "none"
"""
    async with whole_dispatcher(tmp_path, mail) as house:
        await house.overheard.until("a mailbox is not watched")
        ready = await house.pbx.get("/ready")
        assert (ready.status_code, checks(ready)["mailbox help/INBOX"]) == (200, "warning")
        assert (await samples(house))["ringpost_mail_up", "line=mailbox help/INBOX"] == 0
        assert "secret" not in ready.text


class Bench:
    """A condition whose clock, trouble and disk the play decides."""

    def __init__(self, service: Service, data: Path) -> None:
        self.now, self.trouble, self.mail = service.beat, "", dict[str, LineHealth]()
        self.condition = Condition(
            service, data, trouble=lambda: self.trouble, mail=lambda: self.mail, clock=lambda: self.now
        )

    def ready(self) -> Mapping[str, str]:
        return {found.name: found.remedy for found in self.condition.ready() if found.result == "failed"}


async def test_what_is_wrong_is_named_with_what_to_do(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        bench = Bench(service, tmp_path)
        assert bench.ready() == {}
        bench.trouble = "database or disk is full"
        assert bench.ready() == {"journal": "free space or mend the disk; it goes on by itself"}
        bench.trouble, bench.condition.least_free = "", 1 << 62
        assert list(bench.ready()) == ["disk"]
        bench.condition.least_free, bench.condition.draining = LOW, True
        assert bench.ready() == {"open": "ask again in a few seconds"}


async def test_an_engine_that_stands_still_is_not_ready_and_at_last_not_alive(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        bench = Bench(service, tmp_path)
        bench.now = service.beat + LATE + 2
        assert list(bench.ready()) == ["engine"]
        assert bench.condition.alive()[0].result == "ok"
        bench.now = service.beat + STUCK + 2
        assert bench.condition.alive()[0].result == "failed"


async def test_while_it_stops_new_work_is_turned_away_and_the_rest_goes_on(tmp_path: Path) -> None:
    async def nothing(accept: str) -> Text:
        return Text(b"", accept)

    async with running(tmp_path) as service:
        condition, app = Bench(service, tmp_path).condition, FastAPI()
        app.include_router(calls_router(service, Customers(service)))
        app.include_router(operations_router(condition, nothing))
        door = bind("127.0.0.1", 0, "the test's port")
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        async with (
            at_work(serve_http(turning_away(app, condition), door)),
            httpx.AsyncClient(base_url=address) as pbx,
        ):
            call = {"queue": "orders", "id": "call-1"}
            assert (await pbx.post("/v1/calls", json=call)).status_code == 201
            condition.draining = True
            away = await pbx.post("/v1/calls", json=call | {"id": "call-2"})
            assert (away.status_code, away.headers["Retry-After"]) == (503, "5")
            assert (await pbx.get("/ready")).status_code == 503
            assert (await pbx.get("/health")).status_code == 200
            assert (await pbx.post("/v1/calls/call-1/hangup")).json()["state"] == "abandoned"


# --- metrics --------------------------------------------------------------------------------------------


async def test_what_happened_is_counted_and_what_stands_is_read(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path) as house:
        for name in ("call-1", "call-2"):
            assert (await house.pbx.post("/v1/calls", json=CALL | {"id": name})).status_code == 201
        await house.pbx.post("/v1/calls/call-1/hangup")
        await house.pbx.post("/v1/calls/call-1/callback")
        await house.pbx.get("/nowhere")
        async with connect(house.ws, proxy=None) as desk:
            await desk.send(json.dumps(hello(await house.ticket("ploy"))))
            await desk.recv()
            await desk.send("no frame at all")
            await desk.recv()
            seen = await samples(house)
    assert {
        key: seen[key]
        for key in seen
        if key[0] in ("ringpost_commands_total", "ringpost_agents", "ringpost_clients")
        or key[0] in ("ringpost_gateway_refusals_total", "ringpost_command_seconds_count")
    } == {
        ("ringpost_commands_total", "command=AdmitContact outcome=done"): 2,
        ("ringpost_commands_total", "command=HangUp outcome=done"): 1,
        ("ringpost_commands_total", "command=RequestCallback outcome=unknown_contact"): 1,
        ("ringpost_commands_total", "command=ConnectAgent outcome=done"): 1,
        ("ringpost_command_seconds_count", ""): 5,
        ("ringpost_agents", "status=offline"): 1,
        ("ringpost_agents", "status=ready"): 0,
        ("ringpost_agents", "status=away"): 0,
        ("ringpost_agents", "status=not_responding"): 0,
        ("ringpost_clients", "role=agent"): 1,
        ("ringpost_clients", "role=supervisor"): 0,
        ("ringpost_clients", "role=trunk"): 0,
        ("ringpost_clients", "role=watcher"): 0,
        ("ringpost_gateway_refusals_total", "code=bad_frame"): 1,
    }
    assert seen["ringpost_contacts", "phase=waiting queue=calls"] == 1
    assert seen["ringpost_facts_total", "type=ContactArrived"] == 2
    assert seen["ringpost_oldest_wait_seconds", "queue=calls"] > 0
    assert seen["ringpost_http_requests_total", "method=POST route=/v1/calls status=201"] == 2
    assert seen["ringpost_http_requests_total", "method=GET route=none status=404"] == 1
    assert seen["ringpost_journal_writable", ""] == 1
    assert seen["ringpost_journal_size_bytes", ""] > 0
    assert seen["ringpost_disk_free_bytes", ""] > 0


async def test_every_metric_is_declared_and_every_declared_one_is_told(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path) as house:
        text = (await house.pbx.get("/metrics")).text
        openly = await house.pbx.get("/metrics", headers={"Accept": "application/openmetrics-text"})
    told = {family.name: family for family in families(text)}
    declared = {metric.name.removesuffix("_total"): metric for metric in DISPATCHER}
    assert {name for name in told if name.startswith("ringpost_")} == set(declared)
    for name, metric in declared.items():
        assert (told[name].type, told[name].documentation) == (metric.kind, metric.meaning)
    assert "process_resident_memory_bytes" in told
    openly_told: Iterable[Metric] = open_metrics(openly.text)  # type: ignore[no-untyped-call]
    assert {family.name for family in openly_told} == set(told)


async def test_two_centres_in_one_process_do_not_count_together(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path) as one:
        await one.pbx.post("/v1/calls", json=CALL)
        (tmp_path / "other").mkdir()
        async with whole_dispatcher(tmp_path / "other") as other:
            key = ("ringpost_facts_total", "type=ContactArrived")
            assert (await samples(one))[key] == 1
            assert key not in await samples(other)


# --- the end --------------------------------------------------------------------------------------------


async def test_it_says_goodbye_and_leaves_everything_written(tmp_path: Path) -> None:
    """Whoever waits for an answer gets one, clients are told that we go away, the journal is whole."""
    async with whole_dispatcher(tmp_path) as house:
        names = [f"call-{n}" for n in range(20)]
        calls = [asyncio.create_task(house.pbx.post("/v1/calls", json=CALL | {"id": n})) for n in names]
        async with connect(house.ws, proxy=None) as desk:
            await desk.send(json.dumps(hello(await house.ticket("ploy"))))
            await desk.recv()
            answers = await asyncio.gather(*calls)
            await house.stop()
            await desk.wait_closed()
            assert desk.close_code == 1001
    assert [answer.status_code for answer in answers] == [201] * 20
    journal = Journal(tmp_path / "data" / "journal.sqlite")
    assert set(journal.rebuild().contacts) == set(names)
    journal.close()


async def test_a_client_that_never_says_goodbye_keeps_nobody(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path) as house:
        host, port = house.ws.removeprefix("ws://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b"101" in await reader.readline()
        await house.stop()
        assert house.overheard.lines[-1]["event"] == "stopped in order"
        writer.close()


async def test_a_broken_promise_is_told_until_the_contact_is_gone(tmp_path: Path) -> None:
    watch = Watch()
    async with running(tmp_path, clock=watch) as service:

        def told() -> tuple[float, float, float]:
            reading = picture_reading(service.state, watch())
            promises, wait = reading[PROMISES], reading[OLDEST_WAIT]
            return promises[ORDERS, "at_risk"], promises[ORDERS, "broken"], wait[(ORDERS,)]

        await service.submit(admit("one"))
        await service.submit(admit("two"))
        watch.move(30 * SECOND)
        await service.submit(hang_up("two"))  # what came due before is settled first
        assert told() == (0, 1, 30)
        await service.submit(hang_up("one"))
        assert told() == (0, 0, 0)
