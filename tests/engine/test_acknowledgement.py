"""Plays of the acknowledgement: told in time that the letter came, by a machine or by the first reply."""

from typing import Any

from msgspec.structs import replace

from dispatcher.centre import Approval, Category, Centre, Terms
from dispatcher.hours import Calendar
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    HOUR,
    MINUTE,
    CalendarId,
    CategoryId,
    Instant,
    Span,
    Tier,
)
from tests.engine.people import calendar, centre, line
from tests.engine.play import clock, play

QUARTER = Span(15 * MINUTE)
OFFICE = calendar("office", 9, 17)
SUMMER = ((Instant(0), Span(HOUR)), (clock("Sun 9 01:00:00"), Span(2 * HOUR)))
"""An hour ahead of UTC, and two from Sunday, 9 March, on."""


def quick(hours: dict[CalendarId, Calendar] | None = None, **changed: Any) -> Centre:
    """Anna answers mail, which is acknowledged within a quarter of an hour."""
    said: dict[str, Any] = {"acknowledge_within": QUARTER, "hours": "office" if hours else None}
    mail = line("mail", EMAIL, **(said | changed))
    return centre("anna", lines=[mail], more={"calendars": hours or {}})


def test_the_automatic_letter_keeps_it() -> None:
    play(
        quick(),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   promised e1 acknowledgement by 09:15:00
        09:00:02 > e1 is acknowledged
        09:00:02   e1 was acknowledged
        09:00:02   kept acknowledgement to e1 after 2s
        13:00:00   first_response broken to e1
        13:00:00 > time passes
        """,
    )


def test_where_none_is_promised_the_fact_is_stated_all_the_same() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:02 > e1 is acknowledged
        09:00:02   e1 was acknowledged
        """,
    )


def test_a_first_reply_keeps_it_as_well() -> None:
    """No machine may answer this one; so Anna's reply tells the customer that the letter came."""
    play(
        quick(),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   promised e1 acknowledgement by 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:00   kept acknowledgement to e1 after 600s
        """,
        ready="anna",
    )


def test_it_warns_and_breaks_once_and_is_then_kept_late() -> None:
    play(
        quick(warn=(80,)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   promised e1 acknowledgement by 09:15:00
        09:12:00   80 % of acknowledgement to e1 are over
        09:15:00   acknowledgement broken to e1
        09:20:00 > e1 is acknowledged
        09:20:00   e1 was acknowledged
        09:20:00   kept acknowledgement to e1 late after 1200s
        12:12:00   80 % of first_response to e1 are over
        12:12:00 > time passes
        """,
    )


def test_a_letter_of_the_evening_is_acknowledged_in_the_morning() -> None:
    """Five minutes are left of Monday; the other ten run on Tuesday from nine o'clock on."""
    play(
        quick(OFFICE),
        """
        16:55:00 > email e1 to mail
        16:55:00   e1 arrived in mail, due Tue 4 12:55:00
        16:55:00   promised e1 acknowledgement by Tue 4 09:10:00
        Tue 4 09:10:00   acknowledgement broken to e1
        Tue 4 09:10:00 > time passes
        """,
    )


def test_one_of_the_weekend_is_acknowledged_on_monday() -> None:
    play(
        quick(OFFICE),
        """
        Sat 8 12:00:00 > email e1 to mail
        Sat 8 12:00:00   e1 arrived in mail, due Mon 10 13:00:00
        Sat 8 12:00:00   promised e1 acknowledgement by Mon 10 09:15:00
        Mon 10 09:15:00   acknowledgement broken to e1
        Mon 10 09:15:00 > time passes
        """,
    )


def test_a_holiday_is_no_time_to_run_in() -> None:
    """Tuesday is a holiday: what came on Monday at five to five is due on Wednesday."""
    tuesday = clock("Tue 4 00:00:00") // DAY
    holiday = {name: replace(office, days=((tuesday, ()),)) for name, office in OFFICE.items()}
    play(
        quick(holiday),
        """
        16:55:00 > email e1 to mail
        16:55:00   e1 arrived in mail, due Wed 5 12:55:00
        16:55:00   promised e1 acknowledgement by Wed 5 09:10:00
        """,
    )


def test_when_clocks_change_it_runs_from_nine_by_them() -> None:
    """Before the change nine o'clock is 08:00 UTC, after it 07:00 UTC."""
    play(
        quick(calendar("office", 9, 17, clocks=SUMMER)),
        """
        Fri 7 15:55:00 > email e1 to mail
        Fri 7 15:55:00   e1 arrived in mail, due Mon 10 10:55:00
        Fri 7 15:55:00   promised e1 acknowledgement by Mon 10 07:10:00
        Mon 10 07:10:00   acknowledgement broken to e1
        Mon 10 07:10:00 > time passes
        """,
    )


def test_of_queue_tier_and_category_each_says_its_own() -> None:
    """All three promises in all three scopes: of what tier and category say the stricter holds."""
    gold = Terms(acknowledge_within=Span(5 * MINUTE), promise=HOUR)
    complaint = Terms(acknowledge_within=Span(10 * MINUTE), promise=Span(2 * HOUR), resolution=DAY)
    mail = line(
        "mail", EMAIL, acknowledge_within=QUARTER, resolution=Span(2 * DAY), tiers={Tier("gold"): gold}
    )
    about = Category(id=CategoryId("complaint"), name="Complaint", terms=complaint)
    play(
        centre("anna", lines=[mail], more={"categories": {about.id: about}}),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   promised e1 acknowledgement by 09:15:00
        09:00:00   promised e1 resolution by Wed 5 09:00:00
        09:00:00 > email e2 to mail, gold tier
        09:00:00   e2 arrived in mail, due 10:00:00
        09:00:00   promised e2 acknowledgement by 09:05:00
        09:00:00   promised e2 resolution by Wed 5 09:00:00
        09:00:00 > email e3 to mail, about complaint
        09:00:00   e3 arrived in mail, due 11:00:00
        09:00:00   promised e3 acknowledgement by 09:10:00
        09:00:00   promised e3 resolution by Tue 4 09:00:00
        09:00:00 > email e4 to mail, gold tier, about complaint
        09:00:00   e4 arrived in mail, due 10:00:00
        09:00:00   promised e4 acknowledgement by 09:05:00
        09:00:00   promised e4 resolution by Tue 4 09:00:00
        09:01:00 > boss says e1 is about complaint
        09:01:00   e1 is about complaint, by boss
        09:01:00   changed first_response to e1: by 11:00:00, version 2
        09:01:00   changed acknowledgement to e1: by 09:10:00, version 2
        09:01:00   changed resolution to e1: by Tue 4 09:00:00, version 2
        """,
    )


def test_all_three_stand_still_while_we_wait_for_the_customer() -> None:
    play(
        quick(resolution=Span(10 * HOUR)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   promised e1 acknowledgement by 09:15:00
        09:00:00   promised e1 resolution by 19:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > anna parks e1 for the customer
        09:05:00   anna parked e1: waiting_for_customer
        09:05:00   paused first_response to e1, 14100s left
        09:05:00   paused acknowledgement to e1, 600s left
        09:05:00   paused resolution to e1, 35700s left
        12:00:00 > email e2 to mail, follows e1
        12:00:00   e1 got another letter, with anna
        12:00:00   e1 returned from anna: customer_wrote
        12:00:00   resumed first_response to e1, by 15:55:00
        12:00:00   resumed acknowledgement to e1, by 12:10:00
        12:00:00   resumed resolution to e1, by 21:55:00
        12:00:00   e1 reserved for anna until 12:30:00: last_agent
        12:00:00   e1 offered to anna until 12:01:00: reserved
        """,
        ready="anna",
    )


def test_a_reply_that_waits_for_its_approver_tells_the_customer_nothing_yet() -> None:
    """Ben is slow: his clock is his own, and both of the customer's run on and break."""
    review = line("review", EMAIL, promise=HOUR)
    mail = line(
        "mail",
        EMAIL,
        acknowledge_within=QUARTER,
        promise=Span(20 * MINUTE),
        approval=Approval(queue=review.id),
    )
    play(
        centre("anna", lines=[mail, review]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:20:00
        09:00:00   promised e1 acknowledgement by 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in review, to approve e1, due 10:10:00
        09:15:00   acknowledgement broken to e1
        09:20:00   first_response broken to e1
        09:30:00 > time passes
        """,
        ready="anna",
    )


def test_an_acknowledgement_that_is_due_moves_it_ahead_in_the_line() -> None:
    """Nobody told the customer of e2 that it came: it stands by its quarter of an hour, before e1."""
    plain = line("plain", EMAIL, promise=HOUR)
    play(
        centre("anna", lines=[plain, line("mail", EMAIL, acknowledge_within=QUARTER)]),
        """
        09:00:00 > email e1 to plain
        09:00:00   e1 arrived in plain, due 10:00:00
        09:00:00 > email e2 to mail
        09:00:00   e2 arrived in mail, due 13:00:00
        09:00:00   promised e2 acknowledgement by 09:15:00
        09:01:00 > anna connects
        09:01:00   anna connected
        09:01:00 > anna is ready
        09:01:00   anna is ready: by_agent
        09:01:00   e2 offered to anna until 09:02:00: least_occupied
        """,
    )


def test_nobody_acknowledges_a_call_or_what_is_gone() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:01 > c1 is acknowledged
        09:00:01   refused: wrong_channel
        09:00:02 > e9 is acknowledged
        09:00:02   refused: unknown_contact
        """,
    )
