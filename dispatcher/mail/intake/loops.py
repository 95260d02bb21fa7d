"""Is it one of our own letters that came back? Whatever wrote it, nothing may answer it."""

from typing import Final

from dispatcher.mail.identity import own_message
from dispatcher.mail.intake.rules import Ground, Rule, Rules
from dispatcher.mail.reading.parse import Mail


def _own_message(mail: Mail, ground: Ground) -> bool:
    """Nobody else can have made that id: it is signed."""
    return own_message(mail.message_id, ground.key) is not None


def _own_loop(mail: Mail, ground: Ground) -> bool:
    return any(address in mail.headers.get("x-loop", "").lower() for address in ground.ours)


def _own_address(mail: Mail, ground: Ground) -> bool:
    return mail.sender in ground.ours


RULES: Final[Rules] = (
    (Rule.OWN_MESSAGE, _own_message),
    (Rule.OWN_LOOP, _own_loop),
    (Rule.OWN_ADDRESS, _own_address),
)
