"""The board's figures: small scenes by hand, and laws over any day."""

from hypothesis import given, settings
from msgspec import structs

from analytics.eventlog import EventLog
from analytics.intervals import today
from analytics.kpis import Level
from dashboard.agents import Activity
from dashboard.alarms import Alarms
from dashboard.figures import Board, board
from dashboard.measured import take, unmeasured
from dashboard.sparks import SPARK_HEIGHT, spark
from dispatcher.centre import Centre, Channel
from dispatcher.engine.state import State
from dispatcher.vocabulary import HOUR, SECOND, AgentId, ChannelId, Instant, Phase, QueueId
from tests.analytics.days import CENTRE, GREATER, MORNING, Push, days, greater_days, lived, numbered

ANA, BORIS, CHAI = (AgentId(name) for name in ("ana", "boris", "chai"))
CALLS, MAIL = QueueId("calls"), QueueId("mail")


def shown(day: list[Push], after: int = 0, centre: Centre = CENTRE) -> tuple[Board, State, EventLog, Instant]:
    """The board that many seconds after the last push."""
    log, state, facts = EventLog(), State(), lived(day, centre=centre)
    log.append(numbered(facts))
    for event in facts:
        state.apply(event)
    now = Instant(state.now + after * SECOND)
    alarms = Alarms()
    picture = board(
        state, take(log, now), now, lambda key, share, target: alarms.share(key, share, target, now)
    )
    return picture, state, log, now


def test_before_anything_happened() -> None:
    now = MORNING
    picture = board(State(), unmeasured(now), now, lambda key, share, target: Level.PLAIN)
    assert picture.centre == ""
    assert picture.queue_order == []
    assert picture.agent_order == []
    assert picture.tiles["service_level"].value is None
    assert picture.tiles["waiting"].value == 0


def test_a_call_rings_and_is_taken_and_wrapped_up() -> None:
    picture, *_ = shown([(10, "call", 0)])
    assert picture.tiles["waiting"].value == 1, "it rings, and still waits"
    ringing = picture.agents[picture.agent_order[0]]
    assert ringing.activity is Activity.RINGING
    assert (picture.queues[CALLS].waiting, picture.queues[CALLS].free) == (1, 2)
    picture, state, *_ = shown([(10, "call", 0), (4, "accept", 0)])
    talking = picture.agents[picture.agent_order[0]]
    assert (talking.activity, talking.since) == (Activity.ON_CALL, state.now)
    assert picture.tiles["service_level"].value == 1
    picture, *_ = shown([(10, "call", 0), (4, "accept", 0), (60, "finish", 0)])
    wrapping = picture.agents[picture.agent_order[0]]
    assert (wrapping.activity, wrapping.calls_today) == (Activity.WRAP_UP, 1)


def test_a_waiting_call_turns_amber_then_late() -> None:
    leave = [(0, "leave", 0), (0, "leave", 1), (0, "leave", 2)]
    calm, *_ = shown([*leave, (1, "call", 0)], after=14)
    soon, *_ = shown([*leave, (1, "call", 0)], after=15)
    late, *_ = shown([*leave, (1, "call", 0), (20, "wait", 0)])
    levels = [picture.tiles["waiting"].level for picture in (calm, soon, late)]
    assert levels == [Level.PLAIN, Level.ATTENTION, Level.BREACH]
    tile = late.tiles["longest_wait"]
    assert (tile.queue, tile.promise) == ("Calls", 20 * SECOND)
    assert late.queues[CALLS].late == late.tiles["waiting"].late == 1
    assert late.queue_order[0] == CALLS, "worst first"


def test_the_email_backlog_by_age() -> None:
    mails = [(0, "leave", 0), (0, "leave", 1), (0, "leave", 2), (0, "mail", 0), (0, "mail", 0)]
    for hours, ages in ((0, (2, 0, 0, 0)), (1, (0, 2, 0, 0)), (4, (0, 0, 2, 0)), (24, (0, 0, 0, 2))):
        picture, *_ = shown(mails, after=hours * HOUR // SECOND)
        assert picture.tiles["backlog"].ages == ages


def test_a_spark_breaks_where_there_is_nothing() -> None:
    assert spark([0, 2, None, 1]) == f"M0.0 {SPARK_HEIGHT}.0L33.3 0.0M100.0 12.0"
    assert spark([]) == ""
    assert spark([0, 0]) == f"M0.0 {SPARK_HEIGHT}.0L100.0 {SPARK_HEIGHT}.0"


@settings(max_examples=25, deadline=None)
@given(days())
def test_the_board_says_what_the_log_says(day: list[Push]) -> None:
    """The live picture and the KPIs are two ways to one number."""
    picture, _, log, now = shown(day)
    kpis = log.kpis([today(now)]).row(0, named=True)
    tiles = picture.tiles
    assert (tiles["waiting"].value or 0) + (tiles["waiting"].second or 0) == kpis["waiting"]
    assert tiles["backlog"].value == kpis["backlog"]
    assert sum(row.waiting for row in picture.queues.values()) == kpis["waiting"]
    assert sum(row.waiting + row.in_hand for row in picture.queues.values()) == kpis["backlog"]
    assert tiles["incoming"].value == kpis["incoming"]
    assert sum(row.calls_today + row.emails_today for row in picture.agents.values()) == kpis["closed"]


@settings(max_examples=25, deadline=None)
@given(greater_days())
def test_what_agents_ask_each_other_stands_in_its_queue_and_in_no_tile(day: list[Push]) -> None:
    picture, state, log, now = shown(day, centre=GREATER)
    kpis = log.kpis([today(now)]).row(0, named=True)
    tiles, rows = picture.tiles, picture.queues.values()
    errands = [c for c in state.contacts.values() if c.approves is not None]
    in_line = [c for c in errands if c.phase in (Phase.WAITING, Phase.OFFERED)]
    assert (tiles["waiting"].value or 0) + (tiles["waiting"].second or 0) == kpis["waiting"]
    assert tiles["backlog"].value == kpis["backlog"]
    assert sum(row.waiting for row in rows) == kpis["waiting"] + len(in_line)
    everything = sum(row.waiting + row.in_hand + row.awaiting for row in rows)
    assert everything == kpis["backlog"] + len(errands)


def test_a_channel_of_the_centres_own_is_called_what_the_centre_calls_it() -> None:
    chat = Channel(id=ChannelId("chat"), name="Live chat", live=True, cap=2)
    talk = structs.replace(CENTRE.queues[CALLS], id=QueueId("talk"), name="Talk", channel=chat.id)
    centre = structs.replace(
        CENTRE, channels=CENTRE.channels | {chat.id: chat}, queues=CENTRE.queues | {talk.id: talk}
    )
    picture, *_ = shown([(10, "call", 0), (4, "accept", 0), (60, "finish", 0)], centre=centre)
    row = picture.queues[QueueId("talk")]
    assert (row.channel, row.channel_name, row.free) == ("chat", "Live chat", 2)


@settings(max_examples=25, deadline=None)
@given(days())
def test_nobody_is_two_things_and_everybody_is_one(day: list[Push]) -> None:
    picture, state, *_ = shown(day)
    assert sorted(picture.agent_order) == sorted(picture.agents) == sorted(state.agents)
    assert sorted(picture.queue_order) == sorted(picture.queues)
    for id_, row in picture.agents.items():
        calls = [c for c in state.contacts.values() if c.agent == id_ and c.live]
        assert (row.activity is Activity.ON_CALL) == any(c.phase is Phase.ACTIVE for c in calls)
        assert row.activity is not Activity.IDLE or state.agents[id_].available
