"""Whoever keeps the clock, the same requests give the same facts."""

from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher import commands as ask
from dispatcher.centre import Levers
from dispatcher.commands import Command
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import Event, WrapUpEnded
from dispatcher.vocabulary import (
    HOUR,
    MINUTE,
    SECOND,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    Span,
    later,
)
from simulator.arrivals import visits
from simulator.day import Day
from simulator.replay import replay
from simulator.scenario import Habits, Law
from simulator.streams import Streams
from tests.simulator.suppose import (
    CALLS,
    EMAILS,
    NOON,
    after_noon,
    calls,
    centre,
    demand,
    emails,
    of_kind,
    scenario,
)

Line = tuple[Instant, Command]

HOUSE = centre(
    3,
    calls(
        interrupt_after=Span(5 * SECOND),
        offer_timeout=Span(15 * SECOND),
        wrap_up=Span(10 * SECOND),
        expected_handle=MINUTE,
    ),
    emails(promise=Span(4 * MINUTE), offer_timeout=Span(15 * SECOND)),
    levers=Levers(breather=Span(5 * SECOND), undisturbed=Span(20 * SECOND), park_limit=Span(2 * MINUTE)),
)
AFTERWARDS = Span(10 * MINUTE)
AGENTS = sorted(HOUSE.agents)


class Wish(NamedTuple):
    """So long after the one before, this agent does something with one of hers, or somebody comes."""

    pause: int
    verb: str
    agent: AgentId
    which: int


COMES = ("calls", "writes", "hangs up")
STATES = {status.value: status for status in AgentStatus}
DOES = (
    "accepts",
    "declines",
    "finishes",
    "parks",
    "resumes",
    "replies",
    "ends wrap-up",
    "connects",
    "is gone",
)
# Now and then no pause at all, or just as long as one of the centre's own spans.
PAUSES = st.one_of(st.just(0), st.integers(0, 8 * SECOND), st.sampled_from([5 * SECOND, 15 * SECOND]))
VERBS = st.sampled_from([*COMES * 3, *DOES, *["accepts"] * 8, "finishes", *STATES, *["ready"] * 4])
DAYS = st.lists(
    st.builds(Wish, PAUSES, VERBS, st.sampled_from(AGENTS), st.integers(0, 4)), min_size=30, max_size=120
)


def request(wish: Wish, state: State, number: int) -> Command:
    """The wish as a request: about what she really has, or where she has nothing, about something made up."""
    name = CommandId(f"{number}")
    if wish.verb in COMES:
        return _from_outside(wish, state, name)
    if wish.verb in STATES:
        return ask.SetStatus(id=name, agent=wish.agent, status=STATES[wish.verb])
    held = [*state.agents[wish.agent].contacts] or [ContactId("nothing")]
    contact = held[wish.which % len(held)]
    offer = state.agents[wish.agent].offer or OfferId("nothing")
    made: dict[str, Command] = {
        "accepts": ask.AcceptOffer(id=name, agent=wish.agent, offer=offer),
        "declines": ask.DeclineOffer(id=name, agent=wish.agent, offer=offer),
        "finishes": ask.FinishContact(id=name, agent=wish.agent, contact=contact),
        "parks": ask.ParkContact(id=name, agent=wish.agent, contact=contact),
        "resumes": ask.ResumeContact(id=name, agent=wish.agent, contact=contact),
        "replies": ask.SubmitReply(id=name, agent=wish.agent, contact=contact, message=MessageId("reply")),
        "ends wrap-up": ask.EndWrapUp(id=name, agent=wish.agent),
        "connects": ask.ConnectAgent(id=name, agent=wish.agent),
        "is gone": ask.DisconnectAgent(id=name, agent=wish.agent),
    }
    return made[wish.verb]


def _from_outside(wish: Wish, state: State, name: CommandId) -> Command:
    if wish.verb == "hangs up":
        there = [*state.contacts] or [ContactId("nobody")]
        return ask.HangUp(id=name, contact=there[wish.which % len(there)])
    queue = CALLS if wish.verb == "calls" else EMAILS
    return ask.AdmitContact(id=name, contact=ContactId(f"contact-{name}"), queue=queue)


def opening() -> list[Line]:
    """The centre opens with everybody ready."""
    first: list[Command] = [ask.ConfigureCentre(id=CommandId("open"), centre=HOUSE)]
    for agent in HOUSE.agents:
        first.append(ask.ConnectAgent(id=CommandId(f"{agent} comes"), agent=agent))
        first.append(ask.SetStatus(id=CommandId(f"{agent} begins"), agent=agent, status=AgentStatus.READY))
    return [(NOON, command) for command in first]


def by_hand(day: list[Wish]) -> tuple[list[Line], list[Event]]:
    """The day's requests and facts, from an engine that nobody wakes between them."""
    engine, lines = Engine(), opening()
    facts = [event for at, command in lines for event in engine.handle(command, at)]
    now = NOON
    for number, wish in enumerate(day):
        now = later(now, Span(wish.pause))
        lines.append((now, request(wish, engine.state, number)))
        facts += engine.handle(lines[-1][1], now)
    return lines, facts + engine.advance(later(now, AFTERWARDS))


@given(DAYS)
@settings(max_examples=60, deadline=None)
def test_simpy_and_a_hand_crank_give_the_same_facts(day: list[Wish]) -> None:
    lines, facts = by_hand(day)
    assert replay(lines, later(lines[-1][0], AFTERWARDS)) == facts


class Listening(Engine):
    """An engine that knows afterwards what it was asked, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Line] = []

    def handle(self, command: Command, now: Instant) -> list[Event]:
        self.asked.append((now, command))
        return super().handle(command, now)


def test_a_simulated_day_can_be_played_over_from_what_was_asked() -> None:
    supposed = scenario(
        HOUSE,
        {
            CALLS: demand(60, Law(mean=MINUTE), Law(mean=MINUTE)),
            EMAILS: demand(40, Law(mean=Span(2 * MINUTE))),
        },
        habits=Habits(ring=Law(mean=Span(4 * SECOND))),
    )
    streams = Streams(1)
    facts: list[Event] = []
    engine = Listening()
    comers = [visits(supposed, queue, streams) for queue in supposed.demands]
    Day(supposed, streams, comers, facts.extend, engine).world.clock.run(supposed.end)
    assert len(of_kind(facts, WrapUpEnded)) > 10
    assert replay(engine.asked, Instant(supposed.end - 1)) == facts


def test_a_day_ends_with_its_last_request_or_when_it_is_told() -> None:
    call = ask.AdmitContact(id=CommandId("ring"), contact=ContactId("call"), queue=CALLS)
    lines = [*opening(), (later(NOON, MINUTE), call)]
    assert [type(event).__name__ for event in replay(lines)[-3:]] == [
        "ContactArrived",
        "PromiseMade",
        "ContactOffered",
    ]
    longer = replay(lines, later(NOON, Span(75 * SECOND)))
    assert "OfferTimedOut" in [type(event).__name__ for event in longer if after_noon(event) == 75 * SECOND]
    assert replay(lines, later(NOON, Span(59 * SECOND))) == replay(opening())


def test_a_clock_that_went_back_is_taken_as_standing_still() -> None:
    late = (later(NOON, HOUR), opening()[1][1])
    early = (NOON, opening()[2][1])
    assert replay([opening()[0], late, early])[-1].at == later(NOON, HOUR)


def test_nothing_asked_nothing_happens() -> None:
    assert replay([]) == []
