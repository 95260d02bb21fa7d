"""What a snapshot depends on besides the events: the code that folds them."""

import inspect
import zlib
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


def _of(modules: tuple[ModuleType, ...]) -> int:
    value = 0
    for module in modules:
        value = zlib.crc32(inspect.getsource(module).encode(), value)
    return value


FINGERPRINT: Final = _of(FOLDS)
"""Another number whenever any of this code is another.

A version number that somebody has to raise is forgotten once, and then an old fold's state goes on under new
rules. A change of code costs one start that folds from the first event. It is taken when the code is loaded,
as an upgrade may replace the files under a dispatcher that runs on.
"""
