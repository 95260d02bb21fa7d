"""Plays of the end: an answered email waits until it is quiet, or the customer writes again."""

from dispatcher.vocabulary import DAY, EMAIL, Span
from tests.engine.people import calendar, centre, line, seconds
from tests.engine.play import play

QUIET = line("mail", EMAIL, close_after=Span(DAY))
SOLVED = line("mail", EMAIL, close_after=Span(DAY), promise=seconds(3600), resolution=seconds(7200))


def test_an_answered_email_closes_when_it_stayed_quiet() -> None:
    play(
        centre("anna", lines=[QUIET], email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > email e2 to mail
        09:01:00   e2 arrived in mail, due 13:01:00
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna sent e1, closes Tue 4 09:10:05
        09:10:05   e2 offered to anna until 09:11:05: least_occupied
        09:10:10 > anna accepts e2
        09:10:10   anna accepted e2, which waited 550s
        09:11:00 > anna finishes e2
        09:11:00   anna closed e2, 50s in hand: finished
        Tue 4 09:10:05   anna closed e1, 600s in hand: quiet
        Tue 4 09:10:05 > time passes
        """,
        ready="anna",
    )


def test_a_follow_up_reopens_it_for_her_who_answered() -> None:
    play(
        centre("anna", "ben", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna sent e1, closes Tue 4 09:10:05
        12:00:00 > email e2 to mail, follows e1
        12:00:00   e1 got another letter
        12:00:00   e1 reopened
        12:00:00   promised e1 next_response by 16:00:00
        12:00:00   e1 reserved for anna until 12:30:00: last_agent
        12:00:00   e1 offered to anna until 12:01:00: reserved
        12:00:05 > anna accepts e1
        12:00:05   anna accepted e1 again, which waited 10805s
        12:10:00 > anna replies to e1
        12:10:00   anna replied to e1 again after 600s
        12:10:00   kept next_response to e1 after 600s
        12:10:05 > anna finishes e1
        12:10:05   anna sent e1, closes Tue 4 12:10:05
        Tue 4 12:10:05   anna closed e1, 1200s in hand: quiet
        Tue 4 12:10:05 > time passes
        """,
        ready="anna ben",
    )


def test_if_she_has_gone_home_anybody_answers_the_follow_up() -> None:
    play(
        centre("anna", "ben", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna sent e1, closes Tue 4 09:10:05
        11:00:00 > anna is offline
        11:00:00   anna is offline: by_agent
        12:00:00 > email e2 to mail, follows e1
        12:00:00   e1 got another letter
        12:00:00   e1 reopened
        12:00:00   promised e1 next_response by 16:00:00
        12:00:00   e1 offered to ben until 12:01:00: least_occupied
        """,
        ready="anna ben",
    )


def test_a_follow_up_after_the_close_is_a_new_email() -> None:
    play(
        centre("anna", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna sent e1, closes Tue 4 09:10:05
        Tue 4 09:10:05   anna closed e1, 600s in hand: quiet
        Tue 4 09:10:06 > email e2 to mail, follows e1
        Tue 4 09:10:06   e2 arrived in mail, follows e1, due Tue 4 13:10:06
        Tue 4 09:10:06   e2 offered to anna until Tue 4 09:11:06: least_occupied
        """,
        ready="anna",
    )


def test_only_business_time_is_quiet() -> None:
    """A day of business is three working days of eight hours: Friday noon to Wednesday noon."""
    office = line("mail", EMAIL, close_after=Span(DAY), hours="office")
    play(
        centre("anna", lines=[office], more={"calendars": calendar("office", 9, 17)}),
        """
        Fri 7 11:00:00 > email e1 to mail
        Fri 7 11:00:00   e1 arrived in mail, due Fri 7 15:00:00
        Fri 7 11:00:00   e1 offered to anna until Fri 7 11:01:00: least_occupied
        Fri 7 11:00:05 > anna accepts e1
        Fri 7 11:00:05   anna accepted e1, which waited 5s
        Fri 7 11:50:00 > anna replies to e1
        Fri 7 11:50:00   anna replied to e1 after 3000s
        Fri 7 11:50:00   kept first_response to e1 after 3000s
        Fri 7 12:00:00 > anna finishes e1
        Fri 7 12:00:00   anna sent e1, closes Wed 12 12:00:00
        Wed 12 12:00:00   anna closed e1, 3595s in hand: quiet
        Wed 12 12:00:00 > time passes
        """,
        ready="anna",
    )


def test_a_supervisor_closes_it_at_once() -> None:
    play(
        centre("anna", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna sent e1, closes Tue 4 09:10:05
        09:20:00 > boss closes e1
        09:20:00   anna closed e1, 600s in hand: by_supervisor
        Wed 5 09:10:05 > time passes
        """,
        ready="anna",
    )


def test_one_that_needs_no_answer_closes_at_once() -> None:
    play(
        centre("anna", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna finishes e1
        09:01:00   anna closed e1, 55s in hand: finished
        """,
        ready="anna",
    )


def test_a_resolution_is_promised_besides_the_answer_and_kept_when_it_is_done() -> None:
    play(
        centre("anna", lines=[SOLVED]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:00:00   promised e1 resolution by 11:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        10:00:00 > anna finishes e1
        10:00:00   kept resolution to e1 after 3600s
        10:00:00   anna sent e1, closes Tue 4 10:00:00
        """,
        ready="anna",
    )


def test_a_resolution_breaks_though_the_answer_was_in_time() -> None:
    play(
        centre("anna", lines=[SOLVED]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:00:00   promised e1 resolution by 11:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        11:00:00   resolution broken to e1, with anna
        11:30:00 > anna finishes e1
        11:30:00   kept resolution to e1 late after 9000s
        11:30:00   anna sent e1, closes Tue 4 11:30:00
        """,
        ready="anna",
    )


def test_waiting_for_the_customer_stops_both_clocks() -> None:
    play(
        centre("anna", lines=[line("mail", EMAIL, resolution=seconds(36000))]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   promised e1 resolution by 19:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        09:30:00   paused resolution to e1, 34200s left
        10:30:00 > email e2 to mail, follows e1
        10:30:00   e1 got another letter, with anna
        10:30:00   e1 returned from anna: customer_wrote
        10:30:00   resumed first_response to e1, by 14:00:00
        10:30:00   resumed resolution to e1, by 20:00:00
        10:30:00   e1 reserved for anna until 11:00:00: last_agent
        10:30:00   e1 offered to anna until 10:31:00: reserved
        """,
        ready="anna",
    )


def test_an_answer_that_comes_back_reopens_it_for_her_who_wrote_it() -> None:
    play(
        centre("anna", "ben", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna sent e1, closes Tue 4 09:10:05
        09:12:00 > the reply to e1 is delivered
        09:12:00   reply to e1 delivered: True
        09:15:00 > the reply to e1 comes back
        09:15:00   reply to e1 delivered: False
        09:15:00   e1 did not reach its customer
        09:15:00   e1 reopened
        09:15:00   promised e1 next_response by 13:15:00
        09:15:00   e1 reserved for anna until 09:45:00: last_agent
        09:15:00   e1 offered to anna until 09:16:00: reserved
        09:15:05 > anna accepts e1
        09:15:05   anna accepted e1 again, which waited 905s
        09:16:00 > anna replies to e1
        09:16:00   anna replied to e1 again after 60s
        09:16:00   kept next_response to e1 after 60s
        """,
        ready="anna ben",
    )


def test_an_answer_that_comes_back_twice_brings_its_contact_back_once() -> None:
    play(
        centre("anna", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:11:00 > the reply to e1 comes back
        09:11:00   reply to e1 delivered: False
        09:11:00   e1 did not reach its customer, with anna
        09:11:00   promised e1 next_response by 13:11:00
        09:12:00 > the reply to e1 comes back
        09:12:00   reply to e1 delivered: False
        09:13:00 > the reply to e9 comes back
        09:13:00   reply to e9 delivered: False
        """,
        ready="anna",
    )
