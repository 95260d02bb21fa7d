"""Exceptions say whose fault it is; the message names the thing to change.

::

    RingpostError
    ├── OwnerError      the centre's owner: a setting, a file, a port, a password
    │   └── EventLogHeldError   another process has the event log open
    ├── PeerError       the other side: a client, a PBX, a mail server, a message
    └── JournalError    the store: a number missing, a fact that cannot be
        └── NotDurableError     the disk is full or fails: nothing happened, so ask again later

Anything else that escapes is our own fault, and a bug.
"""


class RingpostError(Exception):
    """Something went wrong, and we know whose fault it is."""


class OwnerError(RingpostError):
    """The owner of the centre has something to change; the message says what."""


class EventLogHeldError(OwnerError):
    """Another process, mostly the dashboard, has the event log open; its archive can be asked meanwhile."""


class PeerError(RingpostError):
    """The other side sent or did what it may not; the message is fit to be sent back."""


class JournalError(RingpostError):
    """The journal cannot be trusted or cannot be written; the message names the event number."""


class NotDurableError(JournalError):
    """It could not be written down, so it did not happen; the message says what the owner has to mend."""
