"""Plays of blending: who is interrupted, which email is safe, and what holds an email back."""

from dispatcher.vocabulary import Channel, Span
from tests.engine.people import CALLS, MAIL, TALK, URGENT, WRITE, agent, centre, line, seconds
from tests.engine.play import play


def test_who_laid_her_email_aside_counts_as_idle_for_the_reserve() -> None:
    """Anna alone is left for calls; a second email would take her away from them."""
    play(
        centre("anna", "ben", reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:02:00 > ben is away
        09:02:00   ben is away: by_agent
        09:03:00 > email e2 to mail
        09:03:00   e2 arrived in mail, due 13:03:00
        """,
        ready="anna ben",
    )


def test_a_call_more_urgent_than_its_line_interrupts_at_once() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls
        09:01:00   c1 arrived in calls, due 09:01:20
        09:01:10 > urgent call c2 to calls
        09:01:10   c2 arrived in calls, due 09:01:30
        09:01:10   c2 offered to anna until 09:01:30: interrupts_email, parks e1
        """,
        ready="anna",
    )


def test_parking_by_hand_makes_no_email_safe() -> None:
    """Only an interruption buys undisturbed minutes."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:01:10 > anna resumes e1
        09:01:10   anna resumed e1 after 10s: by_hand
        09:01:20 > call c1 to urgent
        09:01:20   c1 arrived in urgent, due 09:01:40
        09:01:20   c1 offered to anna until 09:01:40: interrupts_email, parks e1
        """,
        ready="anna",
    )
