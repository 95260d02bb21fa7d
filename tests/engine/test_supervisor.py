"""Plays of a supervisor: she gives, takes back, moves, hurries, merges, rejects and closes."""

from dispatcher import events as fact
from dispatcher.vocabulary import EMAIL, Skill, Urgency
from tests.engine.people import CALLS, LOW, MAIL, URGENT, agent, centre, line, seconds
from tests.engine.play import play

SLOW = line("slow", EMAIL, urgency=Urgency.LOW)
LINES = (CALLS, URGENT, LOW, MAIL, SLOW)


def test_an_email_given_to_somebody_at_her_cap_waits_for_her() -> None:
    play(
        centre("anna", "ben", lines=LINES, email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:12 > boss assigns e2 to anna
        09:00:12   e2 cancelled at ben: assigned
        09:00:12   e2 reserved for anna until 09:30:12: assigned
        09:05:00 > anna finishes e1
        09:05:00   anna closed e1, 295s in hand: finished
        09:05:00   e2 offered to anna until 09:06:00: reserved
        """,
        ready="anna ben",
    )


def test_over_the_cap_it_rings_at_once() -> None:
    play(
        centre("anna", "ben", lines=LINES, email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:12 > boss assigns e2 to anna, over the cap
        09:00:12   e2 cancelled at ben: assigned
        09:00:12   e2 reserved for anna until 09:30:12: assigned, over her cap
        09:00:12   e2 offered to anna until 09:01:12: reserved
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:00:20 > email e3 to mail
        09:00:20   e3 arrived in mail, due 13:00:20
        09:00:20   e3 offered to ben until 09:01:20: least_occupied
        """,
        ready="anna ben",
    )


def test_what_a_supervisor_gives_no_lever_holds_back_and_no_skill_is_asked_for() -> None:
    play(
        centre("anna", agent("cleo", []), lines=LINES, reserve=5),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > boss assigns e1 to anna
        09:00:05   e1 reserved for anna until 09:30:05: assigned
        09:00:05   e1 offered to anna until 09:01:05: reserved
        09:00:06 > email e2 to mail
        09:00:06   e2 arrived in mail, due 13:00:06
        09:00:07 > boss assigns e2 to cleo
        09:00:07   e2 reserved for cleo until 09:30:07: assigned
        09:00:07   e2 offered to cleo until 09:01:07: reserved
        """,
        ready="anna cleo",
    )


def test_after_half_an_hour_what_was_given_is_for_anybody() -> None:
    play(
        centre("anna", "ben", lines=LINES, email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:12 > boss assigns e2 to anna
        09:00:12   e2 cancelled at ben: assigned
        09:00:12   e2 reserved for anna until 09:30:12: assigned
        09:30:12   e2 is for anybody
        09:30:12   e2 offered to ben until 09:31:12: least_occupied
        09:30:12 > time passes
        """,
        ready="anna ben",
    )


def test_who_took_work_back_is_in_the_log() -> None:
    drivers = play(
        centre("anna", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > boss pulls e1 back
        09:00:05   e1 cancelled at anna: pulled_back
        09:00:05   e1 offered to anna until 09:01:05: least_occupied
        09:00:15 > anna accepts e1
        09:00:15   anna accepted e1, which waited 15s
        09:00:20 > boss pulls e1 back
        09:00:20   e1 returned from anna: pulled_back
        09:00:20   e1 offered to anna until 09:01:20: least_occupied
        """,
        ready="anna",
    )
    took_back = (fact.OfferCancelled, fact.ContactReturned)
    assert [event.by for event in drivers.facts if isinstance(event, took_back)] == ["boss", "boss"]


def test_one_in_hand_is_given_to_somebody_else() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:05:00 > boss assigns e1 to ben
        09:05:00   e1 returned from anna: pulled_back
        09:05:00   e1 reserved for ben until 09:35:00: assigned
        09:05:00   e1 offered to ben until 09:06:00: reserved
        09:05:05 > ben accepts e1
        09:05:05   ben accepted e1 again, which waited 305s
        """,
        ready="anna ben",
    )


def test_pulled_back_it_goes_to_somebody_else() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:15 > boss pulls e2 back
        09:00:15   e2 cancelled at ben: pulled_back
        09:00:15   e2 offered to anna until 09:01:15: least_occupied
        09:01:15   anna missed e2
        09:01:15   anna is not_responding: missed_offer
        09:01:15   e2 offered to ben until 09:02:15: least_occupied
        09:01:20 > ben accepts e2
        09:01:20   ben accepted e2, which waited 70s
        09:05:00 > boss pulls e1 back
        09:05:00   e1 returned from anna: pulled_back
        09:05:00   e1 offered to ben until 09:06:00: least_occupied
        """,
        ready="anna ben",
    )


def test_a_call_that_rings_is_pulled_back_and_rings_elsewhere() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > boss pulls c1 back
        09:00:05   c1 cancelled at anna: pulled_back
        09:00:05   c1 offered to ben until 09:00:25: longest_idle
        """,
        ready="anna ben",
    )


def test_moved_to_another_queue_it_keeps_its_arrival_and_its_promise() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > boss moves c1 to low
        09:00:05   c1 cancelled at anna: moved
        09:00:05   c1 moved to low, low, by boss
        09:00:05   c1 offered to anna until 09:00:25: longest_idle
        09:00:10 > anna accepts c1
        09:00:10   anna accepted c1, which waited 10s
        09:00:10   kept answer to c1 after 10s
        """,
        ready="anna",
    )


def test_made_urgent_a_call_goes_first_and_interrupts() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls
        09:01:00   c1 arrived in calls, due 09:01:20
        09:01:05 > call c2 to calls
        09:01:05   c2 arrived in calls, due 09:01:25
        09:01:10 > boss makes c2 urgent
        09:01:10   c2 rose to urgent: by_supervisor, by boss
        09:01:10   c2 offered to anna until 09:01:30: interrupts, parks e1
        """,
        ready="anna",
    )


def test_made_urgent_an_email_goes_before_others() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > email e2 to slow
        09:00:05   e2 arrived in slow, due 13:00:05
        09:00:10 > boss makes e2 urgent
        09:00:10   e2 rose to urgent: by_supervisor, by boss
        09:00:15 > anna connects
        09:00:15   anna connected
        09:00:15 > anna is ready
        09:00:15   anna is ready: by_agent
        09:00:15   e2 offered to anna until 09:01:15: least_occupied
        """,
    )


def test_a_duplicate_is_merged_wherever_it_lies() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:15 > boss merges e2 into e1
        09:00:15   e2 cancelled at ben: merged
        09:00:15   e2 merged into e1, by boss
        09:00:15   e1 got another letter, with anna
        09:00:20 > email e3 to mail
        09:00:20   e3 arrived in mail, due 13:00:20
        09:00:20   e3 offered to ben until 09:01:20: least_occupied
        09:00:25 > ben accepts e3
        09:00:25   ben accepted e3, which waited 5s
        09:00:30 > boss merges e3 into e1
        09:00:30   e3 merged into e1, by boss
        09:00:30   e1 got another letter, with anna
        """,
        ready="anna ben",
    )


def test_spam_is_rejected_and_breaks_no_promise() -> None:
    play(
        centre("anna", lines=[line("mail", EMAIL, promise=seconds(60))]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:01:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:10 > boss rejects e1 as spam
        09:00:10   e1 cancelled at anna: rejected
        09:00:10   e1 rejected: spam, by boss
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 09:01:20
        09:00:20   e2 offered to anna until 09:01:20: least_occupied
        09:00:25 > boss rejects e2 as loop
        09:00:25   e2 cancelled at anna: rejected
        09:00:25   e2 rejected: loop, by boss
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_a_supervisor_closes_what_needs_no_answer() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > boss closes e1
        09:00:05   e1 cancelled at anna: closed
        09:00:05   e1 closed, 0s in hand: by_supervisor
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to anna until 09:01:10: least_occupied
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:01:00 > boss closes e2
        09:01:00   anna closed e2, 45s in hand: by_supervisor
        09:02:00 > call c1 to low
        09:02:00   c1 arrived in low, due 09:02:20
        09:02:00   c1 offered to anna until 09:02:20: longest_idle
        09:02:05 > boss closes c1
        09:02:05   c1 cancelled at anna: closed
        09:02:05   c1 closed, 0s in hand: by_supervisor
        """,
        ready="anna",
    )


def test_a_caller_given_to_somebody_on_a_call_waits_no_longer_than_two_rings_for_her() -> None:
    play(
        centre("anna", "ben", lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:06 > ben is away
        09:00:06   ben is away: by_agent
        09:00:10 > call c2 to calls
        09:00:10   c2 arrived in calls, due 09:00:30
        09:00:15 > boss assigns c2 to anna
        09:00:15   c2 reserved for anna until 09:00:55: assigned
        09:00:20 > ben is ready
        09:00:20   ben is ready: by_agent
        09:00:30   answer broken to c2
        09:00:55   c2 is for anybody
        09:00:55   c2 offered to ben until 09:01:15: longest_idle
        09:01:00 > time passes
        """,
        ready="anna ben",
    )


def test_a_waiting_call_that_is_closed_no_longer_holds_emails_back() -> None:
    play(
        centre("anna", lines=LINES),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna declines c1
        09:00:05   anna declined c1
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 13:00:10
        09:00:15 > boss closes c1
        09:00:15   c1 closed, 0s in hand: by_supervisor
        09:00:15   e1 offered to anna until 09:01:15: least_occupied
        """,
        ready="anna",
    )


def test_a_waiting_call_moved_to_where_others_are_asked_no_longer_holds_emails_back() -> None:
    play(
        centre("anna", lines=[*LINES, line("german", skills=[Skill("german")])]),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna declines c1
        09:00:05   anna declined c1
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 13:00:10
        09:00:15 > boss moves c1 to german
        09:00:15   c1 moved to german, normal, by boss
        09:00:15   e1 offered to anna until 09:01:15: least_occupied
        """,
        ready="anna",
    )


def test_what_waits_for_one_agent_is_pulled_back_for_anybody() -> None:
    """Ben is away: assigned to him it would wait for half an hour."""
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:10 > boss assigns e1 to ben
        09:00:10   e1 cancelled at anna: assigned
        09:00:10   e1 reserved for ben until 09:30:10: assigned
        09:01:00 > boss pulls e1 back
        09:01:00   e1 is for anybody, by boss
        09:01:00   e1 offered to anna until 09:02:00: least_occupied
        09:02:00   anna missed e1
        09:02:00   anna is not_responding: missed_offer
        09:03:00 > boss pulls e1 back
        09:03:00   refused: wrong_phase
        """,
        ready="anna",
    )
