"""Prints the pages of settings from the tables that the checker reads files by."""

from collections.abc import Iterable, Iterator

from dispatcher.config.declare import Section, Setting
from dispatcher.config.mistakes import any_of
from dispatcher.config.sections.levers import LEVERS
from dispatcher.config.settings import SECTIONS
from docs.printers.markdown import page, table
from simulator import filesettings

CENTRE = """\
The centre file is [TOML](https://toml.io), in UTF-8; [`examples/center.toml`](../../examples/center.toml) is
one to start from. `ringpost check center.toml` names every mistake in it at once. A key that is not here is a
mistake, and so is a name (team, skill, queue) that nothing else knows.

*Call* stands here for every contact on a live channel, where the customer waits on the line; *email* for
every other. Keys such as `tiers.<tier>.promise` or `rings[].after` are those of tables inside a table, or of
each table in a list.

An id is what stands in a table's name, such as `ploy` in `[agents.ploy]`: letters, digits, `-`, `_` and `.`
of any script, at most 64; one with other letters than a–z goes in quotes: `[agents."พลอย"]`."""

LEVER_WORDS = """\
What mixes emails with calls. These keys may stand in {};
where several say something, the nearest holds: the agent's, her team's, the queue's, the centre's. A
timetable's hold during its hours, as if those it names had said them."""

SCENARIO = """\
The scenario file is [TOML](https://toml.io), in UTF-8;
[`examples/scenario.toml`](../../examples/scenario.toml) is one to start from. It names a
[centre file](settings.md), whose ids it uses, and is read with the same care."""


def settings_page() -> str:
    """Every setting of the centre file: what it means, what is allowed, what holds when it is not said."""
    return page("The centre file", CENTRE, *map(_section, SECTIONS), _levers())


def scenario_page() -> str:
    """Every setting of the scenario file, likewise."""
    return page("The scenario file", SCENARIO, *map(_section, filesettings.SECTIONS))


def _section(section: Section) -> str:
    count = "one for each, at least one" if section.named and section.needed else ""
    notes = count or (
        "as many as you like" if section.named else "required" if section.needed else "optional"
    )
    own = [setting for setting in section.settings if setting not in LEVERS]
    return "\n\n".join(
        [
            f"## {section.name}",
            f"`{section.header}` ({notes}). {section.meaning}{_which_levers(section)}",
            settings_table(own),
        ]
    )


def _levers() -> str:
    takers = (section for section in SECTIONS if any(lever in section.settings for lever in LEVERS))
    places = any_of(f"`{section.header}`" for section in takers)
    return "\n\n".join(["## levers", LEVER_WORDS.format(places), settings_table(LEVERS)])


def _which_levers(section: Section) -> str:
    """A sentence on the levers that stand in this section beside its own keys, if any do."""
    absent = [f"`{lever.name}`" for lever in LEVERS if lever not in section.settings]
    if len(absent) == len(LEVERS):
        return ""
    but = f", except {' and '.join(absent)}" if absent else ""
    return f" The [levers](#levers) may stand here{but}."


def settings_table(settings: Iterable[Setting]) -> str:
    """These settings as a table: key, meaning, what is allowed, what holds where nothing is said."""
    rows = (_row(name, setting) for name, setting in _all_keys(settings))
    return table(["key", "meaning", "allowed", "default"], rows)


def _all_keys(settings: Iterable[Setting]) -> Iterator[tuple[str, Setting]]:
    """Every setting by its name, each followed by those inside of it."""
    for setting in settings:
        yield setting.name, setting
        yield from ((setting.name + name, part) for name, part in setting.kind.parts())


def _row(name: str, setting: Setting) -> tuple[str, str, str, str]:
    meaning = setting.meaning + (f" (queues of {setting.only} channels only)" if setting.only else "")
    return f"`{name}`", meaning, setting.kind.allowed, setting.default_in_words
