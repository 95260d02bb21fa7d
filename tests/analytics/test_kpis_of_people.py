"""The KPIs of time, customers and distributions, and the variants, against tables counted by hand."""

from collections.abc import Sequence
from typing import Any

import pytest

from analytics.eventlog import EventLog
from analytics.intervals import Window
from analytics.kpis import BY_NAME, KPIS, Cut, Level, pick, variants
from dispatcher import events as fact
from dispatcher.centre import Agent, Centre, Team
from dispatcher.events import Event
from dispatcher.vocabulary import (
    EMAIL,
    SECOND,
    VOICE,
    AgentId,
    AgentStatus,
    CategoryId,
    ChannelId,
    ContactId,
    OfferId,
    OfferReason,
    ParkReason,
    PromiseKind,
    StatusReason,
    TeamId,
    Tier,
    Urgency,
)
from tests.analytics.test_kpis import (
    ANA,
    BORIS,
    HELP,
    SALES,
    accepted,
    answered,
    arrives,
    at,
    closes,
    gives_up,
    measured,
    parks,
    replies,
    resumes,
    said_of,
    span,
    told,
    wraps_up,
)

CENTRE = Centre(
    name="Harbour",
    teams={TeamId(name): Team(id=TeamId(name), name=name) for name in ("care", "sales")},
    agents={
        ANA: Agent(id=ANA, name="Ana", team=TeamId("care")),
        BORIS: Agent(id=BORIS, name="Boris", team=TeamId("sales")),
    },
    queues={},
)
CONFIGURED = fact.CentreConfigured(at=at(-10), centre=CENTRE)


def becomes(who: AgentId, when: float, status: AgentStatus) -> Event:
    return fact.AgentStatusChanged(at=at(when), agent=who, status=status, why=StatusReason.BY_AGENT)


def offered(
    who: str, when: float, agent: AgentId = ANA, why: OfferReason = OfferReason.LONGEST_IDLE
) -> Event:
    return fact.ContactOffered(
        at=at(when),
        contact=ContactId(who),
        offer=OfferId(f"offer of {who}"),
        agent=agent,
        queue=SALES,
        channel=VOICE,
        expires=at(when + 20),
        why=why,
    )


def comes(who: str, when: float, customer: str, channel: ChannelId = VOICE, **said: Any) -> Event:
    return fact.ContactArrived(
        at=at(when),
        contact=ContactId(who),
        channel=channel,
        queue=SALES if channel == VOICE else HELP,
        urgency=Urgency.NORMAL,
        customer=customer,
        **said,
    )


@pytest.fixture(scope="module")
def callers() -> Sequence[Any]:
    """Four callers, all promised 20 s: answered in 10, answered in 30, gave up in 3, gave up in 25."""
    return [
        *(arrives(who, 0) for who in ("soon", "late", "slip", "lost")),
        gives_up("slip", 3, waited=3),
        answered("soon", 10, 10),
        gives_up("lost", 25, waited=25),
        answered("late", 30, 30, late=True),
    ]


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("service_level", 1 / 3),
        ("service_level_all_abandons", 1 / 4),
        ("service_level_answered_only", 1 / 2),
        ("service_level_late_abandons", 1 / 3),
        ("service_level_abandons_kept", 2 / 4),
        ("answer_rate", 2 / 4),
    ],
)
def test_one_day_has_as_many_service_levels_as_definitions(
    callers: Sequence[Any], name: str, share: float
) -> None:
    assert measured(callers, 0, 60, name) == [share]


def test_who_gives_up_at_the_end_of_a_short_wait_counts() -> None:
    day = [*(arrives(who, 0) for who in ("a", "b")), gives_up("a", 5, waited=5), answered("b", 6, 6)]
    assert measured(day, 0, 60, "service_level") == [1 / 2]


def test_every_variant_is_found_by_its_idea() -> None:
    names = [kpi.name for kpi in variants("service_level")]
    assert names[0] == "service_level"
    assert len(names) == 5
    assert all(kpi.variant_of in ("", *BY_NAME) for kpi in KPIS)


def test_thresholds_say_what_a_value_means() -> None:
    level = BY_NAME["service_level"].level
    assert [level(value) for value in (0.9, 0.8, 0.75, 0.7, None)] == [
        Level.GOOD,
        Level.ATTENTION,
        Level.ATTENTION,
        Level.BREACH,
        Level.PLAIN,
    ]
    assert BY_NAME["incoming"].level(3) is Level.PLAIN


def test_a_call_saved_is_one_that_laid_emails_aside_and_was_in_time() -> None:
    day = [
        *(arrives(who, 0) for who in ("saved", "late", "easy")),
        offered("saved", 8, why=OfferReason.INTERRUPTS),
        answered("saved", 10, 10),
        offered("easy", 11),
        answered("easy", 12, 12),
        offered("late", 22, why=OfferReason.INTERRUPTS),
        answered("late", 25, 25, late=True),
    ]
    assert measured(day, 0, 60, "calls_saved", "answered") == [1, 3]


def test_letters_are_answered_or_only_closed() -> None:
    """One answered after 600 s and closed after 800, one closed after 400 without a word, one a duplicate."""
    merged = fact.ContactMerged(
        at=at(500), contact=ContactId("c"), into=ContactId("a"), queue=HELP, channel=EMAIL
    )
    day = [
        *(arrives(who, 0, HELP, promise=900) for who in ("a", "b", "c")),
        closes("b", 400, 100, queue=HELP),
        merged,
        replies("a", 600, took=600),
        said_of(fact.PromiseKept, "a", 800, PromiseKind.RESOLUTION, took=span(300)),
        closes("a", 800, 200, queue=HELP),
    ]
    assert measured(day, 0, 900, "response_rate", "resolution_time", "duplicates") == [1 / 2, 600, 1]
    assert measured(day, 0, 900, "response_time_business", "resolution_time_business") == [600, 300]


def test_a_letter_that_comes_back_is_reopened() -> None:
    again = fact.ContactReopened(at=at(100), contact=ContactId("a"), queue=HELP, asked=at(90))
    assert measured([arrives("a", 0, HELP), again], 0, 200, "reopened", "waiting") == [1, 1]
    asked = fact.CallbackRequested(at=at(9), contact=ContactId("b"), queue=SALES)
    assert measured([arrives("b", 0), asked], 0, 200, "callbacks", "abandoned") == [1, 0]


def interrupted() -> list[Any]:
    """Ana is ready from 0 to 400. A letter at 10; at 60 a call takes her until 160, with 20 s of wrap-up.

    The letter is back at 190 and closed at 290. She leaves at 400.
    """
    return [
        CONFIGURED,
        becomes(ANA, 0, AgentStatus.READY),
        arrives("mail", 0, HELP, promise=900),
        accepted("mail", 10, 10, queue=HELP),
        arrives("call", 40),
        offered("call", 50, why=OfferReason.INTERRUPTS),
        answered("call", 60, 20),
        parks("mail", 60, ParkReason.PRE_EMPTED),
        closes("call", 160, 100),
        fact.WrapUpStarted(
            at=at(160), agent=ANA, contact=ContactId("call"), queue=SALES, channel=VOICE, until=at(190)
        ),
        wraps_up("call", 180, 20),
        resumes("mail", 190, parked=130),
        closes("mail", 290, 150, queue=HELP),
        becomes(ANA, 400, AgentStatus.AWAY),
    ]


def test_an_agents_time_by_what_she_did() -> None:
    """Call 100 s, letter 50 + 100 s at a third of her, wrap-up 20 s: 170 of 400 s."""
    day = interrupted()
    assert measured(day, 0, 460, "time_ready", "time_away", "time_not_responding") == [400, 60, 0]
    assert measured(day, 0, 460, "time_on_calls", "time_on_emails", "time_in_wrap_up") == [100, 150, 20]
    assert measured(day, 0, 460, "time_ringing", "email_time_in_gaps", "resume_lag") == [10, 100, 10]
    (occupancy,) = measured(day, 0, 460, "occupancy")
    assert occupancy == pytest.approx((100 + 20 + 150 * 0.33) / 400)


def test_a_stretch_counts_in_each_window_by_what_lies_inside() -> None:
    day = interrupted()
    assert measured(day, 0, 100, "time_on_calls", "time_ready", "time_on_emails") == [40, 100, 50]
    assert measured(day, 100, 460, "time_on_calls", "time_ready", "time_on_emails") == [60, 300, 100]
    assert measured(day, 0, 100, "resume_lag", "calls_per_hour") == [None, 0]


def test_what_an_hour_brings() -> None:
    """One call, one letter and one interruption in 400 s of being ready: nine an hour each."""
    day = interrupted()
    rates = ("calls_per_hour", "emails_per_hour", "interruptions_per_hour")
    assert measured(day, 0, 460, *rates) == [9, 9, 9]
    assert measured(day, 0, 460, "interruptions_per_email") == [1]


def test_a_stretch_of_an_interrupted_letter() -> None:
    """150 s of work, and 130 s beside it for the call."""
    assert measured(interrupted(), 0, 460, "interruption_stretch") == [280 / 150]


def test_a_consultation_is_time_of_both_and_no_call_closed() -> None:
    """Boris is asked for 30 s while Ana's call goes on; then it is his, for 40 s."""
    ask = fact.ContactArrived(
        at=at(20),
        contact=ContactId("ask"),
        channel=VOICE,
        queue=SALES,
        urgency=Urgency.NORMAL,
        consults=ContactId("call"),
    )
    over = fact.ContactHandedOver(
        at=at(50),
        contact=ContactId("call"),
        agent=ANA,
        to_agent=BORIS,
        queue=SALES,
        channel=VOICE,
        handled=span(45),
    )
    log = EventLog()
    log.append(
        told(
            [
                CONFIGURED,
                *(becomes(who, 0, AgentStatus.READY) for who in (ANA, BORIS)),
                arrives("call", 0),
                answered("call", 5, 5),
                ask,
                accepted("ask", 20, 0, BORIS, first=True),
                closes("ask", 50, 30, BORIS),
                over,
                closes("call", 90, 85, BORIS),
            ]
        )
    )
    kpis = pick("time_on_calls", "calls_per_hour", "answered")
    table = log.kpis([Window("w", at(0), at(100))], kpis, [Cut.AGENT])
    assert table.select("agent", "time_on_calls", "calls_per_hour", "answered").rows() == [
        ("ana", 45 * SECOND, 0, 1),
        ("boris", 70 * SECOND, 36, 0),
    ]


def test_teams_are_those_of_the_time() -> None:
    """Boris closes one call for sales; then he goes to care, and closes another."""
    moved = fact.AgentChanged(at=at(60), agent=BORIS, profile=Agent(id=BORIS, name="B", team=TeamId("care")))
    log = EventLog()
    log.append(
        told(
            [
                CONFIGURED,
                *(arrives(who, 0) for who in ("one", "two", "three")),
                closes("one", 50, 40, BORIS),
                moved,
                closes("two", 70, 40, BORIS),
                closes("three", 80, 40, ANA),
            ]
        )
    )
    table = log.kpis([Window("w", at(0), at(100))], pick("closed"), [Cut.TEAM])
    assert table.select("team", "closed").rows() == [("care", 2), ("sales", 1)]


def test_categories_and_tiers_are_those_of_the_time() -> None:
    """Two bills, one of them gold; the other turns out to be about a loan, and is closed as that."""
    said = fact.ContactCategorised(at=at(5), contact=ContactId("b"), queue=SALES, category=CategoryId("loan"))
    log = EventLog()
    bill = CategoryId("bill")
    log.append(
        told(
            [
                comes("a", 0, "", category=bill, tier=Tier("gold")),
                comes("b", 0, "", category=bill),
                said,
                closes("a", 50, 40),
                closes("b", 60, 40),
            ]
        )
    )
    window, kpis = [Window("w", at(0), at(100))], pick("incoming", "closed")
    by_category = log.kpis(window, kpis, [Cut.CATEGORY]).select("category", "incoming", "closed")
    assert by_category.rows() == [("bill", 2, 1), ("loan", 0, 1)]
    assert log.kpis(window, kpis, [Cut.TIER]).select("tier", "incoming", "closed").rows() == [("gold", 1, 1)]


DAY = 24 * 3600


def test_customers_who_come_back() -> None:
    """Kim calls, writes the next day, calls two weeks later; Lee calls twice; one withholds the number."""
    day = [
        comes("1", 0, "kim"),
        comes("2", 100, "lee"),
        comes("3", 200, ""),
        comes("4", DAY, "kim", EMAIL),
        comes("5", DAY + 1, "lee"),
        comes("6", 15 * DAY, "kim"),
    ]
    assert measured(day, 0, 16 * DAY, "first_contact_resolution", "repeat_rate") == [3 / 5, 2 / 5]
    assert measured(day, 0, 16 * DAY, "repeat_contacts", "hop_rate", "incoming") == [2, 1 / 5, 6]
    assert measured(day, DAY, 2 * DAY, "repeat_contacts", "hop_rate") == [2, 1 / 2]


def test_the_log_holds_nobody_by_name() -> None:
    log = EventLog()
    log.append(told([comes("1", 0, "+66 2 123 4567"), comes("2", 1, "+66 2 123 4567"), comes("3", 1, "")]))
    one, two, nobody = log.ask("SELECT customer FROM facts ORDER BY number")["customer"]
    assert one == two
    assert nobody is None
    assert "4567" not in one


def test_percentiles_are_read_from_bins_that_add_up() -> None:
    """Four callers: 2 and 4 s (bin 0-5), 12 s (10-15), and one who gave up after 50 s (45-60)."""
    day = [
        *(arrives(who, 0) for who in ("a", "b", "c", "d")),
        *(answered(who, when, when) for who, when in (("a", 2), ("b", 4), ("c", 12))),
        gives_up("d", 50, waited=50),
    ]
    assert measured(day, 0, 60, "wait_median") == [5]
    (ninety,) = measured(day, 0, 60, "wait_p90")
    assert ninety == pytest.approx(45 + 15 * 0.6)
    assert measured(day, 0, 10, "wait_median", "response_median") == [2.5, None]


def test_a_distribution_tells_every_bin() -> None:
    log = EventLog()
    log.append(told([*(arrives(w, 0) for w in "ab"), answered("a", 2, 2), gives_up("b", 70, waited=70)]))
    halves = [Window("one", at(0), at(50)), Window("two", at(50), at(100))]
    table = log.spread(halves, "waits")
    assert table.select("window", "at_least", "count").rows() == [("one", 0, 1), ("two", 60 * SECOND, 1)]
    whole = log.spread([Window("both", at(0), at(100))], "waits")
    assert whole["count"].to_list() == [1, 1]
