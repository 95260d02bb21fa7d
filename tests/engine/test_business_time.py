"""Plays of business time: promises over nights, weekends and changing clocks; warnings on the way."""

from typing import Any

from dispatcher.centre import Centre
from dispatcher.hours import Calendar
from dispatcher.vocabulary import EMAIL, HOUR, CalendarId, Instant, Span
from tests.engine.people import calendar, centre, line, seconds
from tests.engine.play import clock, play

OFFICE = calendar("office", 9, 17)
SUMMER = ((Instant(0), Span(HOUR)), (clock("Sun 9 01:00:00"), Span(2 * HOUR)))
"""An hour ahead of UTC, and two from Sunday, 9 March, on."""


def office(calendars: dict[CalendarId, Calendar] = OFFICE, **changed: Any) -> Centre:
    """Anna answers mail from nine to five; four hours are promised."""
    mail = line("mail", EMAIL, hours="office", **changed)
    return centre("anna", lines=[mail], more={"calendars": calendars})


def test_a_promise_goes_on_the_next_morning() -> None:
    play(
        office(),
        """
        15:30:00 > email e1 to mail
        15:30:00   e1 arrived in mail, due Tue 4 11:30:00
        Tue 4 10:30:00 > anna connects
        Tue 4 10:30:00   anna connected
        Tue 4 10:30:00 > anna is ready
        Tue 4 10:30:00   anna is ready: by_agent
        Tue 4 10:30:00   e1 offered to anna until Tue 4 10:31:00: least_occupied
        Tue 4 10:30:05 > anna accepts e1
        Tue 4 10:30:05   anna accepted e1, which waited 68405s
        Tue 4 11:29:00 > anna replies to e1
        Tue 4 11:29:00   anna replied to e1 after 71940s
        Tue 4 11:29:00   kept first_response to e1 after 14340s
        """,
    )


def test_an_email_of_the_night_is_promised_from_the_morning_on() -> None:
    play(
        office(),
        """
        20:00:00 > email e1 to mail
        20:00:00   e1 arrived in mail, due Tue 4 13:00:00
        Tue 4 05:00:00 > email e2 to mail
        Tue 4 05:00:00   e2 arrived in mail, due Tue 4 13:00:00
        """,
    )


def test_a_promise_rests_over_the_weekend() -> None:
    play(
        office(),
        """
        Fri 7 16:00:00 > email e1 to mail
        Fri 7 16:00:00   e1 arrived in mail, due Mon 10 12:00:00
        Mon 10 12:00:00   first_response broken to e1
        Mon 10 12:00:00 > time passes
        """,
    )


def test_a_promise_that_ends_with_the_day_ends_at_closing_time() -> None:
    play(
        office(),
        """
        13:00:00 > email e1 to mail
        13:00:00   e1 arrived in mail, due 17:00:00
        17:00:00   first_response broken to e1
        17:00:00 > time passes
        """,
    )


def test_when_clocks_change_it_opens_at_nine_by_them() -> None:
    """Before the change nine o'clock is 08:00 UTC, after it 07:00 UTC."""
    play(
        office(calendar("office", 9, 17, clocks=SUMMER)),
        """
        Fri 7 15:00:00 > email e1 to mail
        Fri 7 15:00:00   e1 arrived in mail, due Mon 10 10:00:00
        Mon 10 10:00:00   first_response broken to e1
        Mon 10 10:00:00 > time passes
        """,
    )


def test_where_it_never_shuts_four_hours_are_four_hours_whatever_clocks_show() -> None:
    play(
        office(calendar("office", 0, 24, days=7, clocks=SUMMER)),
        """
        Sat 8 23:30:00 > email e1 to mail
        Sat 8 23:30:00   e1 arrived in mail, due Sun 9 03:30:00
        Sun 9 03:30:00   first_response broken to e1
        Sun 9 03:30:00 > time passes
        """,
    )


def test_who_is_warned_hears_it_when_that_much_of_the_business_time_is_over() -> None:
    """Half of four hours are over at 10:00, three quarters at 11:00."""
    play(
        office(warn=(50, 75)),
        """
        16:00:00 > email e1 to mail
        16:00:00   e1 arrived in mail, due Tue 4 12:00:00
        Tue 4 10:00:00   50 % of first_response to e1 are over
        Tue 4 10:30:00 > anna connects
        Tue 4 10:30:00   anna connected
        Tue 4 10:30:00 > anna is ready
        Tue 4 10:30:00   anna is ready: by_agent
        Tue 4 10:30:00   e1 offered to anna until Tue 4 10:31:00: least_occupied
        Tue 4 10:30:05 > anna accepts e1
        Tue 4 10:30:05   anna accepted e1, which waited 66605s
        Tue 4 11:00:00   75 % of first_response to e1 are over
        Tue 4 11:30:00 > anna replies to e1
        Tue 4 11:30:00   anna replied to e1 after 70200s
        Tue 4 11:30:00   kept first_response to e1 after 12600s
        """,
    )


def test_a_kept_promise_warns_nobody_and_a_paused_one_warns_later() -> None:
    play(
        centre("anna", lines=[line("mail", EMAIL, promise=seconds(1000), warn=(50,))]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:16:40
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > anna parks e1 for the customer
        09:05:00   anna parked e1: waiting_for_customer
        09:05:00   paused first_response to e1, 700s left
        09:30:00 > anna resumes e1
        09:30:00   anna resumed e1 after 1500s: by_hand
        09:30:00   resumed first_response to e1, by 09:41:40
        09:33:20   50 % of first_response to e1 are over
        09:33:20 > time passes
        09:40:00 > anna replies to e1
        09:40:00   anna replied to e1 after 2400s
        09:40:00   kept first_response to e1 after 900s
        09:40:05 > email e2 to mail, follows e1
        09:40:05   e1 got another letter, with anna
        09:40:05   promised e1 next_response by 09:56:45
        09:45:00 > anna replies to e1
        09:45:00   anna replied to e1 again after 295s
        09:45:00   kept next_response to e1 after 295s
        10:00:00 > time passes
        """,
        ready="anna",
    )


def test_a_call_warns_too() -> None:
    play(
        centre("anna", lines=[line("calls", warn=(50, 80))]),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:10   50 % of answer to c1 are over
        09:00:16   80 % of answer to c1 are over
        09:00:20   answer broken to c1
        09:00:30 > time passes
        """,
    )
