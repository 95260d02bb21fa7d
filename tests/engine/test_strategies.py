"""Plays of choice: whom of several a queue prefers, and who waits for the agent who knows the customer."""

from dispatcher.vocabulary import EMAIL, Strategy
from tests.engine.people import TALK, agent, centre, line, seconds
from tests.engine.play import play

SKILL = line("calls", strategy=Strategy.BEST_SKILL)
LAST = line("calls", strategy=Strategy.LAST_AGENT, wrap_up=seconds(0))
KNOWN = line("calls", last_agent_wait=seconds(60), wrap_up=seconds(0))
HOUR = {"affinity": seconds(3600)}


def test_the_least_occupied_then_the_longest_idle_then_the_first_by_name() -> None:
    play(
        centre("anna", "ben", "cleo"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > ben is away
        09:00:10   ben is away: by_agent
        09:00:11 > ben is ready
        09:00:11   ben is ready: by_agent
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 13:00:20
        09:00:20   e2 offered to cleo until 09:01:20: least_occupied
        09:00:25 > cleo accepts e2
        09:00:25   cleo accepted e2, which waited 5s
        09:00:30 > email e3 to mail
        09:00:30   e3 arrived in mail, due 13:00:30
        09:00:30   e3 offered to ben until 09:01:30: least_occupied
        """,
        ready="anna ben cleo",
    )


def test_an_agent_with_a_larger_cap_is_less_occupied_by_each_email() -> None:
    """One of two is half of Anna, one of four a quarter of Ben."""
    play(
        centre(agent("anna", cap=2), agent("ben", cap=4)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:15 > ben accepts e2
        09:00:15   ben accepted e2, which waited 5s
        09:00:20 > email e3 to mail
        09:00:20   e3 arrived in mail, due 13:00:20
        09:00:20   e3 offered to ben until 09:01:20: least_occupied
        """,
        ready="anna ben",
    )


def test_the_most_proficient_gets_the_call_however_idle_the_others_are() -> None:
    play(
        centre(agent("anna", {TALK: 4}), agent("ben", {TALK: 9}), agent("cleo", {TALK: 9}), lines=[SKILL]),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to ben until 09:00:20: best_skill
        09:00:02 > ben accepts c1
        09:00:02   ben accepted c1, which waited 2s
        09:00:02   kept answer to c1 after 2s
        09:00:03 > call c2 to calls
        09:00:03   c2 arrived in calls, due 09:00:23
        09:00:03   c2 offered to cleo until 09:00:23: best_skill
        09:00:04 > cleo accepts c2
        09:00:04   cleo accepted c2, which waited 1s
        09:00:04   kept answer to c2 after 1s
        09:00:05 > call c3 to calls
        09:00:05   c3 arrived in calls, due 09:00:25
        09:00:05   c3 offered to anna until 09:00:25: best_skill
        """,
        ready="anna ben cleo",
    )


def test_equally_proficient_then_the_longest_idle() -> None:
    play(
        centre(agent("anna", {TALK: 9}), agent("ben", {TALK: 9}), lines=[SKILL]),
        """
        09:00:10 > anna is away
        09:00:10   anna is away: by_agent
        09:00:11 > anna is ready
        09:00:11   anna is ready: by_agent
        09:00:20 > call c1 to calls
        09:00:20   c1 arrived in calls, due 09:00:40
        09:00:20   c1 offered to ben until 09:00:40: best_skill
        """,
        ready="anna ben",
    )


def test_who_served_a_customer_last_gets_her_again() -> None:
    play(
        centre("anna", "ben", lines=[LAST], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:02:00 > call c2 to calls from maria
        09:02:00   c2 arrived in calls, due 09:02:20
        09:02:00   c2 offered to anna until 09:02:20: last_agent
        """,
        ready="anna ben",
    )


def test_if_she_is_on_a_call_the_longest_idle_serves_her_customer() -> None:
    play(
        centre("anna", "ben", lines=[LAST], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:30 > ben is away
        09:01:30   ben is away: by_agent
        09:01:40 > call c2 to calls from peter
        09:01:40   c2 arrived in calls, due 09:02:00
        09:01:40   c2 offered to anna until 09:02:00: longest_idle
        09:01:45 > anna accepts c2
        09:01:45   anna accepted c2, which waited 5s
        09:01:45   kept answer to c2 after 5s
        09:01:50 > ben is ready
        09:01:50   ben is ready: by_agent
        09:02:00 > call c3 to calls from maria
        09:02:00   c3 arrived in calls, due 09:02:20
        09:02:00   c3 offered to ben until 09:02:20: longest_idle
        """,
        ready="anna ben",
    )


def test_a_service_is_forgotten_after_the_affinity() -> None:
    play(
        centre("anna", "ben", lines=[LAST], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        10:01:01 > call c2 to calls from maria
        10:01:01   c2 arrived in calls, due 10:01:21
        10:01:01   c2 offered to ben until 10:01:21: longest_idle
        """,
        ready="anna ben",
    )


def test_without_affinity_nobody_is_remembered() -> None:
    play(
        centre("anna", "ben", lines=[LAST]),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:02:00 > call c2 to calls from maria
        09:02:00   c2 arrived in calls, due 09:02:20
        09:02:00   c2 offered to ben until 09:02:20: longest_idle
        """,
        ready="anna ben",
    )


def test_a_call_waits_for_her_who_knows_the_customer_and_then_for_anybody() -> None:
    play(
        centre("anna", "ben", lines=[KNOWN], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:10 > ben is away
        09:01:10   ben is away: by_agent
        09:01:20 > call c2 to calls from peter
        09:01:20   c2 arrived in calls, due 09:01:40
        09:01:20   c2 offered to anna until 09:01:40: longest_idle
        09:01:25 > anna accepts c2
        09:01:25   anna accepted c2, which waited 5s
        09:01:25   kept answer to c2 after 5s
        09:01:30 > ben is ready
        09:01:30   ben is ready: by_agent
        09:02:00 > call c3 to calls from maria
        09:02:00   c3 arrived in calls, due 09:02:20
        09:02:00   c3 reserved for anna until 09:03:00: last_agent
        09:02:20   answer broken to c3
        09:03:00   c3 is for anybody
        09:03:00   c3 offered to ben until 09:03:20: longest_idle
        09:03:00 > time passes
        """,
        ready="anna ben",
    )


def test_it_rings_at_her_desk_as_soon_as_she_is_free() -> None:
    play(
        centre("anna", "ben", lines=[KNOWN], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:10 > anna is away
        09:01:10   anna is away: by_agent
        09:01:20 > call c2 to calls from maria
        09:01:20   c2 arrived in calls, due 09:01:40
        09:01:20   c2 reserved for anna until 09:02:20: last_agent
        09:01:35 > anna is ready
        09:01:35   anna is ready: by_agent
        09:01:35   c2 offered to anna until 09:01:55: reserved
        """,
        ready="anna ben",
    )


def test_nobody_waits_for_her_who_has_gone_home() -> None:
    play(
        centre("anna", "ben", lines=[KNOWN], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:10 > anna is offline
        09:01:10   anna is offline: by_agent
        09:01:20 > call c2 to calls from maria
        09:01:20   c2 arrived in calls, due 09:01:40
        09:01:20   c2 offered to ben until 09:01:40: longest_idle
        """,
        ready="anna ben",
    )


def test_if_she_declines_anybody_may_have_it() -> None:
    play(
        centre("anna", "ben", lines=[KNOWN], more=HOUR),
        """
        09:00:00 > call c1 to calls from maria
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:20 > call c2 to calls from maria
        09:01:20   c2 arrived in calls, due 09:01:40
        09:01:20   c2 reserved for anna until 09:02:20: last_agent
        09:01:20   c2 offered to anna until 09:01:40: reserved
        09:01:25 > anna declines c2
        09:01:25   anna declined c2
        09:01:25   c2 offered to ben until 09:01:45: longest_idle
        """,
        ready="anna ben",
    )


def test_an_email_answered_is_remembered_for_the_next_call() -> None:
    play(
        centre("anna", "ben", lines=[LAST, line("mail", EMAIL)], more=HOUR),
        """
        09:00:00 > email e1 to mail from maria
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > anna replies to e1
        09:05:00   anna replied to e1 after 300s
        09:05:00   kept first_response to e1 after 300s
        09:05:05 > anna finishes e1
        09:05:05   anna closed e1, 300s in hand: finished
        09:10:00 > call c1 to calls from maria
        09:10:00   c1 arrived in calls, due 09:10:20
        09:10:00   c1 offered to anna until 09:10:20: last_agent
        """,
        ready="anna ben",
    )
