"""Plays of presence: away, offline, a lost connection, a restart, another centre file."""

from dispatcher.vocabulary import EMAIL
from tests.engine.people import calendar, capped, centre, line, seconds, timetable
from tests.engine.play import play


def test_who_goes_away_lays_her_emails_aside_and_finds_them_when_she_is_back() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:00:10 > email e2 to mail
        09:00:10   e2 arrived in mail, due 13:00:10
        09:00:10   e2 offered to anna until 09:01:10: least_occupied
        09:01:00 > anna is away
        09:01:00   e2 taken back from anna: agent_left
        09:01:00   anna parked e1: agent_away
        09:01:00   anna is away: by_agent
        09:03:00 > anna is ready
        09:03:00   anna is ready: by_agent
        09:03:00   anna resumed e1 after 120s: agent_back
        09:03:00   e2 offered to anna until 09:04:00: least_occupied
        """,
        ready="anna",
    )


def test_what_she_laid_aside_by_hand_stays_aside_when_she_is_back() -> None:
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
        09:01:30 > anna is away
        09:01:30   anna is away: by_agent
        09:03:00 > anna is ready
        09:03:00   anna is ready: by_agent
        """,
        ready="anna",
    )


def test_who_stays_away_too_long_hands_back() -> None:
    play(
        centre("anna", "ben", park_limit=seconds(300)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna is away
        09:01:00   anna parked e1: agent_away
        09:01:00   anna is away: by_agent
        09:02:00 > ben connects
        09:02:00   ben connected
        09:02:00 > ben is ready
        09:02:00   ben is ready: by_agent
        09:06:00   e1 returned from anna: parked_too_long
        09:06:00   e1 offered to ben until 09:07:00: least_occupied
        09:07:00   ben missed e1
        09:07:00   ben is not_responding: missed_offer
        09:07:00 > time passes
        """,
        ready="anna",
    )


def test_who_goes_offline_hands_all_emails_back_by_what_is_due_first() -> None:
    play(
        centre("anna", "ben"),
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
        09:00:20 > anna parks e1
        09:00:20   anna parked e1: by_hand
        09:00:30 > email e3 to mail
        09:00:30   e3 arrived in mail, due 13:00:30
        09:00:30   e3 offered to anna until 09:01:30: least_occupied
        09:00:40 > ben connects
        09:00:40   ben connected
        09:00:40 > ben is away
        09:00:40   ben is away: by_agent
        09:01:00 > anna is offline
        09:01:00   e3 taken back from anna: agent_left
        09:01:00   e1 returned from anna: agent_left
        09:01:00   e2 returned from anna: agent_left
        09:01:00   anna is offline: by_agent
        09:01:10 > ben is ready
        09:01:10   ben is ready: by_agent
        09:01:10   e1 offered to ben until 09:02:10: least_occupied
        """,
        ready="anna",
    )


def test_a_call_goes_on_when_its_agent_goes_offline() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna is offline
        09:01:00   anna is offline: by_agent
        09:02:00 > c1 hangs up
        09:02:00   anna closed c1, 115s in hand: caller_hung_up
        09:02:00   anna wraps up c1 until 09:02:30
        09:02:30   anna wrapped up c1 in 30s: time_over
        09:03:00 > call c2 to calls
        09:03:00   c2 arrived in calls, due 09:03:20
        09:03:01 > time passes
        """,
        ready="anna",
    )


def test_a_lost_desk_stops_ringing_at_once_and_hands_back_after_its_grace() -> None:
    play(
        centre("anna", "ben", grace=seconds(30)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to urgent
        09:01:00   c1 arrived in urgent, due 09:01:20
        09:01:00   c1 offered to anna until 09:01:20: interrupts, parks e1
        09:01:01 > ben connects
        09:01:01   ben connected
        09:01:02 > ben is away
        09:01:02   ben is away: by_agent
        09:01:05 > anna disconnects
        09:01:05   c1 taken back from anna: agent_lost
        09:01:05   anna disconnected
        09:01:06 > ben is ready
        09:01:06   ben is ready: by_agent
        09:01:06   c1 offered to ben until 09:01:26: longest_idle
        09:01:10 > ben accepts c1
        09:01:10   ben accepted c1, which waited 10s
        09:01:10   kept answer to c1 after 10s
        09:01:35   e1 returned from anna: agent_left
        09:01:35   anna is offline: connection_lost
        09:01:35 > time passes
        """,
        ready="anna",
    )


def test_a_desk_that_comes_back_within_its_grace_goes_on() -> None:
    play(
        centre("anna", grace=seconds(30)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > anna disconnects
        09:01:00   anna disconnected
        09:01:10 > call c1 to urgent
        09:01:10   c1 arrived in urgent, due 09:01:30
        09:01:29 > anna connects
        09:01:29   anna connected
        09:01:29   c1 offered to anna until 09:01:49: interrupts, parks e1
        09:01:30   answer broken to c1, with anna
        09:01:35 > anna accepts c1
        09:01:35   anna parked e1: pre_empted
        09:01:35   anna accepted c1, which waited 25s
        09:01:35   kept answer to c1 late after 25s
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_a_restart_takes_offers_back_and_gives_every_desk_its_grace() -> None:
    """What came due while nobody watched stands at its own instant."""
    play(
        centre("anna", "ben", grace=seconds(30)),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to anna until 09:01:00: least_occupied
        09:00:05 > anna accepts e1
        09:00:05   anna accepted e1, which waited 5s
        09:01:00 > call c1 to calls
        09:01:00   c1 arrived in calls, due 09:01:20
        09:01:00   c1 offered to ben until 09:01:20: longest_idle
        09:01:01 > restart, back 09:02:00
        09:01:01   c1 taken back from ben: restarted
        09:01:01   centre restarted, back 09:02:00
        09:01:20   answer broken to c1
        09:02:10 > anna connects
        09:02:10   anna connected
        09:02:10   c1 offered to anna until 09:02:30: interrupts, parks e1
        09:02:15 > anna accepts c1
        09:02:15   anna parked e1: pre_empted
        09:02:15   anna accepted c1, which waited 75s
        09:02:15   kept answer to c1 late after 75s
        09:02:30   ben is offline: connection_lost
        09:02:40 > time passes
        """,
        ready="anna ben",
    )


def test_a_wrap_up_ends_though_its_agent_is_gone() -> None:
    play(
        centre("anna", grace=seconds(10)),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:00   c1 offered to anna until 09:00:20: longest_idle
        09:00:05 > anna accepts c1
        09:00:05   anna accepted c1, which waited 5s
        09:00:05   kept answer to c1 after 5s
        09:01:00 > anna finishes c1
        09:01:00   anna closed c1, 55s in hand: finished
        09:01:00   anna wraps up c1 until 09:01:30
        09:01:01 > anna disconnects
        09:01:01   anna disconnected
        09:01:11   anna is offline: connection_lost
        09:01:30   anna wrapped up c1 in 30s: time_over
        09:02:00 > time passes
        """,
        ready="anna",
    )


def test_nobody_gets_work_who_is_not_both_connected_and_ready() -> None:
    play(
        centre("anna"),
        """
        09:00:00 > call c1 to calls
        09:00:00   c1 arrived in calls, due 09:00:20
        09:00:01 > anna is ready
        09:00:01   anna is ready: by_agent
        09:00:02 > anna is away
        09:00:02   anna is away: by_agent
        09:00:03 > anna connects
        09:00:03   anna connected
        09:00:04 > anna is ready
        09:00:04   anna is ready: by_agent
        09:00:04   c1 offered to anna until 09:00:24: longest_idle
        """,
    )


def test_what_came_due_while_the_centre_was_down_stands_at_its_own_instant() -> None:
    """A timetable's hour struck, a quiet email closed, a parked one went back to the line."""
    mail = line("mail", EMAIL, close_after=seconds(600))
    noon = {"calendars": calendar("noon", 12, 13), "timetables": timetable("noon", capped(1))}
    play(
        centre("anna", lines=[mail], more=noon),
        """
        11:50:00 > email e1 to mail
        11:50:00   e1 arrived in mail, due 15:50:00
        11:50:00   e1 offered to anna until 11:51:00: least_occupied
        11:50:05 > anna accepts e1
        11:50:05   anna accepted e1, which waited 5s
        11:51:00 > anna replies to e1
        11:51:00   anna replied to e1 after 60s
        11:51:00   kept first_response to e1 after 60s
        11:52:00 > anna finishes e1
        11:52:00   anna sent e1, closes 12:02:00
        11:52:10 > email e2 to mail
        11:52:10   e2 arrived in mail, due 15:52:10
        11:52:10   e2 offered to anna until 11:53:10: least_occupied
        11:52:15 > anna accepts e2
        11:52:15   anna accepted e2, which waited 5s
        11:52:20 > anna parks e2
        11:52:20   anna parked e2: by_hand
        11:52:30 > restart, back 12:30:00
        11:52:30   centre restarted, back 12:30:00
        12:00:00   timetable noon is on
        12:02:00   anna closed e1, 115s in hand: quiet
        12:22:20   e2 returned from anna: parked_too_long
        12:30:10 > anna connects
        12:30:10   anna connected
        12:30:10   e2 offered to anna until 12:31:10: least_occupied
        12:30:20 > anna accepts e2
        12:30:20   anna accepted e2 again, which waited 2290s
        """,
        ready="anna",
    )
