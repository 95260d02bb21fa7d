"""Every setting of the centre file, declared once: meaning, kind with unit and bounds, default.

The checker reads files by these tables and `docs/reference/settings.md` is printed from them. Defaults are
the very objects in the structs that carry them; only what depends on another setting is said here.
"""

from typing import Final

from dispatcher.config.declare import Section
from dispatcher.config.sections.alerts import ALERT_WEBHOOK, ALERTS
from dispatcher.config.sections.categories import CATEGORIES
from dispatcher.config.sections.customers import CRM, CUSTOMERS
from dispatcher.config.sections.escalations import ESCALATIONS
from dispatcher.config.sections.form import FAQ, FORM
from dispatcher.config.sections.history import HISTORY
from dispatcher.config.sections.hours import HOURS, TIMETABLES
from dispatcher.config.sections.outside import AUTO_ANSWERS, FAX, MAIL, MAILBOXES, OAUTH, SERVICE, SMTP, SPAM
from dispatcher.config.sections.people import AGENTS, CENTRE, CHANNELS, TEAMS
from dispatcher.config.sections.queues import QUEUES
from dispatcher.config.sections.reports import REPORTS
from dispatcher.config.sections.rules import HURRY, RULES
from dispatcher.config.sections.webhooks import WEBHOOKS

SECTIONS: Final[tuple[Section, ...]] = (
    CENTRE, CHANNELS, TEAMS, AGENTS, QUEUES, CATEGORIES, HOURS, TIMETABLES, MAILBOXES, SMTP, OAUTH, MAIL,
    RULES, HURRY, SPAM, AUTO_ANSWERS, FAX, FORM, FAQ, CUSTOMERS, CRM, ESCALATIONS, ALERTS, ALERT_WEBHOOK,
    REPORTS, HISTORY,
    WEBHOOKS, SERVICE,
)  # fmt: skip
"""The whole centre file, in the order people write it."""
