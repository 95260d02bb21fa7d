"""Grants what a desk asks about customers, to those who have to do with them."""

from dispatcher.customers.identities import Kind
from dispatcher.customers.linking import Details
from dispatcher.dossiers.history import Place
from dispatcher.dossiers.room import Dossiers
from dispatcher.errors import PeerError
from dispatcher.gateway.customercards import (
    change_card,
    customer_card,
    entry_card,
    joined_card,
    maybe_card,
    other_card,
    tiers_of,
)
from dispatcher.gateway.customerframes import (
    AskCrm,
    AttachCall,
    CallBack,
    CrmCard,
    CustomerFrame,
    DescribeCustomer,
    Dossier,
    History,
    JoinContact,
    LinkAddress,
    LookUp,
    MergeCustomer,
    Recall,
    Reread,
    SplitAddress,
    TakeApart,
    UndoChange,
)
from dispatcher.gateway.frames import Ack, Refused, ServerFrame, Thread
from dispatcher.gateway.messages import message_card
from dispatcher.gateway.session import Session
from dispatcher.service import Outcome, Service
from dispatcher.vocabulary import AgentId, ContactId, CustomerId

STALE = "somebody else wrote about this customer since; look again, nothing was overwritten"


class CustomerWishes:
    """Grants them, by the dossiers."""

    def __init__(self, service: Service, dossiers: Dossiers) -> None:
        self._service, self._dossiers = service, dossiers

    async def grant(self, session: Session, wish: CustomerFrame) -> ServerFrame:
        """The one answer to this wish; what is not to be had is refused.

        Raises:
            NotDurableError: the store cannot be written.
        """
        agent = session.agent
        assert agent is not None, "only a desk has contacts"
        if not await self._dossiers.may_see(agent, wish.contact):
            detail = f"{wish.contact!r} is not with you, and was not within a day"
            return Refused(id=wish.id, reason="not_yours", detail=detail)
        try:
            return await self._grant(session, agent, wish)
        except PeerError as error:
            return Refused(id=wish.id, reason="not_possible", detail=str(error))

    async def _grant(self, session: Session, agent: AgentId, wish: CustomerFrame) -> ServerFrame:
        dossiers, contact = self._dossiers, wish.contact
        match wish:
            case LookUp():
                pass
            case Recall():
                return await self._history(wish)
            case Reread():
                return await self._thread(wish)
            case AskCrm():
                found = await dossiers.elsewhere(contact)
                return CrmCard(id=wish.id, contact=contact, state=found.state, fields=found.fields)
            case DescribeCustomer():
                if not await self._describe(wish):
                    return Refused(id=wish.id, reason="stale", detail=STALE)
            case JoinContact():
                return _answer(
                    wish.id, await dossiers.join(agent, contact, wish.other, session.own_id(wish.id))
                )
            case TakeApart():
                return _answer(wish.id, await dossiers.take_out(contact, wish.was, session.own_id(wish.id)))
            case CallBack():
                return _answer(
                    wish.id, await dossiers.call_back(agent, contact, wish.value, session.own_id(wish.id))
                )
            case _:
                await self._relate(agent, wish)
        return await self._dossier(agent, wish)

    async def _relate(self, agent: AgentId, wish: CustomerFrame) -> None:
        """What is said of who is who, and of what belongs together."""
        dossiers, contact = self._dossiers, wish.contact
        match wish:
            case LinkAddress():
                await dossiers.link(contact, wish.said, agent)
            case MergeCustomer(apart=True):
                await dossiers.keep_apart(contact, CustomerId(wish.other))
            case MergeCustomer():
                await dossiers.merge(contact, CustomerId(wish.other), agent)
            case SplitAddress():
                await dossiers.split(contact, _kind(wish.kind), wish.value, agent)
            case UndoChange():
                await dossiers.undo(contact, wish.number)
            case AttachCall():
                await dossiers.attach(contact, wish.about)

    async def _describe(self, wish: DescribeCustomer) -> bool:
        details = Details(
            name=wish.name.strip(),
            tier=wish.tier.strip(),
            language=wish.language.strip(),
            external=wish.external.strip(),
            notes=wish.notes,
        )
        return await self._dossiers.write(wish.contact, details, wish.version)

    # --- what is shown ----------------------------------------------------------------------------------

    async def _dossier(self, agent: AgentId, wish: CustomerFrame) -> Dossier:
        found = await self._dossiers.open(wish.contact)
        if found.customer is None:
            return Dossier(id=wish.id, contact=wish.contact, customer=None)
        state = self._service.state
        others = await self._dossiers.others(agent, wish.contact, found.customer.id)
        return Dossier(
            id=wish.id,
            contact=wish.contact,
            customer=customer_card(found.customer),
            proven=found.proven,
            others=tuple(other_card(state, one) for one in others),
            joined=tuple(joined_card(state, one) for one in found.joined),
            maybe=tuple(map(maybe_card, found.suggestions)),
            changes=tuple(change_card(state, one) for one in found.changes),
            tiers=tiers_of(state),
            calls_back=self._dossiers.calls_back,
            asks_crm=self._dossiers.asks_elsewhere,
        )

    async def _history(self, wish: Recall) -> History:
        page = await self._dossiers.history(wish.contact, wish.text.strip(), _place(wish.after))
        state = self._service.state
        return History(
            id=wish.id,
            contact=wish.contact,
            entries=tuple(entry_card(state, one) for one in page.entries),
            next=f"{page.next.at}:{page.next.contact}" if page.next else "",
        )

    async def _thread(self, wish: Reread) -> Thread:
        entry, messages = await self._dossiers.reread(wish.contact, wish.about)
        return Thread(
            id=wish.id,
            contact=wish.contact,
            entry=entry_card(self._service.state, entry),
            messages=tuple(map(message_card, messages)),
        )


def _answer(id_: str, outcome: Outcome) -> Ack | Refused:
    if outcome.refused is not None:
        return Refused(id=id_, reason=outcome.refused.reason, detail=outcome.refused.detail)
    return Ack(id=id_, number=outcome.last)


def _kind(word: str) -> Kind:
    try:
        return Kind(word)
    except ValueError:
        raise PeerError(f"{word!r} is none of {', '.join(Kind)}") from None


def _place(text: str) -> Place | None:
    at, _, contact = text.partition(":")
    if not at.isdecimal() or len(at) > 18:
        return None
    return Place(at=int(at), contact=ContactId(contact))  # type: ignore[arg-type]
