"""The door's rules without a door: tickets, throttle, sessions, and what each role may do."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.access.people import (
    OWNER,
    PARTS,
    PROGRAMS,
    SEATS,
    AccessError,
    Identity,
    Part,
    Role,
    known_as,
    seated,
)
from dispatcher.access.sessions import LIFE as SESSION_LIFE
from dispatcher.access.sessions import Sessions, until
from dispatcher.access.store import Kept
from dispatcher.access.throttle import FREE, LONGEST, Throttle
from dispatcher.access.tickets import LIFE, MOST, BadTicketError, Tickets
from dispatcher.vocabulary import HOUR, AgentId, Instant, Span, later

PLOY = Identity(user="ploy", role=Role.AGENT, agent=AgentId("ploy"))
BOSS = Identity(user="boss", role=Role.SUPERVISOR)
NOW = Instant(10**15)


def tickets() -> Tickets:
    numbers = itertools.count()
    return Tickets(lambda: f"ticket {next(numbers)}")


# --- tickets --------------------------------------------------------------------------------------------


def test_a_ticket_opens_once() -> None:
    out = tickets()
    ticket = out.issue(PLOY, NOW)
    assert out.redeem(ticket, NOW) == PLOY
    with pytest.raises(BadTicketError, match="used before"):
        out.redeem(ticket, NOW)


@given(st.integers(0, 2 * LIFE))
def test_a_ticket_opens_within_a_minute(waited: int) -> None:
    out = tickets()
    ticket = out.issue(PLOY, NOW)
    now = later(NOW, Span(waited))
    if waited <= LIFE:
        assert out.redeem(ticket, now) == PLOY
    else:
        with pytest.raises(BadTicketError, match="and over"):
            out.redeem(ticket, now)


@given(st.text())
def test_a_guess_opens_nothing(guess: str) -> None:
    out = tickets()
    ticket = out.issue(PLOY, NOW)
    if guess != ticket:
        with pytest.raises(BadTicketError):
            out.redeem(guess, NOW)
    assert out.redeem(ticket, NOW) == PLOY


def test_who_is_thrown_out_has_no_ticket_left() -> None:
    out = tickets()
    hers, other = out.issue(PLOY, NOW), out.issue(BOSS, NOW)
    out.revoke("ploy")
    with pytest.raises(BadTicketError):
        out.redeem(hers, NOW)
    assert out.redeem(other, NOW) == BOSS


def test_a_flood_of_tickets_drops_the_oldest() -> None:
    out = tickets()
    first = out.issue(PLOY, NOW)
    rest = [out.issue(BOSS, NOW) for _ in range(MOST)]
    with pytest.raises(BadTicketError):
        out.redeem(first, NOW)
    assert out.redeem(rest[0], NOW) == BOSS


# --- the throttle ---------------------------------------------------------------------------------------


def test_mistyping_a_few_times_costs_nothing() -> None:
    throttle = Throttle()
    for _ in range(FREE["name"]):
        assert throttle.wait("ploy", "10.0.0.1", NOW) == 0
        throttle.failed("ploy", "10.0.0.1", NOW)
    assert throttle.wait("ploy", "10.0.0.1", NOW) > 0


def test_who_guesses_at_one_address_locks_nobody_out_at_another() -> None:
    throttle = Throttle()
    for _ in range(1000):
        throttle.failed("ploy", "10.6.6.6", NOW)
    assert throttle.wait("ploy", "10.6.6.6", NOW) == LONGEST
    assert throttle.wait("ploy", "10.0.0.1", NOW) == 0


def test_trying_many_names_at_one_address_is_slowed_too() -> None:
    throttle = Throttle()
    for number in range(FREE["address"]):
        throttle.failed(f"name {number}", "10.6.6.6", NOW)
    assert throttle.wait("yet another", "10.6.6.6", NOW) > 0


def test_a_night_of_guessing_is_a_handful_of_guesses() -> None:
    throttle, now, tried = Throttle(), NOW, 0
    while now < later(NOW, Span(8 * HOUR)):
        now = later(now, throttle.wait("ploy", "10.6.6.6", now))
        throttle.failed("ploy", "10.6.6.6", now)
        tried += 1
    assert tried < 60


@given(st.lists(st.integers(0, 3 * HOUR), max_size=60))
def test_nobody_waits_longer_than_the_longest(pauses: list[int]) -> None:
    throttle, now = Throttle(), NOW
    for pause in pauses:
        now = later(now, Span(pause))
        assert 0 <= throttle.wait("ploy", "10.0.0.1", now) <= LONGEST
        throttle.failed("ploy", "10.0.0.1", now)
    assert throttle.wait("ploy", "10.0.0.1", later(now, Span(2 * HOUR))) == 0


def test_getting_in_forgets_what_was_mistyped() -> None:
    throttle = Throttle()
    for _ in range(FREE["name"] - 1):
        throttle.failed("ploy", "10.0.0.1", NOW)
    throttle.succeeded("ploy", "10.0.0.1")
    throttle.failed("ploy", "10.0.0.1", NOW)
    assert throttle.wait("ploy", "10.0.0.1", NOW) == 0


# --- sessions -------------------------------------------------------------------------------------------


@given(st.integers(0, 2 * SESSION_LIFE))
def test_a_session_holds_for_a_shift_and_a_token_for_ever(waited: int) -> None:
    numbers = itertools.count()
    sessions = Sessions(lambda: f"secret {next(numbers)}")
    (secret, mark), (token, for_ever) = sessions.draw(), sessions.draw()
    assert sessions.user(secret, NOW) is None
    sessions.put(Kept(mark, "ploy", until(NOW)))
    sessions.put(Kept(for_ever, "pbx", None))
    now = later(NOW, Span(waited))
    assert sessions.user(secret, now) == ("ploy" if waited <= SESSION_LIFE else None)
    assert sessions.user(token, now) == "pbx"
    assert sessions.over(now) == ([] if waited <= SESSION_LIFE else [mark])
    sessions.end("pbx")
    assert sessions.user(token, now) is None


# --- roles ----------------------------------------------------------------------------------------------


def test_what_each_role_may() -> None:
    assert {role: sorted(PARTS[role]) for role in Role} == {
        Role.AGENT: [Part.READING, Part.SELF],
        Role.SUPERVISOR: [Part.EDITING, Part.FIGURES, Part.FLOOR, Part.LETTERS, Part.READING, Part.SELF],
        Role.WATCHER: [Part.FIGURES, Part.FLOOR, Part.SELF],
        Role.SCREEN: [Part.SELF],
        Role.TRUNK: [Part.CONTACTS, Part.SELF],
        Role.ADMIN: sorted(Part),
    }


@pytest.mark.parametrize(("role", "seat"), list(itertools.product(Role, Role)))
def test_nobody_sits_where_she_may_not(role: Role, seat: Role) -> None:
    who = Identity(user="x", role=role, agent=AgentId("ploy") if role not in PROGRAMS else None)
    if seat in SEATS[role]:
        assert seated(who, seat).role is seat
    else:
        with pytest.raises(AccessError):
            seated(who, seat)


def test_an_agent_sits_at_her_own_desk_alone() -> None:
    assert seated(PLOY, Role.AGENT) == PLOY
    with pytest.raises(AccessError, match="'ploy' may not sit at the desk 'anna'"):
        seated(PLOY, Role.AGENT, AgentId("anna"))


def test_a_supervisor_without_a_desk_has_none() -> None:
    with pytest.raises(AccessError, match="whose desk"):
        seated(BOSS, Role.AGENT)


def test_the_owner_sits_anywhere_but_says_where() -> None:
    assert seated(OWNER, Role.AGENT, AgentId("anna")).agent == "anna"
    assert seated(OWNER, Role.TRUNK).role is Role.TRUNK
    with pytest.raises(AccessError, match="whose desk"):
        seated(OWNER, Role.AGENT)


@pytest.mark.parametrize(
    ("written", "name"), [(" Ploy ", "ploy"), ("ANNA@Desk.example", "anna@desk.example"), ("พลอย", "พลอย")]
)
def test_a_name_is_written_in_one_way(written: str, name: str) -> None:
    assert known_as(written) == name


@pytest.mark.parametrize("written", ["", " ", "two words", "a/b", "x" * 65, "a:b", "<b>", "a\nb"])
def test_what_is_no_name(written: str) -> None:
    with pytest.raises(AccessError) as caught:
        known_as(written)
    assert caught.value.code == "bad_name"


@given(st.text(max_size=80))
def test_a_names_one_way_is_stable(written: str) -> None:
    try:
        name = known_as(written)
    except AccessError:
        return
    assert known_as(name) == name
