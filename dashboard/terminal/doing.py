"""What the agent is doing at her seat, and what can be done next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dashboard.terminal import words
from dashboard.terminal.past import Past
from dashboard.terminal.words import Key
from dispatcher.client import Desk
from dispatcher.gateway.frames import ContactCard, Letter, Places
from dispatcher.vocabulary import AgentStatus, ContactId, Phase


@dataclass
class Doing:
    """What she looks at, reads and writes, and what she was told last.

    `places` is where she may pass the chosen contact, while she is asked; `past` is its customer, while she
    looks at that. `scroll` counts the thread's lines
    above the screen.
    """

    letters: Mapping[ContactId, Letter] = field(default_factory=dict)
    texts: Mapping[ContactId, str] = field(default_factory=dict)
    chosen: ContactId | None = None
    writing: ContactId | None = None
    places: Places | None = None
    past: Past | None = None
    help: bool = False
    scroll: int = 0
    notice: str = ""


def listed(desk: Desk) -> list[ContactCard]:
    """What can be chosen by number: in hand first, then parked."""
    return [*desk.cards(Phase.ACTIVE), *desk.cards(Phase.PARKED)]


def keys_now(desk: Desk, doing: Doing) -> list[Key]:
    """The keys that do something now, the most wanted first."""
    if doing.writing is not None:
        return keys_of_writing(desk.contacts.get(doing.writing))
    if doing.places is not None:
        return [words.WHERE, words.NOT_AT_ALL]
    return [*_of_offer(desk), *_of_contact(desk, doing), *_of_agent(desk)]


def keys_of_writing(card: ContactCard | None) -> list[Key]:
    """The keys that do more than write a letter, while an answer or a comment is written."""
    if card is not None and card.approves is not None:
        return [words.RETURN, words.DRAFT]
    return [words.SEND, words.SEND_FINISH, words.DRAFT]


def _of_offer(desk: Desk) -> list[Key]:
    return [words.ACCEPT, words.DECLINE] if desk.cards(Phase.OFFERED) else []


def _of_contact(desk: Desk, doing: Doing) -> Iterator[Key]:
    card = desk.contacts.get(doing.chosen) if doing.chosen else None
    if card is not None and card.phase is Phase.PARKED:
        yield words.RESUME
    elif card is not None and card.phase is Phase.ACTIVE:
        yield from _of_active(card)
    if len(listed(desk)) > 1:
        yield words.CHOOSE


def _of_active(card: ContactCard) -> list[Key]:
    if card.live:
        return [words.HANG_UP, words.PASS_ON, words.HISTORY]
    if card.approves is not None:
        return [words.APPROVE, words.GIVE_BACK, words.PARK]
    if card.replied:
        return [words.FINISH, words.PASS_ON]
    return [words.ANSWER, words.EDITOR, words.FINISH, words.PASS_ON, words.PARK, words.WAIT, words.HISTORY]


def _of_agent(desk: Desk) -> Iterator[Key]:
    if desk.agent.wrap_up is not None:
        yield words.WRAP_UP
    yield words.AWAY if desk.agent.status is AgentStatus.READY else words.READY
    yield words.KEYS
    yield words.QUIT
