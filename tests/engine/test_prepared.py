"""Plays of letters that an article answered: no agent's work, until the customer needs a person."""

from tests.engine.people import centre
from tests.engine.play import play


def test_an_answer_that_helped_is_nobodys_work_and_closes_when_it_is_quiet() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail, answered by an article for 60 min
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   paused first_response to e1, 14400s left
        09:00:00   an article answered e1, closes 10:00:00
        10:00:00   e1 closed, 0s in hand: self_served
        10:00:00 > time passes
        """,
        ready="anna",
    )


def test_who_was_not_helped_stands_in_line_with_the_time_that_was_left() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail, answered by an article for 60 min
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   paused first_response to e1, 14400s left
        09:00:00   an article answered e1, closes 10:00:00
        09:30:00 > e1 is not helped
        09:30:00   the article did not help e1: refused
        09:30:00   e1 reopened
        09:30:00   resumed first_response to e1, by 13:30:00
        09:30:00   e1 offered to anna until 09:31:00: least_occupied
        """,
        ready="anna",
    )


def test_an_answer_is_refused_once() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail, answered by an article for 60 min
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   paused first_response to e1, 14400s left
        09:00:00   an article answered e1, closes 10:00:00
        09:30:00 > e1 is not helped
        09:30:00   the article did not help e1: refused
        09:30:00   e1 reopened
        09:30:00   resumed first_response to e1, by 13:30:00
        09:31:00 > e1 is not helped
        09:31:00   refused: wrong_phase
        """,
    )


def test_whoever_writes_again_needs_a_person() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail, answered by an article for 60 min
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   paused first_response to e1, 14400s left
        09:00:00   an article answered e1, closes 10:00:00
        09:30:00 > email e2 to mail, follows e1
        09:30:00   e1 got another letter
        09:30:00   the article did not help e1: wrote_again
        09:30:00   e1 reopened
        09:30:00   resumed first_response to e1, by 13:30:00
        """,
    )


def test_an_answer_that_does_not_arrive_answers_nothing() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail, answered by an article for 60 min
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   paused first_response to e1, 14400s left
        09:00:00   an article answered e1, closes 10:00:00
        09:30:00 > the article to e1 comes back
        09:30:00   reply to e1 delivered: False
        09:30:00   the article did not help e1: undelivered
        09:30:00   e1 reopened
        09:30:00   resumed first_response to e1, by 13:30:00
        """,
    )
