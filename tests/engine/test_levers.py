"""Plays of levers: the nearest scope holds, the hour may change them, and so may a supervisor."""

from typing import Any

from dispatcher.centre import Levers, Team
from dispatcher.vocabulary import EMAIL, VOICE, TeamId
from tests.engine.people import MAIL, TEAM, agent, calendar, capped, centre, line, seconds, timetable
from tests.engine.play import play

NIGHT = TeamId("night")
CALM = line("calm", EMAIL, breather=seconds(40))
QUICK = line("calls", wrap_up=seconds(0))
NOON = calendar("noon", 12, 13)


def teams(desk: Levers, night: Levers | None = None) -> dict[str, Any]:
    """Two teams with levers of their own."""
    levers = {TEAM: desk, NIGHT: night or Levers()}
    return {"teams": {name: Team(id=name, name=name.title(), levers=said) for name, said in levers.items()}}


def test_the_queue_says_more_than_the_centre() -> None:
    play(
        centre("anna", lines=[QUICK, CALM], breather=seconds(60)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > email e1 to calm
        09:00:10   e1 arrived in calm, due 13:00:10
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:40   e1 offered to anna until 09:02:40: least_occupied
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_the_team_says_more_than_the_queue() -> None:
    slow = Levers(breather=seconds(20))
    play(
        centre("anna", lines=[QUICK, CALM], breather=seconds(60), more=teams(slow)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > email e1 to calm
        09:00:10   e1 arrived in calm, due 13:00:10
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:20   e1 offered to anna until 09:02:20: least_occupied
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_the_agent_says_more_than_her_team() -> None:
    slow = Levers(breather=seconds(20))
    play(
        centre(agent("anna", levers=Levers(breather=seconds(0))), lines=[QUICK, CALM], more=teams(slow)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:00:10 > email e1 to calm
        09:00:10   e1 arrived in calm, due 13:00:10
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:00   e1 offered to anna until 09:02:00: least_occupied
        """,
        ready="anna",
    )


def test_what_a_nearer_scope_leaves_open_is_said_further_out() -> None:
    """Anna's cap is her own, her pause after a decline is the centre's."""
    play(
        centre(agent("anna", cap=1), lines=[MAIL], email_cap=3, decline_pause=seconds(10)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna declines e1
        09:00:05   anna declined e1
        09:00:15   e1 offered to anna until 09:01:15: least_occupied
        09:00:15 > anna accepts e1
        09:00:15   anna accepted e1, which waited 15s
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 13:00:20
        """,
        ready="anna",
    )


def test_at_noon_everybody_may_have_but_one_email() -> None:
    play(
        centre("anna", more={"calendars": NOON, "timetables": timetable("noon", capped(1))}),
        """
        11:59:50 > email e1 to mail
        11:59:50   e1 arrived in mail, due 15:59:50
        11:59:50   e1 offered to anna until 12:00:50: least_occupied
        11:59:55 > anna accepts e1
        11:59:55   anna accepted e1, which waited 5s
        12:00:00   timetable noon is on
        12:00:10 > email e2 to mail
        12:00:10   e2 arrived in mail, due 16:00:10
        13:00:00   timetable noon is off
        13:00:00   e2 offered to anna until 13:01:00: least_occupied
        13:00:00 > time passes
        """,
        ready="anna",
    )


def test_a_cap_that_sinks_at_noon_takes_nothing_away() -> None:
    play(
        centre("anna", more={"calendars": NOON, "timetables": timetable("noon", capped(1))}),
        """
        11:59:00 > email e1 to mail
        11:59:00   e1 arrived in mail, due 15:59:00
        11:59:00   e1 offered to anna until 12:00:00: least_occupied
        11:59:05 > anna accepts e1
        11:59:05   anna accepted e1, which waited 5s
        11:59:10 > email e2 to mail
        11:59:10   e2 arrived in mail, due 15:59:10
        11:59:10   e2 offered to anna until 12:00:10: least_occupied
        11:59:50 > anna accepts e2
        11:59:50   anna accepted e2, which waited 40s
        12:00:00   timetable noon is on
        12:00:10 > anna finishes e1
        12:00:10   anna closed e1, 65s in hand: finished
        12:00:20 > email e3 to mail
        12:00:20   e3 arrived in mail, due 16:00:20
        12:00:30 > anna finishes e2
        12:00:30   anna closed e2, 40s in hand: finished
        12:00:30   e3 offered to anna until 12:01:30: least_occupied
        """,
        ready="anna",
    )


def test_at_noon_the_reserve_rises_and_falls_again() -> None:
    play(
        centre("anna", "ben", more={"calendars": NOON, "timetables": timetable("noon", Levers(reserve=2))}),
        """
        12:00:00   timetable noon is on
        12:00:10 > email e1 to mail
        12:00:10   e1 arrived in mail, due 16:00:10
        13:00:00   timetable noon is off
        13:00:00   e1 offered to anna until 13:01:00: least_occupied
        13:00:00 > time passes
        """,
        ready="anna ben",
    )


def test_a_timetable_may_be_for_one_team_alone() -> None:
    noon = timetable("noon", capped(0), teams=frozenset({TEAM}))
    play(
        centre(
            "anna",
            agent("ben", team=NIGHT),
            more=teams(Levers()) | {"calendars": NOON, "timetables": noon},
        ),
        """
        12:00:00   timetable noon is on
        12:00:10 > email e1 to mail
        12:00:10   e1 arrived in mail, due 16:00:10
        12:00:10   e1 offered to ben until 12:01:10: least_occupied
        """,
        ready="anna ben",
    )


def test_the_hour_says_more_than_the_scope_it_is_for_and_less_than_a_nearer_one() -> None:
    """Ben's own cap of two holds at noon; Anna has none of her own."""
    play(
        centre(
            "anna", agent("ben", cap=2), more={"calendars": NOON, "timetables": timetable("noon", capped(0))}
        ),
        """
        12:00:00   timetable noon is on
        12:00:10 > email e1 to mail
        12:00:10   e1 arrived in mail, due 16:00:10
        12:00:10   e1 offered to ben until 12:01:10: least_occupied
        12:00:15 > ben accepts e1
        12:00:15   ben accepted e1, which waited 5s
        12:00:20 > email e2 to mail
        12:00:20   e2 arrived in mail, due 16:00:20
        12:00:20   e2 offered to ben until 12:01:20: least_occupied
        """,
        ready="anna ben",
    )


def test_a_centre_opened_at_noon_knows_what_time_it_is() -> None:
    """The play begins at nine, within the hours."""
    play(
        centre(
            "anna",
            more={"calendars": calendar("day", 8, 18), "timetables": timetable("day", Levers(reserve=1))},
        ),
        """
        09:00:10 > email e1 to mail
        09:00:10   e1 arrived in mail, due 13:00:10
        13:00:10   first_response broken to e1
        18:00:00   timetable day is off
        18:00:00   e1 offered to anna until 18:01:00: least_occupied
        18:00:00 > time passes
        """,
        ready="anna",
    )


def test_a_reserve_that_is_lowered_lets_an_email_go_at_once() -> None:
    play(
        centre("anna", reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:30 > boss sets the levers of centre: reserve 0
        09:00:30   levers of centre changed, by boss
        09:00:30   e1 offered to anna until 09:01:30: least_occupied
        """,
        ready="anna",
    )


def test_a_cap_that_is_raised_makes_room_at_once() -> None:
    play(
        centre("anna", email_cap=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:20 > boss sets the levers of team desk: cap 2
        09:00:20   levers of team desk changed, by boss
        09:00:20   e2 offered to anna until 09:01:20: least_occupied
        """,
        ready="anna",
    )


def test_levers_set_anew_replace_all_that_was_said_for_that_scope() -> None:
    """Anna's own cap of one is gone, so the centre's three hold."""
    play(
        centre(agent("anna", cap=1)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:20 > boss sets the levers of agent anna: ramp 0
        09:00:20   levers of agent anna changed, by boss
        09:00:20   e2 offered to anna until 09:01:20: least_occupied
        """,
        ready="anna",
    )


def test_a_shorter_wait_before_interrupting_holds_for_a_call_that_waits() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to low
        09:01:00   c1 arrived in low, due 09:01:20
        09:01:10 > boss sets the levers of queue low: interrupt_after 15
        09:01:10   levers of queue low changed, by boss
        09:01:15   c1 offered to anna until 09:01:35: interrupts, parks e1
        09:01:15 > time passes
        """,
        ready="anna",
    )


def test_who_changes_her_team_has_the_levers_of_the_new_one() -> None:
    play(
        centre("anna", lines=[MAIL], more=teams(capped(1), capped(2))),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:20 > boss puts anna into team night
        09:00:20   anna changed, by boss
        09:00:20   e2 offered to anna until 09:01:20: least_occupied
        """,
        ready="anna",
    )


def test_another_centre_file_overrules_what_was_set_live() -> None:
    play(
        centre("anna", reserve=1),
        """
        09:00:00 > boss sets the levers of centre: reserve 0
        09:00:00   levers of centre changed, by boss
        09:00:10 > the centre is configured anew
        09:00:10   centre configured: Test
        09:00:20 > email e1 to mail
        09:00:20   e1 arrived in mail, due 13:00:20
        """,
        ready="anna",
    )


def test_a_breather_that_is_cut_short_ends_at_once() -> None:
    play(
        centre("anna", lines=[QUICK, MAIL], breather=seconds(600)),
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
        09:02:00 > boss sets the levers of centre: breather 90
        09:02:00   levers of centre changed, by boss
        09:02:30   e1 offered to anna until 09:03:30: least_occupied
        09:02:30 > time passes
        """,
        ready="anna",
    )


def test_who_takes_no_calls_by_her_cap_writes_while_calls_wait() -> None:
    play(
        centre(agent("anna", levers=Levers(caps={VOICE: 0}))),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:05 > email e1 to mail
        09:00:05   e1 arrived in mail, due 13:00:05
        09:00:05   e1 offered to anna until 09:01:05: least_occupied
        """,
        ready="anna",
    )


def test_who_takes_no_calls_by_her_cap_is_no_reserve() -> None:
    """Anna alone is there for calls; Ben may have all the emails."""
    play(
        centre("anna", agent("ben", levers=Levers(caps={VOICE: 0})), reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to ben until 09:01:00: least_occupied
        09:00:05 > ben accepts e1
        09:00:05   ben accepted e1, which waited 5s
        09:00:10 > ben is away
        09:00:10   ben parked e1: agent_away
        09:00:10   ben is away: by_agent
        09:00:15 > email e2 to mail
        09:00:15   e2 arrived in mail, due 13:00:15
        """,
        ready="anna ben",
    )


def test_no_email_at_all_for_her_whose_cap_is_nought() -> None:
    play(
        centre(agent("anna", cap=0)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:05 > call c1 to calls
        09:00:05   c1 arrived in calls, due 09:00:25
        09:00:05   c1 offered to anna until 09:00:25: longest_idle
        """,
        ready="anna",
    )
