"""An agent's seat in a terminal: `sit` for a person, `scripted` for one who plays a person."""

from dashboard.terminal.script import scripted
from dashboard.terminal.seat import sit

__all__ = ["scripted", "sit"]
