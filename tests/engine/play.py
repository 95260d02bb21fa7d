"""A notation for plays: what people do, and every fact that follows, to the second.

    09:00:10 > call c1 to calls
    09:00:10   c1 arrived in calls, due 09:00:30
    09:00:10   c1 offered to anna until 09:00:30: longest_idle
    09:00:15 > anna accepts c1
    09:00:15   anna accepted c1, which waited 5s

A line with `>` is a request; the others are the facts, all of them, in order. `play` performs the requests
and writes the page again from what happened; the two must be the same. It performs them under three drivers
(see `drivers`), so each play says too that a late driver and a restart change nothing.

Every play begins on Monday, 3 March 2025, in UTC; other days are named: `Tue 4 09:00:00`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.centre import Centre, Levers
from dispatcher.vocabulary import (
    EMAIL,
    FOREVER,
    MINUTE,
    SECOND,
    AgentId,
    AgentStatus,
    CallNote,
    CategoryId,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    ParkReason,
    QueueId,
    RejectReason,
    Scope,
    Skill,
    Span,
    TeamId,
    Tier,
    Urgency,
)
from tests.engine.drivers import Drivers

MIDNIGHT: Final = 1_740_960_000
FIRST_DAY: Final = 3
OPENING: Final = "09:00:00"


WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def play(centre: Centre, page: str, *, ready: str = "", anew: Centre | None = None) -> Drivers:
    """Perform the page from nine o'clock on, with these agents ready; fail unless it tells what happened.

    `anew` is what the centre becomes when the page says that it is configured anew.
    """
    drivers = Drivers(anew=anew or centre)
    _open(drivers, centre, ready)
    told = [row.strip() for row in page.strip().splitlines()]
    assert list(_perform(drivers, told)) == told
    return drivers


def clock(text: str) -> Instant:
    """The instant of a clock time, on the first day of the play or on the day of March named before it."""
    *weekday, time = text.split()
    days = int(weekday[1]) - FIRST_DAY if weekday else 0
    assert not weekday or weekday[0] == WEEKDAYS[days % 7], f"{text} is no {weekday[0]}"
    hours, minutes, secs = map(int, time.split(":"))
    return Instant((MIDNIGHT + days * 86_400 + hours * 3600 + minutes * 60 + secs) * SECOND)


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
        yield from tell_all(drivers.wait(clock(time)))
        yield row
        if words != "time passes":
            command = request(drivers, words, CommandId(f"{number}"))
            yield from tell_all(drivers.ask(command, clock(time)))


Make = Callable[[Drivers, dict[str, Any]], ask.Command]
"""Makes a request of what was said."""

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
        customer=said.get("customer") or "",
        language=said.get("language") or "",
        tier=Tier(said["tier"]) if said.get("tier") else None,
        category=CategoryId(said["category"]) if said.get("category") else None,
        follows=ContactId(said["follows"]) if said.get("follows") else None,
        message=message,
        prepared=MessageId("article") if said.get("minutes") else None,
        quiet=Span(int(said.get("minutes") or 0) * MINUTE),
    )


def _on_offer(
    kind: type[ask.AcceptOffer | ask.DeclineOffer | ask.ReportUnreachable],
) -> Callable[[Drivers, dict[str, Any]], Any]:
    def make(drivers: Drivers, said: dict[str, Any]) -> ask.Command:
        contact = drivers.state.contacts.get(said["contact"])
        offers = contact.offers if contact is not None else 1
        offer = OfferId(f"{said['contact']}/{offers}")
        return kind(id=said["id"], agent=AgentId(said["agent"]), offer=offer)

    return make


def _plainly(kind: type[Any], **more: Any) -> Make:
    return lambda _, said: kind(**said, **more)


def _numbers(words: str) -> Iterator[tuple[str, int]]:
    """Names with a number each, as in `talk 5, write 3`."""
    for name, number in (part.split(" ") for part in words.split(", ")):
        yield name, int(number)


def _levers(words: str) -> Levers:
    """Levers with a number each, spans in seconds; `cap` is that of emails."""
    said: dict[str, Any] = {}
    for name, number in _numbers(words):
        if name == "cap":
            said["caps"] = {EMAIL: number}
        else:
            said[name] = number if name in _COUNTED else Span(number * SECOND)
    return Levers(**said)


def _change_levers(_: Drivers, said: dict[str, Any]) -> ask.Command:
    return ask.ChangeLevers(
        id=said["id"],
        scope=Scope(said["scope"]),
        name=said["name"] or "",
        levers=_levers(said["levers"]),
        by="boss",
    )


def _focus(drivers: Drivers, said: dict[str, Any]) -> ask.Command:
    topics, centre = said["topics"].split(", "), drivers.state.rules
    return ask.FocusAgent(
        id=said["id"],
        who=said["who"],
        queues=tuple(QueueId(name) for name in topics if name not in centre.categories),
        categories=tuple(CategoryId(name) for name in topics if name in centre.categories),
        until=clock(said["until"]),
        by="boss",
    )


_COUNTED: Final = ("reserve", "max_interruptions")

_REQUESTS: Final[Mapping[str, Make]] = {
    r"(?P<contact>\S+) is not helped": _plainly(ask.RefuseAnswer, message=MessageId("article")),
    r"the article to (?P<contact>\S+) comes back": _plainly(
        ask.NoteDelivery, message=MessageId("article"), delivered=False, status="5.1.1"
    ),
    r"(?:(?P<urgency>urgent|normal|low) )?(?P<kind>call|email|chat|task) (?P<contact>\S+) to (?P<queue>\w+)"
    r"(?: from (?P<customer>\w+))?(?: in (?P<language>\w+))?(?:, (?P<tier>\w+) tier)?"
    r"(?:, about (?P<category>\w+))?"
    r"(?:, answered by an article for (?P<minutes>\d+) min)?"
    r"(?:, follows (?P<follows>\S+))?": _admit,
    r"(?P<contact>\S+) hangs up": _plainly(ask.HangUp),
    r"(?P<agent>\w+) connects": _plainly(ask.ConnectAgent),
    r"(?P<agent>\w+) disconnects": _plainly(ask.DisconnectAgent),
    r"(?P<agent>\w+) is (?P<status>ready|away|offline|not_responding)": lambda _, said: ask.SetStatus(
        id=said["id"], agent=said["agent"], status=AgentStatus(said["status"])
    ),
    r"(?P<agent>\w+) is to be (?P<status>ready|away|offline)": lambda _, said: ask.SetStatus(
        id=said["id"], agent=said["agent"], status=AgentStatus(said["status"]), when_done=True
    ),
    r"boss makes (?P<agent>\w+) (?P<status>ready|away|offline)": lambda _, said: ask.SetStatus(
        id=said["id"], agent=said["agent"], status=AgentStatus(said["status"]), by="boss"
    ),
    r"(?P<contact>\S+) wants a callback": _plainly(ask.RequestCallback),
    r"(?P<contact>\S+) is lost with the PBX": _plainly(ask.HangUp, pbx_lost=True),
    r"the phone of (?P<agent>\w+) does not ring for (?P<contact>\S+)": _on_offer(ask.ReportUnreachable),
    r"(?P<agent>\w+) transfers (?P<contact>\S+) to agent (?P<to_agent>\w+)": _plainly(ask.TransferContact),
    r"(?P<agent>\w+) transfers (?P<contact>\S+) to queue (?P<to_queue>\w+)": _plainly(ask.TransferContact),
    r"(?P<agent>\w+) transfers (?P<contact>\S+) to agent (?P<to_agent>\w+)"
    r" by queue (?P<to_queue>\w+)": _plainly(ask.TransferContact),
    r"(?P<agent>\w+) consults agent (?P<to_agent>\w+) about (?P<contact>\S+) by (?P<consult>\S+)": _plainly(
        ask.ConsultAgent
    ),
    r"(?P<agent>\w+) consults queue (?P<to_queue>\w+) about (?P<contact>\S+) by (?P<consult>\S+)": _plainly(
        ask.ConsultAgent
    ),
    r"(?P<agent>\w+) leaves (?P<contact>\S+) to the colleague": _plainly(ask.CompleteTransfer),
    r"(?P<agent>\w+) approves (?P<contact>\S+)": _plainly(ask.ApproveReply),
    r"(?P<agent>\w+) returns (?P<contact>\S+): (?P<comment>.+)": _plainly(ask.ReturnReply),
    r"boss assigns (?P<contact>\S+) to (?P<to_agent>\w+)": _plainly(ask.AssignContact, by="boss"),
    r"boss assigns (?P<contact>\S+) to (?P<to_agent>\w+), over the cap": _plainly(
        ask.AssignContact, by="boss", over_cap=True
    ),
    r"boss pulls (?P<contact>\S+) back": _plainly(ask.PullBack, by="boss"),
    r"boss moves (?P<contact>\S+) to (?P<to_queue>\w+)": _plainly(ask.MoveContact, by="boss"),
    r"boss makes (?P<contact>\S+) (?P<urgency>urgent|normal|low|idle)": lambda _, said: ask.MoveContact(
        id=said["id"], contact=said["contact"], urgency=Urgency(said["urgency"]), by="boss"
    ),
    r"(?P<agent>(?!boss)\w+) says (?P<contact>\S+) is about (?P<category>\w+)": _plainly(
        ask.CategoriseContact
    ),
    r"boss says (?P<contact>\S+) is about nothing": _plainly(
        ask.RecategoriseContact, by="boss", category=None
    ),
    r"boss says (?P<contact>\S+) is about (?P<category>\w+)": _plainly(ask.RecategoriseContact, by="boss"),
    r"boss merges (?P<contact>\S+) into (?P<into>\S+)": _plainly(ask.MergeContacts, by="boss"),
    r"boss rejects (?P<contact>\S+) as (?P<why>\w+)": lambda _, said: ask.RejectContact(
        id=said["id"], contact=said["contact"], why=RejectReason(said["why"]), by="boss"
    ),
    r"boss closes (?P<contact>\S+)": _plainly(ask.CloseContact, by="boss"),
    r"boss sets the levers of (?P<scope>\w+)(?: (?P<name>\w+))?: (?P<levers>.+)": _change_levers,
    r"boss puts (?P<who>\w+) into team (?P<team>\w+)": lambda _, said: ask.ChangeAgent(
        id=said["id"], who=said["who"], team=TeamId(said["team"]), by="boss"
    ),
    r"boss sets (?P<who>\w+) on (?P<topics>.+) until (?P<until>.+)": _focus,
    r"boss lets (?P<who>\w+) do everything": _plainly(ask.FocusAgent, by="boss"),
    r"boss gives (?P<who>\w+) the skills (?P<skills>.+)": lambda _, said: ask.ChangeAgent(
        id=said["id"],
        who=said["who"],
        skills={Skill(name): level for name, level in _numbers(said["skills"])},
        by="boss",
    ),
    r"boss gives (?P<who>\w+) the languages (?P<languages>.+)": lambda _, said: ask.ChangeAgent(
        id=said["id"], who=said["who"], languages=frozenset(said["languages"].split(", ")), by="boss"
    ),
    r"the centre is configured anew": lambda drivers, said: ask.ConfigureCentre(
        id=said["id"], centre=drivers.anew or drivers.state.rules
    ),
    r"(?P<agent>\w+) accepts (?P<contact>\S+)": _on_offer(ask.AcceptOffer),
    r"(?P<agent>\w+) declines (?P<contact>\S+)": _on_offer(ask.DeclineOffer),
    r"(?P<agent>\w+) finishes (?P<contact>\S+)": _plainly(ask.FinishContact),
    r"(?P<agent>\w+) parks (?P<contact>\S+)": _plainly(ask.ParkContact),
    r"(?P<agent>\w+) parks (?P<contact>\S+) for the customer": _plainly(
        ask.ParkContact, why=ParkReason.WAITING_FOR_CUSTOMER
    ),
    r"(?P<agent>\w+) resumes (?P<contact>\S+)": _plainly(ask.ResumeContact),
    r"(?P<agent>\w+) replies to (?P<contact>\S+)": _plainly(ask.SubmitReply, message=MessageId("reply")),
    r"(?P<agent>\w+) ends wrap-up": _plainly(ask.EndWrapUp),
    r"restart, back (?P<back>.+)": lambda _, said: ask.RestartCentre(id=said["id"], back=clock(said["back"])),
    r"the phone of (?P<agent>\w+) rings for (?P<contact>\S+)": _plainly(ask.NoteCall, what=CallNote.RINGING),
    r"(?P<agent>\w+) holds (?P<contact>\S+)": _plainly(ask.NoteCall, what=CallNote.HELD),
    r"(?P<agent>\w+) retrieves (?P<contact>\S+)": _plainly(ask.NoteCall, what=CallNote.RETRIEVED),
    r"(?P<agent>\w+) passes (?P<contact>\S+) on outside": _plainly(ask.TransferAway),
    r"(?P<contact>\S+) is acknowledged": _plainly(
        ask.NoteAcknowledgement, message=MessageId("acknowledgement")
    ),
    r"the reply to (?P<contact>\S+) is delivered": _plainly(
        ask.NoteDelivery, message=MessageId("reply"), delivered=True
    ),
    r"the reply to (?P<contact>\S+) comes back": _plainly(
        ask.NoteDelivery, message=MessageId("reply"), delivered=False, status="5.1.1", again=True
    ),
}


# --- facts ----------------------------------------------------------------------------------------------


def tell_all(events: list[fact.Event]) -> Iterator[str]:
    """Facts as lines of the page; what is promised at the arrival stands on the arrival's line."""
    before: fact.Event | None = None
    for event in events:
        if isinstance(event, fact.PromiseMade) and isinstance(before, fact.ContactArrived):
            yield f"{tell(before)}, due {_time(event.due)}"
        elif isinstance(before, fact.ContactArrived):
            yield tell(before)
        if not isinstance(event, fact.ContactArrived) and not (
            isinstance(event, fact.PromiseMade) and isinstance(before, fact.ContactArrived)
        ):
            yield tell(event)
        before = event
    if isinstance(before, fact.ContactArrived):
        yield tell(before)


def tell(event: fact.Event) -> str:
    """A fact as a line of the page."""
    return f"{_time(event.at)}   {_TOLD[type(event)](event)}"


def _time(instant: Instant) -> str:
    # To the second, but never hide a fraction: a fact must stand at its instant.
    if instant == FOREVER:
        return "never"
    whole, rest = divmod(instant - MIDNIGHT * SECOND, SECOND)
    days, secs = divmod(whole, 86_400)
    day = f"{WEEKDAYS[days % 7]} {days + FIRST_DAY} " if days else ""
    text = f"{day}{secs // 3600:02}:{secs // 60 % 60:02}:{secs % 60:02}"
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
    told = {"follows": event.follows, "about": event.consults, "to approve": event.approves}
    more = "".join(f", {word} {name}" for word, name in told.items() if name)
    return f"{event.contact} arrived in {event.queue}{more}"


def _replied(event: fact.ReplySubmitted) -> str:
    again = "" if event.first else " again"
    return f"{event.agent} replied to {event.contact}{again} after {_lasting(event.took)}"


def _broken(event: fact.PromiseBroken) -> str:
    return f"{event.promise} broken to {event.contact}{_with(event.agent)}"


def _kept(event: fact.PromiseKept) -> str:
    late = " late" if event.late else ""
    return f"kept {event.promise} to {event.contact}{late} after {_lasting(event.took)}"


def _changed(event: fact.PromiseChanged) -> str:
    due = _time(event.due)
    return f"changed {event.promise} to {event.contact}: by {due}, version {event.version}"


def _reserved(event: fact.ContactReserved) -> str:
    cap = ", over her cap" if event.over_cap else ""
    return f"{event.contact} reserved for {event.agent} until {_time(event.until)}: {event.why}{cap}"


def _closed(event: fact.ContactClosed) -> str:
    who = f"{event.agent} closed {event.contact}" if event.agent else f"{event.contact} closed"
    return f"{who}, {_lasting(event.handled)} in hand: {event.why}"


def _with(agent: AgentId | None) -> str:
    return f", with {agent}" if agent else ""


def _by(who: str) -> str:
    return f", by {who}" if who else ""


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
    fact.ReplyUndelivered: lambda e: f"{e.contact} did not reach its customer{_with(e.agent)}",
    fact.FollowUpReceived: lambda e: f"{e.contact} got another letter{_with(e.agent)}",
    fact.ContactOffered: _offered,
    fact.OfferAccepted: _accepted,
    fact.OfferDeclined: lambda e: f"{e.agent} declined {e.contact}",
    fact.OfferTimedOut: lambda e: f"{e.agent} missed {e.contact}",
    fact.OfferCancelled: lambda e: f"{e.contact} cancelled at {e.agent}: {e.why}",
    fact.ContactReserved: _reserved,
    fact.ReservationEnded: lambda e: f"{e.contact} is for anybody{_by(e.by)}",
    fact.SkillsRelaxed: lambda e: f"{e.contact} relaxed to ring {e.ring}",
    fact.UrgencyChanged: lambda e: f"{e.contact} rose to {e.urgency}: {e.why}{_by(e.by)}",
    fact.ContactCategorised: lambda e: f"{e.contact} is about {e.category}{_by(e.by or e.agent or '')}",
    fact.ContactMoved: lambda e: f"{e.contact} moved to {e.to_queue}, {e.urgency}{_by(e.by)}",
    fact.CallbackRequested: lambda e: f"{e.contact} is to be called back",
    fact.ContactTransferred: lambda e: f"{e.agent} passed {e.contact} on to {e.to_queue}",
    fact.ContactHandedOver: lambda e: f"{e.agent} left {e.contact} to {e.to_agent}",
    fact.ContactMerged: lambda e: f"{e.contact} merged into {e.into}{_by(e.by)}",
    fact.ContactRejected: lambda e: f"{e.contact} rejected: {e.why}{_by(e.by)}",
    fact.ContactSent: lambda e: f"{e.agent} sent {e.contact}, closes {_time(e.closes)}",
    fact.ContactAnswered: lambda e: f"an article answered {e.contact}, closes {_time(e.closes)}",
    fact.AnswerFailed: lambda e: f"the article did not help {e.contact}: {e.why}",
    fact.ContactReopened: lambda e: f"{e.contact} reopened",
    fact.ReplyHeld: lambda e: f"{e.agent}'s reply to {e.contact} is held: {e.approval}",
    fact.ReplyApproved: lambda e: f"{e.by} approved {e.agent}'s reply to {e.contact}",
    fact.ReplyReturned: lambda e: f"{e.by} returned {e.agent}'s reply to {e.contact}: {e.comment}",
    fact.PromiseMade: lambda e: f"promised {e.contact} {e.promise} by {_time(e.due)}",
    fact.PromisePaused: lambda e: f"paused {e.promise} to {e.contact}, {_lasting(e.left)} left",
    fact.PromiseResumed: lambda e: f"resumed {e.promise} to {e.contact}, by {_time(e.due)}",
    fact.PromiseWarned: lambda e: f"{e.percent} % of {e.promise} to {e.contact} are over",
    fact.PromiseKept: _kept,
    fact.PromiseChanged: lambda e: (
        f"changed {e.promise} to {e.contact}: by {_time(e.due)}, version {e.version}"
    ),
    fact.LeversChanged: lambda e: f"levers of {' '.join((e.scope, e.name)).strip()} changed{_by(e.by)}",
    fact.AgentChanged: lambda e: f"{e.agent} changed{_by(e.by)}",
    fact.AgentFocused: lambda e: (
        f"{e.agent} is set on {' '.join((*e.queues, *e.categories))} until {_time(e.until)}{_by(e.by)}"
    ),
    fact.FocusEnded: lambda e: f"{e.agent} does everything again{_by(e.by)}",
    fact.TimetableSwitched: lambda e: f"timetable {e.timetable} is {'on' if e.on else 'off'}",
    fact.NextStatusQueued: lambda e: f"{e.agent} is to become {e.status}",
    fact.OfferRescinded: lambda e: f"{e.contact} taken back from {e.agent}: {e.why}",
    fact.ContactParked: lambda e: f"{e.agent} parked {e.contact}: {e.why}",
    fact.ContactResumed: lambda e: f"{e.agent} resumed {e.contact} after {_lasting(e.parked)}: {e.why}",
    fact.ContactReturned: lambda e: f"{e.contact} returned from {e.agent}: {e.why}",
    fact.ContactAcknowledged: lambda e: f"{e.contact} was acknowledged",
    fact.ReplySubmitted: _replied,
    fact.PromiseBroken: _broken,
    fact.ContactAbandoned: lambda e: f"{e.contact} abandoned after {_lasting(e.waited)}",
    fact.ContactClosed: _closed,
    fact.CallNoted: lambda e: f"{e.contact} {e.what} at {e.agent}'s phone",
    fact.DeliveryNoted: lambda e: f"reply to {e.contact} delivered: {e.delivered}",
    fact.AccessNoted: lambda e: f"{e.user}: {e.what}{_by(e.by)}",
}
