"""What a process would log, heard line by line."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterator
from typing import Any

from dispatcher import logs


class Overheard(logging.Handler):
    """Everything that is logged from INFO on, as our processes would write it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.formatter("dispatcher", "json"))
        self.text = ""
        self._news = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.text += self.format(record) + "\n"
        self._news.set()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line so far."""
        return [json.loads(line) for line in self.text.splitlines()]

    async def until(self, event: str) -> dict[str, Any]:
        """Wait for the first line of this event."""
        while True:
            for line in self.lines:
                if line["event"] == event:
                    return line
            self._news.clear()
            await self._news.wait()


@contextlib.contextmanager
def overhearing() -> Iterator[Overheard]:
    """Hear every line until the end of the block."""
    root, handler = logging.getLogger(), Overheard()
    before = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
