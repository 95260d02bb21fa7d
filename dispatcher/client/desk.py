"""An agent's desk over the wire: what lies on it, and everything she can ask for."""

from typing import TypeVar
from uuid import uuid4

from dispatcher import commands as ask
from dispatcher.client.unanswered import Answer
from dispatcher.client.wire import Wire
from dispatcher.errors import PeerError
from dispatcher.gateway.customerframes import CrmCard, Dossier, History, LookUp, Recall, Reread
from dispatcher.gateway.frames import (
    Ack,
    AgentCard,
    Ask,
    ContactCard,
    Letter,
    Places,
    Read,
    Refused,
    Saved,
    SaveDraft,
    SendReply,
    Started,
    Suggest,
    Suggestions,
    Thread,
    UseTemplate,
    Whither,
)
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    OfferId,
    ParkReason,
    Phase,
    QueueId,
)

A = TypeVar("A", Ack, Letter, Places, Saved, Started, Suggestions, Dossier, History, Thread, CrmCard)

H = TypeVar("H", Dossier, History, Thread)


class Desk(Wire):
    """One agent's desk. Use it as `async with Desk(api, agent) as desk`; leaving closes the connection.

    `agent` and `contacts` are always the latest picture; `await desk.changed()` waits for the next one.
    Requests made while offline wait for the next connection, and are answered once.

    Raises:
        OwnerError: on entering and from then on: the address, the agent's name or the log-in is wrong.
        PeerError: the server ended it for good; `TakenOver` when the agent sat down somewhere else.
    """

    @property
    def agent(self) -> AgentCard:
        """The agent's own card; there is one from the first welcome on."""
        assert self._picture.agent is not None, "not connected yet: use `async with`"
        return self._picture.agent

    @property
    def contacts(self) -> dict[ContactId, ContactCard]:
        """Everything offered to her, in her hands, or parked with her."""
        return self._picture.contacts

    def cards(self, phase: Phase) -> list[ContactCard]:
        """Her contacts in this phase, in the order in which to look at them."""
        return self._picture.of(phase)

    async def ask(self, command: ask.Command) -> Ack | Refused:
        """The server's one answer to this command, however many connections it takes."""
        return _expect(Ack, await self.request(Ask(command=command)))

    # --- offers and contacts ----------------------------------------------------------------------------

    async def accept(self, offer: OfferId) -> Ack | Refused:
        """Take the offered contact."""
        return await self.ask(ask.AcceptOffer(id=_new_id(), agent=self.name, offer=offer))

    async def decline(self, offer: OfferId) -> Ack | Refused:
        """Let somebody else have it."""
        return await self.ask(ask.DeclineOffer(id=_new_id(), agent=self.name, offer=offer))

    async def finish(self, contact: ContactId) -> Ack | Refused:
        """Hang up the call, close the email."""
        return await self.ask(ask.FinishContact(id=_new_id(), agent=self.name, contact=contact))

    async def park(self, contact: ContactId, why: ParkReason = ParkReason.BY_HAND) -> Ack | Refused:
        """Lay this email aside: by hand, or until the customer writes."""
        return await self.ask(ask.ParkContact(id=_new_id(), agent=self.name, contact=contact, why=why))

    async def resume(self, contact: ContactId) -> Ack | Refused:
        """Take a parked email up again."""
        return await self.ask(ask.ResumeContact(id=_new_id(), agent=self.name, contact=contact))

    async def transfer(
        self,
        contact: ContactId,
        *,
        to_queue: QueueId | None = None,
        to_agent: AgentId | None = None,
        note: str = "",
    ) -> Ack | Refused:
        """Pass this contact on; `places` says where it can go."""
        return await self.ask(
            ask.TransferContact(
                id=_new_id(),
                agent=self.name,
                contact=contact,
                to_queue=to_queue,
                to_agent=to_agent,
                note=note,
            )
        )

    async def places(self, contact: ContactId) -> Places:
        """Where this contact can go.

        Raises:
            PeerError: it is not with her.
        """
        answer = _expect(Places, await self.request(Whither(id=_new_id(), contact=contact)))
        if isinstance(answer, Refused):
            raise PeerError(answer.detail)
        return answer

    async def approve(self, contact: ContactId) -> Ack | Refused:
        """Let the reply go out that this piece of work asks to approve."""
        return await self.ask(ask.ApproveReply(id=_new_id(), agent=self.name, contact=contact))

    async def return_reply(self, contact: ContactId, comment: str) -> Ack | Refused:
        """Give that reply back to its author, and say why."""
        return await self.ask(
            ask.ReturnReply(id=_new_id(), agent=self.name, contact=contact, comment=comment)
        )

    # --- the customer -----------------------------------------------------------------------------------

    async def customer(self, contact: ContactId) -> Dossier:
        """Who this contact is from, who else she may be, and what else of hers is open.

        Raises:
            PeerError: it is not with her, and was not within a day.
        """
        return _had(_expect(Dossier, await self.request(LookUp(id=_new_id(), contact=contact))))

    async def history(self, contact: ContactId, text: str = "", after: str = "") -> History:
        """What happened with the customer of this contact, the newest first.

        Raises:
            PeerError: nobody knows who she is.
        """
        recall = Recall(id=_new_id(), contact=contact, text=text, after=after)
        return _had(_expect(History, await self.request(recall)))

    async def reread(self, contact: ContactId, about: ContactId) -> Thread:
        """An earlier contact of the same customer, with its messages.

        Raises:
            PeerError: it is not hers.
        """
        return _had(_expect(Thread, await self.request(Reread(id=_new_id(), contact=contact, about=about))))

    # --- the agent herself ------------------------------------------------------------------------------

    async def end_wrap_up(self) -> Ack | Refused:
        """After-contact work is done."""
        return await self.ask(ask.EndWrapUp(id=_new_id(), agent=self.name))

    async def ready(self) -> Ack | Refused:
        """Take work."""
        return await self._become(AgentStatus.READY)

    async def away(self, note: str = "", *, when_done: bool = False) -> Ack | Refused:
        """Take no new work; `note` says what for. With `when_done` she finishes her work first."""
        return await self._become(AgentStatus.AWAY, note, when_done=when_done)

    async def offline(self) -> Ack | Refused:
        """Go home; emails in hand go back to the line with their drafts."""
        return await self._become(AgentStatus.OFFLINE)

    async def _become(self, status: AgentStatus, note: str = "", *, when_done: bool = False) -> Ack | Refused:
        return await self.ask(
            ask.SetStatus(id=_new_id(), agent=self.name, status=status, note=note, when_done=when_done)
        )

    # --- emails -----------------------------------------------------------------------------------------

    async def read(self, contact: ContactId) -> Letter:
        """The email's thread and its draft.

        Raises:
            PeerError: it cannot be shown; the message says why.
        """
        answer = _expect(Letter, await self.request(Read(id=_new_id(), contact=contact)))
        if isinstance(answer, Refused):
            raise PeerError(answer.detail)
        return answer

    async def save_draft(self, contact: ContactId, text: str, version: int) -> Saved | Refused:
        """Keep the draft that was written on `version`; refused when another was saved meanwhile."""
        frame = SaveDraft(id=_new_id(), contact=contact, text=text, version=version)
        answer = _expect(Saved, await self.request(frame))
        return answer if isinstance(answer, Saved) else await self._kept_before(frame, answer)

    async def _kept_before(self, frame: SaveDraft, refused: Refused) -> Saved | Refused:
        """Stale may mean that this very draft was saved, and only the answer was lost on the way."""
        try:
            letter = await self.read(frame.contact)
        except PeerError:
            return refused
        same = letter.draft == frame.text
        return Saved(id=frame.id, contact=frame.contact, version=letter.version) if same else refused

    async def suggest(self, contact: ContactId) -> Suggestions | Refused:
        """The templates for an answer to this email, the likeliest first."""
        return _expect(Suggestions, await self.request(Suggest(id=_new_id(), contact=contact)))

    async def use_template(self, contact: ContactId, template: str, version: int) -> Started | Refused:
        """Begin the answer from this template, on this version of its draft."""
        wish = UseTemplate(id=_new_id(), contact=contact, template=template, version=version)
        return _expect(Started, await self.request(wish))

    async def send_reply(
        self, contact: ContactId, text: str, *, everyone: bool = False, fax: str = ""
    ) -> Ack | Refused:
        """Answer the email with this text, once. Finishing it is a request of its own."""
        wish = SendReply(id=_new_id(), contact=contact, text=text, everyone=everyone, fax=fax)
        return _expect(Ack, await self.request(wish))


def _new_id() -> CommandId:
    return CommandId(str(uuid4()))


def _had(answer: H | Refused) -> H:
    """The answer.

    Raises:
        PeerError: it was refused; the message says why.
    """
    if isinstance(answer, Refused):
        raise PeerError(answer.detail)
    return answer


def _expect(kind: type[A], answer: Answer) -> A | Refused:
    """The answer, which must be of this kind or a refusal.

    Raises:
        PeerError: the server answered something else.
    """
    if isinstance(answer, kind | Refused):
        return answer
    raise PeerError(f"the server answered with {type(answer).__name__} where {kind.__name__} was due")
