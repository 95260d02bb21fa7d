"""Grants what a desk asks about customers, to those who have to do with them."""

from collections.abc import Iterable

from dispatcher.customers.cards import CustomerCard as Customer
from dispatcher.customers.identities import Kind
from dispatcher.customers.linking import Details, Done
from dispatcher.customers.suggesting import Suggestion
from dispatcher.dossiers.dossier import Other
from dispatcher.dossiers.history import Entry, Place
from dispatcher.dossiers.room import Dossiers
from dispatcher.engine.state import State
from dispatcher.errors import PeerError
from dispatcher.gateway.customerframes import (
    AddressCard,
    AskCrm,
    AttachCall,
    CallBack,
    ChangeCard,
    CrmCard,
    CustomerCard,
    CustomerFrame,
    DescribeCustomer,
    Dossier,
    EntryCard,
    History,
    JoinContact,
    JoinedCard,
    LinkAddress,
    LookUp,
    MaybeCard,
    MergeCustomer,
    OtherCard,
    Recall,
    Reread,
    SplitAddress,
    TakeApart,
    UndoChange,
)
from dispatcher.gateway.frames import Ack, Refused, ServerFrame, Thread
from dispatcher.gateway.messages import message_card
from dispatcher.gateway.session import Session
from dispatcher.mail.joined import Joined
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
            customer=_customer(found.customer),
            proven=found.proven,
            others=tuple(_other(state, one) for one in others),
            joined=tuple(_joined(state, one) for one in found.joined),
            maybe=tuple(map(_maybe, found.suggestions)),
            changes=tuple(_change(state, one) for one in found.changes),
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
            entries=tuple(_entry(state, one) for one in page.entries),
            next=f"{page.next.at}:{page.next.contact}" if page.next else "",
        )

    async def _thread(self, wish: Reread) -> Thread:
        entry, messages = await self._dossiers.reread(wish.contact, wish.about)
        return Thread(
            id=wish.id,
            contact=wish.contact,
            entry=_entry(self._service.state, entry),
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


def tiers_of(state: State) -> tuple[str, ...]:
    """Every tier that some queue knows, by name."""
    return tuple(sorted({str(tier) for queue in state.rules.queues.values() for tier in queue.tiers}))


def _customer(found: Customer) -> CustomerCard:
    return CustomerCard(
        name=found.name,
        tier=found.tier,
        language=found.language,
        external=found.external,
        notes=found.notes,
        version=found.version,
        since=found.since,
        addresses=tuple(
            AddressCard(kind=one.kind, value=one.value, said=one.said, claimed=one.claimed)
            for one in found.identities
        ),
    )


def _other(state: State, other: Other) -> OtherCard:
    contact = other.contact
    return OtherCard(
        id=contact.id,
        channel=contact.channel,
        channel_name=state.channel_of(contact).name,
        live=contact.live,
        queue_name=state.queue_of(contact).name,
        subject=other.subject,
        phase=contact.phase,
        agent_name=_name(state, contact.agent),
        arrived=contact.arrived,
        same=other.same,
        joins=other.joins,
    )


def _joined(state: State, joined: Joined) -> JoinedCard:
    return JoinedCard(was=joined.was, subject=joined.subject, at=joined.at, by=_name(state, joined.by))


def _maybe(suggestion: Suggestion) -> MaybeCard:
    other = suggestion.other
    return MaybeCard(
        other=other.id,
        shown=other.shown,
        claimed=next((one.claimed for one in other.identities if one.claimed), ""),
        addresses=_said(one.said for one in other.identities),
        ground=suggestion.ground,
        by=suggestion.by,
    )


def _change(state: State, done: Done) -> ChangeCard:
    change = done.change
    addresses = _said(one.said for one in change.moved)
    return ChangeCard(
        number=done.number, at=done.at, by=_name(state, done.by), what=change.what, addresses=addresses
    )


def _said(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(addresses)


def _entry(state: State, entry: Entry) -> EntryCard:
    rules = state.rules
    channel, queue = rules.channels.get(entry.channel), rules.queues.get(entry.queue)
    category = rules.categories.get(entry.category) if entry.category is not None else None
    there = state.contacts.get(entry.contact)
    return EntryCard(
        contact=entry.contact,
        channel=entry.channel,
        channel_name=channel.name if channel is not None else entry.channel,
        live=channel is not None and channel.live,
        queue_name=queue.name if queue is not None else entry.queue,
        category_name=category.name if category is not None else entry.category or "",
        subject=entry.subject,
        said=entry.said,
        conversation=entry.conversation,
        at=entry.at,
        agent=entry.agent,
        agent_name=_name(state, entry.agent),
        taken=entry.taken,
        handled=entry.handled,
        replied=entry.replied,
        ended=entry.ended,
        phase=there.phase if there is not None else None,
        outcome=entry.outcome,
    )


def _name(state: State, agent: str | None) -> str:
    """Her name; what else there is where she has left, or no agent did it."""
    known = state.rules.agents.get(AgentId(agent)) if agent is not None else None
    return known.name if known is not None else agent or ""
