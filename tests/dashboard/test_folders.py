"""What the folders page is told: the question in the address, and data that is calm while nothing happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.folders import by_the_minute, plain, shown, wanted_of
from dispatcher.access.people import OWNER, Identity, Role
from dispatcher.engine.roster import Roster
from dispatcher.folders.folder import Folder
from dispatcher.folders.query import MOST, Order, Topic, Wanted
from dispatcher.vocabulary import MINUTE, SECOND, AgentId, Span, TeamId, later
from tests.folders.floor import one_of_each

CARE = frozenset({TeamId("care")})


def test_the_address_says_what_is_wanted() -> None:
    query = {
        "folder": "past_sla",
        "queue": "mail",
        "category": "",
        "agent": "anna",
        "text": "late",
        "order": "customer",
        "down": "1",
        "skip": "10",
        "limit": "20",
    }
    assert wanted_of(query, OWNER) == Wanted(
        folder=Folder.PAST_SLA,
        topics={Topic.QUEUE: "mail", Topic.CATEGORY: ""},
        agent=AgentId("anna"),
        text="late",
        order=Order.CUSTOMER,
        descending=True,
        skip=10,
        limit=20,
    )


@given(
    st.dictionaries(st.sampled_from(["folder", "order", "down", "skip", "limit", "agent", "text"]), st.text())
)
def test_whatever_stands_in_an_address_is_a_question(query: dict[str, str]) -> None:
    wanted = wanted_of(query, OWNER)
    assert 0 <= wanted.limit <= MOST
    assert wanted.skip >= 0
    assert wanted.folder in Folder
    assert wanted.order in Order


@pytest.mark.parametrize(
    ("who", "teams"),
    [
        (Identity(user="a", role=Role.SUPERVISOR, teams=CARE), CARE),
        (Identity(user="b", role=Role.SUPERVISOR), frozenset()),
        (Identity(user="c", role=Role.ADMIN), frozenset()),
        (OWNER, frozenset()),
    ],
)
def test_a_supervisor_sees_her_teams(who: Identity, teams: frozenset[TeamId]) -> None:
    assert wanted_of({}, who).teams == teams


def test_while_nothing_happens_the_data_stays_the_same() -> None:
    """Nine seconds later each row is as it was; the page counts by itself."""
    floor = one_of_each()
    roster = Roster(floor.state.rules, floor.state.running)
    now, soon = floor.now, later(floor.now, Span(9 * SECOND))
    wanted = Wanted(folder=Folder.ALL)
    before, after = (plain(shown(floor.state, roster, wanted, at), at) for at in (now, soon))
    assert before == after
    assert before["found"]["total"] == 6


@given(st.integers(-(10**12), 10**12))
def test_minutes_never_make_late_what_is_not(span: int) -> None:
    told = by_the_minute(span)
    assert (told < 0) is (span < 0)
    assert abs(told - span) < MINUTE
