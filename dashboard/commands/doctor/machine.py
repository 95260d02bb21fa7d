"""The machine: Python and libraries, time zones, the clock, room on the disk."""

import importlib.metadata as metadata
import platform
import re
import shutil
import sqlite3
import sys
import zoneinfo
from collections.abc import Iterator, Sequence
from typing import Final

from dashboard.commands.doctor.examine import Patient, found
from dashboard.commands.doctor.stores import last_instant, nearest
from dispatcher.clock import wall_clock
from dispatcher.findings import Finding
from dispatcher.journal import JOURNAL
from dispatcher.journal.space import LOW
from dispatcher.vocabulary import SECOND, Instant

OLDEST_PYTHON: Final = (3, 11)
ROOMY: Final = 50 * LOW  # less is time to think about it
AHEAD: Final = 5 * SECOND  # more than two clocks of one machine may differ
BORN: Final = Instant(1_750_000_000 * SECOND)  # June 2025: no clock that is right shows less
DISTRIBUTION: Final = "ringpost"


def versions(_: Patient) -> Sequence[Finding]:
    """Python and every library that is declared are there."""
    python, name = platform.python_version(), "versions"
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        return found(name, "failed", f"Python {python} is too old", f"install {wanted} or newer")
    if absent := [library for library in _declared() if not _version(library)]:
        return found(
            name, "failed", f"not installed: {', '.join(absent)}", "install ringpost anew, with pip install"
        )
    told = [f"{library} {_version(library)}" for library in (DISTRIBUTION, "duckdb", "websockets")]
    return found(name, "ok", f"Python {python}, SQLite {sqlite3.sqlite_version}, {', '.join(told)}")


def _declared() -> Iterator[str]:
    for wanted in metadata.requires(DISTRIBUTION) or ():
        if "extra ==" not in wanted:
            yield re.split(r"[\[<>=~! ;]", wanted, maxsplit=1)[0]


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return ""


def time_zones(_: Patient) -> Sequence[Finding]:
    """Opening hours need the database of time zones."""
    name, there = "time zones", len(zoneinfo.available_timezones())
    if there < 300:
        return found(name, "failed", f"only {there} time zones are known", "pip install tzdata")
    return found(name, "ok", f"{there} known, tzdata {_version('tzdata') or 'of the system'}")


def clock(patient: Patient) -> Sequence[Finding]:
    """Time goes on from where the journal stands."""
    name, now = "clock", wall_clock()
    remedy = "set the clock, and let NTP keep it (timedatectl set-ntp true)"
    if now < BORN:
        return found(name, "failed", "the machine's clock is years behind", remedy)
    last = last_instant(patient.right.service.data / JOURNAL)
    if last is None:
        return found(name, "ok", "nothing is written yet to compare it with")
    if last > now + AHEAD:
        ahead = (last - now) / SECOND
        return found(name, "failed", f"the journal's last event is {ahead:.0f} s in the future", remedy)
    return found(name, "ok", f"the journal's last event is {(now - last) / SECOND:.0f} s old")


def disk(patient: Patient) -> Sequence[Finding]:
    """There is room for days."""
    folder = nearest(patient.right.service.data)
    free = shutil.disk_usage(folder).free
    detail, remedy = f"{free / 1e9:.1f} GB are free at {folder}", "free some, or move the data folder"
    if free < LOW:
        return found("disk", "failed", detail, remedy)
    return found("disk", "ok" if free > ROOMY else "warning", detail, "" if free > ROOMY else remedy)
