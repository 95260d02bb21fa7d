"""Plays of emails: caps, parking by hand, follow-ups, and the way back to the line."""

from dispatcher.vocabulary import EMAIL
from tests.engine.people import URGENT, agent, centre, line, seconds
from tests.engine.play import play


def test_no_email_is_taken_up_while_a_call_rings() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
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
        09:02:10   kept answer to c1 after 10s
        """,
        ready="anna",
    )


def test_an_email_from_arrival_to_its_close() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:30 > anna accepts e1
        09:00:30   anna accepted e1, which waited 30s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:10:05 > anna finishes e1
        09:10:05   anna closed e1, 575s in hand: finished
        09:10:06 > the reply to e1 is delivered
        09:10:06   reply to e1 delivered: True
        """,
        ready="anna",
    )


def test_the_centre_caps_emails_and_a_finished_one_makes_room() -> None:
    play(
        centre("anna", email_cap=2),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:01 > email e2 to mail
        09:00:01   e2 arrived in mail, due 13:00:01
        09:00:02 > email e3 to mail
        09:00:02   e3 arrived in mail, due 13:00:02
        09:00:03 > anna accepts e1
        09:00:03   anna accepted e1, which waited 3s
        09:00:03   e2 offered to anna until 09:01:03: least_occupied
        09:00:04 > anna accepts e2
        09:00:04   anna accepted e2, which waited 3s
        09:00:05 > anna finishes e1
        09:00:05   anna closed e1, 2s in hand: finished
        09:00:05   e3 offered to anna until 09:01:05: least_occupied
        """,
        ready="anna",
    )


def test_an_agents_own_cap_goes_before_her_teams_and_the_teams_before_the_centres() -> None:
    play(
        centre(agent("anna", cap=0), "ben", team_cap=1, email_cap=5),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to ben until 09:01:00: least_occupied
        09:00:01 > ben accepts e1
        09:00:01   ben accepted e1, which waited 1s
        09:00:02 > email e2 to mail
        09:00:02   e2 arrived in mail, due 13:00:02
        """,
        ready="anna ben",
    )


def test_emails_go_to_whoever_has_fewest() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:01 > anna accepts e1
        09:00:01   anna accepted e1, which waited 1s
        09:00:02 > email e2 to mail
        09:00:02   e2 arrived in mail, due 13:00:02
        09:00:02   e2 offered to ben until 09:01:02: least_occupied
        09:00:03 > ben accepts e2
        09:00:03   ben accepted e2, which waited 1s
        09:00:04 > ben finishes e2
        09:00:04   ben closed e2, 1s in hand: finished
        09:00:05 > email e3 to mail
        09:00:05   e3 arrived in mail, due 13:00:05
        09:00:05   e3 offered to ben until 09:01:05: least_occupied
        """,
        ready="anna ben",
    )


def test_an_email_parked_by_hand_uses_no_slot_and_comes_back_only_if_there_is_one() -> None:
    play(
        centre("anna", email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:01 > anna accepts e1
        09:00:01   anna accepted e1, which waited 1s
        09:00:02 > email e2 to mail
        09:00:02   e2 arrived in mail, due 13:00:02
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:01:00   e2 offered to anna until 09:02:00: least_occupied
        09:01:01 > anna accepts e2
        09:01:01   anna accepted e2, which waited 59s
        09:01:02 > anna resumes e1
        09:01:02   refused: at_cap
        09:02:00 > anna finishes e2
        09:02:00   anna closed e2, 59s in hand: finished
        09:02:01 > anna resumes e1
        09:02:01   anna resumed e1 after 61s: by_hand
        """,
        ready="anna",
    )


def test_an_email_parked_too_long_goes_back_to_the_line_and_keeps_its_place() -> None:
    play(
        centre("anna", "ben", email_cap=1, park_limit=seconds(600)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:01 > anna accepts e1
        09:00:01   anna accepted e1, which waited 1s
        09:01:00 > anna parks e1
        09:01:00   anna parked e1: by_hand
        09:02:00 > email e2 to mail
        09:02:00   e2 arrived in mail, due 13:02:00
        09:02:00   e2 offered to anna until 09:03:00: least_occupied
        09:02:01 > anna accepts e2
        09:02:01   anna accepted e2, which waited 1s
        09:03:00 > email e3 to mail
        09:03:00   e3 arrived in mail, due 13:03:00
        09:11:00   e1 returned from anna: parked_too_long
        09:12:00 > ben connects
        09:12:00   ben connected
        09:12:00 > ben is ready
        09:12:00   ben is ready: by_agent
        09:12:00   e1 offered to ben until 09:13:00: least_occupied
        09:12:10 > ben accepts e1
        09:12:10   ben accepted e1 again, which waited 730s
        """,
        ready="anna",
    )


def test_a_letter_on_an_open_email_joins_it() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:10 > email e2 to mail, follows e1
        09:00:10   e1 got another letter, with anna
        09:00:20 > anna accepts e1
        09:00:20   anna accepted e1, which waited 20s
        09:00:30 > email e3 to mail, follows e1
        09:00:30   e1 got another letter, with anna
        """,
        ready="anna",
    )


def test_a_letter_on_a_closed_email_opens_one_that_names_it() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:20 > anna accepts e1
        09:00:20   anna accepted e1, which waited 20s
        09:00:30 > anna finishes e1
        09:00:30   anna closed e1, 10s in hand: finished
        09:00:40 > email e2 to mail, follows e1
        09:00:40   e2 arrived in mail, follows e1, due 13:00:40
        09:00:40   e2 offered to anna until 09:01:40: least_occupied
        """,
        ready="anna",
    )


def test_an_unanswered_email_breaks_its_promise_once_in_whose_hands_it_is() -> None:
    play(
        centre("anna", lines=(line("mail", EMAIL, promise=seconds(60)),)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:01:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:20 > anna accepts e1
        09:00:20   anna accepted e1, which waited 20s
        09:01:00   first_response broken to e1, with anna
        09:02:00 > anna replies to e1
        09:02:00   anna replied to e1 after 120s
        09:02:00   kept first_response to e1 late after 120s
        09:02:10 > anna finishes e1
        09:02:10   anna closed e1, 110s in hand: finished
        """,
        ready="anna",
    )


def test_an_answered_email_keeps_its_promise() -> None:
    play(
        centre("anna", lines=(line("mail", EMAIL, promise=seconds(60)),)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:01:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:20 > anna accepts e1
        09:00:20   anna accepted e1, which waited 20s
        09:00:50 > anna replies to e1
        09:00:50   anna replied to e1 after 50s
        09:00:50   kept first_response to e1 after 50s
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_a_letter_after_the_answer_is_promised_another() -> None:
    play(
        centre("anna", lines=(URGENT, line("mail", EMAIL, promise=seconds(600)))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:10:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        09:02:00 > email e2 to mail, follows e1
        09:02:00   e1 got another letter, with anna
        09:02:00   promised e1 next_response by 09:12:00
        09:03:00 > email e3 to mail, follows e1
        09:03:00   e1 got another letter, with anna
        09:11:00 > anna replies to e1
        09:11:00   anna replied to e1 again after 540s
        09:11:00   kept next_response to e1 after 540s
        09:12:05 > anna replies to e1
        09:12:05   refused: already_replied
        09:12:10 > anna finishes e1
        09:12:10   anna closed e1, 725s in hand: finished
        """,
        ready="anna",
    )
