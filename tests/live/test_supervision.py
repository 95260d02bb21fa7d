"""Supervisors over HTTP: folders, a letter, the outlook, commands; each within her role and her teams."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from dispatcher.access.people import Role, User
from dispatcher.centre import Team
from dispatcher.commands import AcceptOffer
from dispatcher.live import SCHEMAS
from dispatcher.mail.room import MailRoom
from dispatcher.mail.settings import MailSettings
from dispatcher.service import Service
from dispatcher.supervision import supervision_router
from dispatcher.vocabulary import CommandId, MessageId, OfferId, TeamId
from tests.doors import KEY, open_doors
from tests.live.heart import CARE, CENTRE, MAIL, PLOY, admit, running, sit_down

NIGHT = TeamId("night")
TWO_TEAMS = replace(CENTRE, teams=CENTRE.teams | {NIGHT: Team(id=NIGHT, name="Night")})
PASSWORD = "a long one, and nobody's name"


@dataclass
class Floor:
    """A centre, and the tokens of those who ask it."""

    service: Service
    client: httpx.AsyncClient
    tokens: dict[str, str]

    async def say(self, who: str, verb: str, path: str, **how: Any) -> tuple[int, Any]:
        """The status and the body of the answer to this person."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who in self.tokens else {}
        answer = await self.client.request(verb, f"/v1/{path}", headers=headers, **how)
        return answer.status_code, answer.json()


@contextlib.asynccontextmanager
async def open_floor(folder: Path) -> AsyncIterator[Floor]:
    """A letter waits and another is with Ploy of the care team; five people may ask."""
    async with running(folder, schemas=SCHEMAS, centre=TWO_TEAMS) as service:
        room = MailRoom(service, MailSettings(mailboxes={}, acknowledge=False))
        router = supervision_router(service, room.outlook, room.thread)
        async with (
            open_doors(service, room, routers=[router], login=True) as doors,
            httpx.AsyncClient(base_url=doors.api_url) as client,
        ):
            users = doors.door.users
            tokens = {"owner": KEY}
            for user in (
                User(name="chief", role=Role.SUPERVISOR),
                User(name="carer", role=Role.SUPERVISOR, teams=frozenset({CARE})),
                User(name="other", role=Role.SUPERVISOR, teams=frozenset({NIGHT})),
                User(name="ploy", role=Role.AGENT, agent=PLOY),
            ):
                await users.add(user, password=PASSWORD, by="test")
                tokens[user.name], _ = await doors.door.log_in(user.name, PASSWORD, "127.0.0.1")
            await users.add(User(name="wall", role=Role.WATCHER), password=None, by="test")
            tokens["wall"] = await users.make_token("wall", "test")
            await sit_down(service, PLOY)
            await service.submit(admit("hers", MAIL, message=MessageId("one"), subject="Where is it?"))
            accept = AcceptOffer(id=CommandId("takes"), agent=PLOY, offer=OfferId("hers/1"))
            await service.submit(accept)
            yield Floor(service, client, tokens)


async def test_a_supervisor_sees_what_lies_where(tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        status, found = await floor.say("chief", "GET", "folders?folder=in_progress")
        assert status == 200
        assert [(row["id"], row["agent"], row["subject"]) for row in found["rows"]] == [
            ("hers", "ploy", "Where is it?")
        ]
        assert (found["total"], found["counts"]["all"], found["counts"]["unanswered"]) == (1, 1, 0)
        assert (await floor.say("other", "GET", "folders?folder=all"))[1]["total"] == 0
        assert (await floor.say("wall", "GET", "folders?folder=all"))[1]["total"] == 1


@pytest.mark.parametrize("wrong", ["folder=nowhere", "order=size", "limit=0", "limit=201", "skip=-1"])
async def test_a_question_nobody_understands_is_told_what_is_wrong(wrong: str, tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        status, answer = await floor.say("chief", "GET", f"folders?{wrong}")
        assert (status, answer["detail"][0]["loc"]) == (422, ["query", wrong.partition("=")[0]])


async def test_agents_and_strangers_see_no_folder(tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        for path in ("folders", "folders/letters/hers", "forecast"):
            assert (await floor.say("ploy", "GET", path))[0] == 403
            assert (await floor.say("nobody", "GET", path))[0] == 401


async def test_a_letter_is_read_by_those_who_decide_about_it(tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        status, letter = await floor.say("carer", "GET", "folders/letters/hers")
        assert (status, letter["row"]["id"], letter["messages"]) == (200, "hers", [])
        assert (await floor.say("other", "GET", "folders/letters/hers"))[0] == 404
        assert (await floor.say("wall", "GET", "folders/letters/hers"))[0] == 403
        assert (await floor.say("chief", "GET", "folders/letters/gone"))[1]["code"] == "unknown_contact"


async def test_a_command_is_done_in_the_name_of_whoever_asks_and_once(tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        pull = {"type": "PullBack", "id": "p1", "contact": "hers", "by": "somebody else"}
        status, answer = await floor.say("carer", "POST", "commands", json=pull)
        assert (status, answer["facts"][0]) == (200, "ContactReturned")
        reject = {
            "type": "RejectContact",
            "id": "r1",
            "contact": "hers",
            "why": "spam",
            "by": "somebody else",
        }
        for _ in range(2):
            status, answer = await floor.say("owner", "POST", "commands", json=reject)
            assert (status, answer["facts"]) == (200, ["ContactRejected"])
            assert answer["last"] == floor.service.last
        (rejected,) = [f.fact for f in await floor.service.facts(after=0) if hasattr(f.fact, "by")][-1:]
        assert rejected.by == "owner"


async def test_what_may_not_be_asked_is_refused_with_a_sentence(tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        pull = {"type": "PullBack", "id": "p1", "contact": "hers"}
        for who, status, code in (("other", 403, "not_allowed"), ("wall", 403, "not_allowed")):
            found = await floor.say(who, "POST", "commands", json=pull)
            assert (found[0], found[1]["code"]) == (status, code)
        assert (await floor.say("chief", "POST", "commands", json={"type": "Fly", "id": "f"}))[0] == 422
        gone = {"type": "PullBack", "id": "p2", "contact": "gone"}
        assert await floor.say("chief", "POST", "commands", json=gone) == (
            409,
            {"code": "unknown_contact", "detail": "no contact 'gone' is open"},
        )
        theirs = {"type": "FinishContact", "id": "x", "agent": "ploy", "contact": "hers"}
        assert (await floor.say("chief", "POST", "commands", json=theirs))[0] == 403


async def test_the_outlook_of_each_queue_of_letters(tmp_path: Path) -> None:
    async with open_floor(tmp_path) as floor:
        status, found = await floor.say("wall", "GET", "forecast")
        assert (status, found["queues"]) == (200, {"mail": None})
