"""The state as bytes and back, in pieces so small that nobody waits long for one of them.

One piece is one line of JSON. The first says how many follow; so a state that was cut short is noticed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, TypeVar

import msgspec

from dispatcher.centre import Centre
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import AgentId, Instant, TimetableId

PIECE: Final = 200
"""Contacts, agents or customers a piece: about a millisecond to encode or decode, which others may wait."""

Many = TypeVar("Many")
Served = tuple[str, AgentId, Instant]


class Head(msgspec.Struct, forbid_unknown_fields=True):
    """All that `State` holds but once. `changed` is its centre, where that is no longer as it was filed."""

    pieces: int
    now: Instant
    filed: Centre | None
    changed: Centre | None
    running: frozenset[TimetableId]
    tally: dict[str, int]


class Piece(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Some of what `State` holds many of, in its order."""

    agents: list[AgentState] = []
    contacts: list[ContactState] = []
    served: list[Served] = []


_heads = msgspec.json.Decoder(Head)
_pieces = msgspec.json.Decoder(Piece)


class OtherShapeError(ValueError):
    """These bytes are no state, or one that another version of Ringpost saved."""


def pieces(state: State) -> Iterator[bytes]:
    """The state in pieces; it must not change before the last one is taken."""
    sizes = (len(state.agents), len(state.contacts), len(state.served))
    yield msgspec.json.encode(
        Head(
            pieces=sum(-(-size // PIECE) for size in sizes),
            now=state.now,
            filed=state.filed,
            changed=None if state.centre is state.filed else state.centre,
            running=state.running,
            tally=dict(state.tally),
        )
    )
    served = ((customer, *by_whom) for customer, by_whom in state.served.items())
    yield from map(
        msgspec.json.encode,
        chain(
            (Piece(agents=some) for some in _some(state.agents.values())),
            (Piece(contacts=some) for some in _some(state.contacts.values())),
            (Piece(served=some) for some in _some(served)),
        ),
    )


def _some(things: Iterable[Many]) -> Iterator[list[Many]]:
    left = iter(things)
    while some := list(islice(left, PIECE)):
        yield some


def whole(bodies: Iterable[bytes]) -> State:
    """The very state whose pieces these are.

    Raises:
        OtherShapeError: see there; the message says where they differ.
    """
    bodies = iter(bodies)
    try:
        head = _heads.decode(next(bodies, b""))
        state, number = _begun(head), 0
        for number, body in enumerate(bodies, 1):  # noqa: B007
            _add(state, _pieces.decode(body))
    except msgspec.MsgspecError as error:
        raise OtherShapeError(str(error)) from error
    if number != head.pieces:
        raise OtherShapeError(f"{number} pieces instead of {head.pieces}")
    return state


def _begun(head: Head) -> State:
    state = State()
    state.now, state.running, state.tally = head.now, head.running, Counter(head.tally)
    state.filed, state.centre = head.filed, head.changed or head.filed
    return state


def _add(state: State, piece: Piece) -> None:
    state.agents.update((agent.id, agent) for agent in piece.agents)
    state.contacts.update((contact.id, contact) for contact in piece.contacts)
    state.served.update((customer, (agent, at)) for customer, agent, at in piece.served)


def saved(state: State) -> bytes:
    """The state as lines of JSON."""
    return b"\n".join(pieces(state))


def restored(body: bytes) -> State | None:
    """The very state that was saved; None when another version of Ringpost saved it, in another shape."""
    try:
        return whole(body.split(b"\n"))
    except OtherShapeError:
        return None


def copied(state: State) -> State:
    """Another state, equal to this one; four times as fast as `deepcopy`."""
    return whole(pieces(state))
