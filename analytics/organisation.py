"""Who is in which team, and how much of an agent a contact takes: what the centre's own facts say of it."""

from hashlib import blake2b
from typing import Final

import msgspec

from dispatcher import events as fact
from dispatcher.vocabulary import AgentId, ChannelId, TeamId

DIGEST: Final = 8  # bytes; of a million customers two are taken for one with a chance of 1 in 37 million


class Organisation(msgspec.Struct):
    """As it was configured and changed last. `shares` are percent of an agent under her channel's own cap."""

    teams: dict[AgentId, TeamId] = {}
    shares: dict[ChannelId, int] = {}

    def follow(self, event: fact.Event) -> None:
        """Learn from a fact about the centre; from others there is nothing to learn."""
        if isinstance(event, fact.CentreConfigured):
            self.teams = {agent.id: agent.team for agent in event.centre.agents.values()}
            channels = event.centre.channels.values()
            self.shares = {channel.id: channel.share_under(channel.cap) for channel in channels}
        elif isinstance(event, fact.AgentChanged):
            self.teams = self.teams | {event.agent: event.profile.team}

    def saved(self) -> bytes:
        """All of it, to be `restored`."""
        return msgspec.msgpack.encode(self)


def restored(body: bytes) -> Organisation:
    """What `saved` said."""
    return msgspec.msgpack.decode(body, type=Organisation)


def digest(customer: str) -> str | None:
    """The same for the same customer, and of no use for finding her; None where nobody knows who it is."""
    return blake2b(customer.encode(), digest_size=DIGEST).hexdigest() if customer else None
