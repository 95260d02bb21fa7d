"""Everybody who may log in: kept in the journal's file, known by heart, and each change told as a fact."""

from collections.abc import Callable, Iterable, Mapping
from sqlite3 import Connection
from types import MappingProxyType

from msgspec.structs import replace

from dispatcher.access import store
from dispatcher.access.passwords import Passwords
from dispatcher.access.people import PROGRAMS, AccessError, Role, User, known_as, written_to_at
from dispatcher.access.sessions import Sessions
from dispatcher.access.trail import Write, note
from dispatcher.engine.state import State
from dispatcher.service import Service
from dispatcher.vocabulary import Access, AgentId, TeamId


class Users:
    """The users, and what an admin does with them. One task at a time changes them: the API's."""

    def __init__(self, service: Service, passwords: Passwords, sessions: Sessions) -> None:
        self._service, self._passwords, self._sessions = service, passwords, sessions
        self._users: dict[str, User] = {}
        self._listeners: list[Callable[[str], None]] = []

    async def load(self) -> None:
        """Know by heart what the store has."""
        self._users = await self._service.read(store.users)
        self._sessions.known(await self._service.read(store.sessions))

    @property
    def known(self) -> Mapping[str, User]:
        """Every user by name."""
        return MappingProxyType(self._users)

    def listen(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with a user's name as soon as it may do less or other than before."""
        self._listeners.append(listener)

    async def password_of(self, name: str) -> str | None:
        """The hash of this user's password; None when she has none, or is disabled, or nobody."""
        return await self._service.read(lambda kept: store.password(kept, name))

    # --- what an admin does -----------------------------------------------------------------------------

    async def add(self, user: User, *, password: str | None, by: str) -> User:
        """A new user; with a password, or without for a program that gets a token.

        Raises:
            AccessError: `taken`, `bad_name`, `bad_address`, `bad_password`, `unknown_agent`, `unknown_team`,
                `no_desk`.
        """
        user = replace(user, name=known_as(user.name), email=_email(user.role, user.email), disabled=False)
        if user.name in self._users:
            raise AccessError("taken", f"there is a user {user.name!r} already")
        user = _fitting(user, self._service.state)
        kept = await self._to_keep(user, password)
        await self._note(user, Access.USER_ADDED, by, lambda to: store.insert(to, user, kept), _gives(user))
        self._users[user.name] = user
        return user

    async def change(
        self, name: str, role: Role, agent: AgentId | None, teams: Iterable[TeamId], by: str
    ) -> User:
        """Another role for this user; her connections end, and she logs in anew.

        Raises:
            AccessError: `unknown_user`, and what `add` raises.
        """
        user = self._one(name)
        changed = _fitting(replace(user, role=role, agent=agent, teams=frozenset(teams)), self._service.state)
        await self._put(changed, Access.USER_CHANGED, by, _gives(changed))
        return changed

    async def set_email(self, name: str, email: str, by: str) -> User:
        """Another address to write to her at; "" for none. What she is logged in with stays.

        Raises:
            AccessError: `unknown_user`, `bad_address`.
        """
        known = self._one(name)
        user = replace(known, email=_email(known.role, email))
        await self._note(user, Access.EMAIL_SET, by, lambda to: store.put(to, user))
        self._users[user.name] = user
        return user

    async def disable(self, name: str, by: str) -> User:
        """This user may not come in any more, and is out at once."""
        return await self._put(replace(self._one(name), disabled=True), Access.USER_DISABLED, by)

    async def enable(self, name: str, by: str) -> User:
        """This user may come in again."""
        return await self._put(replace(self._one(name), disabled=False), Access.USER_ENABLED, by)

    async def set_password(self, name: str, password: str, by: str) -> User:
        """Another password; whoever is in with the old one is out."""
        user, kept = self._one(name), await self._passwords.hashed(password)
        await self._note(user, Access.PASSWORD_SET, by, lambda to: store.set_password(to, user.name, kept))
        self._end(user.name)
        return user

    async def make_token(self, name: str, by: str) -> str:
        """A new token for a program, to be shown once; its earlier ones open nothing any more.

        Raises:
            AccessError: `unknown_user`; `not_allowed`, people log in with a password.
        """
        user = self._one(name)
        if user.role not in PROGRAMS:
            raise AccessError("not_allowed", f"{user.role}s log in with a password; tokens are for programs")
        token, mark = self._sessions.draw()
        session = store.Kept(mark, user.name, None)

        def write(to: Connection) -> None:
            store.end_all(to, user.name)
            store.begin(to, session)

        await self._note(user, Access.TOKEN_MADE, by, write)
        self._end(user.name)
        self._sessions.put(session)
        return token

    def _one(self, name: str) -> User:
        user = self._users.get(known_as(name))
        if user is None:
            raise AccessError("unknown_user", f"there is no user {name!r}")
        return user

    async def _to_keep(self, user: User, password: str | None) -> str | None:
        if user.role in PROGRAMS:
            if password is not None:
                raise AccessError("bad_password", f"a {user.role} is a program: it gets a token, no password")
            return None
        if password is None:
            raise AccessError("bad_password", f"give {user.name!r} a password")
        return await self._passwords.hashed(password)

    # --- writing ----------------------------------------------------------------------------------------

    async def _put(self, user: User, what: Access, by: str, detail: str = "") -> User:
        await self._note(user, what, by, lambda to: store.update(to, user), detail)
        self._users[user.name] = user
        self._end(user.name)
        return user

    async def _note(self, user: User, what: Access, by: str, write: Write, detail: str = "") -> None:
        """The change and the fact in one transaction."""
        await note(self._service, what, user.name, by=by, write=write, detail=detail)

    def _end(self, name: str) -> None:
        """Her sessions, tokens and connections end."""
        self._sessions.end(name)
        for listener in self._listeners:
            listener(name)


def _email(role: Role, said: str) -> str:
    """Where a user of this role is written to; nobody reads what a program gets."""
    email = written_to_at(said)
    if email and role in PROGRAMS:
        raise AccessError("bad_address", f"a {role} is a program: nobody would read its mail")
    return email


def _fitting(user: User, state: State) -> User:
    """The user as it will be kept, its desk and teams checked against the centre."""
    centre = state.rules
    agent = user.agent
    if agent is None and user.role is Role.AGENT:
        agent = AgentId(user.name)
    if agent is not None and agent not in centre.agents:
        raise AccessError(
            "unknown_agent",
            f"this centre has no agent {agent!r}; put [agents.{agent}] into the centre file, or name another",
        )
    for team in user.teams:
        if team not in centre.teams:
            there_are = ", ".join(sorted(centre.teams))
            raise AccessError("unknown_team", f"this centre has no team {team!r}; there are {there_are}")
    return replace(user, agent=None if user.role in PROGRAMS else agent)


def _gives(user: User) -> str:
    """What a user is given, in a few words for the audit trail."""
    desk = f" at the desk of {user.agent}" if user.agent else ""
    teams = f" of {', '.join(sorted(user.teams))}" if user.teams else ""
    return f"{user.role}{teams}{desk}"
