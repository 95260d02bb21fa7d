"""A session without a socket: whatever comes in, it answers by its rules and never stumbles."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher import codec
from dispatcher.access.people import Identity, Role
from dispatcher.centre import Levers
from dispatcher.client.picture import Picture
from dispatcher.commands import (
    AcceptOffer,
    AgentRequest,
    ChangeLevers,
    Command,
    CompleteTransfer,
    ConfigureCentre,
    ConnectAgent,
    ConsultAgent,
    DisconnectAgent,
    FinishContact,
    HangUp,
    MergeContacts,
    ParkContact,
    PullBack,
    RequestCallback,
    ResumeContact,
    SetStatus,
    SubmitReply,
    TransferContact,
)
from dispatcher.engine.engine import Engine
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import VERSION, Ask, Beat, DeskFact, Hello, Read, Refused, SaveDraft, SendReply
from dispatcher.gateway.session import MOST_MISTAKES, Session, SessionEndedError, hello_in
from dispatcher.vocabulary import (
    EMAIL,
    SECOND,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    ParkReason,
    Scope,
)
from tests.live.heart import ANNA, CENTRE, MAIL, ORDERS, PLOY, admit
from tests.live.house import hello


def picture() -> State:
    engine = Engine()
    engine.handle(ConfigureCentre(id=CommandId("open"), centre=CENTRE), Instant(1))
    return engine.state


STATE = picture()
DEEP = '{"type":"read","id":"deep","contact":"c","more":' + "[" * 100_000

NAMES = st.sampled_from([PLOY, ANNA, AgentId("nobody"), AgentId("")])
WORDS = st.text(max_size=8)
WHOLE = st.integers(-(2**70), 2**70)
COMMANDS = st.one_of(
    st.builds(SetStatus, id=WORDS.map(CommandId), agent=NAMES, status=st.sampled_from(AgentStatus)),
    st.builds(ConnectAgent, id=WORDS.map(CommandId), agent=NAMES),
    st.builds(DisconnectAgent, id=WORDS.map(CommandId), agent=NAMES),
    st.builds(HangUp, id=WORDS.map(CommandId), contact=WORDS.map(ContactId)),
    st.builds(admit, WORDS),
    st.just(ConfigureCentre(id=CommandId("mine"), centre=CENTRE)),
)
FRAMES = st.one_of(
    st.builds(Ask, command=COMMANDS),
    st.builds(Read, id=WORDS, contact=WORDS.map(ContactId)),
    st.builds(SaveDraft, id=WORDS, contact=WORDS.map(ContactId), text=WORDS, version=WHOLE),
    st.builds(SendReply, id=WORDS, contact=WORDS.map(ContactId), text=WORDS),
    st.builds(Hello, version=WHOLE, ticket=WORDS, after=WHOLE),
).map(codec.encode)
JSON = st.recursive(
    st.none() | st.booleans() | WHOLE | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "id", "command", "agent", "contact"]) | WORDS, inner)
    ),
    max_leaves=12,
).map(json.dumps)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A frame that was right until a byte was changed, lost or added."""
    frame = bytearray(draw(FRAMES))
    place = draw(st.integers(0, len(frame) - 1))
    frame[place : place + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(frame)


MESSAGES = st.one_of(st.binary(max_size=80), st.text(max_size=80), JSON, FRAMES, mangled(), st.just(DEEP))
WATCHER = Identity(user="wall", role=Role.WATCHER)
BOSS = Identity(user="boss", role=Role.SUPERVISOR)
SESSIONS = st.builds(Session, st.just(WATCHER) | NAMES.map(lambda name: at_desk(name)), st.none() | WHOLE)


def at_desk(agent: AgentId) -> Identity:
    """This agent, at her own desk."""
    return Identity(user=agent, role=Role.AGENT, agent=agent)


@given(SESSIONS, st.lists(MESSAGES, max_size=5))
def test_whatever_comes_in_only_ones_own_wishes_go_on(session: Session, messages: list[str | bytes]) -> None:
    for message in messages:
        wish = session.receive(message, STATE)
        if isinstance(wish, Refused):
            assert wish.reason in ("bad_frame", "not_allowed")
            assert wish.detail
        elif isinstance(wish, Ask):
            assert isinstance(wish.command, AgentRequest)
            assert wish.command.agent == session.agent
            assert not isinstance(wish.command, ConnectAgent | DisconnectAgent)
            assert wish.command.id
        else:
            assert session.agent is not None or isinstance(wish, Beat)
            assert wish.id


@given(MESSAGES)
def test_only_a_hello_of_this_version_is_a_hello(message: str | bytes) -> None:
    with suppress(SessionEndedError):
        hello = hello_in(message)
        assert hello == msgspec.json.decode(message, type=Hello)
        assert hello.version == VERSION


@given(st.none() | NAMES, st.none() | WHOLE, st.integers(0, 2**40), st.integers(0, 1000))
def test_history_starts_where_the_client_stopped(
    agent: AgentId | None, after: int | None, last: int, longest: int
) -> None:
    start, has = (
        Session(WATCHER if agent is None else at_desk(agent), after).start(last, longest=longest),
        max(after or 0, 0),
    )
    fresh = after is None or (agent is not None and last - has > longest)
    assert start == (last if fresh else min(has, last))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"version": 1}, "version"),
        ({"version": True}, "bad_frame"),
        ({"ticket": None}, "bad_frame"),
        ({"type": "read", "id": "1", "contact": "c"}, "bad_frame"),
        ({"type": "hullo"}, "bad_frame"),
        ({"after": "1"}, "bad_frame"),
    ],
)
def test_a_hello_that_is_wrong_is_told_what_is_wrong(said: Mapping[str, object], code: str) -> None:
    with pytest.raises(SessionEndedError) as caught:
        hello_in(json.dumps({**hello("a ticket"), **said}))
    assert caught.value.code == code


def test_a_refusal_names_the_request_even_when_it_cannot_be_read() -> None:
    session = Session(at_desk(PLOY), None)
    for broken in (
        {"type": "ask", "command": {"type": "Dance", "id": "7"}},
        {"type": "read", "id": "7"},
        {"type": "unheard of", "id": "7", "command": None},
        {"type": "hello", "id": "7", "command": {"id": None}},
    ):
        refused = session.receive(json.dumps(broken), STATE)
        assert isinstance(refused, Refused)
        assert (refused.id, refused.reason) == ("7", "bad_frame")


def test_who_sends_only_nonsense_is_let_go() -> None:
    session = Session(WATCHER, None)
    for _ in range(MOST_MISTAKES):
        assert isinstance(session.receive("nonsense", STATE), Refused)
    with pytest.raises(SessionEndedError) as caught:
        session.receive("nonsense", STATE)
    assert caught.value.code == "too_many_mistakes"


def test_two_agents_ids_never_meet() -> None:
    assert Session(at_desk(PLOY), None).own_id("1") != Session(at_desk(ANNA), None).own_id("1")
    assert Session(at_desk(PLOY), None).own_id("1") == Session(at_desk(PLOY), 9).own_id("1")


@pytest.mark.parametrize(
    "command",
    [
        SetStatus(id=CommandId("1"), agent=PLOY, status=AgentStatus.AWAY, by="the boss"),
        SetStatus(id=CommandId("2"), agent=ANNA, status=AgentStatus.AWAY),
        PullBack(id=CommandId("3"), contact=ContactId("c")),
        ChangeLevers(id=CommandId("4"), scope=Scope.CENTRE, levers=Levers()),
        RequestCallback(id=CommandId("5"), contact=ContactId("c")),
    ],
)
def test_an_agent_asks_for_herself_alone(command: Command) -> None:
    refused = Session(at_desk(PLOY), None).receive(codec.encode(Ask(command=command)), STATE)
    assert isinstance(refused, Refused)
    assert (refused.id, refused.reason) == (command.id, "not_allowed")


# --- the picture ----------------------------------------------------------------------------------------


def roster(engine: Engine) -> Roster:
    """What holds now, worked out anew."""
    return Roster(engine.state.rules, engine.state.running)


def asked(state: State, kind: str, number: int) -> Command:
    """Something that could be asked now, or nearly."""
    id_, agent = CommandId(str(number)), (PLOY, ANNA)[number % 2]
    mine = sorted(state.agents[agent].contacts)
    one = mine[number % len(mine)] if mine else ContactId("none")
    match kind:
        case "call" | "mail":
            return admit(f"{kind} {number}", ORDERS if kind == "call" else MAIL)
        case "accept":
            return AcceptOffer(id=id_, agent=agent, offer=state.agents[agent].offer or OfferId("none"))
        case "hang up":
            return HangUp(id=id_, contact=one)
        case "finish":
            return FinishContact(id=id_, agent=agent, contact=one)
        case "park":
            return ParkContact(id=id_, agent=agent, contact=one)
        case "resume":
            return ResumeContact(id=id_, agent=agent, contact=one)
        case "reply":
            return SubmitReply(id=id_, agent=agent, contact=one, message=MessageId(str(number)))
        case "go":
            return DisconnectAgent(id=id_, agent=agent)
        case "come":
            return ConnectAgent(id=id_, agent=agent)
        case _ if kind in OTHERS:
            queued = number % 3 == 0
            return SetStatus(id=id_, agent=agent, status=AgentStatus(kind), when_done=queued)
        case _:
            return _asked_of_others(kind, number, mine, agent)


def _asked_of_others(kind: str, number: int, mine: Sequence[ContactId], agent: AgentId) -> Command:
    """What colleagues, customers and supervisors have a part in."""
    id_, one = CommandId(str(number)), mine[number % len(mine)] if mine else ContactId("none")
    match kind:
        case "wait for customer":
            why = ParkReason.WAITING_FOR_CUSTOMER
            return ParkContact(id=id_, agent=agent, contact=one, why=why)
        case "write again":
            return admit(f"{kind} {number}", MAIL, follows=one, message=MessageId(str(number)))
        case "call me back":
            return RequestCallback(id=id_, contact=one)
        case "pass on":
            other = (ANNA, PLOY)[number % 2]
            return TransferContact(id=id_, agent=agent, contact=one, to_agent=other)
        case "ask a colleague":
            consult = ContactId(f"{kind} {number}")
            return ConsultAgent(id=id_, agent=agent, contact=one, consult=consult, to_queue=ORDERS)
        case "leave it to her":
            return CompleteTransfer(id=id_, agent=agent, contact=one)
        case "pull back":
            return PullBack(id=id_, contact=one)
        case "merge":
            return MergeContacts(id=id_, contact=one, into=mine[0] if mine else one)
        case _:
            return ChangeLevers(id=id_, scope=Scope.CENTRE, levers=Levers(caps={EMAIL: number % 4}))


KINDS = (
    "call",
    "mail",
    "mail",
    "accept",
    "accept",
    "accept",
    "accept",
    "hang up",
    "finish",
    "park",
    "resume",
    "wait for customer",
    "write again",
    "call me back",
    "pass on",
    "ask a colleague",
    "leave it to her",
    "pull back",
    "merge",
    "cap",
)
OTHERS = ("reply", "go", "come", "come", "ready", "ready", "ready", "away", "offline")
DAYS = st.lists(
    st.tuples(st.sampled_from((*KINDS, *OTHERS)), st.integers(0, 40), st.integers(1, 4)), max_size=60
)


@given(DAYS, st.sampled_from([PLOY, ANNA]))
def test_an_old_picture_and_what_came_since_is_a_fresh_picture(
    day: list[tuple[str, int, int]], agent: AgentId
) -> None:
    engine, now, number = Engine(), 1, 0
    engine.handle(ConfigureCentre(id=CommandId("open"), centre=CENTRE), Instant(now))
    for who in (PLOY, ANNA):
        engine.handle(ConnectAgent(id=CommandId(f"{who} comes"), agent=who), Instant(now))
        engine.handle(
            SetStatus(id=CommandId(f"{who} ready"), agent=who, status=AgentStatus.READY), Instant(now)
        )
    session, picture, batch = Session(at_desk(agent), None), Picture(), list[NumberedFact]()
    picture.begin(session.welcome(engine.state, roster(engine), number=0, now=Instant(now)))
    for step, (kind, waited, together) in enumerate(day):
        now += waited * SECOND
        for fact in engine.handle(asked(engine.state, kind, step), Instant(now)):
            number += 1
            batch.append(NumberedFact(number=number, fact=fact))
        if step % together == 0:  # several turns may be spoken of at once
            for frame in session.hear(batch, engine.state, roster(engine)):
                assert isinstance(frame, DeskFact)
                picture.take(frame)
            batch.clear()
    for frame in session.hear(batch, engine.state, roster(engine)):
        assert isinstance(frame, DeskFact)
        picture.take(frame)
    fresh = session.welcome(engine.state, roster(engine), number=number, now=Instant(now))
    assert picture.agent == fresh.agent
    assert picture.contacts == {card.id: card for card in fresh.contacts}
