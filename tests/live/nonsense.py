"""What strangers may send: frames of every kind with wrong things in them, and bytes that are nothing at all.

The kinds and their fields are read from the code, so that a new frame or command is tried by itself.
"""

import json
from enum import Enum
from types import UnionType
from typing import Any, Final, get_args

import msgspec
from hypothesis import strategies as st

from dispatcher.commands import Command
from dispatcher.gateway.frames import ClientFrame

PEOPLE: Final = ("ploy", "anna", "nobody", "")
WORDS: Final = st.sampled_from((*PEOPLE, "call", "calls", "letters", "call/1", "a" * 300)) | st.text(
    max_size=12
)
WHOLE: Final = st.integers(-(2**70), 2**70)
DEEP: Final = "[" * 20_000 + "]" * 20_000

ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | WHOLE | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=8,
)


def _right(kind: Any) -> st.SearchStrategy[Any]:
    """Values of this type, as JSON has them; anything where the type is not a simple one."""
    kind = getattr(kind, "__supertype__", kind)
    if isinstance(kind, UnionType):
        return st.one_of([_right(one) for one in get_args(kind)])
    if kind is str:
        return WORDS
    if kind is int:
        return WHOLE
    if kind is bool:
        return st.booleans()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from([one.value for one in kind])
    return st.none() if kind is type(None) else ANYTHING


def _filled(kind: type[msgspec.Struct], **known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that say they are of this kind: each field right, wrong or, where it may be, missing."""
    needed: dict[str, st.SearchStrategy[Any]] = {"type": st.just(kind.__struct_config__.tag)}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in msgspec.structs.fields(kind):
        right = known[field.name] if field.name in known else _right(field.type)
        (needed if field.required else optional)[field.name] = st.one_of(right, right, right, ANYTHING)
    return st.fixed_dictionaries(needed, optional=optional)


COMMANDS: Final = st.one_of([_filled(kind) for kind in get_args(Command)])
FRAMES: Final = st.one_of([_filled(kind, command=COMMANDS) for kind in get_args(ClientFrame)])


@st.composite
def _mangled(draw: st.DrawFn) -> bytes:
    """A frame of which a few bytes were changed, lost or added."""
    frame = bytearray(json.dumps(draw(FRAMES)).encode())
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(frame)))
        frame[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(frame)


MESSAGES: Final[st.SearchStrategy[str | bytes]] = st.one_of(
    FRAMES.map(json.dumps),
    FRAMES.map(
        lambda frame: json.dumps(frame, ensure_ascii=False, default=str).encode(errors="surrogatepass")
    ),
    _mangled(),
    ANYTHING.map(json.dumps),
    st.binary(max_size=80),
    st.text(max_size=80),
    st.sampled_from(
        (
            DEEP,
            f'{{"type":"read","id":"deep","contact":"c","more":{DEEP}}}',
            '{"type":"beat","id":"\\ud800"}',
            '{"type":"ask","command":{"type":"SetStatus","id":"\\udfff","agent":"ploy","status":"ready"}}',
            '{"type":"beat","id":' + "9" * 5_000 + "}",
            '{"type":"beat","id":"twice","id":"twice"}',
            '{"type":"save_draft","id":"n","contact":"c","text":"","version":1e400}',
            "\x00",
            "",
        )
    ),
)
"""One message on the socket."""
