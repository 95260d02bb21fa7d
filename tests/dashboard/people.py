"""People at a centre where everybody logs in, and a line to it that can be cut."""

from typing import Final

import httpx

from tests.dashboard.rooms import House

GOOD: Final = "correct horse"
PEOPLE: Final = {"ploy": "agent", "sun": "supervisor", "ada": "admin"}
PROGRAMS: Final = {"wall": "watcher", "pbx": "trunk"}


async def add_people(house: House) -> None:
    """One user of each role, all people with the same password."""
    for name, role in PEOPLE.items():
        await house.api.ask("POST", "/v1/users", {"name": name, "role": role, "password": GOOD})
    for name, role in PROGRAMS.items():
        await house.api.ask("POST", "/v1/users", {"name": name, "role": role})


async def token_of(house: House, name: str) -> str:
    """A program's token."""
    return str((await house.api.ask("POST", f"/v1/users/{name}/token"))["token"])


async def session_of(house: House, name: str) -> str:
    """A session of this person's, as the dispatcher gives it."""
    body = {"name": name, "password": GOOD}
    return str((await house.api.ask("POST", "/v1/login", body))["token"])


async def disable(house: House, name: str) -> None:
    """Let this user in no more."""
    await house.api.ask("POST", f"/v1/users/{name}/disable")


class Line(httpx.AsyncHTTPTransport):
    """A real connection to the API, until it is cut. It counts what goes over it."""

    def __init__(self) -> None:
        super().__init__()
        self.cut = False
        self.carried = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, or what a dead machine answers: nothing."""
        if self.cut:
            raise httpx.ConnectError("the line is cut", request=request)
        self.carried += 1
        return await super().handle_async_request(request)
