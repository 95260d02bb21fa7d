"""Settings of history: how long facts can be asked, and where they are."""

from typing import Final

from dispatcher.config.declare import Section, Setting, default_of
from dispatcher.config.history import HistorySettings
from dispatcher.config.kinds import DurationOrNever
from dispatcher.vocabulary import DAY, Span

_YEARS: Final = Span(36500 * DAY)

HISTORY: Final = Section(
    name="history",
    meaning="How long what happened is kept, for the history page, files and reports.",
    settings=(
        Setting(
            name="facts",
            meaning="how long facts stay in the event log's own file; older days are asked of the archive, "
            "which takes longer and says the same",
            kind=DurationOrNever(least=Span(62 * DAY), most=_YEARS),
            default=default_of(HistorySettings, "facts"),
        ),
        Setting(
            name="archive",
            meaning="how long days stay in the archive, and so anywhere; what is older is removed for good",
            kind=DurationOrNever(least=Span(62 * DAY), most=_YEARS),
            default=default_of(HistorySettings, "archive"),
        ),
    ),
)
