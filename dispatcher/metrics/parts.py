"""What the dispatcher's other parts say of themselves: service and journal, gateway, mail."""

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from dispatcher.mail.health import Line, LineHealth
from dispatcher.mail.outgoing import breaker, outbox
from dispatcher.metrics.declared import (
    AUTOMATIC_HELD,
    AUTOMATIC_STOPPED,
    CLIENTS,
    COMMANDS_WAITING,
    CUT_OFF,
    DISK_FREE,
    JOURNAL_SIZE,
    JOURNAL_WRITABLE,
    LAST_EVENT,
    LETTERS,
    MAIL_UP,
    MESSAGES,
    OUTBOX,
    OUTBOX_OLDEST,
    REFUSALS,
)
from dispatcher.metrics.scrape import Reading, file_sizes, one
from dispatcher.service import Service
from dispatcher.vocabulary import SECOND, Instant

SMTP = "smtp"  # the way out's name in the mail room's health


class Doors(Protocol):
    """What the gateway says of itself."""

    @property
    def connected(self) -> Mapping[str, int]:
        """How many are connected, by role."""

    @property
    def refusals(self) -> Mapping[str, int]:
        """How often something was refused, by code."""

    @property
    def cut_off(self) -> int:
        """How many clients read too slowly."""


def service_reading(service: Service, journal: Path, trouble: str) -> Reading:
    """The inbox, the journal, the disk."""
    return {
        COMMANDS_WAITING: one(service.waiting),
        LAST_EVENT: one(service.last),
        JOURNAL_SIZE: one(file_sizes(journal)),
        JOURNAL_WRITABLE: one(not trouble),
        DISK_FREE: one(shutil.disk_usage(journal.parent).free),
    }


def doors_reading(doors: Doors) -> Reading:
    """Who is connected, and who was refused."""
    return {
        CLIENTS: {(role,): count for role, count in doors.connected.items()},
        REFUSALS: {(code,): count for code, count in doors.refusals.items()},
        CUT_OFF: one(doors.cut_off),
    }


def mail_reading(lines: Mapping[str, LineHealth], *, stopped: bool) -> Reading:
    """What came of letters in and out, and which servers are reached; one that is not set is not told of.

    `stopped` says that no automatic letter leaves.
    """
    boxes = {name.removeprefix("mailbox "): health for name, health in lines.items() if name != SMTP}
    out = lines[SMTP].counts if SMTP in lines else {}
    set_up = {name: health for name, health in lines.items() if health.state is not Line.OFF}
    return {
        MESSAGES: {
            (*_mailbox(box), what): n for box, health in boxes.items() for what, n in health.counts.items()
        },
        LETTERS: {(what,): n for what, n in out.items()},
        MAIL_UP: {(name,): health.state is Line.UP for name, health in set_up.items()},
        AUTOMATIC_STOPPED: one(stopped),
    }


def _mailbox(name: str) -> tuple[str, str]:
    """Mailbox and folder; a mailbox's name has no stroke in it."""
    mailbox, _, folder = name.partition("/")
    return mailbox, folder


def outbox_reading(connection: sqlite3.Connection, now: Instant) -> Reading:
    """What has not left yet, or was held back; to be asked on the store's thread."""
    count, oldest = outbox.standing(connection)
    return {
        OUTBOX: one(count),
        OUTBOX_OLDEST: one(max(0, now - (oldest or now)) / SECOND),
        AUTOMATIC_HELD: one(breaker.held(connection)),
    }
