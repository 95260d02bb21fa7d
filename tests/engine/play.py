"""A notation for plays: what people do, and every fact that follows, to the second.

    09:00:10 > call c1 to calls
    09:00:10   c1 arrived in calls, due 09:00:30
    09:00:10   c1 offered to anna until 09:00:30: longest_idle
    09:00:15 > anna accepts c1
    09:00:15   anna accepted c1, which waited 5s

A line with `>` is a request; the others are the facts, all of them, in order. `play` performs the requests
and writes the page again from what happened; the two must be the same. It performs them under three drivers
(see `drivers`), so each play says too that a late driver and a restart change nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Centre
from dispatcher.vocabulary import (
    SECOND,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    QueueId,
    Urgency,
)
from tests.engine.drivers import Drivers

MIDNIGHT: Final = 1_741_003_200 - 1_741_003_200 % 86_400
OPENING: Final = "09:00:00"


def play(centre: Centre, page: str, *, ready: str = "") -> Drivers:
    """Perform the page from nine o'clock on, with these agents ready; fail unless it tells what happened."""
    drivers = Drivers()
    _open(drivers, centre, ready)
    told = [row.strip() for row in page.strip().splitlines()]
    assert list(_perform(drivers, told)) == told
    return drivers


def clock(text: str) -> Instant:
    """The instant of a clock time, on the day of the play."""
    hours, minutes, secs = map(int, text.split(":"))
    return Instant((MIDNIGHT + hours * 3600 + minutes * 60 + secs) * SECOND)


def _open(drivers: Drivers, centre: Centre, ready: str) -> None:
    nine = clock(OPENING)
    drivers.ask(ask.ConfigureCentre(id=CommandId("configure"), centre=centre), nine)
    for name in map(AgentId, ready.split()):
        drivers.ask(ask.ConnectAgent(id=CommandId(f"{name} connects"), agent=name), nine)
        drivers.ask(ask.SetStatus(id=CommandId(f"{name} ready"), agent=name, status=AgentStatus.READY), nine)


def _perform(drivers: Drivers, told: list[str]) -> Iterator[str]:
    requests = [row for row in told if " > " in row]
    for number, row in enumerate(requests):
        time, words = row.split(" > ", 1)
        yield from map(tell, drivers.wait(clock(time)))
        yield row
        if words != "time passes":
            command = request(drivers, words, CommandId(f"{number}"))
            yield from map(tell, drivers.ask(command, clock(time)))


# --- requests -------------------------------------------------------------------------------------------


def request(drivers: Drivers, words: str, name: CommandId) -> ask.Command:
    """The request these words make."""
    for pattern, make in _REQUESTS.items():
        if found := re.fullmatch(pattern, words):
            return make(drivers, {"id": name} | found.groupdict())
    raise AssertionError(f"nobody can do this: {words}")


def _admit(_: Drivers, said: dict[str, Any]) -> ask.Command:
    urgency = Urgency(said["urgency"]) if said.get("urgency") else None
    message = MessageId(f"letter of {said['contact']}") if said["kind"] == "email" else None
    return ask.AdmitContact(
        id=said["id"],
        contact=ContactId(said["contact"]),
        queue=QueueId(said["queue"]),
        urgency=urgency,
        follows=ContactId(said["follows"]) if said.get("follows") else None,
        message=message,
    )


def _on_offer(kind: type[ask.AcceptOffer | ask.DeclineOffer]) -> Callable[[Drivers, dict[str, Any]], Any]:
    def make(drivers: Drivers, said: dict[str, Any]) -> ask.Command:
        contact = drivers.state.contacts.get(said["contact"])
        offers = contact.offers if contact is not None else 1
        offer = OfferId(f"{said['contact']}/{offers}")
        return kind(id=said["id"], agent=AgentId(said["agent"]), offer=offer)

    return make


def _plainly(kind: type[Any], **more: Any) -> Callable[[Drivers, dict[str, Any]], Any]:
    return lambda _, said: kind(**said, **more)


_REQUESTS: Final[Mapping[str, Callable[[Drivers, dict[str, Any]], ask.Command]]] = {
    r"(?:an? )?(?:(?P<urgency>\w+) )?(?P<kind>call|email) (?P<contact>\S+) to (?P<queue>\w+)"
    r"(?:, follows (?P<follows>\S+))?": _admit,
    r"(?P<contact>\S+) hangs up": _plainly(ask.HangUp),
    r"(?P<agent>\w+) connects": _plainly(ask.ConnectAgent),
    r"(?P<agent>\w+) disconnects": _plainly(ask.DisconnectAgent),
    r"(?P<agent>\w+) is (?P<status>ready|away|offline|not_responding)": lambda _, said: ask.SetStatus(
        id=said["id"], agent=said["agent"], status=AgentStatus(said["status"])
    ),
    r"(?P<agent>\w+) accepts (?P<contact>\S+)": _on_offer(ask.AcceptOffer),
    r"(?P<agent>\w+) declines (?P<contact>\S+)": _on_offer(ask.DeclineOffer),
    r"(?P<agent>\w+) finishes (?P<contact>\S+)": _plainly(ask.FinishContact),
    r"(?P<agent>\w+) parks (?P<contact>\S+)": _plainly(ask.ParkContact),
    r"(?P<agent>\w+) resumes (?P<contact>\S+)": _plainly(ask.ResumeContact),
    r"(?P<agent>\w+) replies to (?P<contact>\S+)": _plainly(ask.SubmitReply, message=MessageId("reply")),
    r"(?P<agent>\w+) ends wrap-up": _plainly(ask.EndWrapUp),
    r"restart, back (?P<back>\S+)": lambda _, said: ask.RestartCentre(
        id=said["id"], back=clock(said["back"])
    ),
    r"the reply to (?P<contact>\S+) is delivered": _plainly(
        ask.NoteDelivery, message=MessageId("reply"), delivered=True
    ),
}


# --- facts ----------------------------------------------------------------------------------------------


def tell(event: fact.Event) -> str:
    """A fact as a line of the page."""
    return f"{_time(event.at)}   {_TOLD[type(event)](event)}"


def _time(instant: Instant) -> str:
    # To the second, but never hide a fraction: a fact must stand at its instant.
    whole, rest = divmod(instant - MIDNIGHT * SECOND, SECOND)
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    return text + (f".{rest:06}" if rest else "")


def _lasting(span: int) -> str:
    return f"{span / SECOND:g}s"


def _offered(event: fact.ContactOffered) -> str:
    parks = f", parks {' '.join(event.interrupts)}" if event.interrupts else ""
    return f"{event.contact} offered to {event.agent} until {_time(event.expires)}: {event.why}{parks}"


def _accepted(event: fact.OfferAccepted) -> str:
    again = "" if event.first else " again"
    return f"{event.agent} accepted {event.contact}{again}, which waited {_lasting(event.waited)}"


def _arrived(event: fact.ContactArrived) -> str:
    follows = f", follows {event.follows}" if event.follows else ""
    return f"{event.contact} arrived in {event.queue}, due {_time(event.due)}{follows}"


def _replied(event: fact.ReplySubmitted) -> str:
    again = "" if event.first else " again"
    return f"{event.agent} replied to {event.contact}{again} after {_lasting(event.took)}"


def _broken(event: fact.PromiseBroken) -> str:
    return f"promise broken to {event.contact}" + (f", with {event.agent}" if event.agent else "")


_TOLD: Final[Mapping[type[fact.Fact], Callable[[Any], str]]] = {
    fact.CentreConfigured: lambda e: f"centre configured: {e.centre.name}",
    fact.CentreRestarted: lambda e: f"centre restarted, back {_time(e.back)}",
    fact.CommandRefused: lambda e: f"refused: {e.reason}",
    fact.AgentConnected: lambda e: f"{e.agent} connected",
    fact.AgentDisconnected: lambda e: f"{e.agent} disconnected",
    fact.AgentStatusChanged: lambda e: f"{e.agent} is {e.status}: {e.why}",
    fact.WrapUpStarted: lambda e: f"{e.agent} wraps up {e.contact} until {_time(e.until)}",
    fact.WrapUpEnded: lambda e: f"{e.agent} wrapped up {e.contact} in {_lasting(e.lasted)}: {e.why}",
    fact.ContactArrived: _arrived,
    fact.FollowUpReceived: lambda e: f"{e.contact} got another letter, with {e.agent}",
    fact.ContactOffered: _offered,
    fact.OfferAccepted: _accepted,
    fact.OfferDeclined: lambda e: f"{e.agent} declined {e.contact}",
    fact.OfferTimedOut: lambda e: f"{e.agent} missed {e.contact}",
    fact.OfferRescinded: lambda e: f"{e.contact} taken back from {e.agent}: {e.why}",
    fact.ContactParked: lambda e: f"{e.agent} parked {e.contact}: {e.why}",
    fact.ContactResumed: lambda e: f"{e.agent} resumed {e.contact} after {_lasting(e.parked)}: {e.why}",
    fact.ContactReturned: lambda e: f"{e.contact} returned from {e.agent}: {e.why}",
    fact.ReplySubmitted: _replied,
    fact.PromiseBroken: _broken,
    fact.ContactAbandoned: lambda e: f"{e.contact} abandoned after {_lasting(e.waited)}",
    fact.ContactClosed: lambda e: f"{e.agent} closed {e.contact}, {_lasting(e.handled)} in hand: {e.why}",
    fact.DeliveryNoted: lambda e: f"reply to {e.contact} delivered: {e.delivered}",
}
