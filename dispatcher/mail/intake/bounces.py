"""Does it say that a letter was not delivered, or not yet? What it says stands in `Mail.report`."""

from typing import Final

from dispatcher.mail.intake.rules import Ground, Rule, Rules
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.reading.report import Form


def _form(form: Form, mail: Mail) -> bool:
    return mail.report is not None and mail.report.form is form


def _report(mail: Mail, _: Ground) -> bool:
    return _form(Form.STATUS, mail)


def _failed_recipients(mail: Mail, _: Ground) -> bool:
    return _form(Form.HEADER, mail)


def _undelivered(mail: Mail, _: Ground) -> bool:
    return _form(Form.WORDS, mail)


RULES: Final[Rules] = (
    (Rule.REPORT, _report),
    (Rule.FAILED_RECIPIENTS, _failed_recipients),
    (Rule.UNDELIVERED, _undelivered),
)
