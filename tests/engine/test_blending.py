"""Plays of blending: who is interrupted, which email is safe, and what holds an email back."""

from dispatcher.vocabulary import EMAIL
from tests.engine.people import MAIL, TALK, URGENT, WRITE, agent, centre, line, seconds
from tests.engine.play import play


def test_who_laid_her_email_aside_counts_as_idle_for_the_reserve() -> None:
    """Anna alone is left for calls; a second email would take her away from them."""
    play(
        centre("anna", "ben", reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:02:00 > ben is away
        09:02:00   ben is away: by_agent
        09:03:00 > email e2 to mail
        09:03:00   e2 arrived in mail, due 13:03:00
        """,
        ready="anna ben",
    )


def test_a_call_more_urgent_than_its_line_interrupts_at_once() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls
        09:01:00   c1 arrived in calls, due 09:01:20
        09:01:10 > urgent call c2 to calls
        09:01:10   c2 arrived in calls, due 09:01:30
        09:01:10   c2 offered to anna until 09:01:30: interrupts, parks e1
        """,
        ready="anna",
    )


def test_parking_by_hand_makes_no_email_safe() -> None:
    """Only an interruption buys undisturbed minutes."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:01:10 > anna resumes e1
        09:01:10   anna resumed e1 after 10s: by_hand
        09:01:20 > call c1 to urgent
        09:01:20   c1 arrived in urgent, due 09:01:40
        09:01:20   c1 offered to anna until 09:01:40: interrupts, parks e1
        """,
        ready="anna",
    )


def test_an_urgent_call_in_the_middle_of_a_second_email() -> None:
    """Parked when she accepts, not when it rings; the same two come back, and their slots were kept."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:02:00 > email e2 to mail
        09:02:00   e2 arrived in mail, due 13:02:00
        09:02:00   e2 offered to anna until 09:03:00: least_occupied
        09:02:05 > anna accepts e2
        09:02:05   anna accepted e2, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: interrupts, parks e2 e1
        09:05:08 > anna accepts c1
        09:05:08   anna parked e2: pre_empted
        09:05:08   anna parked e1: pre_empted
        09:05:08   anna accepted c1, which waited 8s
        09:05:08   kept answer to c1 after 8s
        09:06:00 > email e3 to mail
        09:06:00   e3 arrived in mail, due 13:06:00
        09:09:00 > c1 hangs up
        09:09:00   anna closed c1, 232s in hand: caller_hung_up
        09:09:00   anna wraps up c1 until 09:09:30
        09:09:30   anna wrapped up c1 in 30s: time_over
        09:09:30   anna resumed e1 after 262s: call_over
        09:09:30   anna resumed e2 after 262s: call_over
        09:09:30   e3 offered to anna until 09:10:30: least_occupied
        09:09:40 > anna accepts e3
        09:09:40   anna accepted e3, which waited 220s
        """,
        ready="anna",
    )


def test_a_declined_call_leaves_the_emails_as_they_are() -> None:
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
        09:05:08 > anna declines c1
        09:05:08   anna declined c1
        09:05:20   answer broken to c1
        09:05:20 > c1 hangs up
        09:05:20   c1 abandoned after 20s
        09:06:00 > anna finishes e1
        09:06:00   anna closed e1, 355s in hand: finished
        """,
        ready="anna",
    )


def test_a_caller_who_hangs_up_while_it_rings_leaves_the_emails_as_they_are() -> None:
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
        09:05:08 > c1 hangs up
        09:05:08   c1 taken back from anna: caller_gone
        09:05:08   c1 abandoned after 8s
        09:06:00 > anna finishes e1
        09:06:00   anna closed e1, 355s in hand: finished
        """,
        ready="anna",
    )


def test_a_missed_call_leaves_the_emails_as_they_are() -> None:
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
        09:05:20   anna missed c1
        09:05:20   anna is not_responding: missed_offer
        09:05:20   answer broken to c1
        09:05:30 > anna finishes e1
        09:05:30   anna closed e1, 325s in hand: finished
        """,
        ready="anna",
    )


def test_an_ordinary_call_interrupts_after_twenty_seconds_and_holds_emails_back() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to calls
        09:05:00   c1 arrived in calls, due 09:05:20
        09:05:10 > email e2 to mail
        09:05:10   e2 arrived in mail, due 13:05:10
        09:05:20   answer broken to c1
        09:05:20   c1 offered to anna until 09:05:40: interrupts, parks e1
        09:05:30 > anna accepts c1
        09:05:30   anna parked e1: pre_empted
        09:05:30   anna accepted c1, which waited 30s
        09:05:30   kept answer to c1 late after 30s
        """,
        ready="anna",
    )


def test_a_call_of_low_urgency_never_interrupts() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to low
        09:05:00   c1 arrived in low, due 09:05:20
        09:05:20   answer broken to c1
        09:09:00 > anna finishes e1
        09:09:00   anna closed e1, 535s in hand: finished
        09:09:00   c1 offered to anna until 09:09:20: longest_idle
        """,
        ready="anna",
    )


def test_nobody_is_interrupted_while_somebody_is_free() -> None:
    play(
        centre("anna", agent("ben", frozenset({TALK}))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to ben until 09:05:20: longest_idle
        """,
        ready="anna ben",
    )


def test_an_email_that_rings_gives_way_to_a_call() -> None:
    play(
        centre("anna", agent("ben", frozenset({WRITE}))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > ben connects
        09:00:05   ben connected
        09:00:06 > ben is ready
        09:00:06   ben is ready: by_agent
        09:00:10 > call c1 to calls
        09:00:10   c1 arrived in calls, due 09:00:30
        09:00:10   e1 taken back from anna: call_first
        09:00:10   c1 offered to anna until 09:00:30: longest_idle
        09:00:10   e1 offered to ben until 09:01:10: least_occupied
        """,
        ready="anna",
    )


def test_a_call_rings_where_no_email_does_if_it_can() -> None:
    play(
        centre("anna", agent("ben", frozenset({TALK}))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:10 > call c1 to calls
        09:00:10   c1 arrived in calls, due 09:00:30
        09:00:10   c1 offered to ben until 09:00:30: longest_idle
        """,
        ready="anna ben",
    )


def test_an_interrupting_call_takes_a_ringing_email_back_too() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to anna until 09:01:10: least_occupied
        09:00:20 > call c1 to urgent
        09:00:20   c1 arrived in urgent, due 09:00:40
        09:00:20   e2 taken back from anna: call_first
        09:00:20   c1 offered to anna until 09:00:40: interrupts, parks e1
        """,
        ready="anna",
    )


def test_the_reserve_stays_idle_for_calls() -> None:
    """Who writes already may write more, and who takes no calls is no reserve."""
    play(
        centre("anna", "ben", agent("cleo", frozenset({WRITE})), reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to anna until 09:01:10: least_occupied
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:00:20 > email e3 to mail
        09:00:20   e3 arrived in mail, due 13:00:20
        09:00:20   e3 offered to anna until 09:01:20: least_occupied
        09:00:25 > anna accepts e3
        09:00:25   anna accepted e3, which waited 5s
        09:00:30 > email e4 to mail
        09:00:30   e4 arrived in mail, due 13:00:30
        09:00:40 > cleo connects
        09:00:40   cleo connected
        09:00:40 > cleo is ready
        09:00:40   cleo is ready: by_agent
        09:00:40   e4 offered to cleo until 09:01:40: least_occupied
        """,
        ready="anna ben",
    )


def test_after_a_call_an_agent_has_her_breather() -> None:
    play(
        centre("anna", breather=seconds(60)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > email e1 to mail
        09:01:00   e1 arrived in mail, due 13:01:00
        09:02:00 > anna finishes c1
        09:02:00   anna closed c1, 115s in hand: finished
        09:02:00   anna wraps up c1 until 09:02:30
        09:02:30   anna wrapped up c1 in 30s: time_over
        09:03:30   e1 offered to anna until 09:04:30: least_occupied
        09:04:00 > time passes
        """,
        ready="anna",
    )


def test_no_email_during_a_call_or_its_wrap_up() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > email e1 to mail
        09:01:00   e1 arrived in mail, due 13:01:00
        09:02:00 > anna finishes c1
        09:02:00   anna closed c1, 115s in hand: finished
        09:02:00   anna wraps up c1 until 09:02:30
        09:02:20 > anna ends wrap-up
        09:02:20   anna wrapped up c1 in 20s: by_agent
        09:02:20   e1 offered to anna until 09:03:20: least_occupied
        """,
        ready="anna",
    )


def test_emails_come_back_by_slack() -> None:
    play(
        centre("anna", lines=(URGENT, MAIL, line("express", EMAIL, promise=seconds(3600)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > email e2 to express
        09:01:00   e2 arrived in express, due 10:01:00
        09:01:00   e2 offered to anna until 09:02:00: least_occupied
        09:01:05 > anna accepts e2
        09:01:05   anna accepted e2, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: interrupts, parks e1 e2
        09:05:05 > anna accepts c1
        09:05:05   anna parked e1: pre_empted
        09:05:05   anna parked e2: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:06:00 > anna finishes c1
        09:06:00   anna closed c1, 55s in hand: finished
        09:06:00   anna wraps up c1 until 09:06:30
        09:06:10 > anna ends wrap-up
        09:06:10   anna wrapped up c1 in 10s: by_agent
        09:06:10   anna resumed e2 after 65s: call_over
        09:06:10   anna resumed e1 after 65s: call_over
        """,
        ready="anna",
    )


def test_a_preempted_email_keeps_its_slot_during_a_long_call_until_the_park_limit() -> None:
    play(
        centre("anna", agent("ben", frozenset({WRITE})), email_cap=1, park_limit=seconds(600)),
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
        09:14:00 > ben connects
        09:14:00   ben connected
        09:14:00 > ben is ready
        09:14:00   ben is ready: by_agent
        09:15:05   e1 returned from anna: parked_too_long
        09:15:05   e1 offered to ben until 09:16:05: least_occupied
        09:15:10 > ben accepts e1
        09:15:10   ben accepted e1 again, which waited 910s
        09:16:00 > anna finishes c1
        09:16:00   anna closed c1, 655s in hand: finished
        09:16:00   anna wraps up c1 until 09:16:30
        09:16:30   anna wrapped up c1 in 30s: time_over
        09:17:00 > time passes
        """,
        ready="anna",
    )


def test_the_next_call_goes_before_the_parked_emails() -> None:
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
        09:05:30 > call c2 to low
        09:05:30   c2 arrived in low, due 09:05:50
        09:05:50   answer broken to c2
        09:06:00 > anna finishes c1
        09:06:00   anna closed c1, 55s in hand: finished
        09:06:00   anna wraps up c1 until 09:06:30
        09:06:30   anna wrapped up c1 in 30s: time_over
        09:06:30   c2 offered to anna until 09:06:50: longest_idle
        09:06:35 > anna accepts c2
        09:06:35   anna accepted c2, which waited 65s
        09:06:35   kept answer to c2 late after 65s
        09:07:00 > c2 hangs up
        09:07:00   anna closed c2, 25s in hand: caller_hung_up
        09:07:00   anna wraps up c2 until 09:07:30
        09:07:10 > anna ends wrap-up
        09:07:10   anna wrapped up c2 in 10s: by_agent
        09:07:10   anna resumed e1 after 125s: call_over
        """,
        ready="anna",
    )
