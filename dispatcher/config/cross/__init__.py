"""Checks that need more than one setting: names that must exist, skills somebody must have, clashes.

They see only values that fit, and stay silent where another mistake already explains what they would say.
"""

from collections.abc import Callable
from typing import Final

from dispatcher.config.check import Tables
from dispatcher.config.cross import alerts, form, hours, names, outside, people, queues, rules
from dispatcher.config.mistakes import Sheet

CHECKS: Final[tuple[Callable[[Tables, Sheet], None], ...]] = (
    *names.CHECKS,
    *people.CHECKS,
    *queues.CHECKS,
    *hours.CHECKS,
    *outside.CHECKS,
    *rules.CHECKS,
    *form.CHECKS,
    *alerts.CHECKS,
)


def cross_check(tables: Tables, sheet: Sheet) -> None:
    """Note every mistake that only shows between settings."""
    for one in CHECKS:
        one(tables, sheet)
