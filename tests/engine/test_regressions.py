"""The smallest plays of bugs that the fault campaign found: each broke a law before it was mended."""

from dispatcher.centre import CHANNELS, Approval, Channel, Ring
from dispatcher.vocabulary import EMAIL, HOUR, NEVER, ChannelId, QueueId, Span, Strategy, Urgency
from tests.engine.people import CALLS, MAIL, TALK, WRITE, agent, centre, line, seconds
from tests.engine.play import play

LESSONS = line("lessons", EMAIL, urgency=Urgency.IDLE, skills={})


def test_one_idle_task_does_not_give_way_to_another() -> None:
    """Each took the other's place at her desk, without end."""
    play(
        centre("anna", lines=(CALLS, MAIL, LESSONS)),
        """
        09:00:00 > task t1 to lessons
        09:00:00   t1 arrived in lessons, due 13:00:00
        09:00:00   t1 offered to anna until 09:01:00: least_occupied
        09:00:05 > task t2 to lessons
        09:00:05   t2 arrived in lessons, due 13:00:05
        09:00:10 > anna accepts t1
        09:00:10   anna accepted t1, which waited 10s
        """,
        ready="anna",
    )


def test_who_waits_in_a_ring_that_is_no_more_asks_for_what_the_last_one_says() -> None:
    """It asked for a ring that was not there."""
    play(
        centre(
            agent("anna", {WRITE}),
            lines=[
                line(
                    "calls",
                    rings=(
                        Ring(after=seconds(5), skills={TALK: 1}),
                        Ring(after=seconds(10), skills={TALK: 1}),
                    ),
                )
            ],
        ),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:05   c1 relaxed to ring 1
        09:00:10   c1 relaxed to ring 2
        09:00:12 > the centre is configured anew
        09:00:12   centre configured: Test
        09:00:15 > boss gives anna the skills talk 5
        09:00:15   anna changed, by boss
        09:00:15   c1 offered to anna until 09:00:35: longest_idle
        """,
        ready="anna",
        anew=centre(agent("anna", {WRITE}), lines=[CALLS]),
    )


def test_who_is_offline_takes_nothing_up() -> None:
    """It lay in the hands of somebody who had gone home."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > anna parks e1 for the customer
        09:00:10   anna parked e1: waiting_for_customer
        09:00:10   paused first_response to e1, 14390s left
        09:00:15 > anna is offline
        09:00:15   anna is offline: by_agent
        09:00:20 > anna resumes e1
        09:00:20   refused: wrong_phase
        """,
        ready="anna",
    )


def test_a_call_given_above_her_cap_says_what_she_will_lay_aside() -> None:
    """It parked an email that its offer did not name."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > call c1 to calls
        09:00:10   c1 arrived in calls, due 09:00:30
        09:00:15 > boss assigns c1 to anna, over the cap
        09:00:15   c1 reserved for anna until 09:00:55: assigned, over her cap
        09:00:15   c1 offered to anna until 09:00:35: reserved, parks e1
        09:00:20 > anna accepts c1
        09:00:20   anna parked e1: pre_empted
        09:00:20   anna accepted c1, which waited 10s
        09:00:20   kept answer to c1 after 10s
        """,
        ready="anna",
    )


def test_who_gave_advice_did_not_serve_the_customer() -> None:
    """The next call of the customer went to whoever was asked."""
    play(
        centre(
            "anna",
            "ben",
            "cleo",
            lines=[line("calls", strategy=Strategy.LAST_AGENT, wrap_up=Span(0))],
            more={"affinity": HOUR},
        ),
        """
        09:00:00 > call c1 to calls from eve
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > anna consults agent ben about c1 by k1
        09:00:10   k1 arrived in calls, about c1
        09:00:10   k1 reserved for ben until 09:00:50: consulted
        09:00:10   k1 offered to ben until 09:00:30: reserved
        09:00:15 > ben accepts k1
        09:00:15   ben accepted k1 again, which waited 5s
        09:01:00 > anna finishes k1
        09:01:00   ben closed k1, 45s in hand: consult_over
        09:02:00 > anna finishes c1
        09:02:00   anna closed c1, 115s in hand: finished
        09:03:00 > call c2 to calls from eve
        09:03:00   c2 arrived in calls, due 09:03:20
        09:03:00   c2 offered to anna until 09:03:20: last_agent
        """,
        ready="anna ben cleo",
    )


def test_a_promise_that_was_shortened_is_kept_after_as_long_as_it_took() -> None:
    """It was told without what had run before."""
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:15 > the centre is configured anew
        09:00:15   centre configured: Test
        09:00:15   changed answer to c1: by 09:00:15, version 2
        09:00:15   answer broken to c1
        09:00:30 > anna connects
        09:00:30   anna connected
        09:00:30 > anna is ready
        09:00:30   anna is ready: by_agent
        09:00:30   c1 offered to anna until 09:00:50: longest_idle
        09:00:35 > anna accepts c1
        09:00:35   anna accepted c1, which waited 35s
        09:00:35   kept answer to c1 late after 35s
        """,
        anew=centre("anna", lines=[line("calls", promise=seconds(10))]),
    )


def test_a_reading_without_slack_does_not_come_back_for_its_author() -> None:
    """It was handed back for the one who may not have it."""
    play(
        centre(
            "anna",
            "ben",
            lines=[
                line("mail", EMAIL, promise=seconds(300), approval=Approval(queue=QueueId("review"))),
                line("review", EMAIL, skills={}, promise=seconds(120), expected_handle=seconds(60)),
            ],
        ),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:05:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > anna replies to e1
        09:00:10   anna's reply to e1 is held: e1/approval-1
        09:00:10   e1/approval-1 arrived in review, to approve e1, due 09:02:10
        09:00:10   e1/approval-1 offered to ben until 09:01:10: least_occupied
        09:00:15 > ben accepts e1/approval-1
        09:00:15   ben accepted e1/approval-1, which waited 5s
        09:00:20 > ben parks e1/approval-1
        09:00:20   ben parked e1/approval-1: by_hand
        09:02:00 > time passes
        """,
        ready="anna ben",
    )


def test_slack_that_is_looked_at_when_a_promise_breaks_is_looked_at_once() -> None:
    """It was looked at again at that instant, without end."""
    play(
        centre("anna", lines=[CALLS, line("mail", EMAIL, promise=seconds(180), expected_handle=seconds(60))]),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 09:03:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:50 > anna parks e1
        09:01:50   anna parked e1: by_hand
        09:03:00   first_response broken to e1, with anna
        09:04:00 > time passes
        """,
        ready="anna",
    )


def test_who_reads_the_journal_again_is_not_an_instant_early() -> None:
    """The call was offered before the email was relaxed, but only after a restart."""
    play(
        centre(
            "anna",
            lines=[
                line("calls", promise=seconds(120), interrupt_after=NEVER),
                line(
                    "mail",
                    EMAIL,
                    promise=seconds(60),
                    warn=(50,),
                    skills={WRITE: 9},
                    rings=(Ring(after=seconds(30), skills={WRITE: 9}),),
                ),
            ],
        ),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:02:00
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:02 > anna declines c1
        09:00:02   anna declined c1
        09:00:02 > email e1 to mail
        09:00:02   e1 arrived in mail, due 09:01:02
        09:00:32   50 % of first_response to e1 are over
        09:00:32   e1 relaxed to ring 1
        09:00:32   c1 offered to anna until 09:00:52: longest_idle
        09:00:33 > anna accepts c1
        09:00:33   anna accepted c1, which waited 33s
        09:00:33   kept answer to c1 after 33s
        """,
        ready="anna",
    )


def test_what_she_takes_up_again_by_hand_must_find_room_in_her_too() -> None:
    """Under the cap of its channel, it made her more than one agent."""
    forms = Channel(id=ChannelId("forms"), name="Forms", live=False, cap=1, share=80)
    play(
        centre(
            "anna",
            lines=(MAIL, line("forms", forms.id, skills={WRITE: 1})),
            more={"channels": CHANNELS | {forms.id: forms}},
        ),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > anna parks e1
        09:00:10   anna parked e1: by_hand
        09:00:20 > email f1 to forms
        09:00:20   f1 arrived in forms, due 13:00:20
        09:00:20   f1 offered to anna until 09:01:20: least_occupied
        09:00:25 > anna accepts f1
        09:00:25   anna accepted f1, which waited 5s
        09:00:30 > anna resumes e1
        09:00:30   refused: at_cap
        """,
        ready="anna",
    )


def test_what_is_made_an_idle_time_task_competes_with_nothing_any_more() -> None:
    """It stayed near its deadline, and was looked at where no task is ever found."""
    near = line("mail", EMAIL, promise=HOUR, escalate=seconds(600))
    play(
        centre("anna", lines=(CALLS, near, line("forms", EMAIL))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 10:00:00
        09:50:00   e1 rose to normal: deadline_nears
        09:50:10 > email e2 to forms
        09:50:10   e2 arrived in forms, due 13:50:10
        09:50:20 > boss makes e1 idle
        09:50:20   e1 rose to idle: by_supervisor, by boss
        09:50:30 > anna connects
        09:50:30   anna connected
        09:50:40 > anna is ready
        09:50:40   anna is ready: by_agent
        09:50:40   e2 offered to anna until 09:51:40: least_occupied
        09:50:45 > anna declines e2
        09:50:45   anna declined e2
        09:50:50 > boss closes e2
        09:50:50   e2 closed, 0s in hand: by_supervisor
        09:50:50   e1 offered to anna until 09:51:50: least_occupied
        """,
    )
