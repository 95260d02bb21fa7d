"""Logging in, tickets and users over HTTP.

Passwords and tickets travel here: beyond this machine only with TLS.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.access import passwords, people, sessions, tickets
from dispatcher.access.door import Door
from dispatcher.access.people import AccessError, Identity, Role
from dispatcher.vocabulary import SECOND, AgentId, TeamId


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


Password = Annotated[str, Field(max_length=passwords.MOST)]


class Login(_Asked):
    """A user and the password that goes with it."""

    name: str = Field(max_length=64)
    password: Password


class Seat(_Asked):
    """As what a socket is to be opened; by default as what the user is."""

    role: Literal["agent", "supervisor", "watcher", "trunk"] | None = None
    agent: Annotated[
        str | None, Field(max_length=80, description="Whose desk, for an agent: by default her own.")
    ] = None


class Duties(_Asked):
    """What a user may do."""

    role: Role
    agent: Annotated[
        str | None, Field(max_length=80, description="Whose desk is hers, by its name in the centre file.")
    ] = None
    teams: list[str] = Field([], max_length=1000, description="A supervisor's teams; none means all.")


class NewUser(Duties):
    """A user to add. A program (watcher, trunk) gets a token instead of a password, and no mail."""

    name: str = Field(max_length=64)
    email: str = Field("", max_length=320)
    password: Password | None = None


class NewPassword(_Asked):
    """Another password."""

    password: Password


class NewEmail(_Asked):
    """Where the user is written to from now on; "" for nowhere."""

    email: str = Field(max_length=320)


class UserCard(BaseModel):
    """A user as it stands."""

    name: str
    role: Role
    agent: str | None
    teams: list[str]
    email: str
    disabled: bool


class Session(BaseModel):
    """What a log-in gives: send `token` as a bearer token (RFC 6750), for at most `expires_in` seconds."""

    token: str
    expires_in: int
    me: "Me"


class Me(BaseModel):
    """Who you are to the centre. `owner` came with the centre's own key, or needs none."""

    user: str
    role: Role
    agent: str | None
    teams: list[str]
    owner: bool


class Ticket(BaseModel):
    """Opens one socket at `url`, once, within `expires_in` seconds: say it in the hello."""

    ticket: str
    url: str
    expires_in: int


class Token(BaseModel):
    """A program's secret, shown this once."""

    token: str


def identity(request: Request) -> Identity:
    """Who asks; the API's guard has looked."""
    who: Identity = request.state.identity
    return who


Asker = Annotated[Identity, Depends(identity)]
Name = Annotated[str, Path(max_length=64, description="The user's name.")]


def access_router(door: Door, *, inside: str, outside: str) -> APIRouter:
    """The routes of log-in, tickets and users.

    Tickets are for the gateway: at `inside` for the centre's own processes, at `outside` for all others.
    """
    router = APIRouter(prefix="/v1", tags=["access"])

    @router.post("/login")
    async def log_in(given: Login, request: Request) -> Session:
        """Log in with name and password. Whoever fails too often has to wait: 429, with Retry-After."""
        address = request.client.host if request.client else ""
        token, who = await door.log_in(given.name, given.password, address)
        return Session(token=token, expires_in=sessions.LIFE // SECOND, me=_me(who))

    @router.post("/logout", status_code=204)
    async def log_out(request: Request) -> None:
        """The session's token opens nothing any more."""
        await door.log_out(request.state.secret or "")

    @router.get("/me")
    async def me(asker: Asker) -> Me:
        """Who you are."""
        return _me(asker)

    @router.post("/tickets", status_code=201)
    async def ticket(asker: Asker, seat: Annotated[Seat | None, Body()] = None) -> Ticket:
        """A one-time ticket for one socket."""
        wanted = seat or Seat()
        role = Role(wanted.role) if wanted.role else _usual(asker, wanted)
        agent = AgentId(wanted.agent) if wanted.agent else None
        url = inside if asker.owner else outside
        return Ticket(ticket=door.ticket(asker, role, agent), url=url, expires_in=tickets.LIFE // SECOND)

    _put_users(router, door)
    return router


def _usual(asker: Identity, seat: Seat) -> Role:
    if asker.role is not Role.ADMIN:
        return asker.role
    return Role.AGENT if seat.agent else Role.WATCHER


def _put_users(router: APIRouter, door: Door) -> None:
    users = door.users

    @router.get("/users")
    async def everybody() -> list[UserCard]:
        """Every user, by name."""
        return [_card(user) for _, user in sorted(users.known.items())]

    @router.post("/users", status_code=201)
    async def add(new: NewUser, asker: Asker) -> UserCard:
        """A new user. For a program ask for its token next."""
        user = people.User(
            name=new.name,
            role=new.role,
            agent=AgentId(new.agent) if new.agent else None,
            teams=frozenset(map(TeamId, new.teams)),
            email=new.email,
        )
        return _card(await users.add(user, password=new.password, by=asker.user))

    @router.put("/users/{name}/role")
    async def change(name: Name, duties: Duties, asker: Asker) -> UserCard:
        """Another role, desk or teams; the user's sessions and sockets end."""
        agent = AgentId(duties.agent) if duties.agent else None
        return _card(await users.change(name, duties.role, agent, map(TeamId, duties.teams), asker.user))

    @router.put("/users/{name}/password")
    async def set_password(name: Name, new: NewPassword, asker: Asker) -> UserCard:
        """Another password; the user's sessions and sockets end."""
        return _card(await users.set_password(name, new.password, asker.user))

    @router.put("/users/{name}/email")
    async def set_email(name: Name, new: NewEmail, asker: Asker) -> UserCard:
        """Another address for what escalations write to her; she stays logged in."""
        return _card(await users.set_email(name, new.email, asker.user))

    @router.post("/users/{name}/disable")
    async def disable(name: Name, asker: Asker) -> UserCard:
        """Nobody comes in by this name any more; its sessions and sockets end at once."""
        return _card(await users.disable(name, asker.user))

    @router.post("/users/{name}/enable")
    async def enable(name: Name, asker: Asker) -> UserCard:
        """The user may come in again."""
        return _card(await users.enable(name, asker.user))

    @router.post("/users/{name}/token", status_code=201)
    async def make_token(name: Name, asker: Asker) -> Token:
        """A program's new token, shown this once; the one before opens nothing any more."""
        return Token(token=await users.make_token(name, asker.user))


def _me(who: Identity) -> Me:
    return Me(user=who.user, role=who.role, agent=who.agent, teams=sorted(who.teams), owner=who.owner)


def _card(user: people.User) -> UserCard:
    return UserCard(
        name=user.name,
        role=user.role,
        agent=user.agent,
        teams=sorted(user.teams),
        email=user.email,
        disabled=user.disabled,
    )


STATUS = {
    "log_in": 401,
    "wrong_login": 401,
    "not_allowed": 403,
    "unknown_user": 404,
    "unknown_contact": 404,
    "taken": 409,
    "slow_down": 429,
    "busy": 503,
}


def refusal(error: AccessError) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The status, the body and the headers that say this."""
    status = STATUS.get(error.code, 422)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if error.retry_after:
        headers["Retry-After"] = str(error.retry_after)
    return status, {"code": error.code, "detail": str(error)}, headers
