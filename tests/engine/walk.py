"""Days by chance: requests drawn from what could be asked now, and now and then from what could not.

`make` turns the kind of a request and two small numbers into the request, so Hypothesis can draw the numbers
and shrink them, and `stroll` can draw them from a seed.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from dispatcher import commands as ask
from dispatcher.centre import Centre
from dispatcher.engine.state import AgentState, ContactState, State
from dispatcher.vocabulary import (
    MINUTE,
    AgentId,
    AgentStatus,
    Channel,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    Phase,
    QueueId,
    Span,
    Urgency,
    later,
)
from tests.engine.people import BOTH, TALK, WRITE, agent, centre, line, seconds

STAFF = ("anna", "ben", "cleo", "dora")
CENTRES: Final[tuple[Centre, ...]] = tuple(
    centre(
        *(agent(name, skills) for name, skills in zip(STAFF, skills_of, strict=False)),
        lines=(
            line("calls", wrap_up=seconds(10), promise=seconds(30), expected_handle=seconds(20)),
            line("urgent", urgency=Urgency.URGENT, interrupt_after=Span(0), offer_timeout=seconds(10)),
            line("low", urgency=Urgency.LOW, interrupt_after=None),
            line("mail", Channel.EMAIL, promise=15 * MINUTE, wrap_up=seconds(mail_wrap_up)),
            line("letters", Channel.EMAIL, skills=BOTH, urgency=Urgency.LOW),
        ),
        **levers,
    )
    for skills_of, mail_wrap_up, levers in (
        ((BOTH, BOTH, frozenset({WRITE}), frozenset({TALK})), 0, {"park_limit": 3 * MINUTE}),
        ((BOTH, BOTH, BOTH), 10, {"reserve": 1, "breather": seconds(20), "undisturbed": seconds(30)}),
        ((BOTH, BOTH), 0, {"email_cap": 1, "max_interruptions": 1, "undisturbed": Span(0)}),
        ((BOTH,) * 4, 5, {"grace": Span(0), "decline_pause": Span(0), "email_cap": 2, "reserve": 2}),
    )
)
"""The same lines under different levers: a walk may go from one to another."""

WAITS: Final = (0, 0, 0, 1, 1, 2, 3, 5, 5, 5, 10, 10, 20, 60)
"""Seconds between two requests. Few and round, so that many things come due at one instant."""

WEIGHTS: Final[Mapping[str, int]] = {
    "accept": 160,
    "call": 24,
    "email": 24,
    "ready": 24,
    "connect": 24,
    "finish": 14,
    "hang_up": 6,
    "park": 8,
    "resume": 8,
    "reply": 5,
    "decline": 5,
    "follow_up": 3,
    "end_wrap_up": 5,
    "away": 3,
    "disconnect": 3,
    "offline": 1,
    "nonsense": 3,
    "restart": 1,
    "configure": 1,
}


def opening(which: int = 0) -> Iterator[ask.Command]:
    """The first requests of a day: a centre, and all of its agents at their desks, ready."""
    yield ask.ConfigureCentre(id=CommandId("configure"), centre=CENTRES[which])
    for name in CENTRES[which].agents:
        yield ask.ConnectAgent(id=CommandId(f"{name} connects"), agent=name)
        yield ask.SetStatus(id=CommandId(f"{name} ready"), agent=name, status=AgentStatus.READY)


def stroll(seed: int, state: Callable[[], State], start: Instant) -> Iterator[tuple[Instant, ask.Command]]:
    """Requests without end, the same ones for the same seed and the same answers."""
    chance = random.Random(seed)
    now = start
    for command in opening(chance.randrange(len(CENTRES))):
        yield now, command
    number = 0
    while True:
        number += 1
        now = later(now, seconds(chance.choice(WAITS)))
        sensible = [kind for kind in WEIGHTS if chance.random() < 0.02 or _helps(kind, state())]
        (kind,) = chance.choices(sensible, [WEIGHTS[kind] for kind in sensible])
        yield now, make(kind, state(), number, chance.randrange(4), chance.randrange(8), now)


def _helps(kind: str, state: State) -> bool:
    """Would this request do something, and not just fill the lines until nothing else happens?"""
    if kind in ("call", "email"):
        live = kind == "call"
        waiting = (c.phase is Phase.WAITING and c.channel.live is live for c in state.contacts.values())
        return sum(waiting) < 3
    return kind not in _FITS or any(map(_FITS[kind], state.agents.values()))


def make(kind: str, state: State, number: int, who: int, pick: int, now: Instant) -> ask.Command:
    """The request of this kind; `number` tells it from others, `who` and `pick` choose what it is about."""
    fits = [agent.id for agent in state.agents.values() if _FITS[kind](agent)] if kind in _FITS else []
    # One time in eight whoever comes along asks, whether it makes sense or not.
    agent = fits[who % len(fits)] if fits and pick != 7 else AgentId(STAFF[who])
    return _KINDS[kind](_Drawn(state, CommandId(str(number)), agent, pick, now))


class _Drawn:
    """What was drawn for one request."""

    def __init__(self, state: State, id: CommandId, agent: AgentId, pick: int, now: Instant) -> None:  # noqa: A002
        self.state, self.id, self.agent, self.pick, self.now = state, id, agent, pick, now

    def hers(self, *phases: Phase) -> ContactId:
        """One of her contacts in these phases, else any open contact, else one nobody knows."""
        desk = self.state.agents.get(self.agent)
        here = [self.state.contacts[name] for name in desk.contacts] if desk else []
        return self._one([c for c in here if c.phase in phases])

    def to_finish(self) -> ContactId:
        """Mostly her call, so that emails stay open long enough for something to happen to them."""
        desk = self.state.agents.get(self.agent)
        calls = [name for name in desk.contacts if self.state.contacts[name].channel.live] if desk else []
        return calls[0] if calls and self.pick > 1 else self.hers(Phase.ACTIVE, Phase.PARKED)

    def anyone(self, channel: Channel) -> ContactId:
        """One of the open contacts of this channel."""
        return self._one([c for c in self.state.contacts.values() if c.channel is channel])

    def _one(self, contacts: list[ContactState]) -> ContactId:
        some = contacts or list(self.state.contacts.values())
        return some[self.pick % len(some)].id if some else ContactId("nobody")


def _call(d: _Drawn) -> ask.Command:
    queue = ("calls", "urgent", "calls", "low", "calls", "urgent", "calls", "calls")[d.pick]
    # A switchboard may use an id again once the call is over.
    name = ContactId(f"c{d.id}" if d.pick else "c")
    urgency = Urgency.URGENT if d.pick == 4 else None
    return ask.AdmitContact(id=d.id, contact=name, queue=QueueId(queue), urgency=urgency)


def _email(d: _Drawn) -> ask.Command:
    queue = QueueId("letters" if d.pick == 0 else "mail")
    return ask.AdmitContact(
        id=d.id, contact=ContactId(f"e{d.id}"), queue=queue, message=MessageId(f"m{d.id}")
    )


def _follow_up(d: _Drawn) -> ask.Command:
    return ask.AdmitContact(
        id=d.id,
        contact=ContactId(f"e{d.id}"),
        queue=QueueId("mail"),
        follows=d.anyone(Channel.EMAIL),
        message=MessageId(f"m{d.id}"),
    )


def _offer(d: _Drawn) -> OfferId:
    agent = d.state.agents.get(d.agent)
    return (agent and agent.offer) or OfferId("e1/1")


def _status(status: AgentStatus) -> Callable[[_Drawn], ask.Command]:
    return lambda d: ask.SetStatus(id=d.id, agent=d.agent, status=status)


def _nonsense(d: _Drawn) -> ask.Command:
    return (
        ask.ConnectAgent(id=d.id, agent=AgentId("nobody")),
        ask.FinishContact(id=d.id, agent=d.agent, contact=ContactId("nothing")),
        ask.AdmitContact(id=d.id, contact=ContactId("x"), queue=QueueId("nowhere")),
        ask.AcceptOffer(id=d.id, agent=d.agent, offer=OfferId("nothing/1")),
        ask.ParkContact(id=d.id, agent=d.agent, contact=d.anyone(Channel.VOICE)),
        ask.HangUp(id=d.id, contact=d.anyone(Channel.EMAIL)),
        ask.NoteDelivery(id=d.id, contact=ContactId("e1"), message=MessageId("m"), delivered=True),
        ask.SetStatus(id=d.id, agent=d.agent, status=AgentStatus.NOT_RESPONDING),
    )[d.pick]


def _restart(d: _Drawn) -> ask.Command:
    return ask.RestartCentre(id=d.id, back=later(d.now, seconds(10 * d.pick)))


_FITS: Final[Mapping[str, Callable[[AgentState], bool]]] = {
    "accept": lambda agent: agent.offer is not None,
    "decline": lambda agent: agent.offer is not None,
    "finish": lambda agent: bool(agent.contacts),
    "park": lambda agent: bool(agent.contacts),
    "resume": lambda agent: bool(agent.contacts),
    "reply": lambda agent: bool(agent.contacts),
    "end_wrap_up": lambda agent: agent.wrap_up is not None,
    "ready": lambda agent: agent.status is not AgentStatus.READY,
    "connect": lambda agent: not agent.connected,
}
"""Whom a request may help."""

_KINDS: Final[Mapping[str, Callable[[_Drawn], ask.Command]]] = {
    "call": _call,
    "email": _email,
    "follow_up": _follow_up,
    "hang_up": lambda d: ask.HangUp(id=d.id, contact=d.anyone(Channel.VOICE)),
    "accept": lambda d: ask.AcceptOffer(id=d.id, agent=d.agent, offer=_offer(d)),
    "decline": lambda d: ask.DeclineOffer(id=d.id, agent=d.agent, offer=_offer(d)),
    "finish": lambda d: ask.FinishContact(id=d.id, agent=d.agent, contact=d.to_finish()),
    "park": lambda d: ask.ParkContact(id=d.id, agent=d.agent, contact=d.hers(Phase.ACTIVE)),
    "resume": lambda d: ask.ResumeContact(id=d.id, agent=d.agent, contact=d.hers(Phase.PARKED)),
    "reply": lambda d: ask.SubmitReply(
        id=d.id, agent=d.agent, contact=d.hers(Phase.ACTIVE), message=MessageId("r")
    ),
    "end_wrap_up": lambda d: ask.EndWrapUp(id=d.id, agent=d.agent),
    "ready": _status(AgentStatus.READY),
    "away": _status(AgentStatus.AWAY),
    "offline": _status(AgentStatus.OFFLINE),
    "connect": lambda d: ask.ConnectAgent(id=d.id, agent=d.agent),
    "disconnect": lambda d: ask.DisconnectAgent(id=d.id, agent=d.agent),
    "nonsense": _nonsense,
    "restart": _restart,
    "configure": lambda d: ask.ConfigureCentre(id=d.id, centre=CENTRES[d.pick % len(CENTRES)]),
}
