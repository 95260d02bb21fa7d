"""One connection's rules, without a socket: what a client may say, and what it hears.

The server feeds it messages and facts and sends what it returns; every rule of who may do what stands here.
"""

import hmac
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, Final

import msgspec

from dispatcher.commands import AgentRequest, ConnectAgent, DisconnectAgent, SetStatus
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.errors import PeerError
from dispatcher.events import (
    CallbackRequested,
    ContactHandedOver,
    ContactMerged,
    Event,
    LeversChanged,
    NumberedFact,
    PromiseChanged,
    TimetableSwitched,
    UrgencyChanged,
)
from dispatcher.gateway.cards import agent_card, contact_card, desk_cards
from dispatcher.gateway.frames import (
    VERSION,
    Ask,
    Beat,
    ClientFrame,
    DeskFact,
    Facts,
    Hello,
    Read,
    Refused,
    SaveDraft,
    SendReply,
    ServerFrame,
    Welcome,
    Whither,
)
from dispatcher.vocabulary import AgentId, CommandId, ContactId, Instant

Wish = Ask | Read | SaveDraft | SendReply | Whither | Beat

AGENT: Final = "agent"
WATCHER: Final = "watcher"
# What a message can be that is no frame: no JSON or another's, no text, nested without end.
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeError, RecursionError)

_decoder: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)


class SessionEndedError(PeerError):
    """The connection must end; `code` is a word for programs, the message a sentence for people."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Session:
    """A connection whose hello was accepted: `agent` is whose desk it is, None for a watcher.

    `after` is the last event it has, None when it asks for a fresh picture.
    """

    def __init__(self, agent: AgentId | None, after: int | None) -> None:
        self.agent = agent
        self.after = after if after is None else max(after, 0)

    def receive(self, message: str | bytes) -> Wish | Refused:
        """What the client wants, or why it may not."""
        try:
            frame = _decoder.decode(message)
        except UNREADABLE as error:
            return Refused(
                id=_id_of(message), reason="bad_frame", detail=f"this is no frame we know: {error}"
            )
        if isinstance(frame, Hello):
            return Refused(id="", reason="bad_frame", detail="hello was said already")
        id_ = frame.command.id if isinstance(frame, Ask) else frame.id
        if self.agent is None:
            return Refused(id=id_, reason="not_allowed", detail="a watcher may only listen")
        if isinstance(frame, Ask) and not self._may_ask(frame):
            return Refused(id=id_, reason="not_allowed", detail="an agent may only ask in her own name")
        if not id_:
            return Refused(id="", reason="bad_frame", detail="this request has no id; choose one")
        return frame

    def _may_ask(self, frame: Ask) -> bool:
        command = frame.command
        if not isinstance(command, AgentRequest) or command.agent != self.agent:
            return False
        # Her connection says whether she is there; and nobody but a supervisor asks in somebody else's name.
        as_another = isinstance(command, SetStatus) and command.by != ""
        return not as_another and not isinstance(command, ConnectAgent | DisconnectAgent)

    def own_id(self, id_: str) -> CommandId:
        """This client's id for a request, as the journal knows it: nobody else's is like it."""
        return CommandId(f"desk:{self.agent}:{id_}")

    def start(self, last: int, *, longest: int) -> int:
        """The number after which facts are sent, when `last` is the newest.

        An agent who missed more than `longest` facts gets her picture alone.
        """
        if self.after is None or (self.agent is not None and last - self.after > longest):
            return last
        return min(self.after, last)

    def welcome(self, state: State, roster: Roster, *, number: int, now: Instant) -> Welcome:
        """The picture this client starts from."""
        agent = self.agent
        return Welcome(
            version=VERSION,
            number=number,
            now=now,
            centre=state.rules.name,
            grace=roster.policy(agent, None).grace,
            agent=agent_card(state, roster, agent) if agent is not None else None,
            contacts=desk_cards(state, agent) if agent is not None else (),
        )

    def hear(self, facts: Sequence[NumberedFact], state: State, roster: Roster) -> list[ServerFrame]:
        """What of these facts this client is told. An agent hears those that concern her."""
        if self.agent is None:
            return [Facts(facts=tuple(facts))] if facts else []
        return [
            self._desk_fact(numbered, self.agent, state, roster)
            for numbered in facts
            if _concerns(numbered.fact, self.agent, state)
        ]

    def _desk_fact(self, numbered: NumberedFact, agent: AgentId, state: State, roster: Roster) -> DeskFact:
        contact: ContactId | None = getattr(numbered.fact, "contact", None)
        return DeskFact(
            number=numbered.number,
            fact=numbered.fact,
            agent=agent_card(state, roster, agent),
            contact=contact_card(state, agent, contact),
        )


def _concerns(fact: Event, agent: AgentId, state: State) -> bool:
    """Does it name her, or change what lies on her desk, or the levers she works under?"""
    if getattr(fact, "agent", None) == agent:
        return True
    also = _ALSO.get(type(fact))  # asked of every fact for every desk: a lookup is what it may cost
    return also is not None and also(fact, agent, state.agents[agent].contacts)


def _on_her_desk(fact: Any, agent: AgentId, hers: Container[ContactId]) -> bool:
    return fact.contact in hers


_ALSO: Final[Mapping[type[object], Callable[[Any, AgentId, Container[ContactId]], bool]]] = {
    ContactHandedOver: lambda fact, agent, hers: fact.to_agent == agent,
    ContactMerged: lambda fact, agent, hers: fact.into in hers,
    CallbackRequested: _on_her_desk,
    UrgencyChanged: _on_her_desk,
    PromiseChanged: _on_her_desk,
    LeversChanged: lambda fact, agent, hers: True,
    TimetableSwitched: lambda fact, agent, hers: True,
}


def greet(message: str | bytes, *, state: State, key: str) -> Session:
    """Open a session by the client's first message.

    Raises:
        SessionEndedError: it is no hello, of another version, without the key, or in the name of nobody we
            know.
    """
    try:
        hello = _decoder.decode(message)
    except UNREADABLE as error:
        raise SessionEndedError("bad_frame", f"the first message must be a hello: {error}") from error
    if not isinstance(hello, Hello):
        raise SessionEndedError("bad_frame", "the first message must be a hello")
    if hello.version != VERSION:
        raise SessionEndedError("version", f"this centre speaks version {VERSION}, not {hello.version}")
    if not hmac.compare_digest(hello.key.encode(), key.encode()):
        raise SessionEndedError("wrong_key", "wrong access key; it is [service] key in the centre file")
    if hello.role == WATCHER:
        return Session(None, hello.after)
    if hello.role != AGENT:
        raise SessionEndedError("unknown_role", f"there is no role {hello.role!r}; it is agent or watcher")
    if hello.agent is None or hello.agent not in state.agents:
        raise SessionEndedError("unknown_agent", f"this centre has no agent {hello.agent!r}")
    return Session(hello.agent, hello.after)


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
