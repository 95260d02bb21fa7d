"""Plays of agents set on a topic: only its written work comes to them, until an hour; calls come as ever."""

from dispatcher.centre import Category, Centre
from dispatcher.engine.blending import Verdict
from dispatcher.engine.explain import explain
from dispatcher.vocabulary import EMAIL, AgentId, CategoryId, ContactId, Urgency
from tests.engine.people import CALLS, MAIL, centre, line
from tests.engine.play import play

ABOUT = {name: Category(id=name, name=name) for name in map(CategoryId, ("billing", "other"))}
TRAINING = line("training", EMAIL, urgency=Urgency.IDLE)


def desk(*people: str) -> Centre:
    """These people at calls, two lines of letters and training."""
    return centre(
        *people, lines=[CALLS, MAIL, line("forms", EMAIL), TRAINING], more={"categories": ABOUT}, email_cap=2
    )


def test_only_her_topic_comes_to_her_and_at_its_hour_everything_does() -> None:
    play(
        desk("anna"),
        """
        09:00:00 > boss sets anna on forms until 17:00:00
        09:00:00   anna is set on forms until 17:00:00, by boss
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        10:00:00 > email e2 to forms
        10:00:00   e2 arrived in forms, due 14:00:00
        10:00:00   e2 offered to anna until 10:01:00: least_occupied
        10:00:05 > anna accepts e2
        10:00:05   anna accepted e2, which waited 5s
        12:59:00 > anna finishes e2
        12:59:00   anna closed e2, 10735s in hand: finished
        13:00:00   first_response broken to e1
        17:00:00   anna does everything again
        17:00:00   e1 offered to anna until 17:01:00: least_occupied
        17:00:00 > time passes
        """,
        ready="anna",
    )


def test_a_category_is_a_topic_whatever_queue_it_is_in() -> None:
    play(
        desk("anna"),
        """
        09:00:00 > boss sets anna on billing until 17:00:00
        09:00:00   anna is set on billing until 17:00:00, by boss
        09:00:00 > email e1 to mail, about other
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00 > email e2 to forms, about billing
        09:00:00   e2 arrived in forms, due 13:00:00
        09:00:00   e2 offered to anna until 09:01:00: least_occupied
        09:00:10 > boss says e1 is about billing
        09:00:10   e1 is about billing, by boss
        09:00:20 > anna accepts e2
        09:00:20   anna accepted e2, which waited 20s
        09:00:20   e1 offered to anna until 09:01:20: least_occupied
        """,
        ready="anna",
    )


def test_calls_come_as_ever() -> None:
    play(
        desk("anna"),
        """
        09:00:00 > boss sets anna on forms until 17:00:00
        09:00:00   anna is set on forms until 17:00:00, by boss
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        """,
        ready="anna",
    )


def test_a_supervisor_ends_it_before_its_hour() -> None:
    play(
        desk("anna"),
        """
        09:00:00 > boss sets anna on forms until 17:00:00
        09:00:00   anna is set on forms until 17:00:00, by boss
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:01:00 > boss lets anna do everything
        09:01:00   anna does everything again, by boss
        09:01:00   e1 offered to anna until 09:02:00: least_occupied
        09:01:01 > boss lets anna do everything
        """,
        ready="anna",
    )


def test_what_is_assigned_to_her_comes_whatever_it_is_about() -> None:
    play(
        desk("anna", "ben"),
        """
        09:00:00 > boss sets anna on forms until 17:00:00
        09:00:00   anna is set on forms until 17:00:00, by boss
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:01:00 > boss assigns e1 to anna
        09:01:00   e1 reserved for anna until 09:31:00: assigned
        09:01:00   e1 offered to anna until 09:02:00: reserved
        """,
        ready="anna",
    )


def test_work_that_is_not_hers_keeps_no_training_from_her() -> None:
    play(
        desk("anna"),
        """
        09:00:00 > boss sets anna on training until 17:00:00
        09:00:00   anna is set on training until 17:00:00, by boss
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00 > task t1 to training
        09:00:00   t1 arrived in training, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        """,
        ready="anna",
    )


def test_a_topic_that_is_none_is_refused() -> None:
    play(
        desk("anna"),
        """
        09:00:00 > boss sets anna on nowhere until 17:00:00
        09:00:00   refused: unknown_queue
        09:00:00 > boss sets anna on calls until 17:00:00
        09:00:00   refused: wrong_channel
        09:00:00 > boss sets anna on forms until 08:00:00
        09:00:00   refused: out_of_bounds
        09:00:00 > boss sets nobody on forms until 17:00:00
        09:00:00   refused: unknown_agent
        """,
        ready="anna",
    )


def test_whoever_asks_why_is_told_the_topic() -> None:
    page = """
        09:00:00 > boss sets anna on forms, billing until 17:00:00
        09:00:00   anna is set on forms billing until 17:00:00, by boss
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        13:00:00   first_response broken to e1
        13:00:00 > time passes
        """
    facts = play(desk("anna"), page, ready="anna").facts
    (anna,) = explain(ContactId("e1"), at=len(facts), log=facts).agents
    assert (anna.agent, anna.verdict) == (AgentId("anna"), Verdict.OTHER_TOPIC)
    assert anna.detail == "is set on forms, billing for now"
