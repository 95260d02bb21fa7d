"""Settings are declared whole: every field has its key, every key its words, and defaults have one home."""

import pytest
from msgspec import Struct
from msgspec.structs import fields

from dispatcher.centre import (
    Agent,
    Approval,
    Category,
    Centre,
    Channel,
    Levers,
    Policy,
    Queue,
    Ring,
    Team,
    Terms,
    Timetable,
)
from dispatcher.config import ServiceSettings
from dispatcher.config.declare import Depends, Otherwise, Section, Setting, default_of
from dispatcher.config.sections.levers import LEVERS
from dispatcher.config.sections.people import AFFINITY
from dispatcher.config.sections.queues import APPROVAL, RING, TERMS, WARN
from dispatcher.config.settings import SECTIONS
from dispatcher.config.tables import ELSEWHERE
from dispatcher.mail.settings import Mailbox, Smtp
from docs.printers.settings import settings_page

TABLES = {section.name: section.settings for section in SECTIONS} | {
    "levers": LEVERS,
    "rings": RING.settings,
    "tiers": TERMS.settings,
    "approval": APPROVAL.settings,
}
STRUCTS = {
    "centre": Centre,
    "channels": Channel,
    "teams": Team,
    "agents": Agent,
    "queues": Queue,
    "categories": Category,
    "rings": Ring,
    "tiers": Terms,
    "approval": Approval,
    "timetables": Timetable,
    "levers": Levers,
    "mailboxes": Mailbox,
    "smtp": Smtp,
    "service": ServiceSettings,
}
IN_THE_FILE = {"interrupt_after": "interrupt"}
"""Fields whose key has another name."""

TABLES_OF_THEIR_OWN = {"id", "levers", "channels", "calendars", "timetables", "categories", "terms"}


@pytest.mark.parametrize(("table", "struct"), STRUCTS.items(), ids=lambda thing: str(thing))
def test_every_field_can_be_set(table: str, struct: type[Struct]) -> None:
    known = {setting.name for setting in TABLES[table]}
    kept = {*TABLES_OF_THEIR_OWN, *({"teams", "agents", "queues"} if struct is Centre else ())}
    assert {IN_THE_FILE.get(field.name, field.name) for field in fields(struct)} - kept <= known


OUR_OWN = {"warn": WARN, "affinity": AFFINITY}
"""Where the house asks for more than a bare struct does."""


@pytest.mark.parametrize(("table", "struct"), STRUCTS.items(), ids=lambda thing: str(thing))
def test_a_default_is_the_one_of_the_struct(table: str, struct: type[Struct]) -> None:
    elsewhere = ELSEWHERE | Depends
    told = {one.name: one.default for one in TABLES[table] if not isinstance(one.default, elsewhere)}
    carried = {field.name for field in fields(struct) if not field.required}
    shared = carried & {*told} - {*OUR_OWN}
    assert {name: plain(told[name]) for name in shared} == {
        name: plain(default_of(struct, name)) for name in shared
    }


def plain(value: object) -> object:
    """The value; a list where the order, or a lack of it, makes no difference."""
    return sorted(value) if isinstance(value, tuple | frozenset) else value


def test_where_the_house_asks_for_more_than_a_struct_does() -> None:
    told = {setting.name: setting.default for section in SECTIONS for setting in section.settings}
    assert {name: told[name] for name in OUR_OWN} == OUR_OWN


def test_a_lever_nobody_sets_is_as_the_policy_has_it() -> None:
    """So the reference page tells what the engine does."""
    said = {one.name: one.default.value for one in LEVERS if isinstance(one.default, Otherwise)}
    unsaid = {"interrupt_after"}  # which goes by the queue's urgency
    assert said == {field.name: field.default for field in fields(Policy) if field.name not in unsaid}


@pytest.mark.parametrize(
    ("section", "setting"),
    [(section, setting) for section in SECTIONS for setting in section.settings],
    ids=lambda thing: str(thing.name),
)
def test_every_setting_explains_itself(section: Section, setting: Setting) -> None:
    del section
    assert setting.meaning
    assert setting.kind.allowed
    assert setting.default_in_words
    assert all(part.meaning and part.default_in_words for _, part in setting.kind.parts())


def test_the_reference_page_names_every_key_once() -> None:
    printed = settings_page()
    for section in SECTIONS:
        for setting in section.settings:
            assert f"| `{setting.name}` |" in printed
    assert [printed.count(f"| `{lever.name}` |") for lever in LEVERS] == [1] * len(LEVERS)
    assert "| `rings[].after` |" in printed
    assert "| `tiers.<tier>.urgency` |" in printed
