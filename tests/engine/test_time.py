"""Time as the engine is told it: never backwards, and never late in what it says."""

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.engine import Engine
from dispatcher.vocabulary import CommandId, ContactId, Instant, QueueId, later
from tests.engine.people import centre, line, seconds
from tests.engine.play import clock


def admit(number: int) -> ask.AdmitContact:
    name = f"c{number}"
    return ask.AdmitContact(id=CommandId(name), contact=ContactId(name), queue=QueueId("calls"))


def test_a_clock_set_back_is_taken_as_the_last_instant() -> None:
    """Else a command told too early would overtake what came due, and a replay would not."""
    script = [(clock("09:00:10"), admit(1)), (clock("09:00:09"), admit(2)), (clock("09:00:10"), admit(3))]
    told = _facts([(now, command) for now, command in script])
    assert told == _facts([(clock("09:00:10"), command) for _, command in script])
    assert [event.at for event in told] == sorted(event.at for event in told)
    assert sum(isinstance(event, fact.PromiseBroken) for event in told) == 3


def _facts(script: list[tuple[Instant, ask.Command]]) -> list[fact.Event]:
    engine, facts = Engine(), list[fact.Event]()
    calls = line("calls", promise=seconds(0))
    facts += engine.handle(
        ask.ConfigureCentre(id=CommandId("configure"), centre=centre(lines=[calls])), clock("09:00:00")
    )
    for now, command in script:
        facts += engine.handle(command, now)
    return facts + engine.advance(later(clock("09:00:10"), seconds(1)))


def test_a_request_that_comes_again_has_no_second_effect() -> None:
    """The desk that heard no answer asks again; nobody hears the same refusal or arrival twice."""
    first, second = (clock("09:00:10"), admit(1)), (clock("09:00:11"), admit(1))
    assert _facts([first, second]) == _facts([first])


def test_a_refused_request_that_comes_again_stays_refused_once() -> None:
    nine, hang_up = clock("09:00:10"), ask.HangUp(id=CommandId("h"), contact=ContactId("c1"))
    told = _facts([(nine, hang_up), (nine, admit(1)), (nine, hang_up)])
    assert [type(event) for event in told[1:]] == [
        fact.CommandRefused,
        fact.ContactArrived,
        fact.PromiseMade,
        fact.PromiseBroken,
    ]
