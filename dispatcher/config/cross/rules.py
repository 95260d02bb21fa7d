"""A rule of the mail's says something, and of letters that there can be."""

from typing import Final

from dispatcher.config.check import Tables
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_text
from dispatcher.config.sections.rules import CONDITIONS, RULES
from dispatcher.config.tables import Values
from dispatcher.mail.reading.language import TOLD_APART
from dispatcher.mail.understanding.understand import OTHERS

SAYS: Final = tuple(one.name for one in RULES.settings if one not in CONDITIONS)


def rules_say_something(tables: Tables, sheet: Sheet) -> None:
    """A rule says at least one thing of the letters it fits."""
    for rule, values in tables["rules"].items():
        path = ("rules", rule)
        unfit = any(sheet.says((*path, name)) and name not in values for name in SAYS)
        if not _says(values) and not unfit:
            sheet.wrong(path, "nothing that follows from it", any_of(SAYS))


def _says(values: Values) -> bool:
    """`stop = false` says nothing; `spam = false` does."""
    return bool(values.get("stop")) or any(name in values for name in SAYS if name != "stop")


def languages_are_told_apart(tables: Tables, sheet: Sheet) -> None:
    """The languages a rule asks for are such as letters are found to be in."""
    for rule, values in tables["rules"].items():
        for index, tongue in enumerate(values.get("languages", ())):
            if tongue not in TOLD_APART:
                path = ("rules", rule, "languages", index)
                sheet.wrong(path, say_text(tongue), any_of(TOLD_APART), nearest(tongue, TOLD_APART))


def names_are_free(tables: Tables, sheet: Sheet) -> None:
    """No rule is called like something else that says what letters are about."""
    for rule in tables["rules"]:
        if rule in OTHERS:
            found = f"{say_text(rule)}, which says itself what letters are about"
            sheet.wrong(("rules", rule), found, "another name")


CHECKS: Final = (rules_say_something, languages_are_told_apart, names_are_free)
