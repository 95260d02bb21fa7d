"""Calls into libraries that may lose a cancellation."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def surely(call: Awaitable[T]) -> T:
    """The call's result; and who is cancelled while waiting for it is cancelled.

    Both mail libraries stand on `asyncio.wait_for`, which in Python 3.11 forgets a cancellation that comes in
    the same breath as the result. A shell that forgets one never ends.
    """
    task = asyncio.ensure_future(call)
    try:
        await asyncio.wait({task})
        return task.result()
    finally:
        task.cancel()
