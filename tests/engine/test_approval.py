"""Plays of approval: who reads a reply before it goes out, and whose clock runs meanwhile."""

from typing import Any

from dispatcher.centre import Approval, Category, Centre, Queue
from dispatcher.vocabulary import DAY, EMAIL, CategoryId, QueueId, Skill, Span
from tests.engine.people import WRITE, agent, centre, line, seconds
from tests.engine.play import play

READ = Skill("read")
CHECKS = line("checks", EMAIL, skills={READ: 1}, promise=seconds(1800))
BEN = agent("ben", [READ])
ALL, NONE, SOME = (Approval(queue=QueueId("checks"), share=share) for share in (100, 0, 50))


def lines(rule: Approval, **changed: Any) -> tuple[Queue, ...]:
    """The mail whose replies are read by this rule, and those who read them."""
    return (line("mail", EMAIL, approval=rule, **changed), CHECKS)


def test_an_approved_reply_keeps_both_promises() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:12:00 > ben approves e1/approval-1
        09:12:00   ben approved anna's reply to e1
        09:12:00   anna replied to e1 after 720s
        09:12:00   kept first_response to e1 after 720s
        09:12:00   anna closed e1, 595s in hand: approved
        09:12:00   kept approval to e1/approval-1 after 120s
        09:12:00   ben closed e1/approval-1, 110s in hand: approved
        """,
        ready="anna ben",
    )


def test_a_returned_reply_goes_to_its_author_first_with_the_comment() -> None:
    play(
        centre("anna", "cleo", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:12:00 > ben returns e1/approval-1: name the price
        09:12:00   ben returned anna's reply to e1: name the price
        09:12:00   e1 reserved for anna until 09:42:00: author
        09:12:00   kept approval to e1/approval-1 after 120s
        09:12:00   ben closed e1/approval-1, 110s in hand: returned
        09:12:00   e1 offered to anna until 09:13:00: reserved
        09:12:05 > anna accepts e1
        09:12:05   anna accepted e1 again, which waited 725s
        09:15:00 > anna replies to e1
        09:15:00   anna's reply to e1 is held: e1/approval-2
        09:15:00   e1/approval-2 arrived in checks, to approve e1, due 09:45:00
        09:15:00   e1/approval-2 offered to ben until 09:16:00: least_occupied
        """,
        ready="anna ben cleo",
    )


def test_if_its_author_has_gone_home_anybody_mends_the_reply() -> None:
    play(
        centre("anna", "cleo", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:11:00 > anna is offline
        09:11:00   anna is offline: by_agent
        09:12:00 > ben returns e1/approval-1: name the price
        09:12:00   ben returned anna's reply to e1: name the price
        09:12:00   kept approval to e1/approval-1 after 120s
        09:12:00   ben closed e1/approval-1, 110s in hand: returned
        09:12:00   e1 offered to cleo until 09:13:00: least_occupied
        """,
        ready="anna ben cleo",
    )


def test_nobody_approves_her_own_reply_even_if_there_is_nobody_else() -> None:
    play(
        centre(agent("anna", [READ, WRITE]), lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:05 > boss assigns e1/approval-1 to anna
        09:10:05   refused: not_allowed
        09:20:00 > time passes
        """,
        ready="anna",
    )


def test_a_new_agents_replies_are_always_read() -> None:
    play(
        centre(agent("anna", approval=True), "cleo", BEN, lines=lines(NONE)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to cleo until 09:01:10: least_occupied
        09:00:15 > cleo accepts e2
        09:00:15   cleo accepted e2, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:11:00 > cleo replies to e2
        09:11:00   cleo replied to e2 after 650s
        09:11:00   kept first_response to e2 after 650s
        """,
        ready="anna cleo",
    )


def test_of_the_others_a_share_is_read() -> None:
    """Which ones is drawn by the contact's name: the same on every machine, and nobody can foresee it."""
    play(
        centre("anna", lines=lines(SOME)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to anna until 09:01:10: least_occupied
        09:00:15 > anna accepts e2
        09:00:15   anna accepted e2, which waited 5s
        09:00:20 > email e5 to mail
        09:00:20   e5 arrived in mail, due 13:00:20
        09:00:20   e5 offered to anna until 09:01:20: least_occupied
        09:00:25 > anna accepts e5
        09:00:25   anna accepted e5, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna replied to e1 after 600s
        09:10:00   kept first_response to e1 after 600s
        09:11:00 > anna replies to e2
        09:11:00   anna's reply to e2 is held: e2/approval-1
        09:11:00   e2/approval-1 arrived in checks, to approve e2, due 09:41:00
        09:12:00 > anna replies to e5
        09:12:00   anna replied to e5 after 700s
        09:12:00   kept first_response to e5 after 700s
        """,
        ready="anna",
    )


def test_an_approver_who_is_late_breaks_her_own_promise_and_not_the_authors() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:40:00   approval broken to e1/approval-1, with ben
        09:45:00 > ben approves e1/approval-1
        09:45:00   ben approved anna's reply to e1
        09:45:00   anna replied to e1 after 2700s
        09:45:00   kept first_response to e1 after 2700s
        09:45:00   anna closed e1, 595s in hand: approved
        09:45:00   kept approval to e1/approval-1 late after 2100s
        09:45:00   ben closed e1/approval-1, 2090s in hand: approved
        """,
        ready="anna ben",
    )


def test_the_customers_promise_runs_on_and_may_break_while_a_reply_waits() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL, promise=seconds(900))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:15:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:15:00   first_response broken to e1
        09:16:00 > ben approves e1/approval-1
        09:16:00   ben approved anna's reply to e1
        09:16:00   anna replied to e1 after 960s
        09:16:00   kept first_response to e1 late after 960s
        09:16:00   anna closed e1, 595s in hand: approved
        09:16:00   kept approval to e1/approval-1 after 360s
        09:16:00   ben closed e1/approval-1, 350s in hand: approved
        """,
        ready="anna ben",
    )


def test_an_author_is_free_for_other_work_while_her_reply_waits() -> None:
    play(
        centre("anna", lines=lines(ALL), email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > email e2 to mail
        09:01:00   e2 arrived in mail, due 13:01:00
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e2 offered to anna until 09:11:00: least_occupied
        """,
        ready="anna",
    )


def test_if_the_email_is_closed_meanwhile_nobody_needs_to_read_the_reply() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:11:00 > boss closes e1
        09:11:00   ben closed e1/approval-1, 50s in hand: returned
        09:11:00   anna closed e1, 595s in hand: by_supervisor
        """,
        ready="anna ben",
    )


def test_a_reading_may_be_laid_aside_but_neither_finished_nor_rejected_nor_passed_on() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:10:11 > ben finishes e1/approval-1
        09:10:11   refused: wrong_channel
        09:10:12 > ben transfers e1/approval-1 to queue mail
        09:10:12   refused: not_allowed
        09:10:13 > ben replies to e1/approval-1
        09:10:13   refused: wrong_channel
        09:10:14 > ben parks e1/approval-1 for the customer
        09:10:14   refused: wrong_channel
        09:10:15 > boss rejects e1/approval-1 as spam
        09:10:15   refused: wrong_channel
        09:10:16 > boss merges e1/approval-1 into e1
        09:10:16   refused: wrong_channel
        09:10:17 > boss closes e1/approval-1
        09:10:17   refused: wrong_channel
        09:10:18 > ben parks e1/approval-1
        09:10:18   ben parked e1/approval-1: by_hand
        09:10:19 > ben resumes e1/approval-1
        09:10:19   ben resumed e1/approval-1 after 1s: by_hand
        """,
        ready="anna ben",
    )


def test_an_approver_who_goes_home_leaves_it_to_the_others_but_the_author() -> None:
    play(
        centre("anna", BEN, agent("cleo", [READ]), lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:11:00 > ben is offline
        09:11:00   e1/approval-1 returned from ben: agent_left
        09:11:00   ben is offline: by_agent
        09:11:00   e1/approval-1 offered to cleo until 09:12:00: least_occupied
        """,
        ready="anna ben cleo",
    )


def test_an_approved_email_waits_for_its_close_where_its_queue_says_so() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL, close_after=Span(DAY))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:12:00 > ben approves e1/approval-1
        09:12:00   ben approved anna's reply to e1
        09:12:00   anna replied to e1 after 720s
        09:12:00   kept first_response to e1 after 720s
        09:12:00   anna sent e1, closes Tue 4 09:12:00
        09:12:00   kept approval to e1/approval-1 after 120s
        09:12:00   ben closed e1/approval-1, 110s in hand: approved
        Tue 4 09:12:00   anna closed e1, 595s in hand: quiet
        Tue 4 09:12:00 > time passes
        """,
        ready="anna ben",
    )


def test_an_author_who_left_the_centre_is_still_the_author() -> None:
    play(
        centre("anna", "cleo", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:11:00 > the centre is configured anew
        09:11:00   anna is offline: removed
        09:11:00   anna disconnected
        09:11:00   centre configured: Test
        09:12:00 > ben returns e1/approval-1: name the price
        09:12:00   ben returned anna's reply to e1: name the price
        09:12:00   kept approval to e1/approval-1 after 120s
        09:12:00   ben closed e1/approval-1, 110s in hand: returned
        09:12:00   e1 offered to cleo until 09:13:00: least_occupied
        """,
        ready="anna ben cleo",
        anew=centre("cleo", BEN, lines=lines(ALL)),
    )


def test_a_letter_that_comes_while_the_reply_is_read_wants_another_answer() -> None:
    play(
        centre("anna", BEN, lines=lines(ALL)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:10:00 > anna replies to e1
        09:10:00   anna's reply to e1 is held: e1/approval-1
        09:10:00   e1/approval-1 arrived in checks, to approve e1, due 09:40:00
        09:10:00   e1/approval-1 offered to ben until 09:11:00: least_occupied
        09:10:10 > ben accepts e1/approval-1
        09:10:10   ben accepted e1/approval-1, which waited 10s
        09:11:00 > email e2 to mail, follows e1
        09:11:00   e1 got another letter
        09:12:00 > ben approves e1/approval-1
        09:12:00   ben approved anna's reply to e1
        09:12:00   anna replied to e1 after 720s
        09:12:00   kept first_response to e1 after 720s
        09:12:00   e1 reopened
        09:12:00   promised e1 next_response by 13:12:00
        09:12:00   e1 reserved for anna until 09:42:00: author
        09:12:00   kept approval to e1/approval-1 after 120s
        09:12:00   ben closed e1/approval-1, 110s in hand: approved
        09:12:00   e1 offered to anna until 09:13:00: reserved
        """,
        ready="anna ben",
    )


DELICATE, SEEN = CategoryId("delicate"), CategoryId("seen")


def matters(queue_rule: Approval | None, rule: Approval | None) -> Centre:
    """A centre where replies on delicate matters are read by this rule, whatever the queue's is."""
    about = {
        DELICATE: Category(id=DELICATE, name="Delicate", approval=rule),
        SEEN: Category(id=SEEN, name="Seen"),
    }
    lines_ = (line("mail", EMAIL, approval=queue_rule), CHECKS)
    return centre("anna", BEN, lines=lines_, more={"categories": about})


def test_a_reply_on_a_delicate_matter_is_read_and_another_is_not() -> None:
    play(
        matters(None, ALL),
        """
        09:00:00 > email e1 to mail, about delicate
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna's reply to e1 is held: e1/approval-1
        09:01:00   e1/approval-1 arrived in checks, to approve e1, due 09:31:00
        09:01:00   e1/approval-1 offered to ben until 09:02:00: least_occupied
        """,
        ready="anna ben",
    )
    play(
        matters(None, ALL),
        """
        09:00:00 > email e1 to mail, about seen
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        """,
        ready="anna ben",
    )


def test_a_matter_of_which_none_is_sampled_is_read_as_its_queue_says() -> None:
    play(
        matters(ALL, NONE),
        """
        09:00:00 > email e1 to mail, about delicate
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna's reply to e1 is held: e1/approval-1
        09:01:00   e1/approval-1 arrived in checks, to approve e1, due 09:31:00
        09:01:00   e1/approval-1 offered to ben until 09:02:00: least_occupied
        """,
        ready="anna ben",
    )
