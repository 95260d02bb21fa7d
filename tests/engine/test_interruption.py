"""Plays of interruption: whom a call interrupts, and which emails are safe from it."""

from dispatcher.centre import Levers
from dispatcher.vocabulary import EMAIL, VOICE, Span
from tests.engine.people import LINES, URGENT, agent, centre, line, seconds
from tests.engine.play import play


def test_least_work_done_then_fewest_interruptions_of_the_email_then_of_the_agent() -> None:
    """Ben lost least by c1; then his email, and at last he himself, had suffered already."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:01 > anna accepts e1
        09:00:01   anna accepted e1, which waited 1s
        09:00:02 > email e2 to mail
        09:00:02   e2 arrived in mail, due 13:00:02
        09:00:02   e2 offered to ben until 09:01:02: least_occupied
        09:00:03 > ben accepts e2
        09:00:03   ben accepted e2, which waited 1s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to ben until 09:01:20: interrupts, parks e2
        09:01:01 > ben accepts c1
        09:01:01   ben parked e2: pre_empted
        09:01:01   ben accepted c1, which waited 1s
        09:01:01   kept answer to c1 after 1s
        09:02:00 > ben finishes c1
        09:02:00   ben closed c1, 59s in hand: finished
        09:02:00   ben wraps up c1 until 09:02:30
        09:02:01 > ben ends wrap-up
        09:02:01   ben wrapped up c1 in 1s: by_agent
        09:02:01   ben resumed e2 after 60s: call_over
        09:05:00 > call c2 to urgent
        09:05:00   c2 arrived in urgent, due 09:05:20
        09:05:00   c2 offered to anna until 09:05:20: interrupts, parks e1
        09:05:01 > c2 hangs up
        09:05:01   c2 taken back from anna: caller_gone
        09:05:01   c2 abandoned after 1s
        09:06:00 > ben finishes e2
        09:06:00   ben closed e2, 297s in hand: finished
        09:06:01 > email e3 to mail
        09:06:01   e3 arrived in mail, due 13:06:01
        09:06:01   e3 offered to ben until 09:07:01: least_occupied
        09:06:02 > ben accepts e3
        09:06:02   ben accepted e3, which waited 1s
        09:07:00 > call c3 to urgent
        09:07:00   c3 arrived in urgent, due 09:07:20
        09:07:00   c3 offered to anna until 09:07:20: interrupts, parks e1
        09:07:01 > c3 hangs up
        09:07:01   c3 taken back from anna: caller_gone
        09:07:01   c3 abandoned after 1s
        """,
        ready="anna ben",
    )


def test_equal_work_then_most_slack() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:01 > email e2 to mail
        09:00:01   e2 arrived in mail, due 13:00:01
        09:00:02 > anna connects
        09:00:02   anna connected
        09:00:02 > anna is ready
        09:00:02   anna is ready: by_agent
        09:00:02   e1 offered to anna until 09:01:02: least_occupied
        09:00:03 > ben connects
        09:00:03   ben connected
        09:00:03 > ben is ready
        09:00:03   ben is ready: by_agent
        09:00:03   e2 offered to ben until 09:01:03: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:05 > ben accepts e2
        09:00:05   ben accepted e2, which waited 4s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to ben until 09:01:20: interrupts, parks e2
        """,
    )


def test_all_equal_then_by_name() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:00 > email e2 to mail
        09:00:00   e2 arrived in mail, due 13:00:00
        09:00:00   e2 offered to ben until 09:01:00: least_occupied
        09:00:05 > ben accepts e2
        09:00:05   ben accepted e2, which waited 5s
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        """,
        ready="anna ben",
    )


def test_an_answered_email_is_safe() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        09:02:00 > call c1 to urgent
        09:02:00   c1 arrived in urgent, due 09:02:20
        09:02:05 > anna finishes e1
        09:02:05   anna closed e1, 120s in hand: finished
        09:02:05   c1 offered to anna until 09:02:25: longest_idle
        """,
        ready="anna",
    )


def test_an_email_is_interrupted_so_often_and_no_more() -> None:
    play(
        centre("anna", max_interruptions=1, undisturbed=Span(0)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        09:01:05 > anna accepts c1
        09:01:05   anna parked e1: pre_empted
        09:01:05   anna accepted c1, which waited 5s
        09:01:05   kept answer to c1 after 5s
        09:02:00 > anna finishes c1
        09:02:00   anna closed c1, 55s in hand: finished
        09:02:00   anna wraps up c1 until 09:02:30
        09:02:05 > anna ends wrap-up
        09:02:05   anna wrapped up c1 in 5s: by_agent
        09:02:05   anna resumed e1 after 60s: call_over
        09:03:00 > call c2 to urgent
        09:03:00   c2 arrived in urgent, due 09:03:20
        09:03:20   answer broken to c2
        09:09:00 > anna finishes e1
        09:09:00   anna closed e1, 475s in hand: finished
        09:09:00   c2 offered to anna until 09:09:20: longest_idle
        """,
        ready="anna",
    )


def test_an_email_that_came_back_is_left_in_peace_for_a_while() -> None:
    """At 09:04:05 its two minutes are over, and the call that waits rings at that instant."""
    play(
        centre("anna", undisturbed=seconds(120)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        09:01:05 > anna accepts c1
        09:01:05   anna parked e1: pre_empted
        09:01:05   anna accepted c1, which waited 5s
        09:01:05   kept answer to c1 after 5s
        09:02:00 > anna finishes c1
        09:02:00   anna closed c1, 55s in hand: finished
        09:02:00   anna wraps up c1 until 09:02:30
        09:02:05 > anna ends wrap-up
        09:02:05   anna wrapped up c1 in 5s: by_agent
        09:02:05   anna resumed e1 after 60s: call_over
        09:03:00 > call c2 to urgent
        09:03:00   c2 arrived in urgent, due 09:03:20
        09:03:20   answer broken to c2
        09:04:05   c2 offered to anna until 09:04:25: interrupts, parks e1
        09:04:25   anna missed c2
        09:04:25   anna is not_responding: missed_offer
        09:05:00 > time passes
        """,
        ready="anna",
    )


def test_an_email_with_less_slack_than_a_call_lasts_is_safe() -> None:
    """A call lasts three minutes: at 09:07:00 there is just time for one."""
    play(
        centre("anna", lines=(URGENT, line("mail", EMAIL, promise=seconds(600)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:10:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:07:00 > call c1 to urgent
        09:07:00   c1 arrived in urgent, due 09:07:20
        09:07:00   c1 offered to anna until 09:07:20: interrupts, parks e1
        09:07:05 > c1 hangs up
        09:07:05   c1 taken back from anna: caller_gone
        09:07:05   c1 abandoned after 5s
        09:07:06 > call c2 to urgent
        09:07:06   c2 arrived in urgent, due 09:07:26
        """,
        ready="anna",
    )


def test_one_safe_email_makes_its_agent_safe() -> None:
    """The call would park all she has in hand."""
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
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        09:02:00 > call c1 to urgent
        09:02:00   c1 arrived in urgent, due 09:02:20
        09:02:05 > anna finishes e1
        09:02:05   anna closed e1, 120s in hand: finished
        09:02:05   c1 offered to anna until 09:02:25: interrupts, parks e2
        """,
        ready="anna",
    )


def test_a_letter_after_the_answer_makes_an_email_unsafe_again() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        09:02:00 > call c1 to urgent
        09:02:00   c1 arrived in urgent, due 09:02:20
        09:02:05 > email e2 to mail, follows e1
        09:02:05   e1 got another letter, with anna
        09:02:05   promised e1 next_response by 13:02:05
        09:02:05   c1 offered to anna until 09:02:25: interrupts, parks e1
        """,
        ready="anna",
    )


def test_who_takes_no_calls_by_her_cap_is_not_interrupted() -> None:
    play(
        centre(agent("anna", levers=Levers(caps={VOICE: 0}))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:02:00 > call c1 to urgent
        09:02:00   c1 arrived in urgent, due 09:02:20
        """,
        ready="anna",
    )


def test_what_is_parked_on_accepting_is_what_was_said_when_it_rang_less_what_is_done() -> None:
    """She finished one of the two while it rang."""
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
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:02:00 > call c1 to urgent
        09:02:00   c1 arrived in urgent, due 09:02:20
        09:02:00   c1 offered to anna until 09:02:20: interrupts, parks e2 e1
        09:02:05 > anna finishes e1
        09:02:05   anna closed e1, 120s in hand: finished
        09:02:10 > anna accepts c1
        09:02:10   anna parked e2: pre_empted
        09:02:10   anna accepted c1, which waited 10s
        09:02:10   kept answer to c1 after 10s
        """,
        ready="anna",
    )


def test_a_call_that_has_found_nobody_to_interrupt_takes_the_first_who_may_be() -> None:
    """Anna's email is answered, so it is safe; Ben comes with none in hand."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        09:02:00 > call c1 to calls
        09:02:00   c1 arrived in calls, due 09:02:20
        09:02:20   answer broken to c1
        09:02:30 > ben connects
        09:02:30   ben connected
        09:02:30 > ben is ready
        09:02:30   ben is ready: by_agent
        09:02:30   c1 offered to ben until 09:02:50: longest_idle
        """,
        ready="anna",
    )


def test_a_callers_patience_does_not_count_twice_when_she_is_moved() -> None:
    """In its new queue the call waits twenty seconds again before it interrupts."""
    play(
        centre("anna", lines=[*LINES, line("sales")]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to low
        09:01:00   c1 arrived in low, due 09:01:20
        09:01:20   answer broken to c1
        09:01:30 > boss moves c1 to sales
        09:01:30   c1 moved to sales, normal, by boss
        09:01:50   c1 offered to anna until 09:02:10: interrupts, parks e1
        09:01:50 > time passes
        """,
        ready="anna",
    )
