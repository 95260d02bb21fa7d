"""What travels on the WebSocket, both ways: one JSON text message a frame, its name under "type".

Instants and spans are whole microseconds. The first frame is the client's `Hello`; the server answers with
`Welcome` or with `Fault` and closes. An agent's welcome holds her whole desk; afterwards each `DeskFact`
replaces the agent's card, and the card of the one contact it names: put it on the desk, or take it off where
`contact` is null. That is the whole client-side rule.
"""

from typing import Final

from msgspec import Struct

from dispatcher.commands import Command
from dispatcher.events import Event, NumberedFact
from dispatcher.gateway.customerframes import CrmCard, CustomerFrame, Dossier, EntryCard, History
from dispatcher.gateway.frame import Frame
from dispatcher.vocabulary import (
    AgentId,
    AgentStatus,
    CategoryId,
    ChannelId,
    ContactId,
    Instant,
    OfferId,
    OfferReason,
    ParkReason,
    Phase,
    QueueId,
    Span,
    Urgency,
    Word,
)

VERSION = 2
UNDO: Final = Span(5_000_000)  # where nobody says how long


# --- from the client ------------------------------------------------------------------------------------


class Hello(Frame, frozen=True, kw_only=True):
    """Who is there: `ticket`, fetched for this very socket (`POST /v1/tickets`), says it.

    `after` is the last event number this client has; null asks for a fresh picture.
    """

    version: int
    ticket: str
    after: int | None = None


class Ask(Frame, frozen=True, kw_only=True):
    """A command for the engine; answered by `Ack` or `Refused` with the command's id."""

    command: Command


class Read(Frame, frozen=True, kw_only=True):
    """Show me this email: its thread and its draft. Answered by `Letter`."""

    id: str
    contact: ContactId


class SaveDraft(Frame, frozen=True, kw_only=True):
    """Keep this draft, written on `version`; answered by `Saved`, or by `Refused` when that is stale."""

    id: str
    contact: ContactId
    text: str
    version: int


class SendReply(Frame, frozen=True, kw_only=True):
    """Answer this email with this text; answered like a command. Finishing is a command of its own.

    With `everyone` it goes to all who got the customer's letter; with a `fax` number, there and not to her.
    """

    id: str
    contact: ContactId
    text: str
    everyone: bool = False
    fax: str = ""


class Suggest(Frame, frozen=True, kw_only=True):
    """Which templates are there for an answer to this email? Answered by `Suggestions`."""

    id: str
    contact: ContactId


class UseTemplate(Frame, frozen=True, kw_only=True):
    """Begin the answer from this template, on this version of its draft; answered by `Started`.

    With template "" the answer is written freely again: `text` is its draft from now on.
    """

    id: str
    contact: ContactId
    template: str
    version: int
    text: str = ""


class TakeOut(Frame, frozen=True, kw_only=True):
    """Let this file not go out with the answer; answered by `EnclosedFiles`."""

    id: str
    contact: ContactId
    file: str


class Whither(Frame, frozen=True, kw_only=True):
    """To whom could I pass this contact on? Answered by `Places`."""

    id: str
    contact: ContactId


class Beat(Frame, frozen=True, kw_only=True):
    """Is anybody there? Answered by `Ack` with the last event's number; a page cannot see WebSocket pings."""

    id: str


ClientFrame = (
    Hello
    | Ask
    | Read
    | SaveDraft
    | SendReply
    | Suggest
    | UseTemplate
    | TakeOut
    | Whither
    | Beat
    | CustomerFrame
)


# --- from the server ------------------------------------------------------------------------------------


class OfferCard(Struct, frozen=True, kw_only=True):
    """An open offer, as the agent sees it."""

    id: OfferId
    since: Instant
    expires: Instant
    why: OfferReason
    interrupts: tuple[ContactId, ...]


class ContactCard(Struct, frozen=True, kw_only=True):
    """A contact on an agent's desk: offered, active or parked.

    On a `live` one the customer waits on the line; the others are written. `paused` says that nothing is due
    while we wait for the customer. `approves` names the contact whose reply this piece of work asks to
    approve, `consults` the one that this is a consultation about. With `callback` the customer hung up and is
    to be called back.
    """

    id: ContactId
    channel: ChannelId
    channel_name: str = ""
    live: bool
    queue: QueueId
    queue_name: str
    urgency: Urgency
    phase: Phase
    since: Instant
    arrived: Instant
    due: Instant
    customer: str
    subject: str
    language: str
    category: CategoryId | None = None
    category_name: str = ""
    replied: bool
    paused: bool = False
    callback: bool = False
    approves: ContactId | None = None
    consults: ContactId | None = None
    offer: OfferCard | None = None
    parked: ParkReason | None = None


class WrapUpCard(Struct, frozen=True, kw_only=True):
    """After-contact work under way."""

    contact: ContactId
    until: Instant


class AgentCard(Struct, frozen=True, kw_only=True):
    """The agent, as she sees herself. `next_status` is what she becomes when she has nothing in hand."""

    id: AgentId
    name: str
    status: AgentStatus
    since: Instant
    email_cap: int
    next_status: AgentStatus | None = None
    wrap_up: WrapUpCard | None = None


class CategoryCard(Struct, frozen=True, kw_only=True):
    """Something that a contact can be about."""

    id: CategoryId
    name: str


class Welcome(Frame, frozen=True, kw_only=True):
    """You are in, as `role`. `number` is the event the picture stands at.

    `now` lets a client set its clock by ours. `trouble` is a sentence while nothing can be written down; a
    `Notice` takes it back.
    """

    version: int
    role: str
    user: str
    number: int
    now: Instant
    centre: str
    grace: Span
    trouble: str = ""
    agent: AgentCard | None = None
    contacts: tuple[ContactCard, ...] = ()
    categories: tuple[CategoryCard, ...] = ()


class DeskFact(Frame, frozen=True, kw_only=True):
    """A fact that names this agent, with what it leaves on her desk."""

    number: int
    fact: Event
    agent: AgentCard
    contact: ContactCard | None = None


class Facts(Frame, frozen=True, kw_only=True):
    """A stretch of the feed: all you may see of what is numbered above `after`, up to and with `through`.

    A watcher sees everything, a supervisor what concerns her teams. When `after` is not the number you have,
    something was lost on the way: connect again with the one you have.
    """

    after: int
    through: int
    facts: tuple[NumberedFact, ...]


class Ack(Frame, frozen=True, kw_only=True):
    """Done and durable; `number` is the last event it made."""

    id: str
    number: int


class Refused(Frame, frozen=True, kw_only=True):
    """Not done, nothing changed; `detail` is a sentence for a person."""

    id: str
    reason: str
    detail: str


class FileCard(Struct, frozen=True, kw_only=True):
    """A file; `size` is in bytes."""

    id: str
    name: str
    kind: str
    size: int


class FieldCard(Struct, frozen=True, kw_only=True):
    """A field of the web form as its sender filled it in, with the words that stood beside it."""

    id: str
    label: str
    value: str


class MessageCard(Struct, frozen=True, kw_only=True):
    """One message of a thread. `sender` and `subject` are as the customer wrote them.

    `quoted` is what stands below `text` and is quoted from before: it may be folded away.
    `trouble` is what a mail server said of one of ours that did not go out, or came back; else empty.
    `state` is how far one of ours is: queued, sending, sent or failed. `files` came along, each by its place;
    with `html` it can be looked at as it was sent. `fields` are what was filled into the web form it came by.
    """

    id: str
    at: Instant
    incoming: bool
    automatic: bool
    sender: str
    subject: str
    text: str
    quoted: str = ""
    trouble: str = ""
    state: str = ""
    files: tuple[FileCard, ...] = ()
    html: bool = False
    fields: tuple[FieldCard, ...] = ()


class Thread(Frame, frozen=True, kw_only=True):
    """An earlier contact of the same customer, and all messages of its conversation, the oldest first."""

    id: str
    contact: ContactId
    entry: EntryCard
    messages: tuple[MessageCard, ...]


class About(Struct, frozen=True, kw_only=True):
    """Why a contact is of its category, and what its letter says of its urgency.

    `by` is the rule's name, "model", "form" or "person", or "" where nobody said; `words` are what the rule
    found. `guess` is what the model holds likeliest, as sure of it as `confidence` (0 to 1). `hurry` are the
    letter's own urgent words; `urgent_by` is what made it urgent, if anything: a rule's name, or "hurry".
    """

    by: str = ""
    words: tuple[str, ...] = ()
    guess: CategoryId | None = None
    confidence: float | None = None
    hurry: tuple[str, ...] = ()
    urgent_by: str = ""


class PartCard(Struct, frozen=True, kw_only=True):
    """A stretch of an answer begun from a template; only a `free` one may be changed."""

    text: str
    free: bool


class TemplateUse(Struct, frozen=True, kw_only=True):
    """The template an answer was begun from. An empty `subject` leaves the letter's own."""

    id: str
    name: str
    subject: str
    parts: tuple[PartCard, ...]


class Proposal(Struct, frozen=True, kw_only=True):
    """An answer that asks to be approved. `id` is its message's; `files` go out with it, by place."""

    author: str
    at: Instant
    text: str
    id: str = ""
    files: tuple[FileCard, ...] = ()


class Returned(Struct, frozen=True, kw_only=True):
    """What an approver said when the answer came back; its text is the draft."""

    by: str
    comment: str


class Letter(Frame, frozen=True, kw_only=True):
    """An email's thread, oldest first, and the draft of its answer.

    A piece of approval work shows the thread it is about, and the `proposal` to decide on; its draft is what
    the author will be told. `template`, `files` and `signature` go out with the draft; `others` got the
    customer's letter too, and `fax` says that the answer can leave by fax. `undo` is how long a desk keeps an
    answer back when it is sent, so that it can be taken back.
    """

    id: str
    contact: ContactId
    messages: tuple[MessageCard, ...]
    about: About = About()
    draft: str
    version: int
    proposal: Proposal | None = None
    returned: Returned | None = None
    template: TemplateUse | None = None
    files: tuple[FileCard, ...] = ()
    signature: str = ""
    others: tuple[str, ...] = ()
    fax: bool = False
    undo: Span = UNDO


class Saved(Frame, frozen=True, kw_only=True):
    """The draft is durable, as this version."""

    id: str
    contact: ContactId
    version: int


class TemplateCard(Struct, frozen=True, kw_only=True):
    """A template that may be used; `category`, `words` and `same_language` say what speaks for it."""

    id: str
    name: str
    language: str
    category: bool
    words: bool
    same_language: bool


class Suggestions(Frame, frozen=True, kw_only=True):
    """The templates for an answer, the likeliest first."""

    id: str
    contact: ContactId
    templates: tuple[TemplateCard, ...]


class Started(Frame, frozen=True, kw_only=True):
    """The answer is begun: `text` is its draft as `version`.

    Without a version nothing was saved: put the text where the agent writes. `template` is what the answer is
    begun from now.
    """

    id: str
    contact: ContactId
    text: str
    version: int | None
    template: TemplateUse | None


class EnclosedFiles(Frame, frozen=True, kw_only=True):
    """The files that go out with the answer."""

    id: str
    contact: ContactId
    files: tuple[FileCard, ...]


class Place(Struct, frozen=True, kw_only=True):
    """A queue or a colleague, by id and name."""

    id: str
    name: str


class Places(Frame, frozen=True, kw_only=True):
    """Where this contact can go: queues of its channel, colleagues who are there and take such contacts."""

    id: str
    contact: ContactId
    queues: tuple[Place, ...]
    agents: tuple[Place, ...]


class Notice(Frame, frozen=True, kw_only=True):
    """Nothing can be written down for now, and why: what is asked is refused. "": all is well again."""

    trouble: str


class FaultCode(Word):
    """Why a connection ends; `FAULTS` says what each means."""

    NO_HELLO = "no_hello"
    BAD_TICKET = "bad_ticket"
    FULL = "full"
    BAD_FRAME = "bad_frame"
    VERSION = "version"
    TAKEN_OVER = "taken_over"
    LOGGED_OUT = "logged_out"
    TOO_MANY_MISTAKES = "too_many_mistakes"


FAULTS: Final = {
    FaultCode.NO_HELLO: "no hello came within ten seconds",
    FaultCode.BAD_TICKET: "the ticket opens nothing: never issued, used before, or over; fetch another",
    FaultCode.FULL: "too many are connected, or too many of one user",
    FaultCode.BAD_FRAME: "the first message was no hello",
    FaultCode.VERSION: "the centre speaks another version of this protocol",
    FaultCode.TAKEN_OVER: "the same desk, or the same PBX, connected somewhere else",
    FaultCode.LOGGED_OUT: "the user was disabled, or may do something else now: log in anew",
    FaultCode.TOO_MANY_MISTAKES: "a hundred frames came that nobody can read",
}
PASSING: Final = frozenset({FaultCode.NO_HELLO, FaultCode.BAD_TICKET, FaultCode.FULL})
"""Faults that another try may mend; after the others something has to change first."""


class Fault(Frame, frozen=True, kw_only=True):
    """This connection ends, and why; `detail` is a sentence for a person."""

    code: FaultCode
    detail: str


ServerFrame = (
    Welcome
    | DeskFact
    | Facts
    | Ack
    | Refused
    | Letter
    | Saved
    | Suggestions
    | Started
    | EnclosedFiles
    | Places
    | Notice
    | Fault
    | Dossier
    | History
    | Thread
    | CrmCard
)
