"""Whatever cannot be done is refused with its reason and a sentence, and changes nothing at all."""

from copy import deepcopy

import pytest

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Centre, Levers
from dispatcher.engine.engine import Engine
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    ChannelId,
    CommandId,
    ContactId,
    ParkReason,
    Refusal,
    Scope,
)
from tests.engine.drivers import Drivers
from tests.engine.people import CALLS, MAIL, agent, centre
from tests.engine.play import clock, play, request

PAGE = """
    09:00:00 > email answered to mail
    09:00:00   answered arrived in mail, due 13:00:00
    09:00:00   answered offered to anna until 09:01:00: least_occupied
    09:00:01 > anna accepts answered
    09:00:01   anna accepted answered, which waited 1s
    09:00:02 > anna replies to answered
    09:00:02   anna replied to answered after 2s
    09:00:02   kept first_response to answered after 2s
    09:00:03 > email aside to mail
    09:00:03   aside arrived in mail, due 13:00:03
    09:00:03   aside offered to anna until 09:01:03: least_occupied
    09:00:04 > anna accepts aside
    09:00:04   anna accepted aside, which waited 1s
    09:00:05 > anna parks aside
    09:00:05   anna parked aside: by_hand
    09:00:06 > email second to mail
    09:00:06   second arrived in mail, due 13:00:06
    09:00:06   second offered to anna until 09:01:06: least_occupied
    09:00:07 > anna accepts second
    09:00:07   anna accepted second, which waited 1s
    09:00:08 > call talk to calls
    09:00:08   talk arrived in calls, due 09:00:28
    09:00:08   talk offered to ben until 09:00:28: longest_idle
    09:00:09 > ben accepts talk
    09:00:09   ben accepted talk, which waited 1s
    09:00:09   kept answer to talk after 1s
    09:00:10 > call waits to calls
    09:00:10   waits arrived in calls, due 09:00:30
"""
STAFF = ("anna", agent("ben", cap=0), "cleo")
TWO = centre(*STAFF, email_cap=2)


def morning() -> Drivers:
    """Anna has an answered email, another in hand, and one laid aside; Ben is on a call; a caller waits."""
    return play(TWO, PAGE, ready="anna ben")


def refusal(drivers: Drivers, command: ask.Command) -> fact.CommandRefused:
    """The refusal that is all that follows from this command."""
    before = deepcopy(drivers.state)
    (refused,) = drivers.ask(command, drivers.engine.now)
    assert isinstance(refused, fact.CommandRefused)
    before.now = refused.at
    assert drivers.state == before
    return refused


ODD = [
    ("nobody is ready", Refusal.UNKNOWN_AGENT),
    ("anna transfers second to agent nobody", Refusal.UNKNOWN_AGENT),
    ("ben consults agent nobody about talk by question", Refusal.UNKNOWN_AGENT),
    ("boss assigns waits to nobody", Refusal.UNKNOWN_AGENT),
    ("boss puts nobody into team desk", Refusal.UNKNOWN_AGENT),
    ("boss sets the levers of agent nobody: reserve 1", Refusal.UNKNOWN_AGENT),
    ("nothing hangs up", Refusal.UNKNOWN_CONTACT),
    ("nothing wants a callback", Refusal.UNKNOWN_CONTACT),
    ("anna finishes nothing", Refusal.UNKNOWN_CONTACT),
    ("anna approves nothing", Refusal.UNKNOWN_CONTACT),
    ("boss assigns nothing to anna", Refusal.UNKNOWN_CONTACT),
    ("boss merges second into nothing", Refusal.UNKNOWN_CONTACT),
    ("boss closes nothing", Refusal.UNKNOWN_CONTACT),
    ("call c1 to nowhere", Refusal.UNKNOWN_QUEUE),
    ("anna transfers second to queue nowhere", Refusal.UNKNOWN_QUEUE),
    ("ben consults queue nowhere about talk by question", Refusal.UNKNOWN_QUEUE),
    ("boss moves waits to nowhere", Refusal.UNKNOWN_QUEUE),
    ("boss sets the levers of queue nowhere: reserve 1", Refusal.UNKNOWN_QUEUE),
    ("call c1 to calls, about nothing", Refusal.UNKNOWN_CATEGORY),
    ("anna says second is about nonsense", Refusal.UNKNOWN_CATEGORY),
    ("boss says waits is about nonsense", Refusal.UNKNOWN_CATEGORY),
    ("boss says nothing is about nonsense", Refusal.UNKNOWN_CONTACT),
    ("anna says talk is about nonsense", Refusal.NOT_YOURS),
    ("boss puts anna into team nowhere", Refusal.UNKNOWN_TEAM),
    ("boss sets the levers of team nowhere: reserve 1", Refusal.UNKNOWN_TEAM),
    ("call talk to calls", Refusal.CONTACT_EXISTS),
    ("email aside to mail", Refusal.CONTACT_EXISTS),
    ("ben consults agent anna about talk by waits", Refusal.CONTACT_EXISTS),
    ("anna accepts waits", Refusal.OFFER_GONE),
    ("ben declines talk", Refusal.OFFER_GONE),
    ("cleo accepts talk", Refusal.OFFER_GONE),
    ("the phone of ben does not ring for waits", Refusal.OFFER_GONE),
    ("anna finishes talk", Refusal.NOT_YOURS),
    ("ben parks second", Refusal.NOT_YOURS),
    ("ben finishes waits", Refusal.NOT_YOURS),
    ("ben transfers second to queue mail", Refusal.NOT_YOURS),
    ("anna consults agent ben about talk by question", Refusal.NOT_YOURS),
    ("anna leaves talk to the colleague", Refusal.NOT_YOURS),
    ("anna parks aside", Refusal.WRONG_PHASE),
    ("anna replies to aside", Refusal.WRONG_PHASE),
    ("anna resumes second", Refusal.WRONG_PHASE),
    ("anna is not_responding", Refusal.WRONG_PHASE),
    ("talk wants a callback", Refusal.WRONG_PHASE),
    ("anna transfers second to agent anna", Refusal.WRONG_PHASE),
    ("anna transfers second to agent cleo", Refusal.WRONG_PHASE),
    ("ben consults agent cleo about talk by question", Refusal.WRONG_PHASE),
    ("boss assigns talk to anna", Refusal.WRONG_PHASE),
    ("boss assigns second to anna", Refusal.WRONG_PHASE),
    ("boss pulls talk back", Refusal.WRONG_PHASE),
    ("boss pulls waits back", Refusal.WRONG_PHASE),
    ("boss moves second to mail", Refusal.WRONG_PHASE),
    ("boss moves waits to calls", Refusal.WRONG_PHASE),
    ("boss makes waits normal", Refusal.WRONG_PHASE),
    ("boss merges second into second", Refusal.WRONG_PHASE),
    ("boss closes talk", Refusal.WRONG_PHASE),
    ("second hangs up", Refusal.WRONG_CHANNEL),
    ("ben parks talk", Refusal.WRONG_CHANNEL),
    ("ben replies to talk", Refusal.WRONG_CHANNEL),
    ("anna transfers second to queue calls", Refusal.WRONG_CHANNEL),
    ("anna consults agent ben about second by question", Refusal.WRONG_CHANNEL),
    ("anna approves second", Refusal.WRONG_CHANNEL),
    ("anna returns second: no", Refusal.WRONG_CHANNEL),
    ("boss moves waits to mail", Refusal.WRONG_CHANNEL),
    ("boss merges waits into second", Refusal.WRONG_CHANNEL),
    ("boss merges second into waits", Refusal.WRONG_CHANNEL),
    ("boss rejects talk as spam", Refusal.WRONG_CHANNEL),
    ("anna resumes aside", Refusal.AT_CAP),
    ("anna transfers second to agent ben", Refusal.AT_CAP),
    ("boss assigns second to ben", Refusal.AT_CAP),
    ("anna ends wrap-up", Refusal.NO_WRAP_UP),
    ("ben leaves talk to the colleague", Refusal.NO_CONSULT),
    ("anna replies to answered", Refusal.ALREADY_REPLIED),
    ("boss gives anna the skills talk 11", Refusal.OUT_OF_BOUNDS),
    ("boss sets the levers of centre: reserve -1", Refusal.OUT_OF_BOUNDS),
    ("boss sets the levers of team desk: cap -1", Refusal.OUT_OF_BOUNDS),
    ("boss sets the levers of queue mail: breather -1", Refusal.OUT_OF_BOUNDS),
]


@pytest.mark.parametrize(("words", "reason"), ODD)
def test_a_request_that_cannot_be_done_says_why(words: str, reason: Refusal) -> None:
    drivers = morning()
    command = request(drivers, words, CommandId("odd"))
    refused = refusal(drivers, command)
    assert (refused.reason, refused.command) == (reason, "odd")
    assert refused.agent == getattr(command, "agent", None)
    assert refused.detail


@pytest.mark.parametrize("words", ["ben finishes talk", "talk hangs up"])
def test_no_email_is_taken_up_on_a_call_or_in_its_wrap_up(words: str) -> None:
    drivers = play(
        centre("ben"),
        """
        09:00:00 > email e1 to mail
        09:00:00   e1 arrived in mail, due 13:00:00
        09:00:00   e1 offered to ben until 09:01:00: least_occupied
        09:00:01 > ben accepts e1
        09:00:01   ben accepted e1, which waited 1s
        09:00:02 > ben parks e1
        09:00:02   ben parked e1: by_hand
        09:00:03 > call talk to calls
        09:00:03   talk arrived in calls, due 09:00:23
        09:00:03   talk offered to ben until 09:00:23: longest_idle
        09:00:04 > ben accepts talk
        09:00:04   ben accepted talk, which waited 1s
        09:00:04   kept answer to talk after 1s
        """,
        ready="ben",
    )
    assert refusal(drivers, request(drivers, "ben resumes e1", CommandId("early"))).reason is Refusal.ON_CALL
    drivers.ask(request(drivers, words, CommandId("over")), drivers.engine.now)
    assert refusal(drivers, request(drivers, "ben resumes e1", CommandId("late"))).reason is Refusal.ON_CALL


def test_nobody_says_that_a_call_interrupted_her() -> None:
    """The blending levers count interruptions; so only the engine parks for one."""
    park = ask.ParkContact(
        id=CommandId("odd"), agent=AgentId("anna"), contact=ContactId("second"), why=ParkReason.PRE_EMPTED
    )
    assert refusal(morning(), park).reason is Refusal.NOT_ALLOWED


def test_a_channel_that_the_centre_does_not_have_cannot_be_capped() -> None:
    levers = Levers(caps={ChannelId("fax"): 1})
    change = ask.ChangeLevers(id=CommandId("odd"), scope=Scope.CENTRE, levers=levers)
    refused = refusal(morning(), change)
    assert refused.reason is Refusal.OUT_OF_BOUNDS
    assert "'fax'" in refused.detail


def test_what_others_changed_meanwhile_is_not_overwritten() -> None:
    drivers = morning()
    seen = drivers.state.rules
    before = seen.queues[MAIL.id].levers
    for number, why in enumerate((None, Refusal.CHANGED_MEANWHILE)):
        levers = Levers(reserve=number + 1)
        command = ask.ChangeLevers(
            id=CommandId(f"{levers}"), scope=Scope.QUEUE, name="mail", levers=levers, instead_of=before
        )
        assert _why(drivers, command) is why
    profile = seen.agents[AgentId("anna")]
    for name, skills, why in (("one", {"talk": 1}, None), ("other", {"talk": 2}, Refusal.CHANGED_MEANWHILE)):
        change = ask.ChangeAgent(id=CommandId(name), who=profile.id, skills=skills, instead_of=profile)  # type: ignore[arg-type]
        assert _why(drivers, change) is why
    languages = ask.ChangeAgent(
        id=CommandId("more"), who=profile.id, languages=frozenset({"th"}), instead_of=profile
    )
    assert _why(drivers, languages) is None, "her skills are another matter"


def _why(drivers: Drivers, command: ask.Command) -> Refusal | None:
    facts = drivers.ask(command, drivers.engine.now)
    return next((event.reason for event in facts if isinstance(event, fact.CommandRefused)), None)


def test_a_transfer_says_where_it_goes() -> None:
    transfer = ask.TransferContact(id=CommandId("odd"), agent=AgentId("ben"), contact=ContactId("talk"))
    assert "to_queue or to_agent" in refusal(morning(), transfer).detail


WITHOUT_BEN = centre("anna", "cleo")
WITHOUT_MAIL = centre(*STAFF, lines=[CALLS])
WITHOUT_CALLS = centre(*STAFF, lines=[MAIL])


@pytest.mark.parametrize("smaller", [WITHOUT_BEN, WITHOUT_MAIL, WITHOUT_CALLS])
def test_what_is_in_use_cannot_be_taken_out_of_the_centre(smaller: Centre) -> None:
    command = ask.ConfigureCentre(id=CommandId("smaller"), centre=smaller)
    assert refusal(morning(), command).reason is Refusal.STILL_IN_USE


def test_without_a_centre_there_is_nothing_to_ask() -> None:
    engine = Engine()
    for command in (
        ask.SetStatus(id=CommandId("1"), agent=AgentId("anna"), status=AgentStatus.READY),
        ask.HangUp(id=CommandId("2"), contact=ContactId("c1")),
    ):
        (refused,) = engine.handle(command, clock("09:00:00"))
        assert isinstance(refused, fact.CommandRefused)
        assert refused.reason is Refusal.NO_CENTRE
    assert engine.next_deadline() is None


def test_every_reason_the_engine_gives_stands_in_this_file() -> None:
    tried = {reason for _, reason in ODD} | {
        Refusal.ON_CALL,
        Refusal.NOT_ALLOWED,
        Refusal.STILL_IN_USE,
        Refusal.NO_CENTRE,
        Refusal.CHANGED_MEANWHILE,
    }
    # The mail room refuses this one before the engine is asked.
    assert set(Refusal) - tried == {Refusal.CANNOT_REPLY}
