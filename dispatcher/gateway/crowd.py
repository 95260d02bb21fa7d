"""Everybody who is connected, found by what they hear: desks by agent, watchers and supervisors by feed."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from dispatcher.codec import encode
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.events import NumberedFact
from dispatcher.gateway.audience import audience
from dispatcher.gateway.client import Client
from dispatcher.gateway.frames import FaultCode, Notice
from dispatcher.gateway.session import SessionEndedError, desk_fact, feed
from dispatcher.vocabulary import AgentId

MOST: Final = 20_000  # sockets at once: what a few gigabytes of memory hold
MOST_OF_ONE: Final = 50  # sockets of one user


class Crowd:
    """The clients, from their hello to their end; those that `listen` hear what happens."""

    def __init__(self) -> None:
        self._all: set[Client] = set()
        self._of_user: Counter[str] = Counter()
        self._desks: dict[AgentId, Client] = {}
        self._feeds: set[Client] = set()

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, client: object) -> bool:
        return client in self._all

    def by_role(self) -> Counter[str]:
        """How many are connected as what."""
        return Counter(client.session.who.role.value for client in self._all)

    def of_user(self, name: str) -> list[Client]:
        """The sockets of this user."""
        return [client for client in self._all if client.session.who.user == name]

    def come(self, client: Client) -> None:
        """Somebody is in.

        Raises:
            SessionEndedError: `full`, there are too many, or too many of this user.
        """
        user = client.session.who.user
        if len(self._all) >= MOST or (user and self._of_user[user] >= MOST_OF_ONE):
            raise SessionEndedError(FaultCode.FULL, "too many are connected; try again")
        self._all.add(client)
        self._of_user[user] += 1

    def go(self, client: Client) -> None:
        """Somebody is gone."""
        self.hush(client)
        if client in self._all:
            self._all.discard(client)
            self._of_user -= Counter([client.session.who.user])  # what is down to nothing is dropped

    # --- hearing ----------------------------------------------------------------------------------------

    def listen(self, client: Client) -> None:
        """From now on this client hears what happens; of an agent's sockets only the one that came last."""
        if client.session.agent is None:
            self._feeds.add(client)
        else:
            self._desks[client.session.agent] = client

    def hush(self, client: Client) -> None:
        """This client hears nothing more."""
        self._feeds.discard(client)
        if client.session.agent is not None and self._desks.get(client.session.agent) is client:
            del self._desks[client.session.agent]

    def tell(self, facts: Sequence[NumberedFact], state: State, roster: Roster) -> None:
        """Tell everybody what concerns them."""
        if self._desks:
            self._tell_desks(facts, state, roster)
        whole = b""
        for client in self._feeds:
            if client.session.who.teams or client.session.trunk is not None:
                for frame in client.session.hear(facts, state, roster):
                    client.send(frame)
                continue
            whole = whole or encode(feed(facts, client.session.who, state))  # once, however many watch
            client.send(whole)

    def warn(self, trouble: str) -> None:
        """Tell all who listen that nothing can be written down, and why; "": all is well again."""
        notice = encode(Notice(trouble=trouble))
        for client in (*self._desks.values(), *self._feeds):
            client.send(notice)

    def _tell_desks(self, facts: Sequence[NumberedFact], state: State, roster: Roster) -> None:
        for numbered in facts:
            for agent in audience(numbered.fact, state):
                client = self._desks.get(agent)
                if client is not None:
                    shows = client.session.directory.shows
                    client.send(desk_fact(numbered, agent, state, roster, shows))
