"""Plays of idle-time tasks (training): offered when nothing else waits, and giving way to whatever comes."""

from dispatcher.vocabulary import EMAIL, Urgency
from tests.engine.people import CALLS, MAIL, agent, centre, line, seconds
from tests.engine.play import play

LESSONS = line("lessons", EMAIL, urgency=Urgency.IDLE, skills={})
LINES = (CALLS, MAIL, LESSONS)


def test_a_task_is_offered_when_nothing_else_waits() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts t1
        09:00:05   anna accepted t1, which waited 5s
        09:10:00 > anna finishes t1
        09:10:00   anna closed t1, 595s in hand: finished
        """,
        ready="anna",
    )


def test_it_waits_while_an_email_waits_even_one_that_is_held_back() -> None:
    play(
        centre("anna", lines=LINES, reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > task t1 to lessons
        09:00:05   t1 arrived in lessons, due 13:00:05
        09:00:10 > boss closes e1
        09:00:10   e1 closed, 0s in hand: by_supervisor
        09:00:10   t1 offered to anna until 09:01:10: least_occupied
        """,
        ready="anna",
    )


def test_it_waits_for_empty_hands() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > task t1 to lessons
        09:00:10   t1 arrived in lessons, due 13:00:10
        09:05:00 > anna finishes e1
        09:05:00   anna closed e1, 295s in hand: finished
        09:05:00   t1 offered to anna until 09:06:00: least_occupied
        """,
        ready="anna",
    )


def test_it_gives_way_to_a_call_and_comes_back_after_it() -> None:
    """The call does not wait for it, and interrupts nothing."""
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts t1
        09:00:05   anna accepted t1, which waited 5s
        09:05:00 > call c1 to calls
        09:05:00   c1 arrived in calls, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: longest_idle, parks t1
        09:05:05 > anna accepts c1
        09:05:05   anna parked t1: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:06:00 > anna finishes c1
        09:06:00   anna closed c1, 55s in hand: finished
        09:06:00   anna wraps up c1 until 09:06:30
        09:06:10 > anna ends wrap-up
        09:06:10   anna wrapped up c1 in 10s: by_agent
        09:06:10   anna resumed t1 after 65s: call_over
        """,
        ready="anna",
    )


def test_it_gives_way_to_an_email_and_comes_back_after_it() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts t1
        09:00:05   anna accepted t1, which waited 5s
        09:05:00 > email e1 to mail
        09:05:00   e1 arrived in mail, due 13:05:00
        09:05:00   e1 offered to anna until 09:06:00: least_occupied, parks t1
        09:05:05 > anna accepts e1
        09:05:05   anna parked t1: pre_empted
        09:05:05   anna accepted e1, which waited 5s
        09:10:00 > anna finishes e1
        09:10:00   anna closed e1, 295s in hand: finished
        09:10:00   anna resumed t1 after 295s: call_over
        """,
        ready="anna",
    )


def test_while_it_rings_it_gives_way_to_an_email() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > email e1 to mail
        09:00:05   e1 arrived in mail, due 13:00:05
        09:00:05   t1 taken back from anna: call_first
        09:00:05   e1 offered to anna until 09:01:05: least_occupied
        09:00:10 > anna accepts e1
        09:00:10   anna accepted e1, which waited 5s
        """,
        ready="anna",
    )


def test_who_learns_is_idle_for_calls() -> None:
    """Anna learns and Ben is idle: with one in reserve, one of them may have the email."""
    play(
        centre("anna", "ben", lines=LINES, reserve=1),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts t1
        09:00:05   anna accepted t1, which waited 5s
        09:05:00 > email e1 to mail
        09:05:00   e1 arrived in mail, due 13:05:00
        09:05:00   e1 offered to anna until 09:06:00: least_occupied, parks t1
        """,
        ready="anna ben",
    )


def test_it_uses_no_room_that_an_email_needs() -> None:
    play(
        centre(agent("anna", cap=1), lines=LINES),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts t1
        09:00:05   anna accepted t1, which waited 5s
        09:05:00 > email e1 to mail
        09:05:00   e1 arrived in mail, due 13:05:00
        09:05:00   e1 offered to anna until 09:06:00: least_occupied, parks t1
        """,
        ready="anna",
    )


def test_many_interruptions_do_not_make_it_safe() -> None:
    play(
        centre("anna", lines=[line("calls", wrap_up=seconds(0)), LESSONS], max_interruptions=1),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts t1
        09:00:05   anna accepted t1, which waited 5s
        09:05:00 > call c1 to calls
        09:05:00   c1 arrived in calls, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: longest_idle, parks t1
        09:05:05 > anna accepts c1
        09:05:05   anna parked t1: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:06:00 > anna finishes c1
        09:06:00   anna closed c1, 55s in hand: finished
        09:06:00   anna resumed t1 after 55s: call_over
        09:06:10 > call c2 to calls
        09:06:10   c2 arrived in calls, due 09:06:30
        09:06:10   c2 offered to anna until 09:06:30: longest_idle, parks t1
        09:06:15 > anna accepts c2
        09:06:15   anna parked t1: pre_empted
        09:06:15   anna accepted c2, which waited 5s
        09:06:15   kept answer to c2 after 5s
        """,
        ready="anna",
    )
