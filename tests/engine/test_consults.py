"""Plays of consultation: a colleague is asked while the caller holds, and may take the call over."""

from dispatcher.vocabulary import Skill
from tests.engine.people import CALLS, MAIL, URGENT, agent, centre, line
from tests.engine.play import play

TECH = Skill("tech")
SUPPORT = line("support", skills={TECH: 1})
LINES = (CALLS, URGENT, SUPPORT, MAIL)
EXPERT = agent("ben", [TECH])


def test_a_colleague_is_asked_and_takes_the_call_over() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:05 > ben accepts q1
        09:01:05   ben accepted q1 again, which waited 5s
        09:02:00 > anna leaves c1 to the colleague
        09:02:00   ben closed q1, 55s in hand: handed_over
        09:02:00   anna left c1 to ben
        09:02:00   anna wraps up c1 until 09:02:30
        09:02:30   anna wrapped up c1 in 30s: time_over
        09:03:00 > ben finishes c1
        09:03:00   ben closed c1, 175s in hand: finished
        09:03:00   ben wraps up c1 until 09:03:30
        """,
        ready="anna ben",
    )


def test_who_asked_ends_it_and_goes_on_with_her_call() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:05 > ben accepts q1
        09:01:05   ben accepted q1 again, which waited 5s
        09:02:00 > anna finishes q1
        09:02:00   ben closed q1, 55s in hand: consult_over
        09:02:05 > call c2 to support
        09:02:05   c2 arrived in support, due 09:02:25
        09:02:05   c2 offered to ben until 09:02:25: longest_idle
        09:02:25   ben missed c2
        09:02:25   ben is not_responding: missed_offer
        09:02:25   answer broken to c2
        09:03:00 > anna finishes c1
        09:03:00   anna closed c1, 175s in hand: finished
        09:03:00   anna wraps up c1 until 09:03:30
        """,
        ready="anna ben",
    )


def test_who_was_asked_ends_it() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:05 > ben accepts q1
        09:01:05   ben accepted q1 again, which waited 5s
        09:02:00 > ben finishes q1
        09:02:00   ben closed q1, 55s in hand: consult_over
        09:02:10 > anna leaves c1 to the colleague
        09:02:10   refused: no_consult
        """,
        ready="anna ben",
    )


def test_while_it_still_rings_who_asked_may_give_it_up() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:03 > anna leaves c1 to the colleague
        09:01:03   refused: no_consult
        09:01:05 > anna finishes q1
        09:01:05   q1 cancelled at ben: closed
        09:01:05   q1 closed, 0s in hand: consult_over
        """,
        ready="anna ben",
    )


def test_a_caller_who_hangs_up_ends_the_consultation_too() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:05 > ben accepts q1
        09:01:05   ben accepted q1 again, which waited 5s
        09:02:00 > c1 hangs up
        09:02:00   ben closed q1, 55s in hand: consult_over
        09:02:00   anna closed c1, 115s in hand: caller_hung_up
        09:02:00   anna wraps up c1 until 09:02:30
        """,
        ready="anna ben",
    )


def test_a_caller_who_hangs_up_while_the_colleague_is_rung() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:05 > c1 hangs up
        09:01:05   q1 cancelled at ben: closed
        09:01:05   q1 closed, 0s in hand: consult_over
        09:01:05   anna closed c1, 60s in hand: caller_hung_up
        09:01:05   anna wraps up c1 until 09:01:35
        """,
        ready="anna ben",
    )


def test_anybody_of_a_queue_may_be_asked() -> None:
    play(
        centre("anna", agent("cleo", [TECH]), EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults queue support about c1 by q1
        09:01:00   q1 arrived in support, about c1
        09:01:00   q1 offered to ben until 09:01:20: longest_idle
        09:01:05 > ben declines q1
        09:01:05   ben declined q1
        09:01:05   q1 offered to cleo until 09:01:25: longest_idle
        09:01:10 > cleo accepts q1
        09:01:10   cleo accepted q1 again, which waited 10s
        09:02:00 > anna leaves c1 to the colleague
        09:02:00   cleo closed q1, 50s in hand: handed_over
        09:02:00   anna left c1 to cleo
        09:02:00   anna wraps up c1 until 09:02:30
        """,
        ready="anna ben cleo",
    )


def test_one_consultation_at_a_time_and_no_transfer_meanwhile() -> None:
    play(
        centre("anna", "cleo", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:00   q1 offered to ben until 09:01:20: reserved
        09:01:02 > anna consults agent cleo about c1 by q2
        09:01:02   refused: not_allowed
        09:01:03 > anna transfers c1 to agent cleo
        09:01:03   refused: not_allowed
        09:01:05 > ben accepts q1
        09:01:05   ben accepted q1 again, which waited 5s
        09:01:10 > ben consults agent cleo about q1 by q2
        09:01:10   refused: not_allowed
        09:01:11 > ben transfers q1 to agent cleo
        09:01:11   refused: not_allowed
        """,
        ready="anna ben cleo",
    )


def test_a_question_about_an_urgent_call_interrupts_as_that_call_does() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > call c1 to urgent
        09:00:10   c1 arrived in urgent, due 09:00:30
        09:00:10   c1 offered to ben until 09:00:30: longest_idle
        09:00:15 > ben accepts c1
        09:00:15   ben accepted c1, which waited 5s
        09:00:15   kept answer to c1 after 5s
        09:01:00 > ben consults agent anna about c1 by q1
        09:01:00   q1 arrived in urgent, about c1
        09:01:00   q1 reserved for anna until 09:01:40: consulted
        09:01:00   q1 offered to anna until 09:01:20: interrupts, parks e1
        09:01:05 > anna accepts q1
        09:01:05   anna parked e1: pre_empted
        09:01:05   anna accepted q1 again, which waited 5s
        09:02:00 > anna finishes q1
        09:02:00   anna closed q1, 55s in hand: consult_over
        09:02:00   anna resumed e1 after 55s: call_over
        """,
        ready="anna ben",
    )


def test_a_question_that_nobody_hears_is_taken_back_when_she_who_asked_is_done() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > call c2 to support
        09:00:10   c2 arrived in support, due 09:00:30
        09:00:10   c2 offered to ben until 09:00:30: longest_idle
        09:00:15 > ben accepts c2
        09:00:15   ben accepted c2, which waited 5s
        09:00:15   kept answer to c2 after 5s
        09:01:00 > anna consults agent ben about c1 by q1
        09:01:00   q1 arrived in calls, about c1
        09:01:00   q1 reserved for ben until 09:01:40: consulted
        09:01:30 > anna finishes c1
        09:01:30   q1 closed, 0s in hand: consult_over
        09:01:30   anna closed c1, 85s in hand: finished
        09:01:30   anna wraps up c1 until 09:02:00
        """,
        ready="anna ben",
    )
