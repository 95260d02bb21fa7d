"""Letters of alarms over HTTP: the centre's own dashboard alone asks, the centre file says to whom."""

import re
from pathlib import Path

import httpx
import pytest

from dashboard.alertwords import LETTERS, WORDS, Table
from dashboard.words import LANGUAGES
from tests.alerting.house import BOSS, WAITING, floor
from tests.doors import KEY
from tests.smtp import post_office

LETTER = {"key": "alert.1.began.5", "rule": "waiting", "subject": "Alarm", "text": "Look!\n"}


async def asked(url: str, body: dict[str, str], key: str = KEY) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        headers = {"Authorization": f"Bearer {key}"}
        return await client.post(f"{url}/v1/alerts/letters", json=body, headers=headers)


async def test_twice_is_once(tmp_path: Path) -> None:
    async with post_office() as office, floor(tmp_path, WAITING, office=office) as it:
        assert (await asked(it.api, LETTER)).json() == {"letters": 1}
        assert (await asked(it.api, LETTER)).json() == {"letters": 0}
        assert (await office.taken.get()).recipients == (BOSS,)
        assert (await asked(it.api, LETTER | {"key": "alert.1.ended.5"})).json() == {"letters": 1}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"rule": "unknown"}, 409),
        ({"subject": "Alarm\r\nBcc: stranger@example.com"}, 422),
        ({"subject": ""}, 422),
        ({"to": "stranger@example.com"}, 202),
    ],
)
async def test_nobody_can_choose_who_is_written_to(
    tmp_path: Path, change: dict[str, str], status: int
) -> None:
    async with post_office() as office, floor(tmp_path, WAITING, office=office) as it:
        assert (await asked(it.api, LETTER | change)).status_code == status
        if status == 202:
            assert (await office.taken.get()).recipients == (BOSS,)


async def test_only_the_centres_own_key_opens_it(tmp_path: Path) -> None:
    async with floor(tmp_path, WAITING) as it:
        assert (await asked(it.api, LETTER, "somebody else's")).status_code == 401


@pytest.mark.parametrize("table", [WORDS, LETTERS], ids=["board", "letters"])
def test_every_word_is_there_in_every_language(table: Table) -> None:
    for key, row in table.items():
        assert len(row) == len(LANGUAGES), key
        assert all(row), key
        assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in row}) == 1, "the same gaps in each"
