"""Plays of tiers: what some customers are promised, and how urgent they are."""

from dispatcher.centre import Terms
from dispatcher.vocabulary import EMAIL, Tier, Urgency
from tests.engine.people import LOW, agent, centre, line, seconds
from tests.engine.play import play

TIERS = {
    Tier("gold"): Terms(promise=seconds(10)),
    Tier("rescue"): Terms(urgency=Urgency.URGENT),
    Tier("free"): Terms(urgency=Urgency.LOW, promise=seconds(300)),
}
CALLS = line("calls", tiers=TIERS)


def test_gold_customers_are_promised_more_and_so_go_first() -> None:
    play(
        centre("anna", lines=[CALLS]),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:05 > call c2 to calls, gold tier
        09:00:05   c2 arrived in calls, due 09:00:15
        09:00:06 > anna connects
        09:00:06   anna connected
        09:00:06 > anna is ready
        09:00:06   anna is ready: by_agent
        09:00:06   c2 offered to anna until 09:00:26: longest_idle
        """,
    )


def test_a_tier_may_be_more_urgent_or_less() -> None:
    play(
        centre("anna", lines=[CALLS]),
        """
        09:00:00 > call c1 to calls, free tier
        09:00:00   c1 arrived in calls, due 09:05:00
        09:00:01 > call c2 to calls
        09:00:01   c2 arrived in calls, due 09:00:21
        09:00:02 > call c3 to calls, rescue tier
        09:00:02   c3 arrived in calls, due 09:00:22
        09:00:03 > anna connects
        09:00:03   anna connected
        09:00:03 > anna is ready
        09:00:03   anna is ready: by_agent
        09:00:03   c3 offered to anna until 09:00:23: longest_idle
        09:00:04 > c3 hangs up
        09:00:04   c3 taken back from anna: caller_gone
        09:00:04   c3 abandoned after 2s
        09:00:04   c2 offered to anna until 09:00:24: longest_idle
        09:00:05 > c2 hangs up
        09:00:05   c2 taken back from anna: caller_gone
        09:00:05   c2 abandoned after 4s
        09:00:05   c1 offered to anna until 09:00:25: longest_idle
        """,
    )


def test_a_call_of_an_urgent_tier_interrupts_at_once() -> None:
    play(
        centre("anna", lines=[CALLS, line("mail", EMAIL)]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls, rescue tier
        09:01:00   c1 arrived in calls, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        """,
        ready="anna",
    )


def test_a_gold_caller_ahead_who_may_not_interrupt_yet_keeps_nobody_behind_from_it() -> None:
    play(
        centre("anna", lines=[line("calls", promise=seconds(60), tiers=TIERS), line("mail", EMAIL)]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls
        09:01:00   c1 arrived in calls, due 09:02:00
        09:01:15 > call c2 to calls, gold tier
        09:01:15   c2 arrived in calls, due 09:01:25
        09:01:20   c1 offered to anna until 09:01:40: interrupts, parks e1
        09:01:25   answer broken to c2
        09:01:30 > c2 hangs up
        09:01:30   c2 abandoned after 15s
        """,
        ready="anna",
    )


def test_an_unknown_tier_gets_what_the_queue_says() -> None:
    play(
        centre("anna", lines=[CALLS]),
        """
        09:00:00 > call c1 to calls, purple tier
        09:00:00   c1 arrived in calls, due 09:00:20
        """,
    )


def test_what_is_said_for_one_contact_goes_before_its_tier() -> None:
    play(
        centre("anna", lines=[CALLS, LOW]),
        """
        09:00:00 > urgent call c1 to calls, free tier
        09:00:00   c1 arrived in calls, due 09:05:00
        09:00:01 > call c2 to calls, rescue tier
        09:00:01   c2 arrived in calls, due 09:00:21
        09:00:02 > anna connects
        09:00:02   anna connected
        09:00:02 > anna is ready
        09:00:02   anna is ready: by_agent
        09:00:02   c2 offered to anna until 09:00:22: longest_idle
        09:00:03 > c2 hangs up
        09:00:03   c2 taken back from anna: caller_gone
        09:00:03   c2 abandoned after 2s
        09:00:03   c1 offered to anna until 09:00:23: longest_idle
        """,
    )


def test_a_call_of_low_tier_may_still_interrupt_when_its_queue_does() -> None:
    """How long a call waits before it interrupts is a matter of its queue; who goes first, of its urgency."""
    play(
        centre(agent("anna"), lines=[CALLS, line("mail", EMAIL)]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls, free tier
        09:01:00   c1 arrived in calls, due 09:06:00
        09:01:20   c1 offered to anna until 09:01:40: interrupts, parks e1
        09:01:30 > time passes
        """,
        ready="anna",
    )
