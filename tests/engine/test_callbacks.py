"""Plays of callbacks: the caller hangs up, and keeps the place in line."""

from tests.engine.people import centre
from tests.engine.play import play


def test_the_place_is_kept_and_hanging_up_is_then_no_abandonment() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:05 > call c2 to calls
        09:00:05   c2 arrived in calls, due 09:00:25
        09:00:10 > c1 wants a callback
        09:00:10   c1 is to be called back
        09:00:11 > c1 hangs up
        09:00:12 > anna connects
        09:00:12   anna connected
        09:00:12 > anna is ready
        09:00:12   anna is ready: by_agent
        09:00:12   c1 offered to anna until 09:00:32: longest_idle
        09:00:15 > anna accepts c1
        09:00:15   anna accepted c1, which waited 15s
        09:00:15   kept answer to c1 after 15s
        09:00:25   answer broken to c2
        09:03:00 > anna finishes c1
        09:03:00   anna closed c1, 165s in hand: finished
        09:03:00   anna wraps up c1 until 09:03:30
        """,
    )


def test_asked_while_it_rings_it_goes_on_ringing() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > c1 wants a callback
        09:00:05   c1 is to be called back
        09:00:06 > c1 hangs up
        09:00:10 > anna declines c1
        09:00:10   anna declined c1
        09:00:10   c1 offered to ben until 09:00:30: longest_idle
        09:00:12 > c1 wants a callback
        """,
        ready="anna ben",
    )


def test_called_back_and_gone_again_it_is_closed() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > c1 wants a callback
        09:00:05   c1 is to be called back
        09:00:10 > anna accepts c1
        09:00:10   anna accepted c1, which waited 10s
        09:00:10   kept answer to c1 after 10s
        09:01:00 > c1 hangs up
        09:01:00   anna closed c1, 50s in hand: caller_hung_up
        09:01:00   anna wraps up c1 until 09:01:30
        """,
        ready="anna",
    )


def test_an_email_cannot_be_called_back() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > e1 wants a callback
        09:00:05   refused: wrong_channel
        """,
    )
