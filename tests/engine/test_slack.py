"""Plays of parked work whose time runs out: somebody else gets it who has room."""

from dispatcher.vocabulary import EMAIL
from tests.engine.people import URGENT, agent, centre, line, seconds
from tests.engine.play import play

SHORT = line("mail", EMAIL, promise=seconds(900), expected_handle=seconds(300))
LINES = (URGENT, SHORT)


def test_when_its_slack_is_gone_whoever_has_room_gets_it() -> None:
    """Due at 09:15:00, it takes five minutes."""
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: interrupts, parks e1
        09:05:05 > anna accepts c1
        09:05:05   anna parked e1: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:06:00 > ben connects
        09:06:00   ben connected
        09:06:00 > ben is ready
        09:06:00   ben is ready: by_agent
        09:10:00   e1 returned from anna: slack_gone
        09:10:00   e1 offered to ben until 09:11:00: least_occupied
        09:10:00 > time passes
        """,
        ready="anna",
    )


def test_while_nobody_has_room_it_stays_with_her_and_we_look_again_each_minute() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: interrupts, parks e1
        09:05:05 > anna accepts c1
        09:05:05   anna parked e1: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:11:30 > ben connects
        09:11:30   ben connected
        09:11:30 > ben is ready
        09:11:30   ben is ready: by_agent
        09:12:00   e1 returned from anna: slack_gone
        09:12:00   e1 offered to ben until 09:13:00: least_occupied
        09:12:00 > time passes
        """,
        ready="anna",
    )


def test_who_has_not_the_skills_gets_nothing_handed_back() -> None:
    play(
        centre("anna", agent("ben", []), lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > call c1 to urgent
        09:05:00   c1 arrived in urgent, due 09:05:20
        09:05:00   c1 offered to anna until 09:05:20: interrupts, parks e1
        09:05:05 > anna accepts c1
        09:05:05   anna parked e1: pre_empted
        09:05:05   anna accepted c1, which waited 5s
        09:05:05   kept answer to c1 after 5s
        09:12:00 > anna finishes c1
        09:12:00   anna closed c1, 415s in hand: finished
        09:12:00   anna wraps up c1 until 09:12:30
        09:12:10 > anna ends wrap-up
        09:12:10   anna wrapped up c1 in 10s: by_agent
        09:12:10   anna resumed e1 after 425s: call_over
        """,
        ready="anna ben",
    )


def test_one_that_she_laid_aside_herself_is_handed_on_too() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > anna parks e1
        09:05:00   anna parked e1: by_hand
        09:10:00   e1 returned from anna: slack_gone
        09:10:00   e1 offered to ben until 09:11:00: least_occupied
        09:10:00 > time passes
        """,
        ready="anna ben",
    )


def test_one_that_is_answered_stays_with_her() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:04:00 > anna replies to e1
        09:04:00   anna replied to e1 after 240s
        09:04:00   kept first_response to e1 after 240s
        09:05:00 > anna parks e1
        09:05:00   anna parked e1: by_hand
        09:16:00 > time passes
        """,
        ready="anna ben",
    )
