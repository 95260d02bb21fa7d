"""What every message on the WebSocket is."""

import re

from msgspec import Struct


def _snake(name: str) -> str:
    """SaveDraft -> save_draft."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Frame(Struct, frozen=True, kw_only=True, tag_field="type", tag=_snake):
    """One message on the socket."""
