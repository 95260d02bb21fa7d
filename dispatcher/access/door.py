"""The door: logs users in, says who somebody is, and gives out the tickets that open sockets."""

import hmac
import secrets
from functools import partial
from sqlite3 import Connection

from dispatcher import logs
from dispatcher.access import store
from dispatcher.access.passwords import Passwords
from dispatcher.access.people import OWNER, AccessError, Identity, Role, identity_of, known_as, seated
from dispatcher.access.sessions import Sessions, mark_of, until
from dispatcher.access.store import Kept
from dispatcher.access.throttle import Throttle
from dispatcher.access.tickets import BadTicketError, Tickets
from dispatcher.access.trail import note
from dispatcher.access.users import Users
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND, Access, AgentId, Instant

log = logs.named(__name__)

_draw = partial(secrets.token_urlsafe, 32)


class Door:
    """Who may come in. Make one with `open_door`.

    With `login` everybody shows a session, a token or the centre's own `key`; without, whoever shows nothing
    is taken for the owner: that is for centres that only this machine can reach.
    """

    def __init__(
        self, service: Service, *, key: str, login: bool, passwords: Passwords | None = None
    ) -> None:
        self._service, self._key, self.login = service, key, login
        self._passwords = passwords or Passwords()
        self._sessions = Sessions(_draw)
        self._tickets = Tickets(_draw)
        self._throttle = Throttle()
        self.users = Users(service, self._passwords, self._sessions)
        self.users.listen(self._tickets.revoke)

    async def open(self) -> None:
        """Know the users and the sessions that are in the store."""
        await self.users.load()

    def close(self) -> None:
        """Let the threads go."""
        self._passwords.close()

    # --- who is there -----------------------------------------------------------------------------------

    def who(self, secret: str | None) -> Identity:
        """Whoever shows this secret: the centre's key, a session, a program's token; None shows nothing.

        Raises:
            AccessError: `log_in`, nobody comes in with that.
        """
        if secret is None and not self.login:
            return OWNER
        if secret is not None:
            if hmac.compare_digest(_bytes(secret), _bytes(self._key)):
                return OWNER
            user = self.users.known.get(self._sessions.user(secret, self.now()) or "")
            if user is not None and not user.disabled:
                return identity_of(user)
        raise AccessError("log_in", "log in first, and send what you got as a bearer token")

    def ticket(self, who: Identity, role: Role, agent: AgentId | None = None) -> str:
        """A ticket for a socket as this role; see `seated`.

        Raises:
            AccessError: `not_allowed`, `no_desk`; `unknown_agent`, the centre has no such desk.
        """
        seat = seated(who, role, agent)
        if seat.agent is not None and seat.agent not in self._service.state.agents:
            raise AccessError("unknown_agent", f"this centre has no agent {seat.agent!r}")
        return self._tickets.issue(seat, self.now())

    def redeem(self, ticket: str) -> Identity:
        """Who comes with this ticket; it opens nothing more.

        Raises:
            AccessError: `bad_ticket`; why, only the log says.
        """
        try:
            return self._tickets.redeem(ticket, self.now())
        except BadTicketError as error:
            log.warning("a ticket was refused", why=str(error))
            raise AccessError("bad_ticket", "this ticket opens nothing; fetch another") from None

    # --- logging in and out -----------------------------------------------------------------------------

    async def log_in(self, name: str, password: str, address: str) -> tuple[str, Identity]:
        """A session's secret for whoever knows the password, and who that is.

        Raises:
            AccessError: `wrong_login`; `slow_down`, too many failures; `busy`.
        """
        same = self._slowed(name, address)
        kept = await self.users.password_of(same)
        if not await self._passwords.fits(password, kept):
            self._throttle.failed(same, address, self.now())
            shown = self._shown(same)
            await note(self._service, Access.LOGIN_REFUSED, shown, by=shown, address=address)
            raise AccessError("wrong_login", "this name and password do not fit")
        self._throttle.succeeded(same, address)
        return await self._begin(same, kept, address), identity_of(self.users.known[same])

    def _slowed(self, name: str, address: str) -> str:
        try:
            same = known_as(name)
        except AccessError:
            same = ""  # nobody's name: fails like any other that is wrong
        wait = self._throttle.wait(same, address, self.now())
        if wait:
            seconds = -(-wait // SECOND)
            raise AccessError(
                "slow_down", f"too many failures; try again in {seconds} s", retry_after=seconds
            )
        return same

    def _shown(self, name: str) -> str:
        """A name for the trail. One that nobody has may be a password typed in the wrong place."""
        return name if name in self.users.known else ""

    async def _begin(self, user: str, kept: str | None, address: str) -> str:
        now = self.now()
        secret, mark = self._sessions.draw()
        session, over = Kept(mark, user, until(now)), self._sessions.over(now)

        def write(to: Connection) -> None:
            if store.password(to, user) != kept:  # changed, or the user disabled, while this one was checked
                raise AccessError("wrong_login", "this name and password do not fit")
            store.end(to, over)
            store.begin(to, session)

        await note(self._service, Access.LOGGED_IN, user, by=user, write=write, address=address)
        self._sessions.forget(over)
        self._sessions.put(session)
        return secret

    async def log_out(self, secret: str) -> None:
        """This session opens nothing any more. Logging out twice is no mistake."""
        user = self._sessions.user(secret, self.now())
        if user is None:
            return
        mark = mark_of(secret)
        await note(self._service, Access.LOGGED_OUT, user, by=user, write=lambda to: store.end(to, [mark]))
        self._sessions.forget([mark])

    def now(self) -> Instant:
        """What the centre's clock says."""
        return self._service.clock()


async def open_door(service: Service, *, key: str, login: bool, passwords: Passwords | None = None) -> Door:
    """The door of this centre, knowing its users."""
    door = Door(service, key=key, login=login, passwords=passwords)
    await door.open()
    return door


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
