"""Another centre file while work goes on: who is removed leaves first, what is in use stays."""

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Centre
from dispatcher.vocabulary import EMAIL, CommandId, Refusal
from tests.engine.drivers import Drivers
from tests.engine.people import CALLS, LINES, MAIL, calendar, centre, line, seconds
from tests.engine.play import clock, play, request, tell

BEN_AT_WORK = """
    09:00:00 > call c1 to calls
    09:00:00   c1 arrived in calls, due 09:00:20
    09:00:00   c1 offered to ben until 09:00:20: longest_idle
    09:00:10 > ben accepts c1
    09:00:10   ben accepted c1, which waited 10s
    09:00:10   kept answer to c1 after 10s
"""


def configure(drivers: Drivers, new: Centre, at: str) -> list[str]:
    """The lines a new centre file leads to."""
    facts = drivers.ask(
        ask.ConfigureCentre(id=CommandId(f"at {at}, {len(drivers.facts)} facts"), centre=new), clock(at)
    )
    return [tell(event) for event in facts]


def test_an_agent_who_is_removed_leaves_first() -> None:
    drivers = play(
        centre("ben"),
        BEN_AT_WORK
        + """\
    09:01:00 > ben finishes c1
    09:01:00   ben closed c1, 50s in hand: finished
    09:01:00   ben wraps up c1 until 09:01:30
        """,
        ready="ben",
    )
    assert configure(drivers, centre("anna"), "09:01:10") == [
        "09:01:10   ben wrapped up c1 in 10s: removed",
        "09:01:10   ben is offline: removed",
        "09:01:10   ben disconnected",
        "09:01:10   centre configured: Test",
    ]
    assert list(drivers.state.agents) == ["anna"]


def test_an_agent_with_a_contact_stays() -> None:
    drivers = play(centre("ben"), BEN_AT_WORK, ready="ben")
    assert configure(drivers, centre("anna"), "09:01:00") == ["09:01:00   refused: still_in_use"]


def test_a_queue_with_a_contact_stays_and_keeps_its_channel() -> None:
    drivers = play(centre("ben"), BEN_AT_WORK, ready="ben")
    for lines in ([MAIL], [MAIL, line("calls", EMAIL)]):
        assert configure(drivers, centre("ben", lines=lines), "09:01:00") == [
            "09:01:00   refused: still_in_use"
        ]


def test_a_queue_goes_although_an_agent_has_just_declined_it() -> None:
    drivers = play(
        centre("ben"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to ben until 09:00:20: longest_idle
        09:00:05 > ben declines c1
        09:00:05   ben declined c1
        09:00:06 > c1 hangs up
        09:00:06   c1 abandoned after 6s
        """,
        ready="ben",
    )
    assert configure(drivers, centre("ben", lines=[MAIL]), "09:00:07") == [
        "09:00:07   centre configured: Test"
    ]
    assert [agent.declined for agent in drivers.state.agents.values()] == [{}]


def test_a_refused_centre_file_names_what_to_keep() -> None:
    drivers = play(centre("ben"), BEN_AT_WORK, ready="ben")
    command = ask.ConfigureCentre(id=CommandId("again"), centre=centre("anna", lines=[CALLS]))
    (refused,) = drivers.ask(command, clock("09:01:00"))
    assert isinstance(refused, fact.CommandRefused)
    assert refused.reason is Refusal.STILL_IN_USE
    assert "'ben'" in refused.detail


def test_a_lower_cap_takes_nothing_away_and_gives_nothing_more() -> None:
    drivers = play(
        centre("ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to ben until 09:01:00: least_occupied
        09:00:10 > ben accepts e1
        09:00:10   ben accepted e1, which waited 10s
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 13:00:20
        09:00:20   e2 offered to ben until 09:01:20: least_occupied
        09:00:30 > ben accepts e2
        09:00:30   ben accepted e2, which waited 10s
        09:00:40 > email e3 to mail
        09:00:40   e3 arrived in mail, due 13:00:40
        09:00:40   e3 offered to ben until 09:01:40: least_occupied
        09:00:50 > ben accepts e3
        09:00:50   ben accepted e3, which waited 10s
        09:00:55 > email e4 to mail
        09:00:55   e4 arrived in mail, due 13:00:55
        """,
        ready="ben",
    )
    assert configure(drivers, centre("ben", email_cap=2), "09:01:00") == [
        "09:01:00   centre configured: Test"
    ]
    assert len(drivers.state.agents[next(iter(drivers.state.agents))].contacts) == 3


def test_under_a_lower_cap_only_so_many_emails_come_back() -> None:
    drivers = play(
        centre("ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to ben until 09:01:00: least_occupied
        09:00:10 > ben accepts e1
        09:00:10   ben accepted e1, which waited 10s
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 13:00:20
        09:00:20   e2 offered to ben until 09:01:20: least_occupied
        09:00:30 > ben accepts e2
        09:00:30   ben accepted e2, which waited 10s
        09:00:40 > ben is away
        09:00:40   ben parked e1: agent_away
        09:00:40   ben parked e2: agent_away
        09:00:40   ben is away: by_agent
        """,
        ready="ben",
    )
    configure(drivers, centre("ben", email_cap=1), "09:01:00")
    back = drivers.ask(request(drivers, "ben is ready", CommandId("ready")), clock("09:02:00"))
    assert [tell(event) for event in back] == [
        "09:02:00   ben is ready: by_agent",
        "09:02:00   ben resumed e1 after 80s: agent_back",
    ]
    done = drivers.ask(request(drivers, "ben finishes e1", CommandId("done")), clock("09:03:00"))
    assert [tell(event) for event in done] == [
        "09:03:00   ben closed e1, 90s in hand: finished",
        "09:03:00   ben resumed e2 after 140s: agent_back",
    ]


OFFICE = calendar("office", 9, 17)
MAIL_HOURS = line("mail", EMAIL, hours="office")


def test_another_promise_is_a_new_version_of_the_clock() -> None:
    """Ten minutes are used up; they stay used up. What was kept already is history."""
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna replies to e1
        09:01:00   anna replied to e1 after 60s
        09:01:00   kept first_response to e1 after 60s
        09:02:00 > email e2 to mail
        09:02:00   e2 arrived in mail, due 13:02:00
        09:02:00   e2 offered to anna until 09:03:00: least_occupied
        09:02:05 > anna accepts e2
        09:02:05   anna accepted e2, which waited 5s
        09:12:00 > the centre is configured anew
        09:12:00   centre configured: Test
        09:12:00   changed first_response to e2: by 11:02:00, version 2
        """,
        ready="anna",
        anew=centre("anna", lines=[*LINES[:3], line("mail", EMAIL, promise=seconds(7200))]),
    )


def test_a_promise_made_so_short_that_it_is_over_breaks_at_once() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:12:00 > the centre is configured anew
        09:12:00   centre configured: Test
        09:12:00   changed first_response to e1: by 09:12:00, version 2
        09:12:00   first_response broken to e1
        09:12:00 > time passes
        """,
        anew=centre("anna", lines=[*LINES[:3], line("mail", EMAIL, promise=seconds(600))]),
    )


def test_other_hours_move_what_is_left() -> None:
    """An hour is gone by 16:00, so three hours are left: one on Monday, two on Tuesday."""
    play(
        centre("anna"),
        """
        15:00:00 > email e1 to mail
        15:00:00   e1 arrived in mail, due 19:00:00
        16:00:00 > the centre is configured anew
        16:00:00   centre configured: Test
        16:00:00   changed first_response to e1: by Tue 4 11:00:00, version 2
        """,
        anew=centre("anna", lines=[*LINES[:3], MAIL_HOURS], more={"calendars": OFFICE}),
    )


def test_a_clock_that_stands_still_changes_too() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:30:00 > anna parks e1 for the customer
        09:30:00   anna parked e1: waiting_for_customer
        09:30:00   paused first_response to e1, 12600s left
        09:40:00 > the centre is configured anew
        09:40:00   centre configured: Test
        09:40:00   changed first_response to e1: by 11:10:00, version 2
        09:50:00 > anna resumes e1
        09:50:00   anna resumed e1 after 1200s: by_hand
        09:50:00   resumed first_response to e1, by 11:20:00
        """,
        ready="anna",
        anew=centre("anna", lines=[*LINES[:3], line("mail", EMAIL, promise=seconds(7200))]),
    )


def test_the_same_centre_again_changes_no_promise_and_no_desk() -> None:
    play(
        centre("anna", "ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > call c1 to calls
        09:00:10   c1 arrived in calls, due 09:00:30
        09:00:10   c1 offered to ben until 09:00:30: longest_idle
        09:00:12 > the centre is configured anew
        09:00:12   centre configured: Test
        09:00:15 > ben accepts c1
        09:00:15   ben accepted c1, which waited 5s
        09:00:15   kept answer to c1 after 5s
        09:00:20 > anna replies to e1
        09:00:20   anna replied to e1 after 20s
        09:00:20   kept first_response to e1 after 20s
        """,
        ready="anna ben",
    )


def test_a_new_queue_and_a_new_agent_take_part_at_once() -> None:
    play(
        centre("anna", lines=[CALLS]),
        """
        09:00:00 > call c1 to vip
        09:00:00   refused: unknown_queue
        09:00:05 > call c1 to calls
        09:00:05   c1 arrived in calls, due 09:00:25
        09:00:10 > the centre is configured anew
        09:00:10   centre configured: Test
        09:00:15 > cleo connects
        09:00:15   cleo connected
        09:00:15 > cleo is ready
        09:00:15   cleo is ready: by_agent
        09:00:15   c1 offered to cleo until 09:00:35: longest_idle
        09:00:20 > call c2 to vip
        09:00:20   c2 arrived in vip, due 09:00:40
        """,
        anew=centre("anna", "cleo", lines=[CALLS, line("vip")]),
    )


def test_an_email_that_may_rise_now_rises_now() -> None:
    play(
        centre("anna", reserve=1),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        12:55:00 > the centre is configured anew
        12:55:00   centre configured: Test
        12:55:00   e1 rose to normal: deadline_nears
        12:55:00   e1 offered to anna until 12:56:00: least_occupied
        12:55:00 > time passes
        """,
        ready="anna",
        anew=centre("anna", lines=[*LINES[:3], line("mail", EMAIL, escalate=seconds(600))], reserve=1),
    )
