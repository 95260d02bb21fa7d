"""A plan at the example centre."""

from pathlib import Path
from typing import Any, Final

from dashboard.planning.plan import Line, Plan, Supposed
from dispatcher.centre import Centre
from dispatcher.config import read_centre
from dispatcher.vocabulary import MINUTE, Instant, QueueId

CENTRE_FILE: Final = Path(__file__).parents[2] / "examples" / "center.toml"
CENTRE: Final[Centre] = read_centre(CENTRE_FILE)

SUPPORT, LETTERS = QueueId("support"), QueueId("letters")
MORNING: Final = Instant(1_740_963_600_000_000)  # Monday 2025-03-03 01:00 UTC, eight o'clock in Bangkok


def plan(**said: Any) -> Plan:
    """Three hours of calls and letters with two agents."""
    usual: dict[str, Any] = {
        "start": MORNING,
        "lines": {
            SUPPORT: Line(per_hour=(6.0, 12.0, 9.0), handle=5 * MINUTE, patience=3 * MINUTE),
            LETTERS: Line(per_hour=(4.0, 3.0, 2.0), handle=7 * MINUTE),
        },
        "agents": (2, 3, 2),
        "days": 3,
    }
    return Plan(**usual | said)


def supposed(**said: Any) -> Supposed:
    return Supposed(plan=plan(**said), centre=CENTRE)
