"""What a message is: one ordered table of rules, pure, for mailboxes and `ringpost mail check` alike."""

from typing import Final

from dispatcher.mail.intake import automatic, bounces, internal, loops, spam
from dispatcher.mail.intake.rules import WORK, Ground, Judgement, Rule, Rules, Ruling
from dispatcher.mail.reading.parse import Mail

# A bounce quotes our own headers, so it is asked for before loops; spam forges our people's addresses and
# looks like bulk mail, so it is asked for before both.
TABLE: Final[tuple[tuple[Judgement | None, Rules], ...]] = (
    (Judgement.BOUNCE, bounces.RULES),
    (Judgement.LOOP, loops.RULES),
    (Judgement.SPAM, spam.RULES),
    (Judgement.AUTOMATIC, automatic.RULES),
    (Judgement.INTERNAL, internal.RULES),
    (None, automatic.BY_PEOPLE_TOO),
)


def judge(mail: Mail, ground: Ground) -> Ruling:
    """What the first rule that holds says; `WORK` when none does.

    Whether it is a duplicate is asked before, and what it goes on with after: both need the store.
    """
    for judgement, rules in TABLE:
        rule = next((rule for rule, holds in rules if holds(mail, ground)), None)
        if rule is not None and (ruling := _vouched(judgement, rule, ground)) is not None:
            return ruling
    return WORK


def _vouched(judgement: Judgement | None, rule: Rule, ground: Ground) -> Ruling | None:
    """Who was let in by a person is work; but what looks like a machine gets no automatic answer even so."""
    if not ground.vouched or judgement is None or not judgement.may_come_in:
        return Ruling(judgement, rule)
    return Ruling(None, rule) if judgement is Judgement.AUTOMATIC else None
