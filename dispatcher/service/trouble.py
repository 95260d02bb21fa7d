"""What holds while the store cannot be written: a sentence, who hears it, how many were turned away."""

import time
from collections.abc import Callable
from typing import Final

from dispatcher import logs

PROBE: Final = 1.0  # s between tries to write while nobody may

log = logs.named(__name__)

Hear = Callable[[str], None]
"""Hears what is wrong, and the empty sentence when all is well again."""


class Trouble:
    """The store's trouble: `sentence` says what is wrong and what to do; it is empty while all is well.

    `refused` counts the commands that were turned away for it, from the first start on.
    """

    def __init__(self) -> None:
        self.sentence = ""
        self.refused = 0
        self._refused_before = 0
        self._begun = self._next_probe = 0.0
        self._listeners: list[Hear] = []

    def __bool__(self) -> bool:
        return bool(self.sentence)

    def listen(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` whenever trouble begins or ends. Returns what ends that."""
        self._listeners.append(hear)
        return lambda: self._listeners.remove(hear)

    def begin(self, sentence: str) -> None:
        """The store refused a write; said aloud once, however many more it refuses."""
        if not self.sentence:
            self._begun, self._refused_before = time.monotonic(), self.refused
            self.go_on()
            log.critical("nothing can be written, and all that is new is refused", why=sentence)
            self._become(sentence)

    def end(self) -> None:
        """A write succeeded."""
        if self.sentence:
            lasted, refused = time.monotonic() - self._begun, self.refused - self._refused_before
            log.critical("all is written again", after=round(lasted), refused=refused)
            self._become("")

    def go_on(self) -> None:
        """It goes on; try again a while later."""
        self._next_probe = time.monotonic() + PROBE

    def until_probe(self) -> float:
        """Seconds until it is time to try whether something can be written."""
        return max(0.0, self._next_probe - time.monotonic())

    def probe_is_due(self) -> bool:
        """Is there trouble, and is it time to try?"""
        return bool(self.sentence) and not self.until_probe()

    def _become(self, sentence: str) -> None:
        self.sentence = sentence
        for hear in list(self._listeners):
            hear(sentence)
