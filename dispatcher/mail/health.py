"""How mail is doing, for `/health` and the operator: a word, since when, and what to change."""

from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from dispatcher.vocabulary import Instant


class Line(StrEnum):
    """How a line to a mail server is."""

    OFF = "off"
    CONNECTING = "connecting"
    UP = "up"
    DOWN = "down"
    WRONG_PASSWORD = "wrong_password"
    SIGN_IN_REFUSED = "sign_in_refused"


class LineHealth(Struct, frozen=True, kw_only=True):
    """One line: its state since when, the last error's sentence, and what this run counted.

    For a mailbox `counts` are messages by judgement, and their sum is what was fetched. For the outbox they
    are letters by what became of them.
    """

    state: Line
    since: Instant
    error: str = ""
    counts: dict[str, int] = {}


class Gauge:
    """Where a shell keeps its health. `tell` hears every change of state, in order."""

    def __init__(
        self, clock: Callable[[], Instant], tell: Callable[[LineHealth], None] | None = None
    ) -> None:
        self._clock = clock
        self._tell = tell
        self._counts: Counter[str] = Counter()
        self._state, self._since, self._error = Line.OFF, clock(), ""

    @property
    def health(self) -> LineHealth:
        """As it is now."""
        return LineHealth(state=self._state, since=self._since, error=self._error, counts=dict(self._counts))

    def turn(self, state: Line, error: str = "") -> bool:
        """Say how it is. Returns whether that is news."""
        news = (state, error) != (self._state, self._error)
        if state is not self._state:
            self._since = self._clock()
        self._state, self._error = state, error
        if news and self._tell is not None:
            self._tell(self.health)
        return news

    def count(self, what: str) -> None:
        """One more of these."""
        self._counts[what] += 1
