"""What must be looked at again after each kind of fact: whose place in line, whose desk, whose timers.

Nothing here decides anything. Looking at too much costs time; looking at too little would leave a contact
waiting beside a free agent, which the laws find. The facts of every life have functions of their own that
mark the very least, as a life is eight facts; after all others everybody they name is looked at.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, get_args

from dispatcher import events as fact
from dispatcher.engine.deadlines import OFFER_EXPIRES, WRAP_UP_ENDS
from dispatcher.vocabulary import later

if TYPE_CHECKING:
    from dispatcher.engine.book import Book

RULES: Final = (
    fact.CentreConfigured
    | fact.CentreRestarted
    | fact.LeversChanged
    | fact.AgentChanged
    | fact.TimetableSwitched
)
"""Facts after which everything is worked out anew."""

ONLY_TOLD: Final = fact.CommandRefused | fact.DeliveryNoted | fact.AccessNoted | fact.CallNoted
"""Facts that change nothing by which anything is decided."""

QUIET: Final = (
    fact.PromiseFact
    | fact.ContactAcknowledged
    | fact.ReplySubmitted
    | fact.ReplyApproved
    | fact.AgentDisconnected
    | fact.CallbackRequested
)
"""Facts after which nothing can be given out that could not be before."""

Follow = Callable[["Book", Any], None]


# --- the facts of every life ----------------------------------------------------------------------------


def _arrives(book: "Book", event: fact.ContactArrived) -> None:
    """Its place and its timers follow from what is promised now; who asks for advice is promised nothing."""
    if event.consults is not None:
        book.touch_contact(event.contact)


def _is_promised(book: "Book", event: fact.PromiseMade) -> None:
    """It stands in line at once: behind others of its kind, nothing else need be looked at."""
    book.place(event.contact)
    span, due = book.soonest(event.queue)
    book.deadlines.set_contact(event.contact, later(event.at, span), due)


def _is_offered(book: "Book", event: fact.ContactOffered) -> None:
    """It stands in no line any more, and the fact says itself when it comes due."""
    name, agent = event.contact, event.agent
    book.lines.drop(name)
    book.deadlines.set_contact(name, event.expires, OFFER_EXPIRES)
    book.rings(name, agent)


def _is_accepted(book: "Book", event: fact.OfferAccepted) -> None:
    """It stood in no line, and nothing about it comes due that would not have before.

    Where it takes all of her, and nothing else is hers or waits for her, nothing has changed, as she had room
    for nothing while it rang. Where it does not, she may be offered the next.
    """
    agent, roster = event.agent, book.roster
    if agent in book.loads:
        book.loads[agent].answer(book.share(agent, event.channel))
    if not book.takes_all(agent, event.channel):
        book.to_note[agent] = book.freeing[agent] = None
    elif roster.uses_reserve or agent in book.lines.reserved or len(book.state.agents[agent].contacts) > 1:
        book.to_note[agent] = None
    if roster.rests:
        book.untimed_agents[agent] = None


def _is_kept(book: "Book", event: fact.PromiseKept) -> None:
    """Nothing about it comes due that would not have before."""
    if event.contact in book.lines.where:
        book.to_place[event.contact] = None


def _is_closed(book: "Book", event: fact.ContactClosed) -> None:
    book.deadlines.forget(event.contact)
    if event.contact in book.lines.where:
        book.to_place[event.contact] = None
    agent = event.agent
    if agent is not None:
        book.loads.pop(agent, None)
        book.to_note[agent] = book.freeing[agent] = None
        if book.roster.rests:
            book.untimed_agents[agent] = None


def _wraps_up(book: "Book", event: fact.WrapUpStarted) -> None:
    agent = event.agent
    book.to_note[agent] = None
    book.freeing.pop(agent, None)
    book.deadlines.set_agent(agent, event.until, WRAP_UP_ENDS)
    if book.roster.rests:
        book.untimed_agents[agent] = None


def _wrapped_up(book: "Book", event: fact.WrapUpEnded) -> None:
    agent = event.agent
    book.to_note[agent] = book.freeing[agent] = None
    if book.roster.rests:
        book.untimed_agents[agent] = None
    if event.contact in book.lines.where:
        # Passed on by her, it may come back to her from this very instant on.
        book.to_place[event.contact] = book.untimed[event.contact] = None


# --- all others -----------------------------------------------------------------------------------------


def _nothing(book: "Book", event: fact.Event) -> None:
    """It is only told."""


def _everything(book: "Book", event: fact.Event) -> None:
    book.stale = book.changed = True


def _whom_it_names(kind: type[fact.Fact]) -> Follow:
    """Look at its contact and its agent, and at who could do something new unless it is a quiet one."""
    of_contact, of_agent = "contact" in kind.__struct_fields__, "agent" in kind.__struct_fields__
    changes = not issubclass(kind, QUIET)

    def follow(book: "Book", event: Any) -> None:
        if of_contact:
            book.to_place[event.contact] = book.untimed[event.contact] = None
        if of_agent and event.agent is not None:
            book.to_note[event.agent] = book.untimed_agents[event.agent] = None
            book.loads.pop(event.agent, None)
        if changes:
            book.changed = True

    return follow


def _by_kind(kind: type[fact.Fact]) -> Follow:
    if issubclass(kind, ONLY_TOLD):
        return _nothing
    return _everything if issubclass(kind, RULES) else _whom_it_names(kind)


FOLLOWS: Final[Mapping[type[fact.Fact], Follow]] = {kind: _by_kind(kind) for kind in get_args(fact.Event)} | {
    fact.ContactArrived: _arrives,
    fact.PromiseMade: _is_promised,
    fact.ContactOffered: _is_offered,
    fact.OfferAccepted: _is_accepted,
    fact.PromiseKept: _is_kept,
    fact.ContactClosed: _is_closed,
    fact.WrapUpStarted: _wraps_up,
    fact.WrapUpEnded: _wrapped_up,
}
"""What follows from each kind of fact."""
