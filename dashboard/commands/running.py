"""What every command that runs for a while needs: its loop, and its log."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from typing import Any

from dashboard.supervise import until_stopped


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run until done or asked to stop; a second Ctrl-C is not needed."""

    async def body() -> None:
        await until_stopped(asyncio.create_task(main))

    asyncio.run(body())


def log_to_stderr() -> None:
    """Say on standard error what happens, from RINGPOST_LOG on (INFO)."""
    import logging

    logging.basicConfig(
        level=os.environ.get("RINGPOST_LOG", "INFO"),
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for chatty in ("httpx", "websockets", "aioimaplib", "mail.log"):
        logging.getLogger(chatty).setLevel("WARNING")
