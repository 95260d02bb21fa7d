"""What speaks to the centre: `Api` to come in, `Desk` for an agent, `watch` for whoever follows the feed.

The last two stay connected by themselves: they reconnect, resume where they were, and end only when the
server says that trying again is useless. `picture` and `unanswered` hold every rule and touch no socket.
"""

from dispatcher.client.api import Api, LogInError, Lost
from dispatcher.client.desk import Desk
from dispatcher.client.link import TakenOver
from dispatcher.client.watching import watch

__all__ = ["Api", "Desk", "LogInError", "Lost", "TakenOver", "watch"]
