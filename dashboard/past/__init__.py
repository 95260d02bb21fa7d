"""The time machine: the board as it was at any moment, what happened then, and why.

    checkpoints     the state now and then, in a file that can be deleted
    journey         the state after any event, from the nearest checkpoint and the journal
    machine         the board of then, made as the live one is
    telling         a fact as the page tells it
    routes          what the page asks

See docs/decisions/0040-the-past-is-read-from-the-journal.md.
"""
