"""The live picture as bytes and back, so that a restarted dashboard need not read the whole journal."""

from collections import Counter

import msgspec

from dispatcher.centre import Centre
from dispatcher.engine.state import AgentState, ContactState, State
from dispatcher.vocabulary import AgentId, ContactId, Instant


class Picture(msgspec.Struct, forbid_unknown_fields=True):
    """All that `State` holds."""

    now: Instant
    centre: Centre | None
    agents: dict[AgentId, AgentState]
    contacts: dict[ContactId, ContactState]
    tally: dict[str, int]


def saved(state: State) -> bytes:
    """The state as JSON."""
    return msgspec.json.encode(
        Picture(state.now, state.centre, state.agents, state.contacts, dict(state.tally))
    )


def restored(body: bytes) -> State | None:
    """The very state that was saved; None when another version of Ringpost saved it, in another shape."""
    try:
        picture = msgspec.json.decode(body, type=Picture)
    except msgspec.MsgspecError:
        return None
    state = State()
    state.now, state.centre = picture.now, picture.centre
    state.agents, state.contacts = picture.agents, picture.contacts
    state.tally = Counter(picture.tally)
    return state
