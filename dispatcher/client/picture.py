"""An agent's desk as a fold over frames: an old picture and what came later make the fresh picture.

No socket, no clock. A reconnect brings a whole new picture in its `Welcome`; the facts missed meanwhile may
follow, and are told once without touching the cards, which are newer.
"""

from dispatcher.gateway.frames import AgentCard, ContactCard, DeskFact, Welcome
from dispatcher.vocabulary import ContactId, Phase


class Picture:
    """What stands on one agent's desk, as of fact `number`. `heard` is the last fact that was told."""

    def __init__(self) -> None:
        self.number = -1
        self.heard: int | None = None
        self.agent: AgentCard | None = None
        self.contacts: dict[ContactId, ContactCard] = {}

    def begin(self, welcome: Welcome) -> None:
        """Start again from the server's picture; it is the truth, whatever stood here before."""
        self.number = welcome.number
        self.agent = welcome.agent
        self.contacts = {card.id: card for card in welcome.contacts}
        if self.heard is None or self.heard > welcome.number:
            self.heard = welcome.number

    def take(self, frame: DeskFact) -> bool:
        """Fold one fact in. False when it was told before; such a frame changes nothing."""
        if self.heard is not None and frame.number <= self.heard:
            return False
        self.heard = frame.number
        if frame.number > self.number:
            self._put(frame)
        return True

    def _put(self, frame: DeskFact) -> None:
        self.number, self.agent = frame.number, frame.agent
        named = getattr(frame.fact, "contact", None)
        if frame.contact is not None:
            self.contacts[frame.contact.id] = frame.contact
        elif named is not None:
            self.contacts.pop(named, None)

    def of(self, phase: Phase) -> list[ContactCard]:
        """The cards in this phase: most urgent first, then nearest to a broken promise."""
        cards = (card for card in self.contacts.values() if card.phase is phase)
        return sorted(cards, key=lambda card: (card.urgency.rank, card.due, card.id))
