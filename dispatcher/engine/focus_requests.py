"""An agent set on a topic for a while: only written work of these queues or categories comes to her.

Calls come as ever: a caller never waits for somebody who could help and is kept to letters. What was decided
for her alone, and what she has in hand, stays hers whatever its topic.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.engine.book import Book
from dispatcher.engine.refusals import Refused, unknown_agent, unknown_category, unknown_queue
from dispatcher.vocabulary import AgentId, Refusal


def _focus(book: Book, command: ask.FocusAgent) -> Refused | None:
    if command.who not in book.state.agents:
        return unknown_agent(command.who)
    if not command.queues and not command.categories:
        end_focus(book, command.who, command.by)
        return None
    refused = _no_such_topic(book, command)
    if refused is None and (command.until is None or command.until <= book.now):
        refused = Refused(Refusal.OUT_OF_BOUNDS, "say until when, and let that be ahead")
    if refused is None:
        assert command.until is not None
        book.emit(
            fact.AgentFocused(
                at=book.now,
                agent=command.who,
                queues=tuple(sorted(set(command.queues))),
                categories=tuple(sorted(set(command.categories))),
                until=command.until,
                by=command.by,
            )
        )
    return refused


def _no_such_topic(book: Book, command: ask.FocusAgent) -> Refused | None:
    centre = book.roster.centre
    for queue in command.queues:
        if queue not in centre.queues:
            return unknown_queue(queue)
        if centre.channel_of(queue).live:
            return Refused(Refusal.WRONG_CHANNEL, f"queue {queue!r} is for calls; a focus is on written work")
    for category in command.categories:
        if category not in centre.categories:
            return unknown_category(category)
    return None


def end_focus(book: Book, agent: AgentId, by: str = "") -> None:
    """From now on everything she can do comes to her again."""
    if book.state.agents[agent].focus is not None:
        book.emit(fact.FocusEnded(at=book.now, agent=agent, by=by))


FOCUS_REQUESTS: Final[Mapping[type[ask.Request], Callable[[Book, Any], Refused | None]]] = {
    ask.FocusAgent: _focus,
}
