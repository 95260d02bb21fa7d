"""Why and why not: every agent's verdict, worked out again from the log."""

import pytest

from dispatcher.engine.blending import Verdict
from dispatcher.engine.explain import Explanation, explain
from dispatcher.errors import JournalError
from dispatcher.events import ContactOffered, Event
from dispatcher.vocabulary import EMAIL, AgentId, ContactId, Skill, Span
from tests.engine.people import WRITE, agent, centre, line, seconds
from tests.engine.play import play

STORY = """
    09:00:00 > email e1 to mail
    09:00:00   e1 arrived in mail, due 13:00:00
    09:00:00   e1 offered to anna until 09:01:00: least_occupied
    09:00:05 > anna accepts e1
    09:00:05   anna accepted e1, which waited 5s
    09:00:06 > call c1 to calls
    09:00:06   c1 arrived in calls, due 09:00:26
    09:00:06   c1 offered to cleo until 09:00:26: longest_idle
    09:00:10 > cleo declines c1
    09:00:10   cleo declined c1
"""


def log_of(story: str) -> list[Event]:
    people = (agent("anna"), agent("ben", {WRITE}), agent("cleo"), agent("dora"))
    return play(centre(*people), story, ready="anna ben cleo").facts


def told(found: Explanation) -> dict[str, str]:
    return {one.agent: f"{one.verdict}: {one.detail}" for one in found.agents}


def test_each_agent_has_a_reason() -> None:
    log = log_of(STORY)
    found = explain(ContactId("c1"), at=len(log), log=log)
    assert (found.event, found.phase, found.queue) == ("OfferDeclined", "offered", "calls")
    later = log_of(
        STORY
        + """09:00:20 > boss makes c1 low
    09:00:20   c1 rose to low: by_supervisor, by boss"""
    )
    found = explain(ContactId("c1"), at=len(later), log=later)
    assert found.waited == seconds(14)
    assert told(found) == {
        "anna": "not_yet: has e1 in hand; it may interrupt her in 6 s",
        "ben": "not_skilled: lacks talk",
        "cleo": "declined: declined one of this queue lately; asked again in 20 s",
        "dora": "not_ready: has no desk connected",
    }


def test_of_an_offer_it_says_to_whom_and_why() -> None:
    log = log_of(STORY)
    number = next(
        n for n, event in enumerate(log, 1) if isinstance(event, ContactOffered) and event.contact == "c1"
    )
    found = explain(ContactId("c1"), at=number, log=log)
    assert (found.chosen, found.why) == ("cleo", "longest_idle")
    assert [one.agent for one in found.agents if one.verdict is Verdict.YES] == ["cleo"]


def test_it_asks_the_log_up_to_the_event_and_no_further() -> None:
    def log() -> list[Event]:
        return log_of(STORY)

    short = log()[:-3]
    assert explain(ContactId("c1"), at=len(short), log=log()) == explain(
        ContactId("c1"), at=len(short), log=short
    )


@pytest.mark.parametrize("number", [0, -1, 99])
def test_an_event_that_is_not_there_is_named(number: int) -> None:
    with pytest.raises(JournalError, match="there is no event"):
        explain(ContactId("c1"), at=number, log=log_of(STORY))


def test_who_stands_ahead_is_told() -> None:
    log = play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:05 > call c2 to calls
        09:00:05   c2 arrived in calls, due 09:00:25
        09:00:06 > c1 wants a callback
        09:00:06   c1 is to be called back
        """,
    ).facts
    assert explain(ContactId("c2"), at=len(log), log=log).ahead == ("c1",)


def test_a_language_is_told_as_one() -> None:
    letters = line("mail", EMAIL, skills={WRITE: 4}, match_language=True)
    people = (agent("anna", {WRITE: 5}, languages=frozenset({"th"})), agent("ben", {WRITE: 2, Skill("x"): 1}))
    log = play(
        centre(*people, lines=(letters,)),
        """
        09:00:00 > email e1 to mail in th
        09:00:00   e1 arrived in mail, due 13:00:00
        """,
        ready="ben",
    ).facts
    assert told(explain(ContactId("e1"), at=len(log), log=log))["ben"] == (
        "not_skilled: lacks the language th, write at 4 or better"
    )


def test_levers_that_hold_back_say_so() -> None:
    log = play(
        centre("anna", "ben", reserve=1, breather=seconds(10)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:01 > boss makes e1 low
        09:00:01   e1 rose to low: by_supervisor, by boss
        """,
        ready="anna",
    ).facts
    assert told(explain(ContactId("e1"), at=len(log), log=log))["anna"] == (
        "reserve: would leave 0 others idle for calls, and 1 are to be"
    )


def test_every_verdict_has_its_words() -> None:
    from dispatcher.engine.explain import _DETAILS

    assert set(_DETAILS) == set(Verdict)


def test_the_one_who_was_interrupted_could_be() -> None:
    log = play(
        centre("anna", undisturbed=Span(0)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        """,
        ready="anna",
    ).facts
    (anna,) = explain(ContactId("c1"), at=len(log), log=log).agents
    assert (anna.agent, anna.verdict) == (AgentId("anna"), Verdict.INTERRUPTS)
