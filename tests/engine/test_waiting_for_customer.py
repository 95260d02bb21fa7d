"""Plays of emails that wait for their customer: the clocks stand still, and no slot is used."""

from dispatcher.vocabulary import DAY, EMAIL, Span
from tests.engine.people import agent, calendar, centre, line, seconds
from tests.engine.play import play

QUIET = line("mail", EMAIL, close_after=Span(2 * DAY))


def test_its_clock_stands_still_until_the_customer_writes() -> None:
    """Asked at 09:30, answered at 14:30: the half hour it used up is all that is gone."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        14:30:00 > email e2 to mail, follows e1
        14:30:00   e1 got another letter, with anna
        14:30:00   e1 returned from anna: customer_wrote
        14:30:00   resumed first_response to e1, by 18:00:00
        14:30:00   e1 reserved for anna until 15:00:00: last_agent
        14:30:00   e1 offered to anna until 14:31:00: reserved
        14:30:05 > anna accepts e1
        14:30:05   anna accepted e1 again, which waited 19805s
        """,
        ready="anna",
    )


def test_it_uses_no_slot() -> None:
    play(
        centre("anna", email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1 for the customer
        09:01:00   anna parked e1: waiting_for_customer
        09:01:00   paused first_response to e1, 14340s left
        09:02:00 > email e2 to mail
        09:02:00   e2 arrived in mail, due 13:02:00
        09:02:00   e2 offered to anna until 09:03:00: least_occupied
        09:02:05 > anna accepts e2
        09:02:05   anna accepted e2, which waited 5s
        """,
        ready="anna",
    )


def test_the_follow_up_stands_first_for_her_who_knows_it() -> None:
    """She is at her cap, and Ben is idle; she has half an hour to take it."""
    play(
        centre("anna", "ben", email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1 for the customer
        09:01:00   anna parked e1: waiting_for_customer
        09:01:00   paused first_response to e1, 14340s left
        09:02:00 > ben is away
        09:02:00   ben is away: by_agent
        09:02:01 > email e2 to mail
        09:02:01   e2 arrived in mail, due 13:02:01
        09:02:01   e2 offered to anna until 09:03:01: least_occupied
        09:02:05 > anna accepts e2
        09:02:05   anna accepted e2, which waited 4s
        09:02:10 > ben is ready
        09:02:10   ben is ready: by_agent
        09:10:00 > email e3 to mail, follows e1
        09:10:00   e1 got another letter, with anna
        09:10:00   e1 returned from anna: customer_wrote
        09:10:00   resumed first_response to e1, by 13:09:00
        09:10:00   e1 reserved for anna until 09:40:00: last_agent
        09:20:00 > anna finishes e2
        09:20:00   anna closed e2, 1075s in hand: finished
        09:20:00   e1 offered to anna until 09:21:00: reserved
        """,
        ready="anna ben",
    )


def test_after_the_park_limit_anybody_may_have_it() -> None:
    play(
        centre("anna", "ben", email_cap=1, park_limit=seconds(600)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1 for the customer
        09:01:00   anna parked e1: waiting_for_customer
        09:01:00   paused first_response to e1, 14340s left
        09:02:00 > anna is away
        09:02:00   anna is away: by_agent
        09:10:00 > email e3 to mail, follows e1
        09:10:00   e1 got another letter, with anna
        09:10:00   e1 returned from anna: customer_wrote
        09:10:00   resumed first_response to e1, by 13:09:00
        09:10:00   e1 reserved for anna until 09:20:00: last_agent
        09:20:00   e1 is for anybody
        09:20:00   e1 offered to ben until 09:21:00: least_occupied
        09:20:00 > time passes
        """,
        ready="anna ben",
    )


def test_when_she_has_gone_home_the_follow_up_is_for_anybody() -> None:
    """Her going leaves it with her, for there is nothing to do on it."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1 for the customer
        09:01:00   anna parked e1: waiting_for_customer
        09:01:00   paused first_response to e1, 14340s left
        09:02:00 > anna is offline
        09:02:00   anna is offline: by_agent
        09:10:00 > email e3 to mail, follows e1
        09:10:00   e1 got another letter, with anna
        09:10:00   e1 returned from anna: customer_wrote
        09:10:00   resumed first_response to e1, by 13:09:00
        09:10:00   e1 offered to ben until 09:11:00: least_occupied
        """,
        ready="anna ben",
    )


def test_she_may_take_it_up_again_herself() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        10:30:00 > anna resumes e1
        10:30:00   anna resumed e1 after 3600s: by_hand
        10:30:00   resumed first_response to e1, by 14:00:00
        10:40:00 > anna replies to e1
        10:40:00   anna replied to e1 after 6000s
        10:40:00   kept first_response to e1 after 2400s
        """,
        ready="anna",
    )


def test_a_customer_who_stays_silent_brings_it_back_after_a_fortnight() -> None:
    play(
        centre("anna", agent("ben", [])),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        Mon 17 09:30:00   e1 returned from anna: customer_silent
        Mon 17 09:30:00   resumed first_response to e1, by Mon 17 13:00:00
        Mon 17 09:30:00   e1 offered to anna until Mon 17 09:31:00: least_occupied
        Mon 17 09:30:00 > time passes
        """,
        ready="anna ben",
    )


def test_where_quiet_emails_close_it_closes() -> None:
    play(
        centre("anna", lines=[QUIET]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        Wed 5 09:30:00   anna closed e1, 1795s in hand: quiet
        Wed 5 09:30:00 > time passes
        """,
        ready="anna",
    )


def test_in_business_time_the_night_does_not_count_either_way() -> None:
    office = line("mail", EMAIL, hours="office")
    play(
        centre("anna", lines=[office], more={"calendars": calendar("office", 9, 17)}),
        """
        16:00:00 > email e1 to mail
        16:00:00   e1 arrived in mail, due Tue 4 12:00:00
        16:00:00   e1 offered to anna until 16:01:00: least_occupied
        16:00:05 > anna accepts e1
        16:00:05   anna accepted e1, which waited 5s
        16:30:00 > anna parks e1 for the customer
        16:30:00   anna parked e1: waiting_for_customer
        16:30:00   paused first_response to e1, 12600s left
        22:00:00 > email e2 to mail, follows e1
        22:00:00   e1 got another letter, with anna
        22:00:00   e1 returned from anna: customer_wrote
        22:00:00   resumed first_response to e1, by Tue 4 12:30:00
        22:00:00   e1 reserved for anna until 22:30:00: last_agent
        22:00:00   e1 offered to anna until 22:01:00: reserved
        22:00:05 > anna accepts e1
        22:00:05   anna accepted e1 again, which waited 21605s
        """,
        ready="anna",
    )


def test_passed_on_it_waits_for_the_customer_no_more() -> None:
    """Whoever gets it is to do something about it; so its clock runs again."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        10:30:00 > anna transfers e1 to queue mail
        10:30:00   anna passed e1 on to mail
        10:30:00   resumed first_response to e1, by 14:00:00
        10:30:00   e1 offered to ben until 10:31:00: least_occupied
        """,
        ready="anna ben",
    )


def test_a_second_letter_before_she_took_up_the_first_changes_nothing() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        10:30:00 > email e2 to mail, follows e1
        10:30:00   e1 got another letter, with anna
        10:30:00   e1 returned from anna: customer_wrote
        10:30:00   resumed first_response to e1, by 14:00:00
        10:30:00   e1 reserved for anna until 11:00:00: last_agent
        10:30:00   e1 offered to anna until 10:31:00: reserved
        10:30:10 > email e3 to mail, follows e1
        10:30:10   e1 got another letter, with anna
        10:30:15 > anna accepts e1
        10:30:15   anna accepted e1 again, which waited 5415s
        """,
        ready="anna",
    )
