"""From reports to commands, and from the engine's answers to what a PBX is told."""

from typing import Final

from msgspec import Struct

from dispatcher import commands as ask
from dispatcher.centre import Centre, Queue
from dispatcher.engine.state import State
from dispatcher.events import CommandRefused
from dispatcher.vocabulary import AgentId, CallNote, CommandId, ContactId, Phase, QueueId, Refusal
from dispatcher.voice.reports import (
    AnyReport,
    CallArrived,
    CallbackWanted,
    CallHeld,
    CallHungUp,
    CallRetrieved,
    CallTransferred,
    Party,
    PbxReport,
    PhoneAnswered,
    PhoneDeclined,
    PhoneRinging,
    PhoneUnreachable,
)


class Objection(Struct, frozen=True):
    """Why a report changed nothing: a word for programs, a sentence for people."""

    reason: str
    detail: str


UNKNOWN_CALL: Final = "unknown_call"
UNKNOWN_QUEUE: Final = "unknown_queue"
UNKNOWN_CATEGORY: Final = "unknown_category"
UNKNOWN_AGENT: Final = "unknown_agent"
TOO_LATE: Final = "too_late"
NAME_TAKEN: Final = "name_taken"
NOT_ALLOWED: Final = "not_allowed"
INCOMPLETE: Final = "incomplete"

_WORDS: Final = {
    Refusal.UNKNOWN_CONTACT: UNKNOWN_CALL,
    Refusal.WRONG_CHANNEL: UNKNOWN_CALL,
    Refusal.UNKNOWN_QUEUE: UNKNOWN_QUEUE,
    Refusal.UNKNOWN_CATEGORY: UNKNOWN_CATEGORY,
    Refusal.UNKNOWN_AGENT: UNKNOWN_AGENT,
    Refusal.CONTACT_EXISTS: NAME_TAKEN,
    Refusal.OFFER_GONE: TOO_LATE,
    Refusal.NOT_YOURS: TOO_LATE,
    Refusal.WRONG_PHASE: TOO_LATE,
}
"""The engine's refusals in words of the phone; what is not here is `NOT_ALLOWED`."""


def live_queues(rules: Centre) -> dict[QueueId, Queue]:
    """The queues that calls can come in by."""
    return {queue.id: queue for queue in rules.queues.values() if rules.channels[queue.channel].live}


def arrival_id(call: ContactId) -> CommandId:
    """The id of the command by which this call comes in: a call's name has one arrival, for ever."""
    return CommandId(f"call:{call}:arrived")


def command_of(report: AnyReport, id_: CommandId, state: State) -> ask.Command | Objection:
    """The command this report asks for, under `id_`; or why there is none.

    An arrival has an id of its own, see `arrival_id`. The state is asked for one thing: which queues take
    calls, as the engine itself takes any contact into any queue.
    """
    match report:
        case CallArrived():
            return _admit(report, state)
        case PhoneRinging() | CallHeld() | CallRetrieved():
            return ask.NoteCall(id=id_, contact=report.call, agent=report.agent, what=_NOTES[type(report)])
        case PhoneAnswered():
            return ask.AcceptOffer(id=id_, agent=report.agent, offer=report.offer)
        case PhoneDeclined():
            return ask.DeclineOffer(id=id_, agent=report.agent, offer=report.offer)
        case PhoneUnreachable():
            return ask.ReportUnreachable(id=id_, agent=report.agent, offer=report.offer, cause=report.cause)
        case CallTransferred():
            return _transfer(report, id_)
        case CallHungUp():
            return _hang_up(report, id_)
        case CallbackWanted():
            return ask.RequestCallback(id=id_, contact=report.call)


_NOTES: Final[dict[type[PbxReport], CallNote]] = {
    PhoneRinging: CallNote.RINGING,
    CallHeld: CallNote.HELD,
    CallRetrieved: CallNote.RETRIEVED,
}


def _admit(report: CallArrived, state: State) -> ask.Command | Objection:
    voice = live_queues(state.rules)
    if report.queue not in voice:
        there_are = ", ".join(sorted(voice)) or "none"
        return Objection(UNKNOWN_QUEUE, f"there is no voice queue {report.queue!r}; there are {there_are}")
    return ask.AdmitContact(
        id=arrival_id(report.call),
        contact=report.call,
        queue=report.queue,
        urgency=report.urgency,
        tier=report.tier,
        category=report.category,
        customer=report.caller,
        language=report.language,
    )


def _transfer(report: CallTransferred, id_: CommandId) -> ask.Command | Objection:
    if report.away:
        if report.to_queue is not None or report.to_agent is not None:
            return Objection(INCOMPLETE, "a call goes away, or to a queue or an agent; say one of them")
        return ask.TransferAway(id=id_, contact=report.call, agent=report.agent)
    return ask.TransferContact(
        id=id_,
        agent=report.agent,
        contact=report.call,
        to_queue=report.to_queue,
        to_agent=report.to_agent,
    )


def _hang_up(report: CallHungUp, id_: CommandId) -> ask.Command | Objection:
    if report.by is not Party.AGENT:
        return ask.HangUp(id=id_, contact=report.call, pbx_lost=report.by is Party.PBX_LOST)
    if report.agent is None:
        return Objection(INCOMPLETE, "when an agent hung up, say which: agent")
    return ask.FinishContact(id=id_, agent=report.agent, contact=report.call)


def objection(report: AnyReport, refused: CommandRefused | None, state: State) -> Objection | None:
    """Why the engine's answer is no, in words of the phone; None when all is as the report says."""
    if refused is None or _so_already(report, state):
        return None
    return Objection(_WORDS.get(refused.reason, NOT_ALLOWED), refused.detail)


def _so_already(report: AnyReport, state: State) -> bool:
    """Does the picture show it as reported? Then whoever reported it was merely not the first.

    A desk and its phone may both accept, and both hang up; what was hung up stays hung up. Offers are named
    after their contact, see `engine.steps.offer`.
    """
    match report:
        case CallHungUp() | CallTransferred(away=True):
            return report.call not in state.contacts
        case PhoneAnswered():
            return any(
                contact.phase is Phase.ACTIVE and report.offer.rpartition("/")[0] == contact.id
                for contact in (state.contacts[name] for name in _desk(report.agent, state))
            )
        case _:
            return False


def _desk(agent: AgentId, state: State) -> tuple[ContactId, ...]:
    known = state.agents.get(agent)
    return tuple(known.contacts) if known is not None else ()
