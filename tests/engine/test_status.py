"""Plays of status: when she is done, by a supervisor, after a missed offer or a phone that did not ring."""

from dispatcher.vocabulary import EMAIL
from tests.engine.people import centre, line, seconds
from tests.engine.play import play


def test_when_done_means_after_the_call_and_its_wrap_up() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > anna is to be away
        09:00:10   anna is to become away
        09:00:20 > call c2 to calls
        09:00:20   c2 arrived in calls, due 09:00:40
        09:00:40   answer broken to c2
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:30   anna wrapped up c1 in 30s: time_over
        09:01:30   anna is away: queued
        09:01:30 > time passes
        """,
        ready="anna",
    )


def test_with_nothing_in_hand_it_means_at_once() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > anna is to be offline
        09:00:00   anna is offline: by_agent
        """,
        ready="anna",
    )


def test_nothing_is_offered_to_her_who_is_about_to_leave() -> None:
    """What rang goes elsewhere; she finishes what she has in hand."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > ben is away
        09:00:10   ben is away: by_agent
        09:00:11 > email e2 to mail
        09:00:11   e2 arrived in mail, due 13:00:11
        09:00:11   e2 offered to anna until 09:01:11: least_occupied
        09:00:20 > anna is to be offline
        09:00:20   e2 taken back from anna: agent_left
        09:00:20   anna is to become offline
        09:00:30 > ben is ready
        09:00:30   ben is ready: by_agent
        09:00:30   e2 offered to ben until 09:01:30: least_occupied
        09:01:30   ben missed e2
        09:01:30   ben is not_responding: missed_offer
        09:05:00 > anna replies to e1
        09:05:00   anna replied to e1 after 300s
        09:05:00   kept first_response to e1 after 300s
        09:05:05 > anna finishes e1
        09:05:05   anna closed e1, 300s in hand: finished
        09:05:05   anna is offline: queued
        """,
        ready="anna ben",
    )


def test_she_may_change_her_mind() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > anna is to be away
        09:00:10   anna is to become away
        09:00:20 > anna is ready
        09:00:20   anna is to become ready
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:10 > anna ends wrap-up
        09:01:10   anna wrapped up c1 in 10s: by_agent
        09:01:20 > call c2 to calls
        09:01:20   c2 arrived in calls, due 09:01:40
        09:01:20   c2 offered to anna until 09:01:40: longest_idle
        """,
        ready="anna",
    )


def test_leaving_for_good_goes_before_leaving_when_done() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > anna is to be away
        09:00:10   anna is to become away
        09:00:20 > anna is offline
        09:00:20   e1 returned from anna: agent_left
        09:00:20   anna is offline: by_agent
        """,
        ready="anna",
    )


def test_a_supervisor_can_send_her_away() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > boss makes anna away
        09:00:05   e1 taken back from anna: agent_left
        09:00:05   anna is away: by_supervisor
        09:05:00 > boss makes anna ready
        09:05:00   anna is ready: by_supervisor
        09:05:00   e1 offered to anna until 09:06:00: least_occupied
        """,
        ready="anna",
    )


def test_a_phone_that_did_not_ring_is_no_miss_of_hers_and_the_call_goes_on_at_once() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:02 > the phone of anna does not ring for c1
        09:00:02   c1 taken back from anna: phone_unreachable
        09:00:02   anna is not_responding: phone_unreachable
        09:00:02   c1 offered to ben until 09:00:22: longest_idle
        09:00:05 > ben accepts c1
        09:00:05   ben accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > call c2 to calls
        09:01:00   c2 arrived in calls, due 09:01:20
        09:01:10 > anna is ready
        09:01:10   anna is ready: by_agent
        09:01:10   c2 offered to anna until 09:01:30: longest_idle
        """,
        ready="anna ben",
    )


def test_a_wrap_up_after_an_email_where_the_queue_says_so() -> None:
    play(
        centre("anna", lines=[line("mail", EMAIL, wrap_up=seconds(60))]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > email e2 to mail
        09:01:00   e2 arrived in mail, due 13:01:00
        09:01:00   e2 offered to anna until 09:02:00: least_occupied
        09:01:05 > anna accepts e2
        09:01:05   anna accepted e2, which waited 5s
        09:02:00 > anna replies to e1
        09:02:00   anna replied to e1 after 120s
        09:02:00   kept first_response to e1 after 120s
        09:02:05 > anna finishes e1
        09:02:05   anna closed e1, 120s in hand: finished
        09:02:05   anna wraps up e1 until 09:03:05
        09:02:10 > email e3 to mail
        09:02:10   e3 arrived in mail, due 13:02:10
        09:03:05   anna wrapped up e1 in 60s: time_over
        09:03:05   e3 offered to anna until 09:04:05: least_occupied
        09:03:05 > time passes
        """,
        ready="anna",
    )


def test_away_in_a_call_gets_nothing_after_it() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > anna is away
        09:00:10   anna is away: by_agent
        09:00:20 > call c2 to calls
        09:00:20   c2 arrived in calls, due 09:00:40
        09:00:40   answer broken to c2
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:10 > anna ends wrap-up
        09:01:10   anna wrapped up c1 in 10s: by_agent
        09:02:00 > anna is ready
        09:02:00   anna is ready: by_agent
        09:02:00   c2 offered to anna until 09:02:20: longest_idle
        """,
        ready="anna",
    )


def test_what_a_call_laid_aside_comes_back_only_when_she_does() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: interrupts, parks e1
        09:05:05 > anna accepts c1
        09:05:05   anna parked e1: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:06:00 > anna is away
        09:06:00   anna is away: by_agent
        09:07:00 > anna finishes c1
        09:07:00   anna closed c1, 115s in hand: finished
        09:07:00   anna wraps up c1 until 09:07:30
        09:07:10 > anna ends wrap-up
        09:07:10   anna wrapped up c1 in 10s: by_agent
        09:10:00 > anna is ready
        09:10:00   anna is ready: by_agent
        09:10:00   anna resumed e1 after 295s: call_over
        """,
        ready="anna",
    )
