"""Customers: who came back, and by which way; and how long they waited, as distributions."""

from typing import Final

from analytics.definition import EVERYWHERE, Better, Kind, Kpi, Spread, Unit, count
from analytics.registry.conditions import ANSWERED, GAVE_UP, REPLIED

_AGAIN: Final = "before IS NOT NULL"


def _visit(name: str, title: str, meaning: str, where: str, *, of_all: bool, better: Better) -> Kpi:
    return Kpi(
        name=name,
        title=title,
        unit=Unit.SHARE if of_all else Unit.COUNT,
        meaning=meaning,
        kind=Kind.VISIT,
        total=count(where),
        per="count(*)" if of_all else None,
        better=better,
    )


VISITS: Final[tuple[Kpi, ...]] = (
    _visit(
        "first_contact_resolution",
        "First-contact resolution",
        "Contacts whose customer had not come in the seven days before, by any channel / contacts of "
        "customers we know by a number or an address. It is told by who comes back, not by who is asked.",
        "before IS NULL",
        of_all=True,
        better=Better.HIGHER,
    ),
    _visit(
        "repeat_contacts",
        "Repeat contacts",
        "Contacts whose customer had come in the seven days before, by any channel.",
        _AGAIN,
        of_all=False,
        better=Better.LOWER,
    ),
    _visit(
        "repeat_rate",
        "Repeat rate",
        "Contacts whose customer had come in the seven days before / contacts of customers we know.",
        _AGAIN,
        of_all=True,
        better=Better.LOWER,
    ),
    _visit(
        "hop_rate",
        "Channel hop rate",
        "Contacts whose customer had last come by another channel, in the seven days before / contacts of "
        "customers we know.",
        f"{_AGAIN} AND before <> channel",
        of_all=True,
        better=Better.LOWER,
    ),
)

WAITS: Final = Spread(
    name="waits",
    title="Waits of callers",
    meaning="How long callers waited, until the answer or until they gave up.",
    value="waited",
    where=f"({ANSWERED}) OR {GAVE_UP}",
)

RESPONSES: Final = Spread(
    name="responses",
    title="Waits for a first reply",
    meaning="How long emails waited for their first reply, in wall-clock time, of emails replied to.",
    value="took",
    where=REPLIED,
)

SPREADS: Final = (WAITS, RESPONSES)


def _percentile(spread: Spread, name: str, title: str, percent: int) -> Kpi:
    return Kpi(
        name=name,
        title=title,
        unit=Unit.SPAN,
        meaning=(
            f"{spread.meaning} {percent} in 100 waited no longer than this, as far as the bins tell: inside "
            "a bin they are taken to be spread evenly, and the last bin is told by where it begins."
        ),
        kind=Kind.SPREAD,
        total=spread.name,
        percent=percent,
        better=Better.LOWER,
        cuts=EVERYWHERE,
    )


PERCENTILES: Final[tuple[Kpi, ...]] = (
    _percentile(WAITS, "wait_median", "Wait, median", 50),
    _percentile(WAITS, "wait_p90", "Wait, 90 in 100", 90),
    _percentile(RESPONSES, "response_median", "First reply, median", 50),
    _percentile(RESPONSES, "response_p90", "First reply, 90 in 100", 90),
)
