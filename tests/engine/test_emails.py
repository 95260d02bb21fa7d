"""Plays of emails: caps, parking by hand, follow-ups, and the way back to the line."""

from tests.engine.people import MAIL, agent, centre, line, seconds
from tests.engine.play import play


def test_no_email_is_taken_up_while_a_call_rings() -> None:
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
        09:02:00 > call c1 to calls
        09:02:00   c1 arrived in calls, due 09:02:20
        09:02:00   c1 offered to anna until 09:02:20: longest_idle
        09:02:05 > anna resumes e1
        09:02:05   refused: on_call
        09:02:10 > anna accepts c1
        09:02:10   anna accepted c1, which waited 10s
        """,
        ready="anna",
    )


def test_a_letter_after_the_answer_is_a_contact_of_its_own() -> None:
    """Else the second letter would never be answered: one reply is all an email takes."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: fewest_emails
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:02:00 > email e2 to mail, follows e1
        09:02:00   e2 arrived in mail, due 13:02:00, follows e1
        09:02:00   e2 offered to anna until 09:03:00: fewest_emails
        09:02:05 > anna accepts e2
        09:02:05   anna accepted e2, which waited 5s
        09:03:00 > anna replies to e2
        09:03:00   anna replied to e2 after 60s
        """,
        ready="anna",
    )
