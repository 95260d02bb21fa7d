"""Did one of our own people write it? Their mail is kept apart from the customers'."""

from typing import Final

from dispatcher.mail.intake.rules import Ground, Rule, Rules
from dispatcher.mail.intake.whose import is_of
from dispatcher.mail.reading.parse import Mail


def _address(mail: Mail, ground: Ground) -> bool:
    return mail.sender in ground.internal


def _domain(mail: Mail, ground: Ground) -> bool:
    return is_of(mail.sender, ground.internal)


RULES: Final[Rules] = ((Rule.STAFF_ADDRESS, _address), (Rule.STAFF_DOMAIN, _domain))
