"""What a message and a webhook say of an alarm. Pure."""

from datetime import UTC, datetime, tzinfo
from typing import Any, Final

import msgspec
from msgspec import Struct

from analytics.intervals import moment
from analytics.kpis import BY_NAME, Unit
from dashboard.alerting.record import Recorded, Turn
from dashboard.alertwords import LETTERS, WORDS
from dashboard.figurewords import FIGURE_WORDS
from dashboard.words import words
from dispatcher.alerts import AlertRule
from dispatcher.vocabulary import HOUR, MINUTE, SECOND, Instant

NOTHING: Final = "–"


class Text(Struct, frozen=True, kw_only=True):
    """A message to people."""

    subject: str
    body: str


def letter(alarm: Recorded, name: str, turn: Turn, rule: AlertRule, board: str, zone: tzinfo | None) -> Text:
    """What is written as an alarm begins or ends, in the rule's language; `name` is its queue's or team's."""
    say = words(LETTERS, rule.language) | {
        key: words(WORDS, rule.language)[key] for key in ("whole_centre", "above", "below")
    }
    gaps = _gaps(alarm, name, rule, say, zone)
    lines = [say["stands"].format(**gaps)]
    if turn is Turn.ENDED:
        lines.append(say["is_over"].format(**gaps))
    if alarm.by:
        lines.append(say["looked_after"].format(who=alarm.by))
    lines += ["", f"{say['board']} {board}", "", say["automatic"]]
    return Text(subject=say[turn].format(**gaps), body="\n".join(lines) + "\n")


def _gaps(
    alarm: Recorded, name: str, rule: AlertRule, say: dict[str, str], zone: tzinfo | None
) -> dict[str, str]:
    unit = BY_NAME[alarm.kpi].unit
    side = "above" if rule.above is not None else "below"
    return {
        "what": words(FIGURE_WORDS, rule.language)[alarm.kpi],
        "where": name or say["whole_centre"],
        "value": in_words(alarm.value, unit),
        "side": say[side].format(threshold=in_words(alarm.threshold, unit)),
        "time": _time(alarm.began, zone),
        "began": _time(alarm.began, zone),
        "ended": _time(alarm.ended, zone) if alarm.ended is not None else NOTHING,
    }


def _time(at: Instant, zone: tzinfo | None) -> str:
    return f"{moment(at, zone):%Y-%m-%d %H:%M}"


def in_words(value: float | None, unit: Unit) -> str:
    """A KPI's value as text, in digits that every mail program shows: `71 %`, `4:05`, `12`."""
    if value is None:
        return NOTHING
    if unit is Unit.SHARE:
        return f"{value:.0%}".replace("%", " %")
    if unit is Unit.SPAN:
        return _span(int(value))
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _span(micros: int) -> str:
    hours, rest = divmod(micros, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    tail = f"{minutes:02}:{rest // SECOND:02}"
    return f"{hours}:{tail}" if hours else tail.removeprefix("0")


def webhook_id(alarm: Recorded, turn: Turn) -> str:
    """The id of a request, the same however often it is tried; its instant, as a record may begin anew."""
    return f"alert.{alarm.id}.{turn}.{alarm.began}"


def webhook_body(alarm: Recorded, card: dict[str, Any], turn: Turn) -> bytes:
    """The body of a webhook's request, in the form that Standard Webhooks proposes."""
    at = alarm.began if turn is Turn.BEGAN else alarm.ended
    assert at is not None, "what did not end is not told to have ended"
    when = datetime.fromtimestamp(at / SECOND, UTC)
    return msgspec.json.encode({"type": f"alert.{turn}", "timestamp": when, "data": card})
