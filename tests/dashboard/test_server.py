"""The dashboard's server over real sockets: what programs get, and who is turned away."""

import inspect
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import dash
import httpx
import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from analytics.kpis import KPIS
from dashboard import charts
from dashboard.app import PAGES, build
from dashboard.feed import Feed
from dashboard.house import Settings
from dispatcher.client import Api, watch
from dispatcher.metrics.declared import DASHBOARD
from tests.dashboard.rooms import House, open_house, serving


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> Any:
    async with open_house(tmp_path) as house:
        await house.call("one")
        yield house


@pytest_asyncio.fixture
async def address(house: House, tmp_path: Path) -> Any:
    async with serving(house, tmp_path) as address:
        yield address


@pytest_asyncio.fixture
async def visitor(address: str) -> Any:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as visitor:
        yield visitor


async def messages(address: str, **how: Any) -> Any:
    """What a screen hears."""
    url = address.replace("http", "ws") + "/push/board"
    async with connect(url, proxy=None, **how) as socket:
        async for message in socket:
            yield json.loads(message)


def blocking(callbacks: dict[str, Any]) -> Iterator[str]:
    """The callbacks that would hold up every screen while they run."""
    for name, callback in callbacks.items():
        function = callback.get("callback")
        if function is not None and not inspect.iscoroutinefunction(function):
            yield name


async def test_every_callback_is_async() -> None:
    """On this backend a plain function runs on the server's only loop."""
    api = Api("http://127.0.0.1:1")
    build(Feed(":memory:", partial(watch, api)), Settings(), api)
    app: dash.Dash = dash.get_app()  # type: ignore[no-untyped-call]
    assert app.callback_map
    assert list(blocking(app.callback_map)) == []
    app.callback(dash.Output("page", "title"), dash.Input("address", "href"))(lambda href: href)
    app._setup_server()  # type: ignore[no-untyped-call]
    assert list(blocking(app.callback_map)) == ["page.title"]


async def test_ready_tells_whether_the_picture_is_live_and_health_whether_we_are(
    house: House, address: str, visitor: httpx.AsyncClient
) -> None:
    async for message in messages(address):
        if message["number"] >= house.service.last:
            break
    answer = await visitor.get("/ready")
    assert (answer.status_code, answer.json()["trouble"]) == (200, "")
    assert answer.json()["number"] == house.service.last
    assert f"ringpost_feed_number {house.service.last:.1f}\n" in (await visitor.get("/metrics")).text
    await house.close()
    async for _ in messages(address):
        answer = await visitor.get("/ready")
        if answer.status_code == 503:
            break
    assert answer.json()["as_of"] < answer.json()["now"]
    assert (await visitor.get("/health")).status_code == 200


async def test_every_metric_of_the_dashboard_is_declared(address: str, visitor: httpx.AsyncClient) -> None:
    text = (await visitor.get("/metrics")).text
    told = {family.name for family in text_string_to_metric_families(text)}
    assert {name for name in told if name.startswith("ringpost_")} == {metric.name for metric in DASHBOARD}


async def test_a_screen_hears_the_whole_board_then_what_changes(house: House, address: str) -> None:
    called, kinds = False, []
    async for message in messages(address):
        kinds.append(message["type"])
        if message["number"] >= house.service.last and not called:
            await house.call("two")
            called = True
        if message["board"].get("tiles", {}).get("waiting", {}).get("value") == 2:
            break
    assert (kinds[0], kinds[-1]) == ("whole", "changes")
    assert "centre" not in message["board"], "that did not change"
    assert set(message["board"]["queues"]) == {"orders"}


async def test_the_board_for_programs_is_the_board_for_screens(
    address: str, visitor: httpx.AsyncClient
) -> None:
    async for message in messages(address):
        whole = (await visitor.get("/board.json")).json()
        assert whole["board"].keys() == message["board"].keys()
        break


async def test_a_page_of_another_origin_hears_nothing(address: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        async for _ in messages(address, origin="http://elsewhere.example"):
            pass
    async for message in messages(address, origin=address):
        assert message["type"] == "whole"
        break


async def test_history_for_programs_ends_with_the_day(
    house: House, address: str, visitor: httpx.AsyncClient
) -> None:
    async for message in messages(address):
        if message["number"] >= house.service.last:
            break
    rows = (await visitor.get("/history.json")).json()
    *quarters, day = rows
    assert day["window"] == "today"
    for kpi in KPIS:
        if kpi.per is None and kpi.kind == "flow":
            assert sum(row[kpi.name] for row in quarters) == day[kpi.name]
    lines = (await visitor.get("/history.csv?queue=orders")).text.splitlines()
    assert len(lines) == len(rows) + 1
    assert "incoming" in lines[0]


@pytest.mark.parametrize("path", [page.path for page in PAGES])
async def test_pages_come_in_the_visitors_language_and_name_no_other_host(
    visitor: httpx.AsyncClient, path: str
) -> None:
    page = (await visitor.get(path, headers={"accept-language": "fa"})).text
    assert '<html lang="fa" dir="rtl">' in page
    assert '<html lang="th" dir="ltr">' in (await visitor.get(f"{path}?lang=th")).text
    assert re.findall(r"""(?:src|href)=["']?(?:https?:)?//""", page) == []


@pytest.mark.parametrize("path", ["/nothing", "/docs", "/openapi.json", "/_mcp"])
async def test_there_is_nothing_else(visitor: httpx.AsyncClient, path: str) -> None:
    answer = await visitor.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_no_chart_offers_to_share_itself() -> None:
    assert charts.CHART_SETTINGS["showSendToCloud"] is False


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_every_kpi_can_be_drawn(kpi: Any) -> None:
    labels = ["08:45", "09:00", "09:15"]
    for values in ([None, None, None], [0.0, None, 1.0], [1e7, 2e9, 5e11]):
        figure = charts.chart(kpi, labels, [charts.Line("", values)])
        assert list(figure.layout.xaxis.ticktext) == labels


def test_a_young_day_has_whole_numbers_and_every_label() -> None:
    incoming = next(kpi for kpi in KPIS if kpi.name == "incoming")
    figure = charts.chart(incoming, ["22:30", "22:45", "23:00"], [charts.Line("", [0, 2, 0])])
    assert (figure.layout.yaxis.dtick, figure.layout.yaxis.range) == (1, (0, 5))
    assert figure.layout.xaxis.ticktext == ("22:30", "22:45", "23:00")
    assert charts.chart(incoming, ["22:30"], [charts.Line("", [40])]).layout.yaxis.range is None


def test_a_long_day_is_labelled_at_full_hours() -> None:
    labels = [f"{hour:02}:{minute:02}" for hour in range(8, 12) for minute in (0, 15, 30, 45)]
    figure = charts.chart(KPIS[0], labels, [charts.Line("", [1.0] * len(labels))])
    assert figure.layout.xaxis.ticktext == ("08:00", "09:00", "10:00", "11:00")
