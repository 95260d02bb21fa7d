"""Members of the vocabulary that every decision compares by, as plain names.

Until Python 3.12, looking a member up in its enum costs ten times as much as a name. Only what is asked for
all the time stands here; everywhere else, and in every signature, the enums are used.
"""

from typing import Final

from dispatcher.vocabulary import (
    AgentStatus,
    CancelReason,
    CloseReason,
    Phase,
    PromiseKind,
    PromisePhase,
    Strategy,
    Urgency,
)

WAITING: Final = Phase.WAITING
OFFERED: Final = Phase.OFFERED
ACTIVE: Final = Phase.ACTIVE
PARKED: Final = Phase.PARKED
AWAITING_CLOSE: Final = Phase.AWAITING_CLOSE

RUNNING: Final = PromisePhase.RUNNING
PAUSED: Final = PromisePhase.PAUSED
BROKEN: Final = PromisePhase.BROKEN
KEPT: Final = PromisePhase.KEPT

READY: Final = AgentStatus.READY
OFFLINE: Final = AgentStatus.OFFLINE

IDLE: Final = Urgency.IDLE

LAST_AGENT: Final = Strategy.LAST_AGENT
LONGEST_IDLE: Final = Strategy.LONGEST_IDLE
LEAST_OCCUPIED: Final = Strategy.LEAST_OCCUPIED
BEST_SKILL: Final = Strategy.BEST_SKILL

ANSWER: Final = PromiseKind.ANSWER
FIRST_RESPONSE: Final = PromiseKind.FIRST_RESPONSE
RESOLUTION: Final = PromiseKind.RESOLUTION

FINISHED: Final = CloseReason.FINISHED
GONE: Final = CancelReason.CLOSED
