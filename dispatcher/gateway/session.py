"""One connection's rules, without a socket: what a client may say, and what it hears.

The server feeds it messages and facts and sends what it returns; every rule of who may do what stands here.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from dispatcher.access.people import Identity, Role
from dispatcher.customers.directory import Directory, Shows, as_it_stands
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.errors import PeerError
from dispatcher.events import NumberedFact
from dispatcher.gateway.audience import audience, within
from dispatcher.gateway.cards import (
    agent_card,
    category_cards,
    contact_card,
    desk_cards,
)
from dispatcher.gateway.customerframes import CustomerFrame
from dispatcher.gateway.frames import (
    VERSION,
    Ask,
    Beat,
    ClientFrame,
    DeskFact,
    Facts,
    FaultCode,
    Hello,
    Read,
    Refused,
    SaveDraft,
    SendReply,
    Suggest,
    TakeOut,
    UseTemplate,
    Welcome,
    Whither,
)
from dispatcher.gateway.rights import forbidden, signed
from dispatcher.vocabulary import AgentId, CommandId, ContactId, Instant
from dispatcher.voice.trunk import OpenCalls, Orders, Report, Trunk

Wish = (
    Ask
    | Read
    | SaveDraft
    | SendReply
    | Suggest
    | UseTemplate
    | TakeOut
    | Whither
    | Beat
    | CustomerFrame
    | Report
)

# What a message can be that is no frame: no JSON or another's, no text, nested without end.
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)
MOST_MISTAKES: Final = 100  # frames nobody can read; a client that sends more is broken, and let go

_decoder: msgspec.json.Decoder[ClientFrame | Report] = msgspec.json.Decoder(ClientFrame | Report)


class SessionEndedError(PeerError):
    """The connection must end; `code` is a word for programs, the message a sentence for people."""

    def __init__(self, code: FaultCode, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Session:
    """A connection whose hello was accepted: `who` is there.

    `after` is the last event it has, None when it asks for a fresh picture. `directory` says who contacts are
    from.
    """

    def __init__(self, who: Identity, after: int | None, directory: Directory | None = None) -> None:
        self.who = who
        self.directory = directory or Directory()
        self.after = after if after is None else max(after, 0)
        number = self.directory.address
        self.trunk = Trunk(after=self.after, number=number) if who.role is Role.TRUNK else None
        self._mistakes = 0

    @property
    def agent(self) -> AgentId | None:
        """Whose desk it is; None when it is none."""
        return self.who.agent

    # --- what the client wants --------------------------------------------------------------------------

    def receive(self, message: str | bytes, state: State) -> Wish | Refused:
        """What the client wants, or why it may not.

        Raises:
            SessionEndedError: it has sent too much that nobody can read.
        """
        try:
            frame = _decoder.decode(message)
        except UNREADABLE as error:
            return self._mistaken(_id_of(message), f"this is no frame we know: {error}")
        if isinstance(frame, Hello):
            return self._mistaken("", "hello was said already")
        id_ = frame.command.id if isinstance(frame, Ask) else frame.id
        if not id_:
            return self._mistaken("", "this request has no id; choose one")
        detail = self._forbidden(frame, state)
        return frame if detail is None else Refused(id=id_, reason="not_allowed", detail=detail)

    def _mistaken(self, id_: str, detail: str) -> Refused:
        self._mistakes += 1
        if self._mistakes > MOST_MISTAKES:
            raise SessionEndedError(FaultCode.TOO_MANY_MISTAKES, "this client sends what nobody can read")
        return Refused(id=id_, reason="bad_frame", detail=detail)

    def _forbidden(self, frame: Wish, state: State) -> str | None:
        if isinstance(frame, Beat):
            return None
        if isinstance(frame, Report):
            return None if self.trunk is not None else f"a {self.who.role} reports no calls"
        if isinstance(frame, Ask):
            return forbidden(self.who, frame.command, state)
        return None if self.agent is not None else f"a {self.who.role} has no desk"

    def in_own_name(self, frame: Ask) -> Ask:
        """The request as the engine gets it: this client's id, and its name."""
        command = signed(self.who, frame.command)
        return Ask(command=msgspec.structs.replace(command, id=self.own_id(frame.command.id)))

    def own_id(self, id_: str) -> CommandId:
        """This client's id for a request, as the journal knows it: nobody else's is like it."""
        if self.agent is not None:
            return CommandId(f"desk:{self.agent}:{id_}")
        return CommandId(f"{self.who.role}:{self.who.user}:{id_}")

    # --- what the client hears --------------------------------------------------------------------------

    def start(self, last: int, *, longest: int) -> int:
        """The number after which facts are sent, when `last` is the newest.

        An agent who missed more than `longest` facts gets her picture alone.
        """
        if self.trunk is not None:
            resumed = self.trunk.resumes(last)
            return last if resumed is None else resumed
        if self.after is None or (self.agent is not None and last - self.after > longest):
            return last
        return min(self.after, last)

    def welcome(
        self, state: State, roster: Roster, *, number: int, now: Instant, trouble: str = ""
    ) -> Welcome:
        """The picture this client starts from."""
        agent = self.agent
        return Welcome(
            version=VERSION,
            role=self.who.role,
            user=self.who.user,
            number=number,
            now=now,
            centre=state.rules.name,
            grace=roster.policy(agent, None).grace,
            trouble=trouble,
            agent=agent_card(state, roster, agent) if agent is not None else None,
            contacts=desk_cards(state, agent, self.directory.shows) if agent is not None else (),
            categories=category_cards(state) if agent is not None else (),
        )

    def open_calls(self, state: State, last: int) -> OpenCalls | None:
        """The calls as they stand, for a PBX that begins anew; None for all others."""
        if self.trunk is None or self.trunk.resumes(last) is not None:
            return None
        return self.trunk.welcome(state, last)

    def hear(
        self, facts: Sequence[NumberedFact], state: State, roster: Roster
    ) -> Sequence[DeskFact | Facts | Orders]:
        """What of these facts this client is told: an agent hers, a PBX its orders, others their feed."""
        if self.trunk is not None:
            orders = self.trunk.hear(facts, state)
            return [orders] if orders is not None else []
        if self.agent is None:
            return [feed(facts, self.who, state)]
        return [
            desk_fact(numbered, self.agent, state, roster, self.directory.shows)
            for numbered in facts
            if self.agent in audience(numbered.fact, state)
        ]


def desk_fact(
    numbered: NumberedFact, agent: AgentId, state: State, roster: Roster, shows: Shows = as_it_stands
) -> DeskFact:
    """A fact as this agent is told of it, with what it leaves on her desk."""
    contact: ContactId | None = getattr(numbered.fact, "contact", None)
    return DeskFact(
        number=numbered.number,
        fact=numbered.fact,
        agent=agent_card(state, roster, agent),
        contact=contact_card(state, agent, contact, shows),
    )


def feed(facts: Sequence[NumberedFact], who: Identity, state: State) -> Facts:
    """This stretch of the feed, at least one fact long, as far as `who` may see it."""
    return Facts(
        after=facts[0].number - 1,
        through=facts[-1].number,
        facts=tuple(numbered for numbered in facts if within(numbered.fact, who.teams, state)),
    )


def hello_in(message: str | bytes) -> Hello:
    """The client's first message.

    Raises:
        SessionEndedError: it is no hello, or of another version.
    """
    try:
        hello = _decoder.decode(message)
    except UNREADABLE as error:
        raise SessionEndedError(FaultCode.BAD_FRAME, f"the first message must be a hello: {error}") from error
    if not isinstance(hello, Hello):
        raise SessionEndedError(FaultCode.BAD_FRAME, "the first message must be a hello")
    if hello.version != VERSION:
        raise SessionEndedError(
            FaultCode.VERSION, f"this centre speaks version {VERSION}, not {hello.version}"
        )
    return hello


class _Named(msgspec.Struct):
    id: str | None = None
    command: "_Named | None" = None


def _id_of(message: str | bytes) -> str:
    """The id in a frame that is otherwise not understood, so that its sender knows which one is meant."""
    try:
        named = msgspec.json.decode(message, type=_Named)
    except UNREADABLE:
        return ""
    return named.id or (named.command.id if named.command else None) or ""
