"""Plays of what a PBX tells: phones that ring or do not, calls held, retrieved, and passed on outside."""

from tests.engine.people import centre
from tests.engine.play import play

ANNA_HAS_C1 = """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:02 > the phone of anna rings for c1
        09:00:02   c1 ringing at anna's phone
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s"""


def test_a_phone_rings_and_the_customer_is_held_and_retrieved() -> None:
    play(
        centre("anna"),
        ANNA_HAS_C1
        + """
        09:01:00 > anna holds c1
        09:01:00   c1 held at anna's phone
        09:01:01 > anna holds c1
        09:01:30 > anna retrieves c1
        09:01:30   c1 retrieved at anna's phone
        09:01:31 > anna retrieves c1
        09:02:00 > c1 hangs up
        09:02:00   anna closed c1, 115s in hand: caller_hung_up
        09:02:00   anna wraps up c1 until 09:02:30
        """,
        ready="anna",
    )


def test_what_was_held_is_held_no_more_once_it_was_passed_on() -> None:
    play(
        centre("anna"),
        ANNA_HAS_C1
        + """
        09:01:00 > anna holds c1
        09:01:00   c1 held at anna's phone
        09:01:10 > anna transfers c1 to queue urgent
        09:01:10   anna passed c1 on to urgent
        09:01:10   anna wraps up c1 until 09:01:40
        09:01:40   anna wrapped up c1 in 30s: time_over
        09:01:40   c1 offered to anna until 09:02:00: longest_idle
        09:01:45 > anna accepts c1
        09:01:45   anna accepted c1 again, which waited 105s
        09:01:50 > anna holds c1
        09:01:50   c1 held at anna's phone
        """,
        ready="anna",
    )


def test_a_call_passed_on_outside_is_closed_and_wrapped_up() -> None:
    play(
        centre("anna"),
        ANNA_HAS_C1
        + """
        09:01:00 > anna passes c1 on outside
        09:01:00   anna closed c1, 55s in hand: transferred_away
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:05 > anna passes c1 on outside
        09:01:05   refused: unknown_contact
        """,
        ready="anna",
    )


def test_the_next_agent_rings_when_a_phone_cannot_be_reached_and_nobody_missed_it() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:01 > the phone of anna does not ring for c1
        09:00:01   c1 taken back from anna: phone_unreachable
        09:00:01   anna is not_responding: phone_unreachable
        09:00:01   c1 offered to ben until 09:00:21: longest_idle
        09:00:02 > the phone of anna rings for c1
        09:00:02   refused: not_yours
        """,
        ready="anna ben",
    )


def test_what_no_phone_does_is_refused() -> None:
    play(
        centre("anna"),
        ANNA_HAS_C1
        + """
        09:00:06 > the phone of anna rings for c1
        09:00:06   refused: wrong_phase
        09:00:07 > anna holds c2
        09:00:07   refused: unknown_contact
        09:00:30 > email e1 to mail
        09:00:30   e1 arrived in mail, due 13:00:30
        09:00:40 > anna passes e1 on outside
        09:00:40   refused: not_yours
        """,
        ready="anna",
    )
