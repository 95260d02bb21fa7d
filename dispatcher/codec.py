"""Facts, requests and frames as JSON bytes, facts and requests back: one codec for journal and gateway."""

import msgspec

from dispatcher.commands import Command
from dispatcher.errors import PeerError
from dispatcher.events import Event

_encoder = msgspec.json.Encoder(order="deterministic")
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_commands: msgspec.json.Decoder[Command] = msgspec.json.Decoder(Command)


def encode(thing: msgspec.Struct) -> bytes:
    """JSON, with the type's name under "type"."""
    return _encoder.encode(thing)


def decode_event(body: bytes | str) -> Event:
    """The fact these bytes say.

    Raises:
        PeerError: the bytes are no fact we know; the message says where they differ.
    """
    try:
        return _events.decode(body)
    except msgspec.MsgspecError as error:
        raise PeerError(f"not a fact: {error}") from error


def decode_command(body: bytes | str) -> Command:
    """The request these bytes say.

    Raises:
        PeerError: the bytes are no request we know; the message says where they differ.
    """
    try:
        return _commands.decode(body)
    except msgspec.MsgspecError as error:
        raise PeerError(f"not a command: {error}") from error
