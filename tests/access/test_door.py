"""Logging in over real HTTP: who gets in, who is out at once, and what is told of it."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import argon2
import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from dispatcher.access.door import open_door
from dispatcher.access.passwords import Passwords
from dispatcher.access.people import AccessError, Role, User
from dispatcher.access.throttle import FREE
from dispatcher.access.users import Users
from dispatcher.events import AccessNoted, AgentDisconnected, AgentStatusChanged
from dispatcher.gateway.crowd import MOST_OF_ONE
from dispatcher.live import SCHEMAS
from dispatcher.vocabulary import SECOND, Access, AgentStatus
from tests.doors import KEY
from tests.live.heart import CARE, PATIENCE, PLOY, News, Watch, admit, fill, make_room, recovered, running
from tests.live.house import House, open_house

GOOD, OTHER = "correct horse", "battery staple"


class Visitor:
    """A program that asks the API, as whoever it is."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.secret = ""

    async def ask(self, verb: str, path: str, **body: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        answer = await self._client.request(verb, f"/v1/{path}", json=body or None, headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    async def log_in(self, name: str, password: str) -> tuple[int, Any]:
        """What came of it; from now on this user, when it was right."""
        status, said = await self.ask("POST", "login", name=name, password=password)
        self.secret = said.get("token", self.secret)
        return status, said

    async def ticket(self, **seat: object) -> str:
        status, said = await self.ask("POST", "tickets", **seat)
        assert status == 201, said
        return str(said["ticket"])


class Play:
    """A centre with log-in, its owner, and a stranger."""

    def __init__(self, house: House, owner: Visitor, stranger: Visitor) -> None:
        self.house, self.owner, self.stranger = house, owner, stranger

    async def add(self, name: str, role: str, **more: object) -> Any:
        if role not in ("watcher", "trunk"):
            more = {"password": GOOD, **more}
        status, said = await self.owner.ask("POST", "users", name=name, role=role, **more)
        assert status == 201, said
        return said

    async def token(self, name: str) -> str:
        _, said = await self.owner.ask("POST", f"users/{name}/token")
        return str(said["token"])


@contextlib.asynccontextmanager
async def opened(folder: Path, clock: Watch | None = None) -> AsyncIterator[Play]:
    """A centre where people log in, until the end of the block."""
    async with (
        open_house(folder, clock=clock, login=True) as house,
        httpx.AsyncClient(base_url=house.doors.api_url, timeout=30) as client,
    ):
        owner = Visitor(client)
        owner.secret = KEY
        yield Play(house, owner, Visitor(client))


Test = Callable[[Play, Watch], Awaitable[None]]


def play(test: Test) -> Callable[[Path], Awaitable[None]]:
    """A test that gets a `Play`, and the centre's clock."""

    async def run(tmp_path: Path) -> None:
        clock = Watch()
        async with opened(tmp_path, clock) as at:
            await test(at, clock)

    run.__name__ = test.__name__
    return run


# --- logging in -----------------------------------------------------------------------------------------


@play
async def test_an_agent_logs_in_fetches_a_ticket_and_sits_down(at: Play, clock: Watch) -> None:
    assert await at.add("Ploy", "agent") == {
        "name": "ploy", "role": "agent", "agent": "ploy", "teams": [], "email": "", "disabled": False
    }  # fmt: skip
    status, said = await at.stranger.log_in("PLOY", GOOD)
    assert (status, said["me"]["agent"], said["expires_in"]) == (200, "ploy", 12 * 3600)
    async with at.house.bearer(await at.stranger.ticket()) as line:
        welcome = await line.hear("welcome")
        assert (welcome["role"], welcome["user"], welcome["agent"]["id"]) == ("agent", "ploy", "ploy")


@play
async def test_a_ticket_opens_one_socket(at: Play, clock: Watch) -> None:
    await at.add("ploy", "agent")
    await at.stranger.log_in("ploy", GOOD)
    ticket = await at.stranger.ticket()
    async with at.house.bearer(ticket) as line:
        await line.hear("welcome")
        async with at.house.bearer(ticket) as again:
            assert (await again.hear())["code"] == "bad_ticket"
    clock.move(SECOND)
    late = await at.stranger.ticket()
    clock.move(61 * SECOND)
    async with at.house.bearer(late) as line:  # the same words as for a wrong one
        assert await line.hear() == {
            "type": "fault", "code": "bad_ticket", "detail": "this ticket opens nothing; fetch another"
        }  # fmt: skip


@play
async def test_who_fails_is_told_nothing_and_soon_waits(at: Play, clock: Watch) -> None:
    await at.add("ploy", "agent")
    answers = [await at.stranger.log_in(name, "wrong horse") for name in ("ploy", "nobody")]
    assert answers[0] == answers[1] == (
        401, {"code": "wrong_login", "detail": "this name and password do not fit"}
    )  # fmt: skip
    for _ in range(FREE["name"]):
        status, said = await at.stranger.log_in("ploy", "wrong horse")
    assert (status, said["code"]) == (429, "slow_down")
    assert (await at.stranger.log_in("ploy", GOOD))[0] == 429, "not even the right one, for a while"
    clock.move(60 * SECOND)
    assert (await at.stranger.log_in("ploy", GOOD))[0] == 200


@play
async def test_a_session_is_over_after_a_shift_or_a_log_out(at: Play, clock: Watch) -> None:
    await at.add("ploy", "agent")
    await at.stranger.log_in("ploy", GOOD)
    assert (await at.stranger.ask("GET", "me"))[0] == 200
    assert (await at.stranger.ask("POST", "logout"))[0] == 204
    assert (await at.stranger.ask("GET", "me"))[1]["code"] == "log_in"
    at.stranger.secret = ""
    await at.stranger.log_in("ploy", GOOD)
    clock.move(12 * 3600 * SECOND + 1)
    assert (await at.stranger.ask("GET", "me"))[0] == 401


async def test_sessions_and_users_outlive_the_dispatcher(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        await at.add("ploy", "agent")
        await at.stranger.log_in("ploy", GOOD)
        secret = at.stranger.secret
    async with opened(tmp_path) as at:
        at.stranger.secret = secret
        assert (await at.stranger.ask("GET", "me"))[1]["user"] == "ploy"


@play
async def test_what_cannot_be_written_did_not_happen(at: Play, clock: Watch) -> None:
    await fill(at.house.service)
    for number in range(100):
        status, said = await at.owner.ask(
            "POST", "users", name=f"user{number}", role="admin", password=GOOD * 50
        )
        if status != 201:
            break
    assert (status, said["code"]) == (503, "not_durable")
    name = f"user{number}"
    assert name not in at.house.doors.door.users.known
    await make_room(at.house.service)
    await recovered(at.house.service)
    assert (await at.owner.ask("POST", "users", name=name, role="admin", password=GOOD))[0] == 201


# --- users ----------------------------------------------------------------------------------------------


@play
async def test_a_disabled_user_is_out_at_once(at: Play, clock: Watch) -> None:
    await at.add("ploy", "agent")
    await at.stranger.log_in("ploy", GOOD)
    waiting = await at.stranger.ticket()
    async with at.house.bearer(await at.stranger.ticket()) as line:
        await line.hear("welcome")
        await at.owner.ask("POST", "users/ploy/disable")
        assert (await line.hear("fault"))["code"] == "logged_out"
        with pytest.raises(ConnectionClosed):
            await line.hear()
    async with at.house.bearer(waiting) as line:
        assert (await line.hear())["code"] == "bad_ticket"
    assert (await at.stranger.ask("GET", "me"))[0] == 401
    assert (await at.stranger.log_in("ploy", GOOD))[0] == 401
    await at.owner.ask("POST", "users/ploy/enable")
    assert (await at.stranger.log_in("ploy", GOOD))[0] == 200


@play
async def test_a_disabled_user_who_does_not_hear_of_it_acts_no_more(at: Play, clock: Watch) -> None:
    await at.add("ploy", "agent")
    await at.stranger.log_in("ploy", GOOD)
    async with at.house.bearer(await at.stranger.ticket()) as line:
        await line.hear("welcome")
        line.socket.transport.pause_reading()  # it answers no close frame, and speaks on
        news = News(at.house.service)
        await at.owner.ask("POST", "users/ploy/disable")
        await line.ask("SetStatus", "late", agent="ploy", status="ready")
        await news.of(AgentDisconnected)
        assert not [fact for fact in news.facts if isinstance(fact, AgentStatusChanged)]
        line.socket.transport.abort()


@play
async def test_another_password_or_role_ends_what_was(at: Play, clock: Watch) -> None:
    await at.add("boss", "supervisor")
    await at.stranger.log_in("boss", GOOD)
    await at.owner.ask("PUT", "users/boss/password", password=OTHER)
    assert (await at.stranger.ask("GET", "me"))[0] == 401
    await at.stranger.log_in("boss", OTHER)
    assert (await at.owner.ask("PUT", "users/boss/role", role="agent", agent="anna"))[0] == 200
    assert (await at.stranger.ask("GET", "me"))[0] == 401
    await at.stranger.log_in("boss", OTHER)
    assert (await at.stranger.ask("GET", "me"))[1]["agent"] == "anna"


class Slow(argon2.PasswordHasher):
    """Real hashes; each check tells that it begins, and waits until it may go on."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.begun, self.go = threading.Event(), threading.Event()

    def verify(self, *what: Any, **named: Any) -> Literal[True]:
        self.begun.set()
        assert self.go.wait(PATIENCE)
        return super().verify(*what, **named)


@pytest.mark.parametrize(
    "change",
    [
        lambda users: users.set_password("boss", OTHER, "owner"),
        lambda users: users.disable("boss", "owner"),
    ],
)
async def test_what_changes_while_a_password_is_checked_holds(
    tmp_path: Path, change: Callable[[Users], Awaitable[User]]
) -> None:
    async with running(tmp_path, schemas=SCHEMAS) as service:
        slow = Slow()
        door = await open_door(service, key=KEY, login=True, passwords=Passwords(slow))
        await door.users.add(User(name="boss", role=Role.SUPERVISOR), password=GOOD, by="owner")
        coming = asyncio.create_task(door.log_in("boss", GOOD, "here"))
        await asyncio.to_thread(slow.begun.wait, PATIENCE)
        await change(door.users)
        slow.go.set()
        with pytest.raises(AccessError) as refused:
            await coming
        assert refused.value.code == "wrong_login"
        door.close()


@play
async def test_a_program_comes_in_with_its_token_alone(at: Play, clock: Watch) -> None:
    await at.add("wall", "watcher")
    first, token = await at.token("wall"), await at.token("wall")
    at.stranger.secret = first
    assert (await at.stranger.ask("GET", "me"))[0] == 401, "the one before opens nothing any more"
    at.stranger.secret = token
    async with at.house.bearer(await at.stranger.ticket()) as line:
        assert (await line.hear("welcome"))["role"] == "watcher"
    assert (await at.stranger.ask("POST", "calls", queue="orders"))[1]["code"] == "not_allowed"
    assert (await at.stranger.ask("GET", "users"))[1]["code"] == "not_allowed"
    assert (await at.stranger.log_in("wall", ""))[0] == 401


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "ploy", "role": "agent", "password": GOOD}, 409, "taken"),
        ({"name": "two words", "role": "agent", "password": GOOD}, 422, "bad_name"),
        ({"name": "eve", "role": "agent", "password": GOOD}, 422, "unknown_agent"),
        ({"name": "eve", "role": "admin", "password": "short"}, 422, "bad_password"),
        ({"name": "eve", "role": "admin"}, 422, "bad_password"),
        ({"name": "pbx", "role": "trunk", "password": GOOD}, 422, "bad_password"),
        ({"name": "eve", "role": "supervisor", "password": GOOD, "teams": ["x"]}, 422, "unknown_team"),
        ({"name": "eve", "role": "admin", "password": GOOD, "email": "eve"}, 422, "bad_address"),
        ({"name": "eve", "role": "admin", "password": GOOD, "email": "a@b\r\nBcc: c"}, 422, "bad_address"),
        ({"name": "pbx", "role": "trunk", "email": "pbx@example.org"}, 422, "bad_address"),
    ],
)
async def test_a_user_that_cannot_be_is_refused_with_a_code(
    tmp_path: Path, body: dict[str, object], status: int, code: str
) -> None:
    async with opened(tmp_path) as at:
        await at.add("ploy", "agent")
        answered, said = await at.owner.ask("POST", "users", **body)
        assert (answered, said["code"]) == (status, code)
        assert len(at.house.doors.door.users.known) == 1


@play
async def test_an_address_is_changed_without_logging_anybody_out(at: Play, clock: Watch) -> None:
    await at.add("boss", "supervisor", email=" boss@example.org ")
    assert [card["email"] for card in (await at.owner.ask("GET", "users"))[1]] == ["boss@example.org"]
    await at.stranger.log_in("boss", GOOD)
    changed = await at.owner.ask("PUT", "users/boss/email", email="chief@example.org")
    assert (changed[0], changed[1]["email"]) == (200, "chief@example.org")
    assert (await at.stranger.ask("GET", "me"))[0] == 200
    assert (await at.owner.ask("PUT", "users/boss/email", email="two words@x"))[1]["code"] == "bad_address"
    assert (await at.stranger.ask("PUT", "users/boss/email", email="x@y.z"))[1]["code"] == "not_allowed"
    assert at.house.doors.door.users.known["boss"].email == "chief@example.org"
    await at.owner.ask("PUT", "users/boss/email", email="")
    assert at.house.doors.door.users.known["boss"].email == ""


async def test_addresses_stand_in_no_fact_and_outlive_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path, schemas=SCHEMAS) as service:
        door = await open_door(service, key=KEY, login=True)
        await door.users.add(User(name="boss", role=Role.ADMIN, email="b@x.org"), password=GOOD, by="owner")
        await door.users.set_email("boss", "chief@x.org", "owner")
        facts = [numbered.fact for numbered in await service.facts(after=0)]
        assert [fact.what for fact in facts if isinstance(fact, AccessNoted)][-1] is Access.EMAIL_SET
        assert "x.org" not in repr(facts)
        door.close()
    async with running(tmp_path, schemas=SCHEMAS) as service:
        door = await open_door(service, key=KEY, login=True)
        assert door.users.known["boss"].email == "chief@x.org"
        door.close()


async def test_a_user_kept_before_there_were_addresses_has_none(tmp_path: Path) -> None:
    async with running(tmp_path, schemas=SCHEMAS) as service:
        before = b'{"name":"boss","role":"supervisor","agent":null,"teams":[],"disabled":false}'
        await service.write(
            lambda to: to.execute("INSERT INTO access_user VALUES ('boss', ?, NULL)", (before,)) and None
        )
        door = await open_door(service, key=KEY, login=True)
        assert door.users.known["boss"] == User(name="boss", role=Role.SUPERVISOR)
        door.close()


@play
async def test_what_concerns_the_door_is_in_the_trail(at: Play, clock: Watch) -> None:
    news = News(at.house.service)
    await at.add("boss", "supervisor", teams=[CARE])
    await at.stranger.log_in("boss", "a password typed into the wrong field")
    await at.stranger.log_in("hunter2, my password", GOOD)
    await at.stranger.log_in("boss", GOOD)
    await at.owner.ask("POST", "users/boss/disable")
    noted = [(fact.what, fact.user, fact.detail) for fact in news.facts if isinstance(fact, AccessNoted)]
    assert noted == [
        (Access.USER_ADDED, "boss", "supervisor of care"),
        (Access.LOGIN_REFUSED, "boss", ""),
        (Access.LOGIN_REFUSED, "", ""),  # a name nobody has may be a password
        (Access.LOGGED_IN, "boss", ""),
        (Access.USER_DISABLED, "boss", ""),
    ]


# --- what a supervisor sees and may ----------------------------------------------------------------------


@play
async def test_a_supervisor_hears_of_her_teams_and_decides_for_them(at: Play, clock: Watch) -> None:
    await at.add("boss", "supervisor", teams=[CARE])
    await at.stranger.log_in("boss", GOOD)
    async with at.house.bearer(await at.stranger.ticket()) as line, at.house.guest(PLOY) as desk:
        assert (await line.hear("welcome"))["number"] == at.house.service.last
        await desk.hear("welcome")
        await line.ask("SetStatus", "1", agent=PLOY, status="ready", by="somebody else")
        assert (await line.hear("ack"))["id"] == "1"
        told = (await desk.hear("desk_fact"))["fact"]
        while told["type"] != "AgentStatusChanged":
            told = (await desk.hear("desk_fact"))["fact"]
        assert (told["status"], told["by"]) == (AgentStatus.READY, "boss"), "in her own name"
        await line.ask("FinishContact", "2", agent=PLOY, contact="x")
        assert (await line.hear("refused"))["reason"] == "not_allowed"
        await line.ask("ChangeLevers", "3", scope="centre", levers={})
        assert (await line.hear("refused"))["reason"] == "not_allowed"
        await line.say({"type": "read", "id": "4", "contact": "x"})
        assert (await line.hear("refused"))["reason"] == "not_allowed"


@play
async def test_the_feed_has_no_gap_for_a_supervisor_of_few(at: Play, clock: Watch) -> None:
    await at.add("boss", "supervisor", teams=[CARE])
    await at.stranger.log_in("boss", GOOD)
    async with at.house.bearer(await at.stranger.ticket()) as line:
        number = (await line.hear("welcome"))["number"]
        for name in ("one", "two"):
            await at.house.service.submit(admit(name))
        while number < at.house.service.last:
            stretch = await line.hear("facts")
            assert stretch["after"] == number
            number = stretch["through"]


# --- where nobody logs in -------------------------------------------------------------------------------


async def test_at_home_nobody_logs_in_but_a_wrong_secret_is_still_wrong(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, httpx.AsyncClient(base_url=house.doors.api_url) as client:
        visitor = Visitor(client)
        assert (await visitor.ask("GET", "me"))[1]["owner"] is True
        async with house.bearer(await visitor.ticket(agent=PLOY)) as line:
            assert (await line.hear("welcome"))["agent"]["id"] == PLOY
        visitor.secret = "a guess"
        assert (await visitor.ask("GET", "me"))[1]["code"] == "log_in"


async def test_a_flood_of_log_ins_is_told_to_come_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as at:
        names = (f"name{number}" for number in range(100))
        answers = await asyncio.gather(*(at.stranger.log_in(name, "wrong horse") for name in names))
    assert {said["code"] for _, said in answers} <= {"wrong_login", "slow_down", "busy"}
    assert all(status in (401, 429, 503) for status, _ in answers)


@play
async def test_one_user_does_not_take_every_place(at: Play, clock: Watch) -> None:
    await at.add("wall", "watcher")
    at.stranger.secret = await at.token("wall")
    async with contextlib.AsyncExitStack() as sockets:
        for _ in range(MOST_OF_ONE):
            line = await sockets.enter_async_context(at.house.bearer(await at.stranger.ticket()))
            await line.hear("welcome")
        async with at.house.bearer(await at.stranger.ticket()) as one_more:
            assert (await one_more.hear())["code"] == "full"
        async with at.house.guest() as other:
            await other.hear("welcome")
    async with at.house.bearer(await at.stranger.ticket()) as line:
        assert await line.hear("welcome"), "places are free again"
