"""What the dashboard knows of its visitors, and for how long: plays with a clock of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from dashboard.visitors import FRESH, Visitors
from dispatcher.access.people import OWNER
from dispatcher.access.sessions import LIFE
from dispatcher.client import Api, Lost
from dispatcher.vocabulary import SECOND
from tests.dashboard.people import Line, add_people, disable, session_of
from tests.dashboard.rooms import House, open_house
from tests.doors import KEY


class Clock:
    """A clock that stands until it is moved; seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Play:
    """A centre where people log in, the line to it, a clock, and what the dashboard knows."""

    def __init__(self, house: House, line: Line, api: Api) -> None:
        self.house, self.line, self.clock = house, line, Clock()
        self.visitors = Visitors(api, login=True, most=2, clock=self.clock)

    async def user(self, secret: str) -> str | None:
        who = await self.visitors.who(secret)
        return who.user if who else None


@pytest_asyncio.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    line = Line()
    async with (
        open_house(tmp_path, login=True) as house,
        Api(house.doors.api_url, KEY, transport=line) as api,
    ):
        await add_people(house)
        yield Play(house, line, api)


async def test_an_answer_holds_for_a_second_and_no_longer(play: Play) -> None:
    secret = await session_of(play.house, "sun")
    assert await play.user(secret) == "sun"
    await disable(play.house, "sun")
    play.clock.now = FRESH - 0.01
    assert await play.user(secret) == "sun"
    assert play.line.carried == 1
    play.clock.now = FRESH
    assert await play.user(secret) is None
    assert FRESH <= 1, "a look each second at an answer of a second: out within two"


async def test_at_the_door_she_is_asked_for_anew(play: Play) -> None:
    secret = await session_of(play.house, "sun")
    assert await play.user(secret) == "sun"
    await disable(play.house, "sun")
    assert await play.visitors.who_now(secret) is None
    assert await play.user(secret) is None


async def test_while_nobody_can_be_asked_the_known_stay_for_a_shift(play: Play) -> None:
    secret, never_seen = await session_of(play.house, "sun"), await session_of(play.house, "ada")
    assert await play.user(secret) == "sun"
    play.line.cut = True
    for hour in range(12):
        play.clock.now = hour * 3600.0
        assert await play.user(secret) == "sun"
    with pytest.raises(Lost):
        await play.visitors.who(never_seen)
    play.clock.now = LIFE / SECOND + 1
    with pytest.raises(Lost):
        await play.visitors.who(secret)


async def test_a_no_is_never_forgotten_by_an_outage(play: Play) -> None:
    secret = await session_of(play.house, "sun")
    await play.visitors.who(secret)
    await disable(play.house, "sun")
    play.clock.now += FRESH
    assert await play.user(secret) is None
    play.line.cut = True
    with pytest.raises(Lost):
        await play.visitors.who(secret)


async def test_what_cannot_be_a_secret_is_asked_of_nobody(play: Play) -> None:
    for secret in ("", "x" * 300, "ä", "\x00"):
        assert await play.visitors.who(secret) is None
    assert play.line.carried == 0


async def test_guesses_drive_nobody_out(play: Play) -> None:
    secret = await session_of(play.house, "sun")
    await play.visitors.who(secret)
    for guess in range(5):
        assert await play.visitors.who(f"guess-{guess}") is None
    play.line.cut = True
    assert await play.user(secret) == "sun"


async def test_of_too_many_the_one_unseen_longest_is_asked_for_again(play: Play) -> None:
    one, other, third = [await session_of(play.house, name) for name in ("sun", "ada", "ploy")]
    for secret in (one, other, third):
        await play.visitors.who(secret)
    play.line.cut = True
    assert [await play.user(secret) for secret in (other, third)] == ["ada", "ploy"]
    with pytest.raises(Lost):
        await play.visitors.who(one)


async def test_the_centres_own_key_is_its_owners(play: Play) -> None:
    assert await play.visitors.who(KEY) == OWNER
    assert await Visitors(Api("http://127.0.0.1:1"), login=False).who("") == OWNER
