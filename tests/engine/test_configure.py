"""Another centre file while work goes on: who is removed leaves first, what is in use stays."""

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Centre
from dispatcher.vocabulary import Channel, CommandId, Refusal
from tests.engine.drivers import Drivers
from tests.engine.people import CALLS, MAIL, centre, line
from tests.engine.play import clock, play, request, tell

BEN_AT_WORK = """
    09:00:00 > call c1 to calls
    09:00:00   c1 arrived in calls, due 09:00:20
    09:00:00   c1 offered to ben until 09:00:20: longest_idle
    09:00:10 > ben accepts c1
    09:00:10   ben accepted c1, which waited 10s
"""


def configure(drivers: Drivers, new: Centre, at: str) -> list[str]:
    """The lines a new centre file leads to."""
    facts = drivers.ask(ask.ConfigureCentre(id=CommandId("again"), centre=new), clock(at))
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
    for lines in ([MAIL], [MAIL, line("calls", Channel.EMAIL)]):
        assert configure(drivers, centre("ben", lines=lines), "09:01:00") == [
            "09:01:00   refused: still_in_use"
        ]


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
        09:00:00   e1 offered to ben until 09:01:00: fewest_emails
        09:00:10 > ben accepts e1
        09:00:10   ben accepted e1, which waited 10s
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 13:00:20
        09:00:20   e2 offered to ben until 09:01:20: fewest_emails
        09:00:30 > ben accepts e2
        09:00:30   ben accepted e2, which waited 10s
        09:00:40 > email e3 to mail
        09:00:40   e3 arrived in mail, due 13:00:40
        09:00:40   e3 offered to ben until 09:01:40: fewest_emails
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
        09:00:00   e1 offered to ben until 09:01:00: fewest_emails
        09:00:10 > ben accepts e1
        09:00:10   ben accepted e1, which waited 10s
        09:00:20 > email e2 to mail
        09:00:20   e2 arrived in mail, due 13:00:20
        09:00:20   e2 offered to ben until 09:01:20: fewest_emails
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
