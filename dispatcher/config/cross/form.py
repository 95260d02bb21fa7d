"""The web form leads somewhere, and asks what can be answered."""

from collections.abc import Iterator
from typing import Any, Final

from dispatcher.config.check import Tables
from dispatcher.config.kinds import UNFIT
from dispatcher.config.mistakes import Sheet, any_of, say_text
from dispatcher.mail.form.settings import FieldKind
from dispatcher.mail.reading.fields import ACCOUNT


def _form(tables: Tables) -> dict[str, Any]:
    return tables["form"].get("", {})


def _rows(tables: Tables, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    found = _form(tables).get(name, {})
    return ((key, row) for key, row in found.items() if row is not UNFIT)


def open_form_is_answered(tables: Tables, sheet: Sheet) -> None:
    """Where there is a form, there is the mailbox that answers; none has the form's own name."""
    boxes, form = tables["mailboxes"], _form(tables)
    if ACCOUNT in boxes:
        sheet.wrong(("mailboxes", ACCOUNT), say_text(ACCOUNT), "another id; this one is the web form's")
    if (wanted := form.get("mailbox")) is not None and wanted not in boxes:
        sheet.wrong(("form", "mailbox"), say_text(wanted), any_of(map(say_text, boxes)) or "a mailbox's id")
    elif form.get("open") and not boxes and not sheet.says(("mailboxes",)):
        sheet.missing(("mailboxes",), "at least one [mailboxes.<id>], as the form's senders need an answer")


def categories_are_the_centre_s(tables: Tables, sheet: Sheet) -> None:
    """What customers can choose is a category of the centre, which says where it waits."""
    known = tables["categories"]
    for key, _ in _rows(tables, "categories"):
        if key not in known and not sheet.says(("categories", key)):
            allowed = any_of(map(say_text, known)) if known else f"a table [categories.{key}]"
            sheet.wrong(("form", "categories", key), say_text(key), allowed)


def fields_fit(tables: Tables, sheet: Sheet) -> None:
    """A choice has choices, and nothing else has; a field's categories are the form's."""
    known = _form(tables).get("categories", {})
    for key, row in _rows(tables, "fields"):
        path = ("form", "fields", key)
        chosen = row.get("kind") is FieldKind.CHOICE
        if chosen != bool(row.get("choices")) and "kind" in row and "choices" in row:
            wanted = "some, as its kind is choice" if chosen else 'none, or kind = "choice"'
            sheet.wrong((*path, "choices"), "none" if chosen else "choices", wanted)
        for strange in (one for one in row.get("categories", ()) if one not in known):
            sheet.wrong((*path, "categories"), say_text(strange), any_of(map(say_text, known)) or "none")


CHECKS: Final = (open_form_is_answered, categories_are_the_centre_s, fields_fit)
