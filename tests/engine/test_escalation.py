"""Plays of escalation: an email whose deadline is near competes with calls, and no lever holds it back."""

from dispatcher.vocabulary import EMAIL, Urgency
from tests.engine.people import CALLS, URGENT, agent, calendar, centre, line, seconds
from tests.engine.play import play

MAIL = line("mail", EMAIL, promise=seconds(3600), escalate=seconds(600))
LATER = line("later", EMAIL, promise=seconds(3600), escalate=seconds(600), urgency=Urgency.LOW)
PATIENT = line("patient", promise=seconds(1200), wrap_up=seconds(0), interrupt_after=seconds(3000))
LINES = (CALLS, URGENT, PATIENT, MAIL, LATER)


def test_it_is_not_held_back_by_the_reserve() -> None:
    play(
        centre("anna", lines=LINES, reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:50:00   e1 rose to normal: deadline_nears
        09:50:00   e1 offered to anna until 09:51:00: least_occupied
        09:50:00 > time passes
        """,
        ready="anna",
    )


def test_it_is_not_held_back_by_the_breather() -> None:
    play(
        centre("anna", lines=LINES, breather=seconds(3600)),
        """
        09:00:00 > call c1 to patient
        09:00:00   c1 arrived in patient, due 09:20:00
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:02:00 > email e1 to mail
        09:02:00   e1 arrived in mail, due 10:02:00
        09:52:00   e1 rose to normal: deadline_nears
        09:52:00   e1 offered to anna until 09:53:00: least_occupied
        09:52:00 > time passes
        """,
        ready="anna",
    )


def test_it_stands_before_a_call_that_is_promised_for_later() -> None:
    """And while it rings, it does not give way to that call as other emails do."""
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > call c0 to patient
        09:00:00   c0 arrived in patient, due 09:20:00
        09:00:00   c0 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c0
        09:00:05   anna accepted c0, which waited 5s
        09:00:05   kept answer to c0 after 5s
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 10:00:10
        09:45:00 > call c1 to patient
        09:45:00   c1 arrived in patient, due 10:05:00
        09:50:10   e1 rose to normal: deadline_nears
        09:52:00 > anna finishes c0
        09:52:00   anna closed c0, 3115s in hand: finished
        09:52:00   e1 offered to anna until 09:53:00: least_occupied
        09:52:05 > anna accepts e1
        09:52:05   anna accepted e1, which waited 3115s
        09:54:00 > anna finishes e1
        09:54:00   anna closed e1, 115s in hand: finished
        09:54:00   c1 offered to anna until 09:54:20: longest_idle
        """,
        ready="anna",
    )


def test_while_it_rings_it_gives_way_to_an_urgent_call() -> None:
    play(
        centre("anna", lines=LINES, reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:50:00   e1 rose to normal: deadline_nears
        09:50:00   e1 offered to anna until 09:51:00: least_occupied
        09:50:05 > call c1 to patient
        09:50:05   c1 arrived in patient, due 10:10:05
        09:50:10 > call c2 to urgent
        09:50:10   c2 arrived in urgent, due 09:50:30
        09:50:10   e1 taken back from anna: call_first
        09:50:10   c2 offered to anna until 09:50:30: longest_idle
        """,
        ready="anna",
    )


def test_a_call_promised_sooner_goes_first_and_so_does_an_urgent_one() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > call c0 to patient
        09:00:00   c0 arrived in patient, due 09:20:00
        09:00:00   c0 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c0
        09:00:05   anna accepted c0, which waited 5s
        09:00:05   kept answer to c0 after 5s
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 10:00:10
        09:50:10   e1 rose to normal: deadline_nears
        09:51:00 > call c1 to calls
        09:51:00   c1 arrived in calls, due 09:51:20
        09:51:05 > call c2 to urgent
        09:51:05   c2 arrived in urgent, due 09:51:25
        09:51:10 > anna finishes c0
        09:51:10   anna closed c0, 3065s in hand: finished
        09:51:10   c2 offered to anna until 09:51:30: longest_idle
        09:51:11 > c2 hangs up
        09:51:11   c2 taken back from anna: caller_gone
        09:51:11   c2 abandoned after 6s
        09:51:11   c1 offered to anna until 09:51:31: longest_idle
        09:51:12 > c1 hangs up
        09:51:12   c1 taken back from anna: caller_gone
        09:51:12   c1 abandoned after 12s
        09:51:12   e1 offered to anna until 09:52:12: least_occupied
        """,
        ready="anna",
    )


def test_it_puts_no_agent_above_her_cap() -> None:
    play(
        centre("anna", lines=LINES, email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 10:00:10
        09:50:10   e2 rose to normal: deadline_nears
        09:51:00 > anna parks e1
        09:51:00   anna parked e1: by_hand
        09:51:00   e2 offered to anna until 09:52:00: least_occupied
        """,
        ready="anna",
    )


def test_it_waits_for_the_end_of_a_call() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 10:00:10
        09:50:10   e1 rose to normal: deadline_nears
        09:51:00 > anna finishes c1
        09:51:00   anna closed c1, 3055s in hand: finished
        09:51:00   anna wraps up c1 until 09:51:30
        09:51:10 > anna ends wrap-up
        09:51:10   anna wrapped up c1 in 10s: by_agent
        09:51:10   e1 offered to anna until 09:52:10: least_occupied
        """,
        ready="anna",
    )


def test_one_of_low_urgency_rises_among_the_ordinary() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > email e1 to later
        09:00:00   e1 arrived in later, due 10:00:00
        09:00:01 > email e2 to mail
        09:00:01   e2 arrived in mail, due 10:00:01
        09:50:00   e1 rose to normal: deadline_nears
        09:50:01   e2 rose to normal: deadline_nears
        09:50:10 > anna connects
        09:50:10   anna connected
        09:50:10 > anna is ready
        09:50:10   anna is ready: by_agent
        09:50:10   e1 offered to anna until 09:51:10: least_occupied
        """,
    )


def test_it_takes_no_other_email_back_that_rings() -> None:
    short = line("short", EMAIL, promise=seconds(300))
    play(
        centre("anna", lines=[*LINES, short]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:49:50 > email e2 to short
        09:49:50   e2 arrived in short, due 09:54:50
        09:49:55 > anna connects
        09:49:55   anna connected
        09:49:55 > anna is ready
        09:49:55   anna is ready: by_agent
        09:49:55   e2 offered to anna until 09:50:55: least_occupied
        09:50:00   e1 rose to normal: deadline_nears
        09:50:05 > anna accepts e2
        09:50:05   anna accepted e2, which waited 15s
        09:50:05   e1 offered to anna until 09:51:05: least_occupied
        """,
    )


def test_its_deadline_is_near_in_business_time() -> None:
    """Due on Tuesday at 09:05, it has five minutes left from 17:00 on, and ten from 16:55 on."""
    office = line("mail", EMAIL, promise=seconds(3600), escalate=seconds(600), hours="office")
    play(
        centre("anna", lines=[CALLS, office], reserve=1, more={"calendars": calendar("office", 9, 17)}),
        """
        16:05:00 > email e1 to mail
        16:05:00   e1 arrived in mail, due Tue 4 09:05:00
        16:55:00   e1 rose to normal: deadline_nears
        16:55:00   e1 offered to anna until 16:56:00: least_occupied
        16:56:00   anna missed e1
        16:56:00   anna is not_responding: missed_offer
        16:56:00 > time passes
        """,
        ready="anna",
    )


def test_without_a_word_on_escalation_an_email_stays_what_it_is() -> None:
    play(
        centre(agent("anna"), lines=[CALLS, line("mail", EMAIL, promise=seconds(600))], reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:10:00
        09:10:00   first_response broken to e1
        09:11:00 > time passes
        """,
        ready="anna",
    )
