"""Idempotency keys: a request sent again under its key is answered again, and has no second effect.

As in the Idempotency-Key header field (draft-ietf-httpapi-idempotency-key-header): the same key with another
request is a mistake of the sender's, and is told. Each sender has its own keys: two that count from 1 do not
get in each other's way. Keys are kept in the very transaction of what they led to.
"""

import hashlib
import sqlite3
import uuid
from collections.abc import Sequence
from typing import Final, NamedTuple

from dispatcher.events import Event
from dispatcher.journal import Keep
from dispatcher.vocabulary import DAY, CommandId, Instant

KEPT: Final = 7 * DAY
NAMESPACE: Final = uuid.UUID("5f0d6a3e-3f4b-4f7e-9c52-0c5b7f1f6f0a")  # of the names made from keys


class Asked(NamedTuple):
    """A request as its key, which says whose it is, knows it: `digest` is of all that was asked."""

    key: str
    digest: str

    @property
    def name(self) -> str:
        """The name of a call that has none, the same whenever this is asked."""
        return f"call-{uuid.uuid5(NAMESPACE, self.key)}"


class KeyReusedError(Exception):
    """The key was used for another request."""


def asked(by: str, key: str, method: str, path: str, body: bytes) -> Asked:
    """What is asked by this sender's request under this key."""
    whole = b"\n".join((method.encode(), path.encode(), body))
    return Asked(f"{by}\n{key}", hashlib.sha256(whole).hexdigest())


def command_id(about: str, request: Asked | None) -> CommandId:
    """The id of the command that a request leads to: the same for the same request under the same key."""
    if request is None:
        return CommandId(f"call:{about}:{uuid.uuid4()}")
    return CommandId(f"call:{about}:{request.digest}:{request.key}")


def check(connection: sqlite3.Connection, request: Asked) -> None:
    """See that the key was not used for anything else.

    Raises:
        KeyReusedError: it was.
    """
    row = connection.execute("SELECT asked FROM voice_key WHERE key = ?", (request.key,)).fetchone()
    if row is not None and row[0] != request.digest:
        raise KeyReusedError


def keep(request: Asked | None, now: Instant) -> Keep | None:
    """What writes the key down beside the facts, and forgets those of long ago."""
    if request is None:
        return None

    def write(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
        check(connection, request)
        connection.execute("DELETE FROM voice_key WHERE at < ?", (now - KEPT,))
        connection.execute("INSERT OR IGNORE INTO voice_key VALUES (?, ?, ?)", (*request, now))

    return write
