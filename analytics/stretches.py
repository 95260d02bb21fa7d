"""How agents spent their time, told by pairs of facts: one begins a stretch, the next of its thread ends it.

A contact's offers, its time in hands and its parking follow one another; so do an agent's statuses, and the
wrap-ups of one contact at one desk. So a stretch is a fact and the one after it in its thread, and what lies
of it inside a window is exact, however the time is cut.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import duckdb
import polars as pl

from analytics.asking import keys_of, known, literal, windows_of
from analytics.definition import Cut
from analytics.intervals import Window
from analytics.rows import MOMENT, Schema
from dispatcher.vocabulary import DAY

_CONTACT: Final = (
    *(
        "ContactOffered",
        "OfferAccepted",
        "OfferDeclined",
        "OfferTimedOut",
        "OfferRescinded",
        "OfferCancelled",
    ),
    *("ContactParked", "ContactResumed", "ContactReturned", "ContactTransferred", "ContactHandedOver"),
    *("ReplyHeld", "ContactSent", "ContactClosed", "ContactMerged", "ContactRejected", "ContactAbandoned"),
)
_WRAP_UP: Final = ("WrapUpStarted", "WrapUpEnded")
_STATUS: Final = "AgentStatusChanged"


def _kinds(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


# `after_call` is how long ago the agent's last call ended when a stretch began, its wrap-up included.
STRETCHES: Final = f"""
    steps AS (
        SELECT run, number, occurred, kind, why, coalesce(to_agent, agent) AS agent, team, queue, channel,
               category, tier, coalesce(live, channel IN (SELECT channel FROM facts WHERE live)) AS live,
               inside, share,
               CASE WHEN kind = '{_STATUS}' THEN 'agent ' || agent
                    WHEN kind IN ({_kinds(_WRAP_UP)}) THEN 'wrap-up ' || agent || ' ' || contact
                    ELSE 'contact ' || contact END AS thread,
               CASE WHEN kind = '{_STATUS}' THEN status
                    WHEN kind = 'WrapUpStarted' THEN 'wrap_up'
                    WHEN kind = 'ContactOffered' THEN 'ringing'
                    WHEN kind = 'ContactParked' THEN 'parked'
                    WHEN kind IN ('OfferAccepted', 'ContactResumed', 'ContactHandedOver') THEN 'hand'
               END AS what
        FROM facts
        WHERE occurred < {{until}} AND kind IN ({_kinds((*_CONTACT, *_WRAP_UP, _STATUS))})
    ),
    threads AS (
        SELECT *, occurred AS began, lead(occurred) OVER thread AS ended, lead(kind) OVER thread AS ended_by,
               lead(why) OVER thread AS ended_why
        FROM steps WINDOW thread AS (PARTITION BY run, thread ORDER BY number)
    ),
    calls AS (
        SELECT run, agent, ended AS freed FROM threads
        WHERE live AND what IN ('hand', 'wrap_up') AND ended IS NOT NULL
        {{before}}
    ),
    stretches AS (
        SELECT threads.*, epoch_us(began) - epoch_us(freed) AS after_call
        FROM threads ASOF LEFT JOIN calls
          ON threads.run = calls.run AND threads.agent = calls.agent AND began >= freed
        WHERE what IS NOT NULL AND ({{lasting}} OR ended >= {{since}})
    )
"""

# Joined by the first day that stretch and window share: comparing each with each took three times as long in
# all (a month of quarter hours, 380,000 facts).
_QUERY: Final = f"""
    WITH {{windows}}, {STRETCHES},
    window_days AS (
        SELECT *, unnest(range(epoch_us(since) // {DAY}, epoch_us(until) // {DAY} + 1)) AS day FROM windows
    ),
    stretch_days AS (
        SELECT *, unnest(range(epoch_us(greatest(began, {{since}})) // {DAY},
                               epoch_us(least(coalesce(ended, {{until}}), {{until}})) // {DAY} + 1)) AS day
        FROM stretches
    ),
    pieces AS (
        SELECT stretch_days.*, place, began >= since AS begins,
               ended IS NOT NULL AND ended >= since AND ended < until AS ends,
               epoch_us(least(coalesce(ended, until), until)) - epoch_us(greatest(began, since)) AS spent
        FROM window_days JOIN stretch_days
          ON window_days.day = stretch_days.day AND began < until AND coalesce(ended, until) >= since
         AND window_days.day = epoch_us(greatest(began, since)) // {DAY}
    )
    SELECT {{keys}}, {{sums}} FROM pieces WHERE true {{known}} GROUP BY {{keys}}
"""


FREED: Final[Schema] = {"run": pl.Int32, "agent": pl.String, "freed": MOMENT}
"""When calls ended, wrap-up included: what a log knows of calls before its first fact."""

_FREED: Final = f"WITH {STRETCHES} SELECT run, agent, freed FROM calls"


def spent(
    log: duckdb.DuckDBPyConnection,
    sums: Sequence[tuple[str, str]],
    windows: Sequence[Window],
    by: Sequence[Cut],
    *,
    lasting: bool = True,
    before: str = "",
    every: bool = False,
) -> pl.DataFrame:
    """The sums, by name and SQL, over the pieces of stretches that lie in each window, by place and cuts.

    Groups are known ones, or `every` one. Without `lasting` only stretches that have ended count. `before` is
    a table of `FREED`.
    """
    query = _QUERY.format(
        windows=windows_of(enumerate(windows)),
        keys=keys_of(by),
        sums=", ".join(f"CAST({text} AS DOUBLE) AS {name}" for name, text in sums),
        known="" if every else known(by),
        since=literal(min(window.since for window in windows)),
        until=literal(max(window.until for window in windows)),
        lasting="ended IS NULL" if lasting else "false",
        before=_and(before),
    )
    return pl.DataFrame(log.sql(query))


def freed(log: duckdb.DuckDBPyConnection, window: Window, before: str) -> pl.DataFrame:
    """When calls ended until the window's end, as a table of `FREED`, those `before` included."""
    query = _FREED.format(
        since=literal(window.since), until=literal(window.until), lasting="false", before=_and(before)
    )
    return pl.DataFrame(log.sql(query))


def _and(before: str) -> str:
    return f"UNION ALL SELECT run, agent, freed FROM {before}" if before else ""


def thread_of(kind: str, contact: str | None, agent: str | None) -> str | None:
    """What the fact of this kind is a step of, as the query has it; None where it is none."""
    if kind == _STATUS:
        return f"agent {agent}"
    if kind in _WRAP_UP:
        return f"wrap-up {agent} {contact}"
    return f"contact {contact}" if kind in _CONTACT else None


def begins(kind: str) -> bool:
    """Does such a step begin a stretch, whatever the one before it was?"""
    return kind in HANDS or kind in (_STATUS, "WrapUpStarted", "ContactOffered", "ContactParked")


STEPS: Final = frozenset((*_CONTACT, *_WRAP_UP, _STATUS))
"""The kinds of facts that begin or end a stretch."""

HANDS: Final = frozenset(("OfferAccepted", "ContactResumed", "ContactHandedOver"))
"""Those after which a contact is in an agent's hands."""
