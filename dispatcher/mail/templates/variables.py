"""What a template may name: each variable with its meaning. The checker, the reference page and the values
all speak from here.
"""

from collections.abc import Mapping
from typing import Final

VARIABLES: Final[Mapping[str, str]] = {
    "customer.name": 'the customer\'s name, as her letters say it; "" when they do not',
    "customer.address": "her email address",
    "agent.name": 'the agent who answers; "" in an acknowledgement',
    "centre.name": "the centre's name",
    "queue.name": "the queue the letter waits in",
    "category.name": 'what the letter is about; "" when nobody said',
    "mailbox.name": "the name beside our address",
    "mailbox.address": "our address",
    "letter.subject": "the letter's subject",
    "letter.number": "the contact's id, to name in a later letter or call",
    "letter.date": "the day the letter came, in the template's language",
    "today": "this day, in the template's language",
    "tomorrow": "the next day, in the template's language",
    "reply.by": "by when we answer, in the template's language and the queue's own time",
    "phone.number": 'where to call us ([mail] phone); ""',
    "phone.hours": 'when ([mail] phone_hours), in the template\'s language; ""',
}
"""Besides these, `form.FIELD` for each field of the web form: what was filled in there, or ""."""

LONGEST: Final = 1_000  # characters of a value: a name or a subject has a hundred
FORM: Final = "form"


class _Filled(dict[str, str]):
    """What was filled into the form: "" in every field that was not."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> str:
        return ""


def nested(values: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str | dict[str, str]]:
    """The values as a template names them; those not given are ""."""
    filled = _Filled({name: _plain(value) for name, value in form.items()})
    found: dict[str, str | dict[str, str]] = {FORM: filled}
    for name in VARIABLES:
        group, _, key = name.partition(".")
        value = _plain(values.get(name, ""))
        if not key:
            found[group] = value
            continue
        inner = found.setdefault(group, {})
        assert isinstance(inner, dict), "a group has variables of its own"
        inner[key] = value
    return found


def _plain(value: str) -> str:
    """One line of bounded length, without the marks that free parts are told by."""
    kept = "".join(char if char.isprintable() or char in "\u200c\u200d" else " " for char in value[:LONGEST])
    return " ".join(kept.split())
