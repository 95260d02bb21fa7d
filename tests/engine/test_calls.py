"""Plays of calls: they ring, are answered, declined, missed, given up, and wrapped up."""

from dispatcher.vocabulary import Channel
from tests.engine.people import CALLS, MAIL, URGENT, agent, centre, line, seconds
from tests.engine.play import play


def test_an_id_used_again_gets_a_place_of_its_own() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:01 > call c2 to calls
        09:00:01   c2 arrived in calls, due 09:00:21
        09:00:02 > call c3 to calls
        09:00:02   c3 arrived in calls, due 09:00:22
        09:00:03 > c2 hangs up
        09:00:03   c2 abandoned after 2s
        09:00:04 > call c2 to calls
        09:00:04   c2 arrived in calls, due 09:00:24
        09:00:05 > anna connects
        09:00:05   anna connected
        09:00:05 > anna is ready
        09:00:05   anna is ready: by_agent
        09:00:05   c1 offered to anna until 09:00:25: longest_idle
        09:00:06 > anna accepts c1
        09:00:06   anna accepted c1, which waited 6s
        09:00:07 > anna finishes c1
        09:00:07   anna closed c1, 1s in hand: finished
        09:00:07   anna wraps up c1 until 09:00:37
        09:00:08 > anna ends wrap-up
        09:00:08   anna wrapped up c1 in 1s: by_agent
        09:00:08   c3 offered to anna until 09:00:28: longest_idle
        """,
    )


def test_a_call_is_wrapped_up_even_if_an_email_was_finished_meanwhile() -> None:
    play(
        centre("anna", lines=(URGENT, line("mail", Channel.EMAIL, wrap_up=seconds(60)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts_email, parks e1
        09:01:05 > anna accepts c1
        09:01:05   anna parked e1: pre_empted
        09:01:05   anna accepted c1, which waited 5s
        09:02:00 > anna finishes e1
        09:02:00   anna closed e1, 60s in hand: finished
        09:02:10 > c1 hangs up
        09:02:10   anna closed c1, 65s in hand: caller_hung_up
        09:02:10   anna wraps up c1 until 09:02:40
        09:02:40   anna wrapped up c1 in 30s: time_over
        09:03:00 > time passes
        """,
        ready="anna",
    )


def test_no_wrap_up_begins_while_a_call_rings() -> None:
    play(
        centre("anna", lines=(URGENT, line("mail", Channel.EMAIL, wrap_up=seconds(60)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts_email, parks e1
        09:01:05 > anna finishes e1
        09:01:05   anna closed e1, 60s in hand: finished
        09:01:10 > anna accepts c1
        09:01:10   anna accepted c1, which waited 10s
        09:01:40 > anna finishes c1
        09:01:40   anna closed c1, 30s in hand: finished
        09:01:40   anna wraps up c1 until 09:02:10
        09:02:10   anna wrapped up c1 in 30s: time_over
        09:02:10 > time passes
        """,
        ready="anna",
    )


def test_who_just_laid_an_email_aside_was_not_idle_longest() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > ben is away
        09:05:00   ben is away: by_agent
        09:05:01 > ben is ready
        09:05:01   ben is ready: by_agent
        09:10:00 > anna parks e1
        09:10:00   anna parked e1: by_hand
        09:10:10 > call c1 to calls
        09:10:10   c1 arrived in calls, due 09:10:30
        09:10:10   c1 offered to ben until 09:10:30: longest_idle
        """,
        ready="anna ben",
    )
