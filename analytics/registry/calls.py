"""Calls: the variants of the service level, and what else is said of answers."""

from typing import Final

from analytics.definition import ALSO_BY_AGENT, Better, Kpi, Thresholds, Unit, count
from analytics.registry.conditions import ANSWERED, GAVE_UP, IN_TIME, SHORT_ABANDON

_LEVEL: Final = Thresholds(attention=0.8, breach=0.7)
_DECIDED: Final = f"({ANSWERED}) OR {GAVE_UP}"
_LONG: Final = f"{GAVE_UP} AND waited >= {SHORT_ABANDON}"


def _variant(name: str, title: str, meaning: str, total: str, per: str) -> Kpi:
    return Kpi(
        name=f"service_level_{name}",
        title=f"Service level, {title}",
        unit=Unit.SHARE,
        meaning=meaning,
        total=count(total),
        per=count(per),
        better=Better.HIGHER,
        variant_of="service_level",
        thresholds=_LEVEL,
    )


SERVICE_LEVEL: Final = Kpi(
    name="service_level",
    title="Service level",
    unit=Unit.SHARE,
    meaning=(
        "Calls answered within their promise / (answered + abandoned). The promise is the one made when the "
        "call arrived, unless it was changed meanwhile. Who gave up within 5 seconds is in neither."
    ),
    total=count(IN_TIME),
    per=count(f"({ANSWERED}) OR ({_LONG})"),
    better=Better.HIGHER,
    version=3,
    thresholds=_LEVEL,
)

CALLS: Final[tuple[Kpi, ...]] = (
    _variant(
        "all_abandons",
        "all abandons count",
        "Calls answered within their promise / (answered + abandoned, however soon).",
        IN_TIME,
        _DECIDED,
    ),
    _variant(
        "answered_only",
        "of the answered",
        "Calls answered within their promise / answered. Who gave up is in neither, which flatters it.",
        IN_TIME,
        ANSWERED,
    ),
    _variant(
        "late_abandons",
        "late abandons count",
        "Calls answered within their promise / (answered + abandoned after the promise had run out).",
        IN_TIME,
        f"({ANSWERED}) OR ({GAVE_UP} AND occurred >= due)",
    ),
    _variant(
        "abandons_kept",
        "early abandons are kept",
        "(Calls answered within their promise + callers who gave up within it) / (answered + abandoned).",
        f"({IN_TIME}) OR ({GAVE_UP} AND occurred < due)",
        _DECIDED,
    ),
    Kpi(
        name="answer_rate",
        title="Answer rate",
        unit=Unit.SHARE,
        meaning="Answered / (answered + abandoned), each counted when it happened.",
        total=count(ANSWERED),
        per=count(_DECIDED),
        better=Better.HIGHER,
        thresholds=Thresholds(attention=0.95, breach=0.9),
    ),
    Kpi(
        name="callbacks",
        title="Callbacks asked for",
        unit=Unit.COUNT,
        meaning="Callers who hung up to be called back, and keep their place. It is no abandoning.",
        total=count("kind = 'CallbackRequested'"),
    ),
    Kpi(
        name="calls_saved",
        title="Calls saved by pre-emption",
        unit=Unit.COUNT,
        meaning=(
            "Calls answered within their promise by an agent who laid emails aside for it. Without that they "
            "would have waited for somebody free, some of them in time too: it is the most that was saved."
        ),
        total=count(f"{IN_TIME} AND why = 'interrupts'"),
        better=Better.HIGHER,
        cuts=ALSO_BY_AGENT,
    ),
)
