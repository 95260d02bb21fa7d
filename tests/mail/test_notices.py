"""Letters to colleagues over the API: under one key each address gets one, however often it is asked."""

import asyncio
from base64 import b64encode
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from dispatcher.access.people import PARTS, Part, Role
from dispatcher.client import Api
from dispatcher.errors import OwnerError
from dispatcher.mail.outgoing.outbound import Outbound
from dispatcher.mail.settings import Smtp
from tests.desk.house import House, open_house
from tests.doors import KEY
from tests.smtp import post_office

BOSS, BOARD = "boss@example.org", "board@example.org"
FILE = {"name": "รายงาน.pdf", "kind": "application/pdf", "content": b64encode(b"%PDF").decode()}
NOTICE = {"key": "report a 2026-10", "to": [BOSS], "subject": "Отчёт", "text": "گزارش", "files": [FILE]}


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> Any:
    async with open_house(tmp_path) as house:
        yield house


async def told(house: House, key: str) -> list[str]:
    query = urlencode({"key": key, "to": [BOSS, BOARD]}, doseq=True)
    found: list[str] = (await house.api.ask("GET", f"/v1/notices?{query}"))["to"]
    return found


async def test_it_arrives_whole_and_once(house: House) -> None:
    async with post_office() as office:
        way_out = Outbound(house.service, Smtp(host=office.host, port=office.port, security="none"))
        sending = asyncio.create_task(way_out.run())
        try:
            assert await house.api.ask("POST", "/v1/notices", NOTICE) == {"to": [BOSS]}
            assert await house.api.ask("POST", "/v1/notices", NOTICE) == {"to": []}
            assert await house.api.ask("POST", "/v1/notices", {**NOTICE, "to": [BOSS, BOARD]}) == {
                "to": [BOARD]
            }
            way_out.wake()
            came = [await office.taken.get() for _ in range(2)]
        finally:
            sending.cancel()
    assert sorted(one.recipients for one in came) == [(BOARD,), (BOSS,)]
    assert office.taken.empty()
    message = message_from_bytes(came[0].raw, policy=policy.default)
    assert (message["Subject"], message["Auto-Submitted"]) == ("Отчёт", "auto-generated")
    text, file = message.iter_parts()
    assert text.get_content().strip() == "گزارش"
    assert (file.get_filename(), file.get_content()) == ("รายงาน.pdf", b"%PDF")


async def test_what_was_told_is_known_under_its_key_alone(house: House) -> None:
    assert await told(house, "report a 2026-10") == []
    await house.api.ask("POST", "/v1/notices", NOTICE)
    assert await told(house, "report a 2026-10") == [BOSS]
    assert await told(house, "report a 2026-11") == []


async def test_one_at_once_is_one(house: House) -> None:
    """Two dashboards, or one that did not hear the answer, hand in the same report."""
    answers = await asyncio.gather(*(house.api.ask("POST", "/v1/notices", NOTICE) for _ in range(5)))
    assert sorted(answer["to"] for answer in answers) == [[], [], [], [], [BOSS]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"to": []}, "List should have at least 1 item"),
        ({"to": ["nobody"]}, "no address"),
        ({"subject": "a\r\nBcc: x@y.example"}, "line breaks"),
        ({"files": [{**FILE, "kind": "a/b\r\nX: y"}]}, "pattern"),
        ({"bcc": [BOSS]}, "Extra inputs"),
    ],
)
async def test_what_is_no_letter_is_refused(house: House, change: dict[str, Any], says: str) -> None:
    with pytest.raises(OwnerError, match=says):
        await house.api.ask("POST", "/v1/notices", NOTICE | change)
    assert await told(house, "report a 2026-10") == []


def test_only_the_centre_itself_and_its_admins_may() -> None:
    assert {role for role in Role if Part.NOTICES in PARTS[role]} == {Role.ADMIN}


async def test_a_stranger_may_not(house: House) -> None:
    async with Api(house.doors.api_url, f"not {KEY}") as stranger:
        with pytest.raises(OwnerError):
            await stranger.ask("POST", "/v1/notices", NOTICE)
