"""What became of calls, counted from outside, where the centre's own numbers are not believed."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one call went: what it was last, and seconds until an answer; None when there was none."""

    state: str
    waited: float | None = None


@dataclass(slots=True)
class Tally:
    """Calls that are over. Answered is who talked to somebody; refused, whom the centre did not let in."""

    calls: int = 0
    answered: int = 0
    states: Counter[str] = field(default_factory=Counter)
    waited: float = 0.0
    longest: float = 0.0

    def count(self, ended: Ended) -> None:
        """One more."""
        self.calls += 1
        self.states[ended.state] += 1
        if ended.waited is not None:
            self.answered += 1
            self.waited += ended.waited
            self.longest = max(self.longest, ended.waited)

    def summary(self) -> dict[str, float | None]:
        """The counts, and the wait of those who were answered, in seconds as the callers' clock has them."""
        mean = self.waited / self.answered if self.answered else None
        return {
            "calls": self.calls,
            "answered": self.answered,
            "abandoned": self.states["abandoned"],
            "refused": self.states["refused"],
            "mean_wait": None if mean is None else round(mean, 3),
            "longest_wait": round(self.longest, 3) if self.answered else None,
        }

    def sentence(self) -> str:
        """The same for people."""
        told = self.summary()
        line = f"{told['calls']} calls: {told['answered']} answered, {told['abandoned']} abandoned"
        line += f", {told['refused']} refused" if told["refused"] else ""
        return line + (f"; mean wait {told['mean_wait']:.1f} s" if told["mean_wait"] is not None else "")
