"""Plays of what holds email back: the reserve of each kind of call, the breather, the ramp."""

from dispatcher.vocabulary import EMAIL, Skill
from tests.engine.people import MAIL, WRITE, agent, centre, line, seconds
from tests.engine.play import play

EN, DE = Skill("en"), Skill("de")
KINDS = (line("english", skills={EN: 1}), line("german", skills={DE: 1}, wrap_up=seconds(0)), MAIL)


def test_the_reserve_is_counted_for_each_kind_of_call() -> None:
    """Anna has been idle as long as Ben, but she alone takes German calls."""
    play(
        centre(agent("anna", [EN, DE, WRITE]), agent("ben", [EN, WRITE]), lines=KINDS, reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to ben until 09:01:00: least_occupied
        09:00:05 > ben accepts e1
        09:00:05   ben accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to ben until 09:01:10: least_occupied
        09:00:20 > ben accepts e2
        09:00:20   ben accepted e2, which waited 10s
        """,
        ready="anna ben",
    )


def test_an_email_held_back_goes_as_soon_as_somebody_else_is_idle_for_calls() -> None:
    play(
        centre(agent("ada", [DE]), agent("anna", [EN, DE, WRITE]), lines=KINDS[1:], reserve=1),
        """
        09:00:00 > call c1 to german
        09:00:00   c1 arrived in german, due 09:00:20
        09:00:00   c1 offered to ada until 09:00:20: longest_idle
        09:00:05 > ada accepts c1
        09:00:05   ada accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 13:00:10
        09:01:00 > ada finishes c1
        09:01:00   ada closed c1, 55s in hand: finished
        09:01:00   e1 offered to anna until 09:02:00: least_occupied
        """,
        ready="ada anna",
    )


def test_who_is_on_a_call_or_wraps_up_is_no_reserve() -> None:
    play(
        centre("anna", "ben", reserve=1),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 13:00:10
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:20 > anna ends wrap-up
        09:01:20   anna wrapped up c1 in 20s: by_agent
        09:01:20   e1 offered to ben until 09:02:20: least_occupied
        """,
        ready="anna ben",
    )


def test_a_ringing_email_makes_its_agent_no_reserve() -> None:
    play(
        centre("anna", "ben", reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > email e2 to mail
        09:00:05   e2 arrived in mail, due 13:00:05
        09:00:10 > anna declines e1
        09:00:10   anna declined e1
        09:00:10   e1 offered to ben until 09:01:10: least_occupied
        """,
        ready="anna ben",
    )


def test_a_queue_may_keep_more_in_reserve_than_another() -> None:
    express = line("express", EMAIL, reserve=0)
    play(
        centre("anna", lines=[*KINDS, line("calls"), express], reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > email e2 to express
        09:00:05   e2 arrived in express, due 13:00:05
        09:00:05   e2 offered to anna until 09:01:05: least_occupied
        """,
        ready="anna",
    )


def test_a_queue_may_grant_no_breather() -> None:
    express = line("express", EMAIL, breather=seconds(0))
    play(
        centre("anna", lines=[line("calls", wrap_up=seconds(0)), MAIL, express], breather=seconds(60)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:10 > email e1 to mail
        09:01:10   e1 arrived in mail, due 13:01:10
        09:01:20 > email e2 to express
        09:01:20   e2 arrived in express, due 13:01:20
        09:01:20   e2 offered to anna until 09:02:20: least_occupied
        09:01:25 > anna accepts e2
        09:01:25   anna accepted e2, which waited 5s
        09:02:00   e1 offered to anna until 09:03:00: least_occupied
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_the_breather_keeps_no_call_away() -> None:
    play(
        centre("anna", lines=[line("calls", wrap_up=seconds(0))], breather=seconds(60)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:10 > call c2 to calls
        09:01:10   c2 arrived in calls, due 09:01:30
        09:01:10   c2 offered to anna until 09:01:30: longest_idle
        """,
        ready="anna",
    )


def test_whoever_returns_does_not_get_the_whole_backlog_at_once() -> None:
    """One email at once, and one more for each minute she is back."""
    play(
        centre("anna", ramp=seconds(60)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:01 > email e2 to mail
        09:00:01   e2 arrived in mail, due 13:00:01
        09:00:02 > email e3 to mail
        09:00:02   e3 arrived in mail, due 13:00:02
        09:10:00 > anna connects
        09:10:00   anna connected
        09:10:00 > anna is ready
        09:10:00   anna is ready: by_agent
        09:10:00   e1 offered to anna until 09:11:00: least_occupied
        09:10:05 > anna accepts e1
        09:10:05   anna accepted e1, which waited 605s
        09:11:00   e2 offered to anna until 09:12:00: least_occupied
        09:11:05 > anna accepts e2
        09:11:05   anna accepted e2, which waited 664s
        09:12:00   e3 offered to anna until 09:13:00: least_occupied
        09:12:05 > anna accepts e3
        09:12:05   anna accepted e3, which waited 723s
        """,
    )


def test_the_ramp_keeps_no_call_away_and_begins_anew_after_each_absence() -> None:
    play(
        centre("anna", ramp=seconds(60)),
        """
        09:10:00 > anna is away
        09:10:00   anna is away: by_agent
        09:10:01 > email e1 to mail
        09:10:01   e1 arrived in mail, due 13:10:01
        09:10:02 > email e2 to mail
        09:10:02   e2 arrived in mail, due 13:10:02
        09:20:00 > anna is ready
        09:20:00   anna is ready: by_agent
        09:20:00   e1 offered to anna until 09:21:00: least_occupied
        09:20:05 > anna accepts e1
        09:20:05   anna accepted e1, which waited 604s
        09:20:06 > anna parks e1
        09:20:06   anna parked e1: by_hand
        09:20:06   e2 offered to anna until 09:21:06: least_occupied
        09:20:10 > anna finishes e1
        09:20:10   anna closed e1, 1s in hand: finished
        09:20:15 > call c1 to urgent
        09:20:15   c1 arrived in urgent, due 09:20:35
        09:20:15   e2 taken back from anna: call_first
        09:20:15   c1 offered to anna until 09:20:35: longest_idle
        """,
        ready="anna",
    )


def test_who_missed_an_offer_was_not_absent() -> None:
    play(
        centre("anna", ramp=seconds(60)),
        """
        09:10:00 > email e1 to mail
        09:10:00   e1 arrived in mail, due 13:10:00
        09:10:00   e1 offered to anna until 09:11:00: least_occupied
        09:10:01 > email e2 to mail
        09:10:01   e2 arrived in mail, due 13:10:01
        09:11:00   anna missed e1
        09:11:00   anna is not_responding: missed_offer
        09:11:10 > anna is ready
        09:11:10   anna is ready: by_agent
        09:11:10   e1 offered to anna until 09:12:10: least_occupied
        09:11:15 > anna accepts e1
        09:11:15   anna accepted e1, which waited 75s
        09:11:15   e2 offered to anna until 09:12:15: least_occupied
        """,
        ready="anna",
    )
