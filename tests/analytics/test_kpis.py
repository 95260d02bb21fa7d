"""KPIs against tables that can be counted by hand. Times are minutes and seconds of one morning."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from analytics.eventlog import EventLog
from analytics.intervals import Window
from analytics.kpis import BY_NAME, KPIS, Cut, Kind, pick, that_can_be_cut
from dispatcher import events as fact
from dispatcher.events import Event
from dispatcher.vocabulary import (
    EMAIL,
    SECOND,
    VOICE,
    AgentId,
    AnswerFailure,
    ChannelId,
    CloseReason,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    ParkReason,
    PromiseKind,
    QueueId,
    ResumeReason,
    Span,
    Urgency,
    WrapUpReason,
)
from tests.analytics.days import MORNING, numbered

ANA, BORIS = AgentId("ana"), AgentId("boris")
SALES, HELP = QueueId("sales"), QueueId("help")


def at(seconds: float) -> Instant:
    return Instant(MORNING + round(seconds * SECOND))


def span(seconds: float) -> Span:
    return Span(round(seconds * SECOND))


def arrives(who: str, when: float, queue: QueueId = SALES, promise: float = 20) -> tuple[Event, ...]:
    """In, with what a customer is promised."""
    arrived = fact.ContactArrived(
        at=at(when),
        contact=ContactId(who),
        channel=channel_of(queue),
        queue=queue,
        urgency=Urgency.NORMAL,
    )
    made = fact.PromiseMade(
        at=at(when),
        contact=ContactId(who),
        queue=queue,
        promise=promise_of(queue),
        length=span(promise),
        due=at(when + promise),
    )
    return arrived, made


def asks_inside(who: str, when: float, queue: QueueId = HELP, **about: ContactId) -> Event:
    """A piece of work that no customer asked for."""
    return fact.ContactArrived(
        at=at(when),
        contact=ContactId(who),
        channel=channel_of(queue),
        queue=queue,
        urgency=Urgency.NORMAL,
        consults=about.get("consults"),
        approves=about.get("approves"),
    )


def kept(who: str, when: float, took: float, queue: QueueId, *, late: bool = False) -> Event:
    return fact.PromiseKept(
        at=at(when),
        contact=ContactId(who),
        queue=queue,
        promise=promise_of(queue),
        took=span(took),
        late=late,
    )


def accepted(
    who: str, when: float, waited: float, agent: AgentId = ANA, queue: QueueId = SALES, *, first: bool = True
) -> Event:
    return fact.OfferAccepted(
        at=at(when),
        contact=ContactId(who),
        offer=OfferId(f"offer of {who}"),
        agent=agent,
        queue=queue,
        channel=channel_of(queue),
        waited=span(waited),
        first=first,
    )


def answered(who: str, when: float, waited: float, *, late: bool = False) -> tuple[Event, ...]:
    """A call, accepted; so its promise is kept."""
    return accepted(who, when, waited), kept(who, when, waited, SALES, late=late)


def gives_up(who: str, when: float, waited: float) -> Event:
    return fact.ContactAbandoned(
        at=at(when), contact=ContactId(who), queue=SALES, channel=VOICE, waited=span(waited)
    )


def breaks(who: str, when: float, queue: QueueId = SALES) -> Event:
    return fact.PromiseBroken(
        at=at(when),
        contact=ContactId(who),
        queue=queue,
        channel=channel_of(queue),
        promise=promise_of(queue),
    )


def closes(who: str, when: float, handled: float, agent: AgentId = ANA, queue: QueueId = SALES) -> Event:
    return fact.ContactClosed(
        at=at(when),
        contact=ContactId(who),
        agent=agent,
        queue=queue,
        channel=channel_of(queue),
        why=CloseReason.FINISHED,
        handled=span(handled),
    )


def wraps_up(who: str, when: float, lasted: float, agent: AgentId = ANA) -> Event:
    return fact.WrapUpEnded(
        at=at(when),
        agent=agent,
        contact=ContactId(who),
        queue=SALES,
        channel=VOICE,
        lasted=span(lasted),
        why=WrapUpReason.BY_AGENT,
    )


def parks(who: str, when: float, why: ParkReason) -> Event:
    return fact.ContactParked(at=at(when), contact=ContactId(who), agent=ANA, queue=HELP, why=why)


def resumes(who: str, when: float, parked: float) -> Event:
    return fact.ContactResumed(
        at=at(when),
        contact=ContactId(who),
        agent=ANA,
        queue=HELP,
        parked=span(parked),
        why=ResumeReason.CALL_OVER,
    )


def replies(who: str, when: float, took: float) -> tuple[Event, ...]:
    """The first reply; so the promise is kept."""
    reply = fact.ReplySubmitted(
        at=at(when),
        contact=ContactId(who),
        agent=ANA,
        queue=HELP,
        message=MessageId(f"re {who}"),
        took=span(took),
    )
    return reply, kept(who, when, took, HELP)


def channel_of(queue: QueueId) -> ChannelId:
    return VOICE if queue == SALES else EMAIL


def promise_of(queue: QueueId) -> PromiseKind:
    return PromiseKind.ANSWER if queue == SALES else PromiseKind.FIRST_RESPONSE


Day = Iterable[Event | tuple[Event, ...]]


def told(day: Day) -> list[tuple[int, Event]]:
    """The day's facts, with their numbers."""
    return numbered(event for told in day for event in (told if isinstance(told, tuple) else (told,)))


def measured(facts: Day, since: float, until: float, *names: str) -> list[float | None]:
    """The named KPIs over that stretch, spans in seconds."""
    log = EventLog()
    log.append(told(facts))
    row = log.kpis([Window("w", at(since), at(until))], pick(*names)).row(0, named=True)
    return [
        value / SECOND if value is not None and BY_NAME[name].unit == "span" else value
        for name, value in ((name, row[name]) for name in names)
    ]


def test_the_caller_who_gave_up_counts() -> None:
    """Answered in 5 s, answered in 30 s, gave up after 40 s, still waiting: one of three, not one of two."""
    day = [
        arrives("early", 0),
        answered("early", 5, waited=5),
        arrives("late", 10),
        arrives("lost", 12),
        breaks("late", 30),
        breaks("lost", 32),
        answered("late", 40, waited=30, late=True),
        gives_up("lost", 52, waited=40),
        arrives("fresh", 55),
    ]
    assert measured(day, 0, 60, "service_level") == [1 / 3]
    assert measured(day, 0, 60, "incoming", "answered", "abandoned", "sla_breaches") == [4, 2, 1, 2]
    assert measured(day, 0, 60, "abandon_rate", "promises_kept") == [1 / 3, 1 / 3]
    assert measured(day, 0, 60, "asa", "time_to_abandon") == [17.5, 40]
    assert measured(day, 0, 60, "backlog", "waiting", "longest_wait") == [3, 1, 5]


def test_a_promise_that_breaks_in_the_instant_of_the_answer_is_broken() -> None:
    day = [arrives("edge", 0), breaks("edge", 20), answered("edge", 20, waited=20, late=True)]
    assert measured(day, 0, 60, "service_level", "sla_breaches", "promises_kept") == [0, 1, 0]


def test_a_contact_is_judged_by_the_promise_in_force_when_it_arrived() -> None:
    day = [
        arrives("before", 0, promise=20),
        arrives("after", 1, promise=60),
        answered("after", 41, waited=40),
        breaks("before", 20),
        answered("before", 42, waited=42, late=True),
    ]
    assert measured(day, 0, 60, "service_level") == [1 / 2]


def test_handle_time_has_wrap_up_and_no_parked_time() -> None:
    day = [
        arrives("call", 0),
        answered("call", 10, waited=10),
        closes("call", 70, handled=60),
        wraps_up("call", 90, lasted=20),
        arrives("mail", 0, HELP),
        closes("mail", 300, handled=100, queue=HELP),
    ]
    assert measured(day, 0, 600, "closed", "handle_time") == [2, 90]


def test_an_email_taken_up_again_counts_as_answered_once_and_waits_from_its_arrival() -> None:
    returned = fact.ContactReturned(
        at=at(100),
        contact=ContactId("mail"),
        agent=ANA,
        queue=HELP,
        why="agent_left",  # type: ignore[arg-type]
    )
    day = [arrives("mail", 0, HELP, promise=3600), accepted("mail", 10, 10, queue=HELP), returned]
    assert measured(day, 0, 50, "waiting", "longest_wait", "backlog") == [0, None, 1]
    assert measured(day, 0, 130, "waiting", "longest_wait", "backlog") == [1, 130, 1]


def article(who: str, when: float) -> Event:
    return fact.ContactAnswered(
        at=at(when),
        contact=ContactId(who),
        queue=HELP,
        channel=EMAIL,
        message=MessageId(f"article to {who}"),
        closes=at(500),
    )


def test_what_an_article_answers_waits_for_nobody_and_counts_as_spared_only_when_it_is_quiet() -> None:
    """Two letters are answered by articles; one customer says that it did not help, and an agent answers."""
    failed = fact.AnswerFailed(
        at=at(50),
        contact=ContactId("more"),
        queue=HELP,
        message=MessageId("article to more"),
        why=AnswerFailure.REFUSED,
    )
    reopened = fact.ContactReopened(at=at(50), contact=ContactId("more"), queue=HELP, asked=at(0))
    quiet = replace(closes("less", 500, 0, queue=HELP), agent=None, why=CloseReason.SELF_SERVED)
    day = [
        *(arrives("less", 0, HELP, promise=900), article("less", 0)),
        *(arrives("more", 0, HELP, promise=900), article("more", 0)),
        *(failed, reopened, accepted("more", 60, 60, queue=HELP), replies("more", 90, took=90)),
        *(closes("more", 100, 40, queue=HELP), quiet),
    ]
    assert measured(day, 0, 40, "incoming", "waiting", "backlog", "article_answers") == [2, 0, 2, 2]
    assert measured(day, 0, 55, "waiting", "articles_helped") == [1, 0]
    assert measured(day, 0, 600, "closed", "replies", "articles_helped", "handle_time") == [2, 1, 1 / 2, 40]


def test_what_agents_ask_each_other_is_no_customers() -> None:
    """A call is answered, and a colleague asked about it; a reply waits for approval, and gets it."""
    call, mail = ContactId("call"), ContactId("mail")
    day = [
        arrives("call", 0),
        answered("call", 5, 5),
        asks_inside("ask", 10, SALES, consults=call),
        accepted("ask", 25, 15, BORIS, first=False),
        closes("ask", 60, 35, BORIS),
        closes("call", 80, 75),
        arrives("mail", 0, HELP, promise=900),
        asks_inside("check", 300, approves=mail),
        accepted("check", 400, 100, BORIS, HELP),
        closes("check", 500, 100, BORIS, HELP),
        replies("mail", 500, took=500),
        closes("mail", 500, 200, ANA, HELP),
    ]
    assert measured(day, 0, 30, "incoming", "backlog", "waiting") == [2, 2, 1]
    assert measured(day, 0, 350, "backlog", "waiting", "longest_wait") == [1, 1, 350]
    assert measured(day, 0, 600, "incoming", "answered", "closed", "replies") == [2, 1, 2, 1]
    assert measured(day, 0, 600, "asa", "handle_time", "service_level") == [5, 137.5, 1]


def test_a_contact_counts_where_it_stands() -> None:
    """Moved after 100 s, taken after 200, passed back after 300; then it is a duplicate."""
    log, mail = EventLog(), ContactId("mail")
    moved = fact.ContactMoved(at=at(100), contact=mail, queue=HELP, to_queue=SALES, urgency=Urgency.NORMAL)
    passed_on = fact.ContactTransferred(
        at=at(300),
        contact=mail,
        agent=ANA,
        queue=SALES,
        channel=EMAIL,
        to_queue=HELP,
        urgency=Urgency.NORMAL,
        handled=span(100),
    )
    merged = fact.ContactMerged(at=at(400), contact=mail, into=ContactId("other"), queue=HELP, channel=EMAIL)
    log.append(told([arrives("mail", 0, HELP), moved, accepted("mail", 200, 200), passed_on, merged]))
    windows = [Window("w", at(0), at(until)) for until in (50, 150, 250, 350, 450)]
    table = log.kpis(windows, pick("backlog", "waiting", "longest_wait", "closed"), [Cut.QUEUE])
    assert [row for row in table.drop("window", "since", "until").rows() if row[1]] == [
        ("help", 1, 1, 50 * SECOND, 0),
        ("sales", 1, 1, 150 * SECOND, 0),
        ("sales", 1, 0, None, 0),
        ("help", 1, 1, 350 * SECOND, 0),
    ]


def test_interruptions_are_the_emails_a_call_pushed_aside() -> None:
    day = [
        *(arrives(who, 0, HELP, promise=900) for who in ("a", "b")),
        *(accepted(who, 1, 1, queue=HELP) for who in ("a", "b")),
        parks("a", 10, ParkReason.PRE_EMPTED),
        parks("b", 12, ParkReason.BY_HAND),
        resumes("a", 70, parked=60),
        resumes("b", 52, parked=40),
        replies("a", 600, took=600),
        replies("b", 800, took=800),
    ]
    assert measured(day, 0, 900, "interruptions", "time_parked") == [1, 50]
    assert measured(day, 0, 900, "replies", "first_response_time", "promises_kept") == [2, 700, 1]
    assert measured(day, 0, 900, "answered", "service_level") == [0, None]


def test_an_agents_replies_in_time_are_one_of_the_two_that_were_promised() -> None:
    """The third was promised nothing, and the fourth nobody replied to."""
    day = [
        *(arrives(who, 0, HELP, promise=500) for who in ("soon", "late", "never")),
        arrives("anyhow", 0, HELP)[:1],
        *(accepted(who, 1, 1, queue=HELP) for who in ("soon", "late", "anyhow")),
        replies("soon", 499, took=499),
        replies("late", 500, took=500),
        replies("anyhow", 600, took=600),
    ]
    assert measured(day, 0, 900, "replies", "replies_in_time") == [3, 1 / 2]


def test_acknowledged_in_time_is_two_of_the_three_that_were_promised() -> None:
    """One by a machine, one by the reply, one too late; the fourth letter was promised none."""
    kind = PromiseKind.ACKNOWLEDGEMENT
    day = [
        *(arrives(who, 0, HELP, promise=900) for who in ("a", "b", "c", "d")),
        *(said_of(fact.PromiseKept, who, when, kind, took=span(when)) for who, when in (("a", 2), ("b", 60))),
        said_of(fact.PromiseBroken, "c", 300, kind, channel=EMAIL),
        said_of(fact.PromiseKept, "c", 400, kind, took=span(400), late=True),
    ]
    assert measured(day, 0, 300, "acknowledged_in_time", "sla_breaches") == [1, 0]
    assert measured(day, 0, 900, "acknowledged_in_time", "sla_breaches") == [2 / 3, 0]
    assert measured(day, 500, 900, "acknowledged_in_time") == [None]


def said_of(
    fact_of: type[fact.PromiseKept | fact.PromiseBroken], who: str, when: int, kind: PromiseKind, **said: Any
) -> fact.Event:
    return fact_of(at=at(when), contact=ContactId(who), queue=HELP, promise=kind, **said)


def test_throughput_by_agent_and_channel() -> None:
    log = EventLog()
    day = [
        *(arrives(who, 0) for who in ("one", "two")),
        arrives("mail", 0, HELP),
        closes("one", 50, 40, ANA),
        closes("two", 60, 50, BORIS),
        closes("mail", 70, 30, ANA, HELP),
    ]
    log.append(told(day))
    table = log.kpis([Window("w", at(0), at(100))], pick("closed"), [Cut.AGENT, Cut.CHANNEL])
    assert table.select("agent", "channel", "closed").rows() == [
        ("ana", "email", 1),
        ("ana", "voice", 1),
        ("boris", "voice", 1),
    ]


def test_a_queue_that_only_has_a_backlog_is_there() -> None:
    log = EventLog()
    log.append(told([arrives("old", 0), arrives("mail", 500, HELP)]))
    table = log.kpis([Window("w", at(400), at(600))], pick("incoming", "backlog"), [Cut.QUEUE])
    assert table.select("queue", "incoming", "backlog").rows() == [("help", 1, 1), ("sales", 0, 1)]


def test_runs_are_kept_apart() -> None:
    log = EventLog()
    log.append(told([arrives("x", 0)]), run=1)
    log.append(told([arrives("x", 0), arrives("y", 1)]), run=2)
    table = log.kpis([Window("w", at(0), at(10))], pick("incoming", "longest_wait"), [Cut.RUN])
    assert table.select("run", "incoming", "longest_wait").rows() == [
        (1, 1, 10 * SECOND),
        (2, 2, 10 * SECOND),
    ]


def test_an_empty_log_answers_with_zeros_and_nulls() -> None:
    row = EventLog().kpis([Window("w", at(0), at(10))]).row(0, named=True)
    for kpi in KPIS:
        assert row[kpi.name] == (0 if kpi.unit == "count" or kpi.adds_up else None), kpi.name


def test_what_has_no_meaning_is_refused() -> None:
    with pytest.raises(ValueError, match="incoming cannot be cut by agent"):
        EventLog().kpis([Window("w", at(0), at(1))], pick("incoming"), [Cut.AGENT])
    assert BY_NAME["incoming"] not in that_can_be_cut(KPIS, [Cut.AGENT])


def test_declarations_are_whole() -> None:
    assert len(BY_NAME) == len(KPIS)
    for kpi in KPIS:
        assert kpi.title
        assert kpi.meaning.endswith(".")
        assert kpi.formula
        assert kpi.kind not in (Kind.STOCK, Kind.SPREAD) or kpi.per is None
