"""Is what a customer filled in right? Pure; the page and the API ask here, so both say the same.

A fault is a word; the page says it in the customer's language (`dashboard.public.words`).
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import phonenumbers
from msgspec import Struct

from dispatcher.mail.form.files import kind_of
from dispatcher.mail.form.settings import FieldKind, FieldSettings, FormSettings

NAME: Final = 100  # characters
SUBJECT: Final = 200
TEXT: Final = 20_000
VALUE: Final = 200
ADDRESS: Final = re.compile(r"[^@\s<>\",;:()\[\]\\\x00-\x1f]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,20}(?:[.,][0-9]{1,10})?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_DIGITS: Final = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩๐๑๒๓๔๕๖๗๘๙", "0123456789" * 3)


class Fault(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    NO_ADDRESS = "no_address"
    OUR_ADDRESS = "our_address"
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    NO_PHONE = "no_phone"
    NO_CHOICE = "no_choice"
    NO_PATTERN = "no_pattern"
    TOO_MANY_FILES = "too_many_files"
    FILE_TOO_LARGE = "file_too_large"
    FILES_TOO_LARGE = "files_too_large"
    FILE_KIND = "file_kind"
    EMPTY_FILE = "empty_file"


class File(Struct, frozen=True, kw_only=True):
    """A file that comes with the form; its name is as the customer's machine has it."""

    name: str
    content: bytes


class Entry(Struct, frozen=True, kw_only=True):
    """A filled-in form. `values` are those of the owner's own fields, by id."""

    name: str = ""
    email: str = ""
    category: str = ""
    subject: str = ""
    text: str = ""
    values: dict[str, str] = {}
    files: tuple[File, ...] = ()


Faults = Mapping[str, Fault]
"""What is wrong, by the field's name; the owner's own fields are called `field-ID`."""


def tidy(entry: Entry) -> Entry:
    """The same without blanks at the ends, line ends in lines and signs that nobody typed."""
    return Entry(
        name=_line(entry.name),
        email=_line(entry.email),
        category=entry.category,
        subject=_line(entry.subject),
        text=_CONTROL.sub("", entry.text.replace("\r\n", "\n")).strip(),
        values={id_: _line(value) for id_, value in entry.values.items()},
        files=entry.files,
    )


def _line(text: str) -> str:
    return " ".join(_CONTROL.sub("", text).split())


def faults(entry: Entry, form: FormSettings, ours: Collection[str] = ()) -> dict[str, Fault]:
    """What is wrong with a tidy entry, in the order of the form; `ours` are the centre's own addresses."""
    asked = [field for field in form.fields if field.asked_in(entry.category)]
    judged = {
        "category": _category(entry, form),
        **{f"field-{field.id}": fault_of(field, entry.values.get(field.id, "")) for field in asked},
        "subject": Fault.TOO_LONG if len(entry.subject) > SUBJECT else None,
        "text": _bounded(entry.text, TEXT),
        "name": _bounded(entry.name, NAME),
        "email": _email(entry.email, ours),
        "files": file_fault(entry.files, form),
    }
    return {name: fault for name, fault in judged.items() if fault is not None}


def _category(entry: Entry, form: FormSettings) -> Fault | None:
    if not form.categories:
        return None
    return None if form.category(entry.category) else Fault.MISSING


def _bounded(text: str, most: int) -> Fault | None:
    if not text:
        return Fault.MISSING
    return Fault.TOO_LONG if len(text) > most else None


def _email(address: str, ours: Collection[str]) -> Fault | None:
    if not address:
        return Fault.MISSING
    if not ADDRESS.fullmatch(address):
        return Fault.NO_ADDRESS
    return Fault.OUR_ADDRESS if address.lower() in ours else None


def fault_of(field: FieldSettings, value: str) -> Fault | None:
    """What is wrong with the value of one of the owner's own fields."""
    if not value:
        return Fault.MISSING if field.required else None
    if len(value) > VALUE:
        return Fault.TOO_LONG
    if (fault := _KINDS[field.kind](field, value)) is not None:
        return fault
    fits = not field.pattern or re.fullmatch(field.pattern, value)
    return None if fits else Fault.NO_PATTERN


def _number(_: FieldSettings, value: str) -> Fault | None:
    return None if NUMBER.fullmatch(value.translate(_DIGITS)) else Fault.NO_NUMBER


def _date(_: FieldSettings, value: str) -> Fault | None:
    try:
        date.fromisoformat(value.translate(_DIGITS))
    except ValueError:
        return Fault.NO_DATE
    return None


def _phone(_: FieldSettings, value: str) -> Fault | None:
    """Numbers are asked for with their country's code: nobody's own country is the world's."""
    try:
        number = phonenumbers.parse(value.translate(_DIGITS), None)
    except phonenumbers.NumberParseException:
        return Fault.NO_PHONE
    return None if phonenumbers.is_possible_number(number) else Fault.NO_PHONE


def _choice(field: FieldSettings, value: str) -> Fault | None:
    return None if value in field.choices else Fault.NO_CHOICE


def _address(_: FieldSettings, value: str) -> Fault | None:
    return None if ADDRESS.fullmatch(value) else Fault.NO_ADDRESS


def _any(_: FieldSettings, value: str) -> Fault | None:
    return None


_KINDS: Final[Mapping[FieldKind, Callable[[FieldSettings, str], Fault | None]]] = {
    FieldKind.TEXT: _any,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.PHONE: _phone,
    FieldKind.EMAIL: _address,
}


def file_fault(files: Sequence[File], form: FormSettings) -> Fault | None:
    """What is wrong with the files; what they are, their content says, whatever they are called."""
    if len(files) > form.files:
        return Fault.TOO_MANY_FILES
    if any(len(file.content) > form.file_size for file in files):
        return Fault.FILE_TOO_LARGE
    if sum(len(file.content) for file in files) > form.files_size:
        return Fault.FILES_TOO_LARGE
    if any(not file.content for file in files):
        return Fault.EMPTY_FILE
    known = [kind_of(file.content) for file in files]
    unfit = any(one is None or one.kind not in form.file_kinds for one in known)
    return Fault.FILE_KIND if unfit else None
