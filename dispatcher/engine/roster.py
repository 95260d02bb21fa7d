"""Who can serve which queue, worked out once for each configuration of the centre."""

from dispatcher.centre import Centre
from dispatcher.vocabulary import AgentId, QueueId


class Roster:
    """Skills turned into lookups: agents by queue, queues by agent. All in order of ids."""

    def __init__(self, centre: Centre) -> None:
        self.calls = frozenset(q.id for q in centre.queues.values() if q.channel.live)
        self.emails = frozenset(centre.queues) - self.calls
        self.agents: dict[QueueId, tuple[AgentId, ...]] = {
            queue.id: tuple(sorted(a.id for a in centre.agents.values() if queue.skills <= a.skills))
            for queue in centre.queues.values()
        }
        self.calls_of: dict[AgentId, frozenset[QueueId]] = {
            agent: frozenset(queue for queue in self.calls if agent in self.agents[queue])
            for agent in centre.agents
        }
