"""What speaks to the gateway: `Desk` for an agent, `watch` for whoever follows the feed.

Both stay connected by themselves: they reconnect, resume where they were, and end only when the server says
that trying again is useless. `picture` and `unanswered` hold every rule and touch no socket.
"""

from dispatcher.client.desk import Desk
from dispatcher.client.link import TakenOver
from dispatcher.client.watching import watch

__all__ = ["Desk", "TakenOver", "watch"]
