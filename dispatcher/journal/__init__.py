"""The journal: numbered facts, durable before anybody hears them. SQLite, one transaction a batch.

Commands are kept beside the facts they led to: the same command id has no second effect, and a day can be
replayed command by command. Other stores of the dispatcher (mail) live in the same file, so that a message
and its fact become durable together.

    journal         the open journal: append, read, go on from where it stood
    connection      how the file is opened, and what a transaction is
    schema          its tables, and the steps from older versions
    chain           the checksum that holds one event to the one before
    folding         the state from events, each checked
    snapshots       the state now and then, so that few events are left to fold
    verification    the whole file held against itself
    backup          copies taken while it is written, and put back
    lock space      who may open it, and how much room is left

See docs/background/journal.md.
"""

from typing import Final

from dispatcher.journal.connection import read_only
from dispatcher.journal.journal import Journal, Keep, Turn, Written, facts_of

JOURNAL: Final = "journal.sqlite"
"""The file's name in the folder of the centre's data."""

__all__ = ["JOURNAL", "Journal", "Keep", "Turn", "Written", "facts_of", "read_only"]
