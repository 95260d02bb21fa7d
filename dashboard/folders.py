"""What the folders page shows, from the live picture: the folder asked for, who is there, what is to come."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct, to_builtins

from dashboard.feed import Feed
from dashboard.outlooks import Outlooks
from dispatcher.access.people import Identity, Role
from dispatcher.client import Api
from dispatcher.engine.agent import Focus
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.escalation import Alarm
from dispatcher.folders.folder import Folder
from dispatcher.folders.query import MOST, Found, Order, Topic, Wanted, look
from dispatcher.vocabulary import MINUTE, SECOND, AgentId, CategoryId, Instant, QueueId

LONGEST: Final = 200  # characters of a text to look for


class Colleague(Struct, frozen=True, kw_only=True):
    """An agent to whom a letter can be given; `focus` is the topic she is set on."""

    id: AgentId
    name: str
    there: bool
    focus: Focus | None


class Shown(Struct, frozen=True, kw_only=True):
    """The page's content: what was found, what rings, and the names of whom and where a letter can go."""

    found: Found
    alarms: tuple[Alarm, ...]
    agents: tuple[Colleague, ...]
    queues: Mapping[QueueId, str]
    categories: Mapping[CategoryId, str]


class Folders:
    """The folders of the live picture, for whoever asks."""

    def __init__(self, feed: Feed, api: Api, outlooks: Outlooks) -> None:
        self._feed, self._api, self._outlooks = feed, api, outlooks

    async def shown(self, wanted: Wanted, secret: str | None) -> dict[str, Any] | None:
        """What lies there as plain data, for whoever has this secret; None while no centre is known.

        The rows are the dispatcher's: who a customer is and what she wrote stands in no fact.

        Raises:
            RingpostError: the dispatcher does not answer, or not to this one.
        """
        feed = self._feed
        async with feed.settled:
            if feed.state.centre is None:
                return None
            now = Instant(max(feed.clock(), feed.state.now))
            ringing = self._outlooks.alarms(feed.state, now, wanted.teams)
            found = shown(feed.state, self._outlooks.roster(feed.state), wanted, now, ringing)
        rows = await self._api.ask("GET", f"/v1/folders?{_query(wanted)}", secret=secret)
        for row in rows["rows"]:
            _calm(row, now)
        return plain(found, now) | {"found": rows}


def _query(wanted: Wanted) -> str:
    """The same question as an address of the API puts it; of whose teams it is, the asker's secret says."""
    said: dict[str, object] = {
        **{str(topic): value for topic, value in wanted.topics.items()},
        "folder": wanted.folder,
        "text": wanted.text,
        "order": wanted.order,
        "descending": str(wanted.descending).lower(),
        "skip": wanted.skip,
        "limit": wanted.limit,
    }
    return urlencode(said | ({"agent": wanted.agent} if wanted.agent else {}))


def shown(state: State, roster: Roster, wanted: Wanted, now: Instant, ringing: Sequence[Alarm] = ()) -> Shown:
    """The page's content now."""
    rules = state.rules
    agents = (agent for agent in rules.agents.values() if not wanted.teams or agent.team in wanted.teams)
    return Shown(
        found=look(state, roster, wanted, now),
        alarms=tuple(ringing),
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


def plain(content: Shown, now: Instant) -> dict[str, Any]:
    """As plain data for JSON, which stays the same while nothing happens.

    Where all the time until a letter is due is business time, `left` is null: the screen counts by itself.
    Elsewhere it is told by the minute.
    """
    found: dict[str, Any] = to_builtins(content, str_keys=True)
    for one in [*found["found"]["rows"], *found["alarms"]]:
        _calm(one, now)
    return found


def _calm(one: dict[str, Any], now: Instant) -> None:
    if "worst" in one:
        one["worst"] = by_the_minute(one["worst"])
    elif one["left"] is not None and not one["paused"]:
        same = abs(one["due"] - now - one["left"]) < SECOND
        one["left"] = None if same else by_the_minute(one["left"])


def by_the_minute(span: int) -> int:
    """Whole minutes of it, the rest left out; what is late stays late, if only by a second."""
    whole = abs(span) // MINUTE * MINUTE
    return whole if span >= 0 else -max(whole, SECOND)
