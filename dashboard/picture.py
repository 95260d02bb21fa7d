"""The live picture as bytes and back, so that a restarted dashboard need not read the whole journal."""

from collections import Counter, OrderedDict

import msgspec

from dispatcher.centre import Centre
from dispatcher.engine.agent import AgentState
from dispatcher.engine.contact import ContactState
from dispatcher.engine.state import State
from dispatcher.vocabulary import AgentId, ContactId, Instant, TimetableId


class Picture(msgspec.Struct, forbid_unknown_fields=True):
    """All that `State` holds. `changed` is its centre, where that is no longer as it was filed."""

    now: Instant
    filed: Centre | None
    changed: Centre | None
    running: frozenset[TimetableId]
    agents: dict[AgentId, AgentState]
    contacts: dict[ContactId, ContactState]
    served: list[tuple[str, AgentId, Instant]]
    tally: dict[str, int]


def saved(state: State) -> bytes:
    """The state as JSON."""
    return msgspec.json.encode(
        Picture(
            now=state.now,
            filed=state.filed,
            changed=None if state.centre is state.filed else state.centre,
            running=state.running,
            agents=state.agents,
            contacts=state.contacts,
            served=[(customer, *by_whom) for customer, by_whom in state.served.items()],
            tally=dict(state.tally),
        )
    )


def restored(body: bytes) -> State | None:
    """The very state that was saved; None when another version of Ringpost saved it, in another shape."""
    try:
        picture = msgspec.json.decode(body, type=Picture)
    except msgspec.MsgspecError:
        return None
    state = State()
    state.now, state.running = picture.now, picture.running
    state.filed, state.centre = picture.filed, picture.changed or picture.filed
    state.agents, state.contacts = picture.agents, picture.contacts
    state.served = OrderedDict((customer, (agent, at)) for customer, agent, at in picture.served)
    state.tally = Counter(picture.tally)
    return state
