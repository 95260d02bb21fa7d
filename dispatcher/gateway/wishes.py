"""What a client may wish for, and how it is granted: commands, threads, drafts, replies."""

from dispatcher import logs
from dispatcher.dossiers.room import Dossiers
from dispatcher.errors import JournalError, NotDurableError
from dispatcher.events import CommandRefused
from dispatcher.gateway.beginnings import begin, file_card, suggestions, take_out, template_use
from dispatcher.gateway.cards import places
from dispatcher.gateway.customerframes import CustomerFrame
from dispatcher.gateway.customerwishes import CustomerWishes
from dispatcher.gateway.frames import (
    About,
    Ack,
    Ask,
    Beat,
    Letter,
    Proposal,
    Read,
    Refused,
    Returned,
    Saved,
    SaveDraft,
    SendReply,
    ServerFrame,
    Suggest,
    TakeOut,
    UseTemplate,
    Whither,
)
from dispatcher.gateway.messages import file_cards, message_card
from dispatcher.gateway.session import Session, Wish
from dispatcher.mail.answering.desk import Sending
from dispatcher.mail.answering.drafts import STALE
from dispatcher.mail.answering.held import Held
from dispatcher.mail.room import MailRoom
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, ContactId, Urgency
from dispatcher.voice.connector import take
from dispatcher.voice.trunk import Report

log = logs.named(__name__)

Wanted = Read | SaveDraft | SendReply | Suggest | UseTemplate | TakeOut | Whither


class Wishes:
    """Grants what a session let through, by the engine, the mail room and the dossiers.

    `asks_elsewhere` says that a question about a customer may take as long as another system does.
    """

    def __init__(self, service: Service, mail: MailRoom, dossiers: Dossiers) -> None:
        self._service, self._mail, self._customers = service, mail, mail.customers
        self._of_customers = CustomerWishes(service, dossiers)
        self.asks_elsewhere = dossiers.asks_elsewhere

    async def grant(self, session: Session, wish: Wish) -> ServerFrame:
        """The one answer to this wish.

        Raises:
            JournalError: the centre stops; whoever asks again after it is back gets an answer.
        """
        try:
            return await self._grant(session, wish)
        except NotDurableError:  # the service says why, once
            return Refused(id=_id(wish), reason="not_durable", detail="it could not be written; try again")
        except JournalError:
            raise
        except Exception:  # our own fault; asked again on the next connection it would only fail again
            log.exception("a request failed")
            return Refused(id=_id(wish), reason="failed", detail="this failed on our side; see our log")

    async def _grant(self, session: Session, wish: Wish) -> ServerFrame:
        if isinstance(wish, Ask):
            command = session.in_own_name(wish).command
            return _answer(wish.command.id, await self._service.submit(command))
        if isinstance(wish, Beat):
            return Ack(id=wish.id, number=self._service.last)
        if isinstance(wish, Report):
            return await self._take(session, wish)
        if isinstance(wish, CustomerFrame):
            return await self._of_customers.grant(session, wish)
        return await self._of_contact(session, wish)

    async def _of_contact(self, session: Session, wish: Wanted) -> ServerFrame:
        """What she wants of a contact that lies on her desk."""
        agent = session.agent
        assert agent is not None, "only a desk has contacts"
        if not self._holds(agent, wish.contact):
            return Refused(id=wish.id, reason="not_yours", detail=f"{wish.contact!r} is not with you")
        match wish:
            case Read():
                return await self._letter(agent, wish)
            case SaveDraft():
                return await self._save(wish)
            case SendReply():
                id_ = session.own_id(wish.id)
                sending = Sending(text=wish.text, everyone=wish.everyone, fax=wish.fax)
                outcome = await self._mail.send_reply(agent, wish.contact, sending, id_)
                return _answer(wish.id, outcome)
            case Suggest():
                return await suggestions(self._mail, wish)
            case UseTemplate():
                return await begin(self._mail, agent, wish)
            case TakeOut():
                return await take_out(self._mail, wish)
            case Whither():
                return places(self._service.state, self._service.roster, wish.contact, wish.id)

    async def _take(self, session: Session, report: Report) -> Ack | Refused:
        """Have what a PBX reports taken in."""
        assert session.trunk is not None, "only a PBX reports"
        objection = await take(self._service, self._customers, report.report, session.own_id(report.id))
        if objection is None:
            return Ack(id=report.id, number=self._service.last)
        return Refused(id=report.id, reason=objection.reason, detail=objection.detail)

    def _holds(self, agent: AgentId, contact: ContactId) -> bool:
        return contact in self._service.state.agents[agent].contacts

    async def _letter(self, agent: AgentId, wish: Read) -> Letter:
        about = self._service.state.contacts[wish.contact].approves
        thread, draft, version = await self._mail.read(wish.contact, about=about)
        held = await self._mail.held(about or wish.contact)
        around = await self._mail.around(agent, wish.contact)
        return Letter(
            id=wish.id,
            contact=wish.contact,
            messages=tuple(map(message_card, thread)),
            about=await self._about(about or wish.contact),
            draft=draft,
            version=version,
            proposal=self._proposal(held) if about else None,
            returned=self._returned(held),
            template=template_use(around.begun),
            files=tuple(map(file_card, around.enclosed)),
            signature=around.signature,
            others=around.others,
            fax=self._mail.faxes,
            undo=self._mail.undo,
        )

    async def _about(self, contact: ContactId) -> About:
        """Why this contact is of its category: as it was when it came, unless somebody changed it since."""
        said = await self._mail.understood(contact)
        there = self._service.state.contacts[contact]
        by = "person" if there.categorised else said.by.get("category", "")
        return About(
            by=by if there.category is not None else "",
            words=said.words.get("category", ()) if by == said.by.get("category") else (),
            guess=said.guess,
            confidence=said.confidence,
            hurry=said.hurry,
            urgent_by=said.by.get("urgency", "") if said.urgency is Urgency.URGENT else "",
        )

    def _proposal(self, held: Held | None) -> Proposal | None:
        if held is None or held.returned_by is not None:
            return None
        return Proposal(
            author=self._name(held.author),
            at=held.at,
            text=held.text,
            id=held.message,
            files=file_cards(held.files),
        )

    def _returned(self, held: Held | None) -> Returned | None:
        if held is None or held.returned_by is None:
            return None
        return Returned(by=self._name(held.returned_by), comment=held.comment)

    def _name(self, agent: AgentId) -> str:
        """Her name; her id once she has left the centre."""
        known = self._service.state.rules.agents.get(agent)
        return known.name if known is not None else agent

    async def _save(self, wish: SaveDraft) -> ServerFrame:
        version = await self._mail.save_draft(wish.contact, wish.text, wish.version)
        if version is None:
            return Refused(id=wish.id, reason="stale_draft", detail=STALE)
        return Saved(id=wish.id, contact=wish.contact, version=version)


def _answer(id_: str, outcome: Outcome) -> Ack | Refused:
    refused: CommandRefused | None = outcome.refused
    if refused is not None:
        return Refused(id=id_, reason=refused.reason, detail=refused.detail)
    return Ack(id=id_, number=outcome.last)


def _id(wish: Wish) -> str:
    return wish.command.id if isinstance(wish, Ask) else wish.id
