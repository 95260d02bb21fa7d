"""Plays of transfers: to a queue, to an agent, and when nobody there takes it."""

from dispatcher.vocabulary import EMAIL, NEVER, Skill, Urgency
from tests.engine.people import CALLS, MAIL, agent, centre, line
from tests.engine.play import play

TECH = Skill("tech")
SUPPORT = line("support", skills={TECH: 1}, urgency=Urgency.LOW, interrupt_after=NEVER)
LINES = (CALLS, SUPPORT, MAIL)
EXPERT = agent("ben", [TECH])


def test_to_a_queue_it_keeps_its_arrival_time_and_gets_that_queues_urgency() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to queue support
        09:01:00   anna passed c1 on to support
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:00   c1 offered to ben until 09:01:20: longest_idle
        09:01:05 > ben accepts c1
        09:01:05   ben accepted c1 again, which waited 65s
        09:01:30   anna wrapped up c1 in 30s: time_over
        09:02:00 > ben finishes c1
        09:02:00   ben closed c1, 110s in hand: finished
        09:02:00   ben wraps up c1 until 09:02:30
        """,
        ready="anna ben",
    )


def test_it_does_not_come_straight_back_to_her() -> None:
    """Ben is busy for a minute, and Anna is idle after her wrap-up."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:06 > call c0 to calls
        09:00:06   c0 arrived in calls, due 09:00:26
        09:00:06   c0 offered to ben until 09:00:26: longest_idle
        09:00:07 > ben accepts c0
        09:00:07   ben accepted c0, which waited 1s
        09:00:07   kept answer to c0 after 1s
        09:01:00 > anna transfers c1 to queue calls
        09:01:00   anna passed c1 on to calls
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:10 > anna ends wrap-up
        09:01:10   anna wrapped up c1 in 10s: by_agent
        09:01:15 > ben finishes c0
        09:01:15   ben closed c0, 68s in hand: finished
        09:01:15   ben wraps up c0 until 09:01:45
        09:01:25 > ben ends wrap-up
        09:01:25   ben wrapped up c0 in 10s: by_agent
        09:01:25   c1 offered to ben until 09:01:45: longest_idle
        """,
        ready="anna ben",
    )


def test_if_there_is_nobody_else_it_comes_back_to_her_after_all() -> None:
    play(
        centre("anna", EXPERT),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to queue calls
        09:01:00   anna passed c1 on to calls
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:10 > anna ends wrap-up
        09:01:10   anna wrapped up c1 in 10s: by_agent
        09:01:10   c1 offered to anna until 09:01:30: longest_idle
        """,
        ready="anna ben",
    )


def test_to_an_agent_it_rings_at_her_desk_whatever_skills_she_has() -> None:
    play(
        centre("anna", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to agent ben
        09:01:00   anna passed c1 on to calls
        09:01:00   c1 reserved for ben until 09:01:40: transferred
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:00   c1 offered to ben until 09:01:20: reserved
        09:01:05 > ben accepts c1
        09:01:05   ben accepted c1 again, which waited 65s
        """,
        ready="anna ben",
    )


def test_a_call_waits_two_rings_for_an_agent_and_is_then_for_anybody() -> None:
    play(
        centre("anna", "ben", "cleo"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:06 > call c0 to calls
        09:00:06   c0 arrived in calls, due 09:00:26
        09:00:06   c0 offered to ben until 09:00:26: longest_idle
        09:00:07 > ben accepts c0
        09:00:07   ben accepted c0, which waited 1s
        09:00:07   kept answer to c0 after 1s
        09:01:00 > anna transfers c1 to agent ben
        09:01:00   anna passed c1 on to calls
        09:01:00   c1 reserved for ben until 09:01:40: transferred
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:30   anna wrapped up c1 in 30s: time_over
        09:01:40   c1 is for anybody
        09:01:40   c1 offered to cleo until 09:02:00: longest_idle
        09:01:40 > cleo accepts c1
        09:01:40   cleo accepted c1 again, which waited 100s
        """,
        ready="anna ben cleo",
    )


def test_if_she_declines_it_is_for_anybody_at_once_but_not_for_her_who_passed_it_on() -> None:
    play(
        centre("anna", "ben", "cleo"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to agent ben
        09:01:00   anna passed c1 on to calls
        09:01:00   c1 reserved for ben until 09:01:40: transferred
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:00   c1 offered to ben until 09:01:20: reserved
        09:01:05 > ben declines c1
        09:01:05   ben declined c1
        09:01:05   c1 offered to cleo until 09:01:25: longest_idle
        """,
        ready="anna ben cleo",
    )


def test_an_email_to_an_agent_is_held_back_by_her_cap_and_by_no_other_lever() -> None:
    """The reserve alone would keep it from her."""
    now = line("now", EMAIL, reserve=0)
    play(
        centre("anna", "ben", email_cap=1, reserve=2, lines=[CALLS, MAIL, now]),
        """
        09:00:00 > email e1 to now
        09:00:00   e1 arrived in now, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to now
        09:00:10   e2 arrived in now, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:15 > ben accepts e2
        09:00:15   ben accepted e2, which waited 5s
        09:01:00 > anna transfers e1 to agent ben by queue mail
        09:01:00   anna passed e1 on to mail
        09:01:00   e1 reserved for ben until 09:31:00: transferred
        09:02:00 > ben finishes e2
        09:02:00   ben closed e2, 105s in hand: finished
        09:02:00   e1 offered to ben until 09:03:00: reserved
        """,
        ready="anna ben",
    )


def test_one_laid_aside_can_be_passed_on() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:02:00 > anna transfers e1 to agent ben
        09:02:00   anna passed e1 on to mail
        09:02:00   e1 reserved for ben until 09:32:00: transferred
        09:02:00   e1 offered to ben until 09:03:00: reserved
        """,
        ready="anna ben",
    )


def test_by_way_of_a_queue_it_is_for_an_agent_first_and_then_for_that_queue() -> None:
    play(
        centre("anna", "cleo", EXPERT, lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to agent cleo by queue support
        09:01:00   anna passed c1 on to support
        09:01:00   c1 reserved for cleo until 09:01:40: transferred
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:00   c1 offered to cleo until 09:01:20: reserved
        09:01:20   cleo missed c1
        09:01:20   cleo is not_responding: missed_offer
        09:01:20   c1 offered to ben until 09:01:40: longest_idle
        09:01:20 > time passes
        """,
        ready="anna ben cleo",
    )


def test_to_nobody_who_is_gone_or_does_not_respond() -> None:
    play(
        centre("anna", "ben", "cleo"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:20   anna missed c1
        09:00:20   anna is not_responding: missed_offer
        09:00:20   c1 offered to ben until 09:00:40: longest_idle
        09:00:20   answer broken to c1, with ben
        09:00:20 > anna is ready
        09:00:20   anna is ready: by_agent
        09:00:25 > ben accepts c1
        09:00:25   ben accepted c1, which waited 25s
        09:00:25   kept answer to c1 late after 25s
        09:00:30 > anna disconnects
        09:00:30   anna disconnected
        09:00:35 > ben transfers c1 to agent anna
        09:00:35   refused: wrong_phase
        09:00:40 > ben transfers c1 to agent cleo
        09:00:40   refused: wrong_phase
        """,
        ready="anna ben",
    )


def test_to_nobody_who_is_about_to_leave() -> None:
    """Nothing would be offered to her, and the caller would wait in vain."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:06 > call c2 to calls
        09:00:06   c2 arrived in calls, due 09:00:26
        09:00:06   c2 offered to ben until 09:00:26: longest_idle
        09:00:07 > ben accepts c2
        09:00:07   ben accepted c2, which waited 1s
        09:00:07   kept answer to c2 after 1s
        09:00:08 > ben is to be offline
        09:00:08   ben is to become offline
        09:01:00 > anna transfers c1 to agent ben
        09:01:00   refused: wrong_phase
        09:01:05 > anna consults agent ben about c1 by q1
        09:01:05   refused: wrong_phase
        """,
        ready="anna ben",
    )


def test_to_somebody_away_it_may_go_if_she_comes_back_in_time() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > ben is away
        09:00:10   ben is away: by_agent
        09:01:00 > anna transfers c1 to agent ben
        09:01:00   anna passed c1 on to calls
        09:01:00   c1 reserved for ben until 09:01:40: transferred
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:20 > ben is ready
        09:01:20   ben is ready: by_agent
        09:01:20   c1 offered to ben until 09:01:40: reserved
        """,
        ready="anna ben",
    )


def test_a_caller_passed_on_who_hangs_up_has_not_abandoned_unanswered() -> None:
    """Nor is the promise made anew: it was kept when Anna answered."""
    play(
        centre("anna", EXPERT),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to queue calls
        09:01:00   anna passed c1 on to calls
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:10 > c1 hangs up
        09:01:10   anna closed c1, 55s in hand: caller_hung_up
        """,
        ready="anna",
    )


def test_after_a_decline_pause_it_may_come_back_to_her_all_the_same() -> None:
    """Else a caller would wait for ever for colleagues who are not there."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna transfers c1 to queue calls
        09:01:00   anna passed c1 on to calls
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:10 > anna ends wrap-up
        09:01:10   anna wrapped up c1 in 10s: by_agent
        09:01:30   c1 offered to anna until 09:01:50: longest_idle
        09:01:40 > time passes
        """,
        ready="anna",
    )
