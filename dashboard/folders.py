"""What the folders page shows, from the live picture: the folder asked for, who is there, what is to come."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, to_builtins

from dashboard.feed import Feed
from dispatcher.access.people import Identity, Role
from dispatcher.engine.agent import Focus
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.folder import Folder
from dispatcher.folders.query import MOST, Found, Order, Topic, Wanted, look
from dispatcher.vocabulary import AgentId, CategoryId, Instant, QueueId

LONGEST: Final = 200  # characters of a text to look for


class Colleague(Struct, frozen=True, kw_only=True):
    """An agent to whom a letter can be given; `focus` is the topic she is set on."""

    id: AgentId
    name: str
    there: bool
    focus: Focus | None


class Shown(Struct, frozen=True, kw_only=True):
    """The page's content: what was found, and the names of whom and where a letter can go."""

    found: Found
    agents: tuple[Colleague, ...]
    queues: Mapping[QueueId, str]
    categories: Mapping[CategoryId, str]


class Folders:
    """The folders of the live picture, for whoever asks."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._roster: Roster | None = None

    async def shown(self, wanted: Wanted) -> Shown | None:
        """What lies there; None while no centre is known."""
        feed = self._feed
        async with feed.settled:
            if feed.state.centre is None:
                return None
            now = max(feed.clock(), feed.state.now)
            return shown(feed.state, self._rules(feed.state), wanted, Instant(now))

    def _rules(self, state: State) -> Roster:
        """What promises are counted by; worked out anew when the centre changed."""
        known = self._roster
        if known is None or known.centre is not state.centre:
            known = self._roster = Roster(state.rules, state.running)
        return known


def shown(state: State, roster: Roster, wanted: Wanted, now: Instant) -> Shown:
    """The page's content now."""
    rules = state.rules
    agents = (agent for agent in rules.agents.values() if not wanted.teams or agent.team in wanted.teams)
    return Shown(
        found=look(state, roster, wanted, now),
        agents=tuple(
            Colleague(
                id=agent.id,
                name=agent.name,
                there=state.agents[agent.id].connected,
                focus=state.agents[agent.id].focus,
            )
            for agent in sorted(agents, key=lambda agent: (agent.name.casefold(), agent.id))
        ),
        queues={
            queue.id: queue.name for queue in rules.queues.values() if not rules.channel_of(queue.id).live
        },
        categories={category.id: category.name for category in rules.categories.values()},
    )


def wanted_of(query: Mapping[str, str], who: Identity) -> Wanted:
    """What an address asks for; what makes no sense in it is as if it were not there."""
    topics = {topic: query[topic] for topic in Topic if topic in query}
    folder, order = query.get("folder", ""), query.get("order", "")
    return Wanted(
        folder=Folder(folder) if folder in set(Folder) else Folder.UNANSWERED,
        topics=topics,
        agent=AgentId(query["agent"]) if query.get("agent") else None,
        text=query.get("text", "")[:LONGEST],
        order=Order(order) if order in set(Order) else Order.DUE,
        descending=query.get("down") == "1",
        skip=_number(query.get("skip", ""), 0, 10**6),
        limit=_number(query.get("limit", ""), 50, MOST),
        teams=who.teams if who.role is Role.SUPERVISOR else frozenset(),
    )


def _number(text: str, otherwise: int, most: int) -> int:
    return min(int(text), most) if text.isdecimal() and len(text) < 9 else otherwise


def plain(content: Shown | None) -> dict[str, Any] | None:
    """As plain data for JSON."""
    found: dict[str, Any] | None = None if content is None else to_builtins(content, str_keys=True)
    return found
