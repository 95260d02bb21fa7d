"""Days by chance: requests drawn from what could be asked now, and now and then from what could not.

`make` turns the kind of a request and two small numbers into the request, so Hypothesis can draw the numbers
and shrink them, and `stroll` can draw them from a seed.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from msgspec.structs import replace

from dispatcher import commands as ask
from dispatcher.centre import Centre
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import (
    MINUTE,
    Access,
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
    Phase,
    QueueId,
    RejectReason,
    Scope,
    Skill,
    Span,
    TeamId,
    Tier,
    Urgency,
    later,
)
from tests.engine.centres import LANGUAGES, TEAMS, Dice
from tests.engine.people import seconds

Step = tuple[Instant, ask.Command]

WAITS: Final = (0, 0, 0, 1, 1, 2, 3, 5, 5, 5, 10, 10, 20, 60)
"""Seconds between two requests. Few and round, so that many things come due at one instant."""

WEIGHTS: Final[Mapping[str, int]] = {
    "accept": 160,
    "call": 24,
    "email": 24,
    "ready": 24,
    "connect": 24,
    "finish": 16,
    "reply": 10,
    "approve": 10,
    "hang_up": 6,
    "park": 6,
    "park_for_customer": 4,
    "resume": 8,
    "decline": 5,
    "follow_up": 5,
    "end_wrap_up": 5,
    "acknowledge": 4,
    "transfer": 5,
    "consult": 4,
    "complete": 4,
    "return_reply": 4,
    "away": 3,
    "disconnect": 3,
    "when_done": 3,
    "assign": 4,
    "pull_back": 3,
    "move": 3,
    "categorise": 3,
    "recategorise": 3,
    "levers": 3,
    "nonsense": 3,
    "callback": 2,
    "unreachable": 2,
    "note_call": 3,
    "transfer_away": 1,
    "profile": 2,
    "focus": 2,
    "offline": 2,
    "merge": 1,
    "reject": 1,
    "close": 1,
    "restart": 1,
    "configure": 1,
    "undelivered": 3,
    "prepared": 2,
    "refuse": 2,
}


def opening(centre: Centre, absent: int = 0) -> Iterator[ask.Command]:
    """The first requests of a day: a centre, and its agents at their desks, ready; all but the last few."""
    yield ask.ConfigureCentre(id=CommandId("configure"), centre=centre)
    for name in list(centre.agents)[: len(centre.agents) - absent]:
        yield ask.ConnectAgent(id=CommandId(f"{name} connects"), agent=name)
        yield ask.SetStatus(id=CommandId(f"{name} ready"), agent=name, status=AgentStatus.READY)


def stroll(
    seed: int, state: Callable[[], State], centres: Sequence[Centre], start: Instant
) -> Iterator[Step]:
    """Requests without end, the same ones for the same seed and the same answers.

    Some come twice, some late, as an instant before the last; now and then nothing happens for minutes.
    """
    chance = random.Random(f"walk {seed}")
    now = start
    asked: list[ask.Command] = []
    for command in opening(centres[0], absent=chance.choice((0, 0, 0, 1))):
        yield now, command
    # A big centre is as busy as a small one only if more comes in.
    pace = max(1, len(centres[0].agents) // 4)
    number = 0
    while True:
        number += 1
        now = later(now, _wait(chance, pace))
        if asked and chance.random() < 0.01:
            yield now, chance.choice(asked)
            continue
        kind = _sensible(chance, state())
        command = make(kind, state(), centres, number, chance.randrange(64), chance.randrange(16), now)
        asked.append(command)
        late = seconds(chance.choice((1, 5, 60))) if chance.random() < 0.02 else Span(0)
        yield Instant(now - late), command


def _wait(chance: random.Random, pace: int) -> Span:
    if chance.random() < 0.004:
        return Span(chance.choice((3, 10, 25)) * MINUTE)
    return seconds(chance.choice(WAITS)) if chance.randrange(pace) == 0 else Span(0)


_KIND_NAMES: Final = tuple(WEIGHTS)
_SUMS: Final = tuple(accumulate(WEIGHTS.values()))


def _sensible(chance: random.Random, state: State) -> str:
    """The kind of a request that would do something; now and then of one that would not."""
    while True:
        (kind,) = chance.choices(_KIND_NAMES, cum_weights=_SUMS)
        if chance.random() < 0.02 or _helps(kind, state):
            return kind


def _helps(kind: str, state: State) -> bool:
    """Would this request do something, and not just fill the lines until nothing else happens?"""
    if kind in ("call", "email"):
        live = kind == "call"
        waiting = sum(c.phase is Phase.WAITING and c.live is live for c in state.contacts.values())
        return waiting < 3 + len(state.agents) // 8
    fits = _FITS.get(kind)
    return fits is None or any(fits(state, agent) for agent in state.agents.values())


def make(
    kind: str, state: State, centres: Sequence[Centre], number: int, who: int, pick: int, now: Instant
) -> ask.Command:
    """The request of this kind; `number` tells it from others, `who` and `pick` choose what it is about."""
    fits = [a.id for a in state.agents.values() if _FITS[kind](state, a)] if kind in _FITS else []
    staff = list(state.agents) or [AgentId("a0")]
    # One time in sixteen whoever comes along asks, whether it makes sense or not.
    agent = fits[who % len(fits)] if fits and pick != 15 else staff[who % len(staff)]
    return _KINDS[kind](Drawn(state, centres, CommandId(str(number)), agent, who, pick, now))


@dataclass(frozen=True)
class Drawn:
    """What was drawn for one request."""

    state: State
    centres: Sequence[Centre]
    id: CommandId
    agent: AgentId
    who: int
    pick: int
    now: Instant

    def hers(self, *phases: Phase) -> ContactId:
        """One of her contacts in these phases, else any open contact, else one nobody knows."""
        desk = self.state.agents.get(self.agent)
        here = [self.state.contacts[name] for name in desk.contacts] if desk else []
        return self.one([c for c in here if c.phase in phases])

    def to_finish(self) -> ContactId:
        """Mostly her call, so that emails stay open long enough for something to happen to them."""
        desk = self.state.agents.get(self.agent)
        calls = [name for name in desk.contacts if self.state.contacts[name].live] if desk else []
        return calls[0] if calls and self.pick > 1 else self.hers(Phase.ACTIVE, Phase.PARKED)

    def any_of(self, fits: Callable[[ContactState], bool]) -> ContactId:
        """One of the open contacts that fit."""
        return self.one([c for c in self.state.contacts.values() if fits(c)])

    def one(self, contacts: list[ContactState]) -> ContactId:
        """One of these, else any open contact, else one nobody knows."""
        some = contacts or list(self.state.contacts.values())
        return some[(self.pick + self.who) % len(some)].id if some else ContactId("nobody")

    def queue(self, *, live: bool | None = None) -> QueueId:
        """One of the queues, for calls or for letters."""
        centre = self.state.centre
        if centre is None:
            return QueueId("calls")
        queues = [q.id for q in centre.queues.values() if live in (None, centre.channel_of(q.id).live)]
        return queues[(self.pick + 3 * self.who) % len(queues)] if queues else QueueId("calls")

    def other(self) -> AgentId:
        """Some agent, most likely another one."""
        staff = [name for name in self.state.agents if name != self.agent] or [self.agent]
        return staff[self.pick % len(staff)]

    def customer(self) -> dict[str, Any]:
        """Who it is, and in what language; a few customers come again and again."""
        name = ("", "eve", "fay", "gus", "hal")[self.who % 5]
        tier = Tier("gold") if name == "eve" else None
        language = ("", *LANGUAGES, "fi")[self.pick % 4]
        return {"customer": name, "language": language, "tier": tier, "category": self.category()}

    def category(self) -> CategoryId | None:
        """What it is about; most often nobody says."""
        known = sorted(self.state.rules.categories)
        return known[self.who % len(known)] if known and self.pick % 3 == 2 else None

    @property
    def dice(self) -> Dice:
        """For what is drawn with more than two numbers."""
        return Dice(random.Random(f"{self.id} {self.who} {self.pick}"), 0)


# --- what comes in --------------------------------------------------------------------------------------


def _call(d: Drawn) -> ask.Command:
    # A switchboard may use an id again once the call is over.
    name = ContactId(f"c{d.id}" if d.pick else "c")
    urgency = (Urgency.URGENT, Urgency.LOW)[d.who % 2] if d.pick == 4 else None
    return ask.AdmitContact(id=d.id, contact=name, queue=d.queue(live=True), urgency=urgency, **d.customer())


def _email(d: Drawn) -> ask.AdmitContact:
    urgency = (Urgency.URGENT, Urgency.IDLE)[d.who % 2] if d.pick == 4 else None
    return ask.AdmitContact(
        id=d.id,
        contact=ContactId(f"e{d.id}"),
        queue=d.queue(live=False),
        urgency=urgency,
        message=MessageId(f"m{d.id}"),
        **d.customer(),
    )


def _prepared(d: Drawn) -> ask.Command:
    quiet = seconds(600 * (d.pick + 1))
    return replace(_email(d), prepared=MessageId(f"a{d.id}"), quiet=quiet)


def _refuse(d: Drawn) -> ask.Command:
    name = d.any_of(lambda c: c.prepared is not None)
    there = d.state.contacts.get(name)
    message = there.prepared if there is not None and there.prepared is not None else MessageId("a")
    if d.pick % 2:
        return ask.RefuseAnswer(id=d.id, contact=name, message=message)
    return ask.NoteDelivery(id=d.id, contact=name, message=message, delivered=False)


def _follow_up(d: Drawn) -> ask.Command:
    waits = (Phase.AWAITING_CLOSE, Phase.AWAITING_APPROVAL, Phase.PARKED)
    followed = d.any_of(lambda c: not c.live and (c.phase in waits or d.pick < 4))
    return ask.AdmitContact(
        id=d.id,
        contact=ContactId(f"e{d.id}"),
        queue=d.queue(live=False),
        follows=followed,
        message=MessageId(f"m{d.id}"),
    )


def _undelivered(d: Drawn) -> ask.Command:
    sent = d.any_of(lambda c: not c.live and c.replied)
    return ask.NoteDelivery(id=d.id, contact=sent, message=MessageId("m"), delivered=False, again=d.pick < 5)


def _hang_up(d: Drawn) -> ask.Command:
    return ask.HangUp(id=d.id, contact=d.any_of(lambda c: c.live), pbx_lost=d.pick == 3)


def _note_call(d: Drawn) -> ask.Command:
    what = tuple(CallNote)[d.pick % 3]
    phase = Phase.OFFERED if what is CallNote.RINGING else Phase.ACTIVE
    return ask.NoteCall(id=d.id, agent=d.agent, contact=d.hers(phase), what=what)


def _callback(d: Drawn) -> ask.Command:
    waits = (Phase.WAITING, Phase.OFFERED)
    return ask.RequestCallback(id=d.id, contact=d.any_of(lambda c: c.live and c.phase in waits))


# --- agents ---------------------------------------------------------------------------------------------


def _offer(d: Drawn) -> OfferId:
    agent = d.state.agents.get(d.agent)
    return (agent and agent.offer) or OfferId("e1/1")


def _status(status: AgentStatus) -> Callable[[Drawn], ask.Command]:
    return lambda d: ask.SetStatus(id=d.id, agent=d.agent, status=status, by="boss" if d.pick == 2 else "")


def _when_done(d: Drawn) -> ask.Command:
    status = (AgentStatus.AWAY, AgentStatus.OFFLINE, AgentStatus.AWAY, AgentStatus.READY)[d.pick % 4]
    return ask.SetStatus(id=d.id, agent=d.agent, status=status, when_done=True)


def _transfer(d: Drawn) -> ask.Command:
    contact = d.hers(Phase.ACTIVE, Phase.PARKED)
    live = contact in d.state.contacts and d.state.contacts[contact].live
    return ask.TransferContact(
        id=d.id,
        agent=d.agent,
        contact=contact,
        to_queue=d.queue(live=live) if d.pick % 3 else None,
        to_agent=d.other() if d.pick % 3 != 1 else None,
    )


def _consult(d: Drawn) -> ask.Command:
    return ask.ConsultAgent(
        id=d.id,
        agent=d.agent,
        contact=d.to_finish(),
        consult=ContactId(f"k{d.id}"),
        to_queue=d.queue(live=True) if d.pick % 3 == 0 else None,
        to_agent=d.other() if d.pick % 3 else None,
    )


def _complete(d: Drawn) -> ask.Command:
    return ask.CompleteTransfer(id=d.id, agent=d.agent, contact=d.any_of(lambda c: c.consult is not None))


def _approves(state: State, agent: AgentState) -> bool:
    here = (state.contacts[name] for name in agent.contacts)
    return any(c.approves is not None and c.phase is Phase.ACTIVE for c in here)


def _to_approve(d: Drawn) -> ContactId:
    return d.any_of(lambda c: c.approves is not None and c.agent == d.agent and c.phase is Phase.ACTIVE)


# --- supervisors ----------------------------------------------------------------------------------------


def _assign(d: Drawn) -> ask.Command:
    return ask.AssignContact(
        id=d.id,
        contact=d.any_of(lambda c: d.pick > 3 or c.phase is Phase.WAITING),
        to_agent=d.agent,
        over_cap=d.pick % 3 == 0,
        by="boss",
    )


def _move(d: Drawn) -> ask.Command:
    contact = d.any_of(lambda c: c.phase in (Phase.WAITING, Phase.OFFERED))
    live = contact in d.state.contacts and d.state.contacts[contact].live
    urgency = (Urgency.URGENT, Urgency.NORMAL, Urgency.LOW, Urgency.IDLE)[d.who % (3 if live else 4)]
    return ask.MoveContact(
        id=d.id,
        contact=contact,
        to_queue=d.queue(live=live) if d.pick % 2 else None,
        urgency=urgency if d.pick % 3 == 0 else None,
        by="boss",
    )


def _categorise(d: Drawn) -> ask.Command:
    contact = d.hers(Phase.ACTIVE, Phase.PARKED)
    return ask.CategoriseContact(id=d.id, agent=d.agent, contact=contact, category=d.category())


def _recategorise(d: Drawn) -> ask.Command:
    contact = d.any_of(lambda c: d.pick > 3 or c.phase in (Phase.WAITING, Phase.OFFERED))
    return ask.RecategoriseContact(id=d.id, contact=contact, category=d.category(), by="boss")


def _focus(d: Drawn) -> ask.Command:
    written = [q.id for q in d.state.rules.queues.values() if not d.state.rules.channels[q.channel].live]
    category = d.category()
    return ask.FocusAgent(
        id=d.id,
        who=d.agent,
        queues=tuple(written[: d.pick % 3]),
        categories=(category,) if category is not None and d.who % 2 else (),
        until=later(d.now, seconds((5, 30, 300)[d.pick % 3])),
        by="boss",
    )


def _acknowledge(d: Drawn) -> ask.Command:
    letter = d.any_of(lambda c: not c.live and not c.acknowledged)
    return ask.NoteAcknowledgement(id=d.id, contact=letter, message=MessageId("acknowledgement"))


def _merge(d: Drawn) -> ask.Command:
    written = [c.id for c in d.state.contacts.values() if not c.live] or [ContactId("e1")]
    into = written[d.who % len(written)]
    return ask.MergeContacts(id=d.id, contact=written[d.pick % len(written)], into=into, by="boss")


def _levers(d: Drawn) -> ask.Command:
    scope = (Scope.AGENT, Scope.TEAM, Scope.QUEUE, Scope.CENTRE)[d.pick % 4]
    name = {Scope.AGENT: d.agent, Scope.TEAM: TEAMS[d.who % 2], Scope.QUEUE: d.queue(), Scope.CENTRE: ""}
    return ask.ChangeLevers(id=d.id, scope=scope, name=name[scope], levers=d.dice.levers(0.4), by="boss")


def _profile(d: Drawn) -> ask.Command:
    some = d.dice.agent(0)
    return ask.ChangeAgent(
        id=d.id,
        who=d.agent,
        team=some.team if d.pick % 2 else None,
        skills=some.skills if d.pick % 3 else None,
        languages=some.languages if d.pick % 5 == 0 else None,
        by="boss",
    )


def _nonsense(d: Drawn) -> ask.Command:
    call, letter = d.any_of(lambda c: c.live), d.any_of(lambda c: not c.live)
    return (
        ask.ConnectAgent(id=d.id, agent=AgentId("nobody")),
        ask.FinishContact(id=d.id, agent=d.agent, contact=ContactId("nothing")),
        ask.AdmitContact(id=d.id, contact=ContactId("x"), queue=QueueId("nowhere")),
        ask.AcceptOffer(id=d.id, agent=d.agent, offer=OfferId("nothing/1")),
        ask.ParkContact(id=d.id, agent=d.agent, contact=call),
        ask.HangUp(id=d.id, contact=letter),
        ask.NoteDelivery(id=d.id, contact=ContactId("e1"), message=MessageId("m"), delivered=True),
        ask.NoteAccess(id=d.id, what=Access.LOGGED_IN, user="ploy"),
        ask.SetStatus(id=d.id, agent=d.agent, status=AgentStatus.NOT_RESPONDING),
        ask.ParkContact(id=d.id, agent=d.agent, contact=letter, why=ParkReason.PRE_EMPTED),
        ask.ApproveReply(id=d.id, agent=d.agent, contact=letter),
        ask.ConsultAgent(id=d.id, agent=d.agent, contact=letter, consult=ContactId("k"), to_agent=d.other()),
        ask.TransferContact(id=d.id, agent=d.agent, contact=call),
        ask.ChangeLevers(id=d.id, scope=Scope.TEAM, name="nowhere", levers=d.dice.levers(0.5)),
        ask.ChangeAgent(id=d.id, who=d.agent, skills={Skill("talk"): 11}, team=TeamId("day")),
        ask.MergeContacts(id=d.id, contact=letter, into=letter),
        ask.AssignContact(id=d.id, contact=call, to_agent=AgentId("nobody")),
    )[d.pick]


def _restart(d: Drawn) -> ask.Command:
    return ask.RestartCentre(id=d.id, back=later(d.now, seconds(10 * (d.pick % 4))))


def _busy(state: State, agent: AgentState) -> bool:
    return bool(agent.contacts)


def _calls(state: State, agent: AgentState) -> bool:
    return any(c.live and c.phase is Phase.ACTIVE for c in map(state.contacts.__getitem__, agent.contacts))


_FITS: Final[Mapping[str, Callable[[State, AgentState], bool]]] = {
    "accept": lambda _, agent: agent.offer is not None,
    "decline": lambda _, agent: agent.offer is not None,
    "unreachable": lambda _, agent: agent.offer is not None,
    "finish": _busy,
    "note_call": _busy,
    "transfer_away": _calls,
    "park": _busy,
    "park_for_customer": _busy,
    "resume": lambda state, agent: any(state.contacts[name].parked for name in agent.contacts),
    "reply": _busy,
    "transfer": _busy,
    "categorise": _busy,
    "when_done": _busy,
    "consult": _calls,
    "complete": lambda state, agent: any(state.contacts[name].consult for name in agent.contacts),
    "approve": _approves,
    "return_reply": _approves,
    "end_wrap_up": lambda _, agent: agent.wrap_up is not None,
    "ready": lambda _, agent: agent.status is not AgentStatus.READY,
    "connect": lambda _, agent: not agent.connected,
}
"""Whom a request may help."""

_KINDS: Final[Mapping[str, Callable[[Drawn], ask.Command]]] = {
    "call": _call,
    "email": _email,
    "follow_up": _follow_up,
    "prepared": _prepared,
    "refuse": _refuse,
    "undelivered": _undelivered,
    "hang_up": _hang_up,
    "callback": _callback,
    "unreachable": lambda d: ask.ReportUnreachable(id=d.id, agent=d.agent, offer=_offer(d)),
    "note_call": _note_call,
    "transfer_away": lambda d: ask.TransferAway(id=d.id, agent=d.agent, contact=d.hers(Phase.ACTIVE)),
    "accept": lambda d: ask.AcceptOffer(id=d.id, agent=d.agent, offer=_offer(d)),
    "decline": lambda d: ask.DeclineOffer(id=d.id, agent=d.agent, offer=_offer(d)),
    "finish": lambda d: ask.FinishContact(id=d.id, agent=d.agent, contact=d.to_finish()),
    "park": lambda d: ask.ParkContact(id=d.id, agent=d.agent, contact=d.hers(Phase.ACTIVE)),
    "park_for_customer": lambda d: ask.ParkContact(
        id=d.id, agent=d.agent, contact=d.hers(Phase.ACTIVE), why=ParkReason.WAITING_FOR_CUSTOMER
    ),
    "resume": lambda d: ask.ResumeContact(id=d.id, agent=d.agent, contact=d.hers(Phase.PARKED)),
    "reply": lambda d: ask.SubmitReply(
        id=d.id, agent=d.agent, contact=d.hers(Phase.ACTIVE), message=MessageId(f"r{d.id}")
    ),
    "approve": lambda d: ask.ApproveReply(id=d.id, agent=d.agent, contact=_to_approve(d)),
    "return_reply": lambda d: ask.ReturnReply(
        id=d.id, agent=d.agent, contact=_to_approve(d), comment="not like that"
    ),
    "end_wrap_up": lambda d: ask.EndWrapUp(id=d.id, agent=d.agent),
    "transfer": _transfer,
    "consult": _consult,
    "complete": _complete,
    "ready": _status(AgentStatus.READY),
    "away": _status(AgentStatus.AWAY),
    "offline": _status(AgentStatus.OFFLINE),
    "when_done": _when_done,
    "connect": lambda d: ask.ConnectAgent(id=d.id, agent=d.agent),
    "disconnect": lambda d: ask.DisconnectAgent(id=d.id, agent=d.agent),
    "assign": _assign,
    "pull_back": lambda d: ask.PullBack(id=d.id, contact=d.any_of(lambda c: c.agent is not None), by="boss"),
    "move": _move,
    "categorise": _categorise,
    "recategorise": _recategorise,
    "acknowledge": _acknowledge,
    "focus": _focus,
    "merge": _merge,
    "reject": lambda d: ask.RejectContact(
        id=d.id, contact=d.any_of(lambda c: not c.live), why=RejectReason.SPAM, by="boss"
    ),
    "close": lambda d: ask.CloseContact(id=d.id, contact=d.any_of(lambda c: not c.live), by="boss"),
    "levers": _levers,
    "profile": _profile,
    "nonsense": _nonsense,
    "restart": _restart,
    "configure": lambda d: ask.ConfigureCentre(id=d.id, centre=d.centres[d.pick % len(d.centres)]),
}
