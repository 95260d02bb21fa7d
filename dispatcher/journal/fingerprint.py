"""What a snapshot depends on besides the events: the code that folds them."""

import inspect
import zlib
from functools import cache
from types import ModuleType
from typing import Final

from dispatcher import centre, events, hours, vocabulary
from dispatcher.engine import agent, contact, lifecycles, picture, state, words

FOLDS: Final[tuple[ModuleType, ...]] = (
    agent,
    centre,
    contact,
    events,
    hours,
    lifecycles,
    picture,
    state,
    vocabulary,
    words,
)


@cache
def fingerprint() -> int:
    """Another number whenever any of this code is another.

    A version number that somebody has to raise is forgotten once, and then an old fold's state goes on under
    new rules. A change of code costs one start that folds from the first event.
    """
    value = 0
    for module in FOLDS:
        value = zlib.crc32(inspect.getsource(module).encode(), value)
    return value
