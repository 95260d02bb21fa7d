"""Which channels there are, and whose customers wait on the line."""

from dispatcher.centre import CHANNELS
from dispatcher.config.check import Tables
from dispatcher.config.declare import Manner


def manners(tables: Tables) -> dict[str, Manner | None]:
    """The manner of every channel; None where the file fails to say it."""
    said = {str(one.id): one.live for one in CHANNELS.values()}
    own = {key: values.get("live") for key, values in tables["channels"].items()}
    return {key: _manner(live) for key, live in (own | said).items()}


def _manner(live: bool | None) -> Manner | None:
    return None if live is None else Manner.LIVE if live else Manner.WRITTEN


def manners_of_queues(tables: Tables) -> dict[str, Manner | None]:
    """The manner of every queue; None where it cannot be known."""
    known = manners(tables)
    return {queue: known.get(str(values.get("channel"))) for queue, values in tables["queues"].items()}
