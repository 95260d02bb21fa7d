"""Users, and who is on a connection. Pure: what each role may do stands here and nowhere else."""

import re
import unicodedata
from typing import Final

from msgspec import Struct

from dispatcher.errors import PeerError
from dispatcher.vocabulary import AgentId, TeamId, Word


class Role(Word):
    """What somebody is to the centre; each sees and may do only what its row in `MAY` and `PARTS` says."""

    AGENT = "agent"
    """Sits at her own desk, and at no other."""
    SUPERVISOR = "supervisor"
    """Sees what concerns her teams, and decides for them."""
    WATCHER = "watcher"
    """Hears every fact, and asks for nothing: wallboards, reports."""
    SCREEN = "screen"
    """A screen on a wall: sees the wallboard, and nothing else."""
    TRUNK = "trunk"
    """A program that brings contacts in: a PBX, a form, another system."""
    ADMIN = "admin"
    """Everything a supervisor of all teams may, and the users."""


class Part(Word):
    """A part of the HTTP API."""

    OPEN = "open"
    SELF = "self"
    CONTACTS = "contacts"
    FIGURES = "figures"
    LETTERS = "letters"
    FLOOR = "floor"
    USERS = "users"
    READING = "reading"
    """The knowledge base as customers see it, and answers handed in for it."""
    CUSTOMERS = "customers"
    """Everything that is known of customers, to hand out or to forget."""
    EDITING = "editing"
    """The knowledge base with all its drafts, and how it did its work."""
    NOTICES = "notices"
    """Letters to colleagues that the centre's own processes write."""


PARTS: Final = {
    Role.AGENT: frozenset({Part.SELF, Part.READING}),
    Role.SUPERVISOR: frozenset(
        {Part.SELF, Part.FIGURES, Part.FLOOR, Part.LETTERS, Part.READING, Part.EDITING}
    ),
    Role.WATCHER: frozenset({Part.SELF, Part.FIGURES, Part.FLOOR}),
    Role.SCREEN: frozenset({Part.SELF}),
    Role.TRUNK: frozenset({Part.SELF, Part.CONTACTS}),
    Role.ADMIN: frozenset(Part),
}
"""Which parts of the HTTP API each role may use."""

SEATS: Final = {
    Role.AGENT: frozenset({Role.AGENT}),
    Role.SUPERVISOR: frozenset({Role.SUPERVISOR, Role.WATCHER, Role.AGENT}),
    Role.WATCHER: frozenset({Role.WATCHER}),
    Role.SCREEN: frozenset(),
    Role.TRUNK: frozenset({Role.TRUNK}),
    Role.ADMIN: frozenset({Role.SUPERVISOR, Role.WATCHER, Role.AGENT}),
}
"""As what each role may open a socket. As an agent only at the desk that is hers."""

SOCKETS: Final = frozenset[Role]().union(*SEATS.values())
"""As what anybody opens a socket at all."""

PROGRAMS: Final = frozenset({Role.WATCHER, Role.SCREEN, Role.TRUNK})
"""Roles that come with a token instead of a password: programs, which type nothing."""


class User(Struct, frozen=True, kw_only=True):
    """Somebody who may log in. `agent` is whose desk is hers; a supervisor of no `teams` has them all.

    `email` is where the centre writes to her; "" where she has said none.
    """

    name: str
    role: Role
    agent: AgentId | None = None
    teams: frozenset[TeamId] = frozenset()
    disabled: bool = False
    email: str = ""


class Identity(Struct, frozen=True, kw_only=True):
    """Who is on a connection, as what, and how far it reaches. `user` is "" where nobody logged in.

    An agent has her `agent`. A supervisor has `teams`; none means all. An `owner` came with the centre's own
    key, or from this very machine where nobody logs in.
    """

    user: str
    role: Role
    agent: AgentId | None = None
    teams: frozenset[TeamId] = frozenset()
    owner: bool = False

    def may(self, part: Part) -> bool:
        """May it use this part of the HTTP API?"""
        return part in PARTS[self.role]


OWNER: Final = Identity(user="", role=Role.ADMIN, owner=True)
"""Whoever has the centre's own key."""


class AccessError(PeerError):
    """What was asked for is not allowed or cannot be; `code` is a word for programs."""

    def __init__(self, code: str, detail: str, *, retry_after: int = 0) -> None:
        super().__init__(detail)
        self.code, self.retry_after = code, retry_after


def identity_of(user: User) -> Identity:
    """Who this user is on a connection."""
    return Identity(user=user.name, role=user.role, agent=user.agent, teams=user.teams)


def seated(who: Identity, role: Role, agent: AgentId | None = None) -> Identity:
    """The same person on a socket of this role; an agent at this desk, by default her own.

    Raises:
        AccessError: `not_allowed`, the role or the desk is not for her; `unknown_role` for an admin's own.
    """
    if role is Role.ADMIN:
        raise AccessError("unknown_role", "nobody opens a socket as admin; be a supervisor there")
    if not who.owner and role not in SEATS[who.role]:
        raise AccessError("not_allowed", f"{who.user!r} is {who.role}, and may not connect as {role}")
    seat = (agent or who.agent) if role is Role.AGENT else None
    if not who.owner and seat != (who.agent if role is Role.AGENT else None):
        raise AccessError("not_allowed", f"{who.user!r} may not sit at the desk {seat!r}")
    if role is Role.AGENT and seat is None:
        raise AccessError("no_desk", "say whose desk: agent")
    return Identity(user=who.user, role=role, agent=seat, teams=who.teams, owner=who.owner)


NAME: Final = re.compile(r"[\w.@-]{1,64}")

EMAIL: Final = r"[^@\s<>,;:\"()\[\]\x00-\x1f\x7f]{1,64}@[\w.-]{1,253}"
"""What an email address looks like."""


def written_to_at(address: str) -> str:
    """The address without spaces around it, fit to be written to; "" stays.

    Raises:
        AccessError: `bad_address`.
    """
    email = address.strip()
    if email and not re.fullmatch(EMAIL, email):
        raise AccessError("bad_address", 'that is no email address such as "mali@example.org"')
    return email


def known_as(name: str) -> str:
    """The one way to write this user's name: normalised (NFKC), in lower case.

    Raises:
        AccessError: `bad_name`.
    """
    same = unicodedata.normalize("NFKC", name).strip().casefold()
    if not NAME.fullmatch(same):
        raise AccessError("bad_name", "a user's name has 1 to 64 letters, digits, dots, hyphens or @")
    return same
