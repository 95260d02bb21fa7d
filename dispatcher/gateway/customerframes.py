"""What a desk asks about customers, and what it is told: who she is, what happened, who else she may be.

Every question names a `contact` on the agent's desk, or one that she had within a day; it is about whom that
contact is from. Customers of others are nobody's to see.
"""

from typing import Annotated

from msgspec import Meta, Struct

from dispatcher.gateway.frame import Frame
from dispatcher.vocabulary import AgentId, ChannelId, ContactId, Instant, Phase, Span

Line = Annotated[str, Meta(max_length=200)]
Said = Annotated[str, Meta(max_length=320)]
Notes = Annotated[str, Meta(max_length=4000)]


# --- from the client ------------------------------------------------------------------------------------


class LookUp(Frame, frozen=True, kw_only=True):
    """Who is this contact from? Answered by `Dossier`."""

    id: str
    contact: ContactId


class Recall(Frame, frozen=True, kw_only=True):
    """What happened with her, the newest first? Answered by `History`.

    `text` is looked for in subjects, addresses and messages; `after` is the `next` of the page before.
    """

    id: str
    contact: ContactId
    text: Line = ""
    after: Line = ""


class Reread(Frame, frozen=True, kw_only=True):
    """Show me the messages of an earlier contact of hers, `about`. Answered by `Thread`."""

    id: str
    contact: ContactId
    about: ContactId


class AskCrm(Frame, frozen=True, kw_only=True):
    """What does the other system know of her? Answered by `CrmCard`, when it has answered.

    Other answers may come first; a second question while one is open is refused.
    """

    id: str
    contact: ContactId


class DescribeCustomer(Frame, frozen=True, kw_only=True):
    """Write this down about her, over `version`. Answered by `Dossier`, or `Refused` when that is stale."""

    id: str
    contact: ContactId
    version: int
    name: Line = ""
    tier: Line = ""
    language: Line = ""
    external: Line = ""
    notes: Notes = ""


class LinkAddress(Frame, frozen=True, kw_only=True):
    """This address or telephone number is hers too. Answered by `Dossier`."""

    id: str
    contact: ContactId
    said: Said


class MergeCustomer(Frame, frozen=True, kw_only=True):
    """The `other`, who was suggested, is she; with `apart`, is not. Answered by `Dossier`."""

    id: str
    contact: ContactId
    other: str
    apart: bool = False


class SplitAddress(Frame, frozen=True, kw_only=True):
    """This address or number is somebody else's. Answered by `Dossier`."""

    id: str
    contact: ContactId
    kind: str
    value: Said


class UndoChange(Frame, frozen=True, kw_only=True):
    """Take back what was done about who she is. Answered by `Dossier`."""

    id: str
    contact: ContactId
    number: int


class JoinContact(Frame, frozen=True, kw_only=True):
    """Make another open letter of hers a part of this one. Answered by `Ack`."""

    id: str
    contact: ContactId
    other: ContactId


class TakeApart(Frame, frozen=True, kw_only=True):
    """Open what was joined to this one, and `was` a contact, as one of its own. Answered by `Ack`."""

    id: str
    contact: ContactId
    was: ContactId


class CallBack(Frame, frozen=True, kw_only=True):
    """Have her called on this number of hers, first of all by me. Answered by `Ack`."""

    id: str
    contact: ContactId
    value: Said


class AttachCall(Frame, frozen=True, kw_only=True):
    """This call is about the same matter as that earlier contact of hers. Answered by `Dossier`."""

    id: str
    contact: ContactId
    about: ContactId


CustomerFrame = (
    LookUp
    | Recall
    | Reread
    | AskCrm
    | DescribeCustomer
    | LinkAddress
    | MergeCustomer
    | SplitAddress
    | UndoChange
    | JoinContact
    | TakeApart
    | CallBack
    | AttachCall
)


# --- from the server ------------------------------------------------------------------------------------


class AddressCard(Struct, frozen=True, kw_only=True):
    """An address or number as it was first `said`, and the name that came with it, anybody's to write."""

    kind: str
    value: str
    said: str
    claimed: str


class CustomerCard(Struct, frozen=True, kw_only=True):
    """A customer as our people know her; `external` is her id in another system."""

    name: str
    tier: str
    language: str
    external: str
    notes: str
    version: int
    since: Instant
    addresses: tuple[AddressCard, ...]


class OtherCard(Struct, frozen=True, kw_only=True):
    """Other open work of hers. It looks the `same`; it `joins`: it can become part of this one now."""

    id: ContactId
    channel: ChannelId
    channel_name: str
    live: bool
    queue_name: str
    subject: str
    phase: Phase
    agent_name: str
    arrived: Instant
    same: bool
    joins: bool


class JoinedCard(Struct, frozen=True, kw_only=True):
    """What was joined to this contact; `by` is whose name, or the word of a rule."""

    was: ContactId
    subject: str
    at: Instant
    by: str


class MaybeCard(Struct, frozen=True, kw_only=True):
    """Somebody who may be the same customer: `ground` says why, `by` is the very thing that says so."""

    other: str
    shown: str
    claimed: str
    addresses: tuple[str, ...]
    ground: str
    by: str


class ChangeCard(Struct, frozen=True, kw_only=True):
    """What somebody did about who she is, which can be taken back: `linked`, `merged` or `split`."""

    number: int
    at: Instant
    by: str
    what: str
    addresses: tuple[str, ...]


class Dossier(Frame, frozen=True, kw_only=True):
    """Who a contact is from; without a `customer`, nobody knows.

    `proven`: she answered a letter of ours. `tiers` are those of the centre. `calls_back`: she can be called
    from here. `asks_crm`: another system may know more.
    """

    id: str
    contact: ContactId
    customer: CustomerCard | None
    proven: bool = False
    others: tuple[OtherCard, ...] = ()
    joined: tuple[JoinedCard, ...] = ()
    maybe: tuple[MaybeCard, ...] = ()
    changes: tuple[ChangeCard, ...] = ()
    tiers: tuple[str, ...] = ()
    calls_back: bool = False
    asks_crm: bool = False


class EntryCard(Struct, frozen=True, kw_only=True):
    """One contact of a history. `phase` is where it is while it is open, `outcome` how it ended.

    `handled` is how long agents had it in hand. What has one `conversation` is about one matter.
    """

    contact: ContactId
    channel: ChannelId
    channel_name: str
    live: bool
    queue_name: str
    category_name: str
    subject: str
    said: str
    conversation: str
    at: Instant
    agent: AgentId | None
    agent_name: str
    taken: Instant | None
    handled: Span
    replied: bool
    ended: Instant | None
    phase: Phase | None
    outcome: str


class History(Frame, frozen=True, kw_only=True):
    """A page of a history, the newest first; `next` asks for more, "" when this was all."""

    id: str
    contact: ContactId
    entries: tuple[EntryCard, ...]
    next: str = ""


class CrmCard(Frame, frozen=True, kw_only=True):
    """What another system says of her, as plain text: names and values. `state` says what came of asking."""

    id: str
    contact: ContactId
    state: str
    fields: tuple[tuple[str, str], ...] = ()
