"""Agents' time: sums over the parts of stretches that lie inside a window (`analytics.stretches`)."""

from typing import Final

from analytics.definition import ALSO_BY_AGENT, PEOPLE, Better, Cut, Kind, Kpi, Unit, count, total
from dispatcher.vocabulary import HOUR

_HAND: Final = "what = 'hand'"
_CALL: Final = f"{_HAND} AND live"
_LETTER: Final = f"{_HAND} AND NOT live"
_READY: Final = "what = 'ready'"
_DONE: Final = "ends AND ended_by = 'ContactClosed' AND NOT inside"
_LAG: Final = (
    f"{_HAND} AND begins AND kind = 'ContactResumed' AND why = 'call_over' AND after_call IS NOT NULL"
)
_WORKED: Final = f"{_HAND} OR what = 'wrap_up'"
_HOURS: Final = f"(sum(spent) FILTER ({_READY}) / {HOUR})"


def _time(name: str, title: str, meaning: str, where: str, cuts: frozenset[Cut] = PEOPLE) -> Kpi:
    return Kpi(
        name=name,
        title=title,
        unit=Unit.SPAN,
        meaning=meaning,
        kind=Kind.TIME,
        total=total("spent", where),
        cuts=cuts,
    )


def _rate(name: str, title: str, meaning: str, where: str, better: Better = Better.HIGHER) -> Kpi:
    return Kpi(
        name=name,
        title=title,
        unit=Unit.RATE,
        meaning=meaning,
        kind=Kind.TIME,
        total=count(where),
        per=_HOURS,
        better=better,
        cuts=PEOPLE,
    )


TIMES: Final[tuple[Kpi, ...]] = (
    Kpi(
        name="occupancy",
        title="Occupancy",
        unit=Unit.SHARE,
        meaning=(
            "Time with work in hand or in wrap-up, each contact by the share of an agent that its channel "
            "takes / time ready. One open email of three is a third. Ringing is neither idle nor work."
        ),
        kind=Kind.TIME,
        total=total("spent * coalesce(share, 100)", _WORKED),  # whole numbers: any order gives the same sum
        per=f"100 * {total('spent', _READY)}",
        cuts=PEOPLE,
    ),
    _time("time_ready", "Time ready", "How long agents were ready, together.", _READY),
    _time("time_away", "Time away", "How long agents were away, together.", "what = 'away'"),
    _time(
        "time_not_responding",
        "Time not responding",
        "How long agents were set aside after a missed offer, together.",
        "what = 'not_responding'",
    ),
    _time("time_on_calls", "Time on calls", "How long calls were in agents' hands.", _CALL, ALSO_BY_AGENT),
    _time(
        "time_on_emails",
        "Time on emails",
        "How long emails were in agents' hands; two at once count twice, parked time does not.",
        _LETTER,
        ALSO_BY_AGENT,
    ),
    _time("time_in_wrap_up", "Time in wrap-up", "How long agents wrapped up, together.", "what = 'wrap_up'"),
    _time("time_ringing", "Time ringing", "How long offers rang.", "what = 'ringing'", ALSO_BY_AGENT),
    _time(
        "email_time_in_gaps",
        "Email time between calls",
        "Hands-on time on emails that their agent took up within an hour after a call of hers.",
        f"{_LETTER} AND after_call <= {HOUR}",
        ALSO_BY_AGENT,
    ),
    _rate("calls_per_hour", "Calls an hour", "Calls closed / hours ready.", f"{_CALL} AND {_DONE}"),
    _rate("emails_per_hour", "Emails an hour", "Emails closed / hours ready.", f"{_LETTER} AND {_DONE}"),
    _rate(
        "interruptions_per_hour",
        "Interruptions an hour",
        "Emails parked for a call / hours ready.",
        f"{_HAND} AND ends AND ended_by = 'ContactParked' AND ended_why = 'pre_empted'",
        Better.LOWER,
    ),
    Kpi(
        name="resume_lag",
        title="Resume lag",
        unit=Unit.SPAN,
        meaning=(
            "Mean time from the end of an agent's last call, wrap-up included, to an email that was parked "
            "for it being back in her hands."
        ),
        kind=Kind.TIME,
        total=total("after_call", _LAG),
        per=count(_LAG),
        better=Better.LOWER,
        cuts=ALSO_BY_AGENT,
    ),
)
