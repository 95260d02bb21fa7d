"""What a message can turn out to be. It stands alone: a command's `--help` need not load the rules."""

from enum import StrEnum


class Judgement(StrEnum):
    """What a message turned out to be: its verdict in the ledger."""

    NEW = "new"
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    LOOP = "loop"
    SPAM = "spam"
    INTERNAL = "internal"
    QUARANTINED = "quarantined"

    @property
    def may_come_in(self) -> bool:
        """May a person say that it is a customer's letter after all? Loops and bounces never are."""
        return self in (Judgement.SPAM, Judgement.INTERNAL, Judgement.AUTOMATIC)
