"""Alarms reach people who do not look: by a real mail server and a real endpoint, once, with bounds."""

import asyncio
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from msgspec import structs

from dashboard.alerting.record import Record
from dispatcher.clock import wall_clock
from tests.alerting.house import BOSS, PAGES, WAITING, Floor, floor
from tests.smtp import PostOffice, post_office
from tests.voice.endpoint import Endpoint, open_endpoint

BY_MAIL = structs.replace(WAITING, webhook=False)
BY_HOOK = structs.replace(WAITING, email=())


def signed() -> Endpoint:
    """An endpoint that looks at every signature."""
    endpoint = Endpoint()
    endpoint.clock = wall_clock
    return endpoint


async def taken(office: PostOffice) -> EmailMessage:
    async with asyncio.timeout(30):
        delivery = await office.taken.get()
    assert (delivery.sender, delivery.recipients) == ("", (BOSS,))
    message = email.message_from_bytes(delivery.raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


async def heard(endpoint: Endpoint, *, taken: int = 0, asked: int = 0) -> None:
    """Wait until the endpoint heard so much."""
    async with asyncio.timeout(30):
        await endpoint.until(lambda it: len(it.taken) >= taken and len(it.asked) >= asked)


async def settled(it: Floor) -> None:
    """Wait until nothing is left to tell."""
    async with asyncio.timeout(30):
        while await it.alerting.ask(Record.next_due) is not None:
            pass


async def test_by_email_when_it_begins_and_when_it_ends(tmp_path: Path) -> None:
    async with post_office() as office, floor(tmp_path, BY_MAIL, office=office) as it:
        await it.look()
        await it.call("one")
        await it.look()
        began = await taken(office)
        await it.look()
        await it.hang_up("one")
        await it.look()
        ended = await taken(office)
        assert office.taken.empty(), "one letter for each, however often it is looked at"
    assert began["Subject"] == "Alarm: Waiting, Orders"
    assert began["Auto-Submitted"] == "auto-generated"
    text = began.get_content()
    assert "Waiting, Orders: 1, above 0, since " in text
    assert PAGES in text
    assert ended["Subject"] == "Over: Waiting, Orders"
    assert "It began at " in ended.get_content()


async def test_in_the_rules_language(tmp_path: Path) -> None:
    persian = structs.replace(BY_MAIL, language="fa")
    async with post_office() as office, floor(tmp_path, persian, office=office) as it:
        await it.call("one")
        await it.look()
        assert (await taken(office))["Subject"].startswith("هشدار: ")


async def test_by_webhook_signed_and_told_who_looks_after_it(tmp_path: Path) -> None:
    endpoint = signed()
    async with open_endpoint(endpoint) as hook, floor(tmp_path, BY_HOOK, hook=hook) as it:
        await it.call("one")
        await it.look()
        await heard(endpoint, taken=1)
        (alarm,) = it.alerting.shown()
        assert await it.alerting.acknowledge(alarm["id"], "ada")
        await it.hang_up("one")
        await it.look()
        await heard(endpoint, taken=2)
    (first_id, began), (second_id, ended) = endpoint.taken
    assert first_id != second_id
    assert (began["type"], ended["type"]) == ("alert.began", "alert.ended")
    assert began["data"]["kpi"] == "waiting"
    assert (began["data"]["name"], began["data"]["target"]) == ("Orders", "orders")
    assert (began["data"]["value"], began["data"]["threshold"], began["data"]["unit"]) == (1.0, 0.0, "count")
    assert ended["data"]["by"] == "ada"
    assert ended["data"]["ended"] > ended["data"]["began"]


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_what_fails_is_tried_again_with_the_same_id(tmp_path: Path, status: int) -> None:
    endpoint = signed()
    endpoint.answers = lambda _: 204 if len(endpoint.asked) >= 3 else status
    async with open_endpoint(endpoint) as hook, floor(tmp_path, BY_HOOK, hook=hook) as it:
        await it.call("one")
        await it.look()
        await heard(endpoint, taken=1)
        await settled(it)
    assert len({id_ for id_, _ in endpoint.asked}) == 1
    assert len(endpoint.asked) == 4


async def test_it_is_given_up_after_so_many_tries(tmp_path: Path) -> None:
    endpoint = signed()
    endpoint.answers = lambda _: 500
    async with open_endpoint(endpoint) as hook, floor(tmp_path, BY_HOOK, hook=hook, tries=3) as it:
        await it.call("one")
        await it.look()
        await heard(endpoint, asked=3)
        await settled(it)
        assert len(endpoint.asked) == 3
        assert len(it.alerting.shown()) == 1, "it rings on screens all the same"


async def test_one_that_asks_for_silence_is_left_alone(tmp_path: Path) -> None:
    endpoint = signed()
    endpoint.answers = lambda _: 410
    async with open_endpoint(endpoint) as hook, floor(tmp_path, BY_HOOK, hook=hook) as it:
        await it.call("one")
        await it.look()
        await heard(endpoint, asked=1)
        await settled(it)
    assert len(endpoint.asked) == 1


async def test_nobody_is_told_anything_by_default(tmp_path: Path) -> None:
    silent = structs.replace(WAITING, email=(), webhook=False)
    endpoint = signed()
    async with (
        post_office() as office,
        open_endpoint(endpoint) as hook,
        floor(tmp_path, silent, office=office, hook=hook) as it,
    ):
        await it.call("one")
        await it.look()
        assert len(it.alerting.shown()) == 1
        await settled(it)
    assert endpoint.asked == []
    assert office.taken.empty()


async def test_a_restart_alarms_nobody_anew(tmp_path: Path) -> None:
    endpoint = signed()
    async with open_endpoint(endpoint) as hook:
        async with floor(tmp_path, BY_HOOK, hook=hook) as it:
            await it.call("one")
            await it.look()
            await heard(endpoint, taken=1)
            (before,) = it.alerting.shown()
            await it.alerting.acknowledge(before["id"], "ada")
            await settled(it)
        async with floor(tmp_path, BY_HOOK, hook=hook) as it:
            await it.look()
            (after,) = it.alerting.shown()
            assert (after["id"], after["by"]) == (before["id"], "ada")
            await it.hang_up("one")
            await it.look()
            assert it.alerting.shown() == []
            await heard(endpoint, taken=2)
            (recorded,) = await it.alerting.latest()
    assert [body["type"] for _, body in endpoint.taken] == ["alert.began", "alert.ended"]
    assert recorded["ended"] is not None


async def test_a_rule_that_is_gone_leaves_no_alarm_behind(tmp_path: Path) -> None:
    async with floor(tmp_path, structs.replace(WAITING, email=(), webhook=False)) as it:
        await it.call("one")
        await it.look()
    other = structs.replace(WAITING, name="other", email=(), webhook=False, above=10)
    async with floor(tmp_path, other) as it:
        assert it.alerting.shown() == []
        (recorded,) = await it.alerting.latest()
    assert recorded["ended"] is not None
