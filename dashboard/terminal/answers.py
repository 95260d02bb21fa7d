"""The answers a person writes in the terminal: kept on the server as they grow, never overwritten unseen."""

from dispatcher.client import Desk
from dispatcher.errors import PeerError
from dispatcher.gateway.frames import Ack, Letter, Refused, Saved
from dispatcher.vocabulary import ContactId

BOTH_KEPT = "this draft was changed somewhere else; both texts are kept, one under the other"


class Answers:
    """Threads and drafts by contact. `texts` are as typed here, `letters` as last read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.letters: dict[ContactId, Letter] = {}
        self.texts: dict[ContactId, str] = {}
        self._versions: dict[ContactId, int] = {}
        self._unsaved: set[ContactId] = set()

    async def open(self, contact: ContactId) -> str:
        """Read the thread, and the draft unless something newer was typed here. What went wrong, or ""."""
        try:
            letter = await self._desk.read(contact)
        except PeerError as error:
            return str(error)
        self.letters[contact] = letter
        if contact not in self._unsaved:
            self.texts[contact], self._versions[contact] = letter.draft, letter.version
        return ""

    def write(self, contact: ContactId, text: str) -> None:
        """This is the text now."""
        if text != self.texts.get(contact, ""):
            self.texts[contact] = text
            self._unsaved.add(contact)

    async def save_all(self) -> str:
        """Keep on the server whatever is new. A sentence when there is something to tell, or ""."""
        told = [await self._save(contact) for contact in list(self._unsaved)]
        return next(filter(None, told), "")

    async def _save(self, contact: ContactId) -> str:
        text = self.texts[contact]
        answer = await self._desk.save_draft(contact, text, self._versions.get(contact, 0))
        if isinstance(answer, Saved):
            self._versions[contact] = answer.version
            if self.texts[contact] == text:
                self._unsaved.discard(contact)
            return ""
        if answer.reason == "stale_draft":
            return await self._merge(contact)
        self._unsaved.discard(contact)
        return answer.detail

    async def _merge(self, contact: ContactId) -> str:
        letter = await self._desk.read(contact)
        self._versions[contact] = letter.version
        self.texts[contact] = f"{self.texts[contact]}\n\n{letter.draft}"
        return BOTH_KEPT

    async def send(self, contact: ContactId) -> Ack | Refused:
        """Send the text as it stands; afterwards the thread is read anew."""
        answer = await self._desk.send_reply(contact, self.texts.get(contact, ""))
        if isinstance(answer, Ack):
            self._unsaved.discard(contact)
            await self.open(contact)
        return answer
