"""The exit statuses of the `ringpost` command, each with its meaning: what scripts and supervisors go by."""

from typing import Final

DONE: Final = 0
PEER: Final = 1
OWNER: Final = 2
FAULT: Final = 3
HURRIED: Final = 130

MEANINGS: Final = {
    DONE: "done, or stopped in order as asked",
    PEER: "somebody else failed: a server that refuses, a peer that speaks another language",
    OWNER: "something is to be changed first, and the message on stderr names it; starting again is useless",
    FAULT: "a fault of ours ended a process that was to run on; the log says where, please report it",
    HURRIED: "Ctrl-C came while it was stopping, so it stopped at once; nothing acknowledged is lost",
}
