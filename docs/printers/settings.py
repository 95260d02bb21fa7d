"""Prints the pages of settings from the tables that the checker reads files by."""

from dispatcher.config.settings import SECTIONS, Section, Setting
from docs.printers.markdown import page, table
from simulator import filesettings

CENTRE = """\
The centre file is [TOML](https://toml.io), in UTF-8; [`examples/center.toml`](../../examples/center.toml) is
one to start from. `ringpost check center.toml` names every mistake in it at once. A key that is not here is a
mistake, and so is a name (team, skill, queue) that nothing else knows.

An id is what stands in a table's name, such as `ploy` in `[agents.ploy]`: letters, digits, `-`, `_` and `.`
of any script, at most 64; one with other letters than a–z goes in quotes: `[agents."พลอย"]`."""

SCENARIO = """\
The scenario file is [TOML](https://toml.io), in UTF-8;
[`examples/scenario.toml`](../../examples/scenario.toml) is one to start from. It names a
[centre file](settings.md), whose ids it uses, and is read with the same care."""


def settings_page() -> str:
    """Every setting of the centre file: what it means, what is allowed, what holds when it is not said."""
    return page("The centre file", CENTRE, *map(_section, SECTIONS))


def scenario_page() -> str:
    """Every setting of the scenario file, likewise."""
    return page("The scenario file", SCENARIO, *map(_section, filesettings.SECTIONS))


def _section(section: Section) -> str:
    count = "one for each, at least one" if section.named and section.needed else ""
    notes = count or (
        "as many as you like" if section.named else "required" if section.needed else "optional"
    )
    rows = (_row(setting) for setting in section.settings)
    return "\n\n".join(
        [
            f"## {section.name}",
            f"`{section.header}` ({notes}). {section.meaning}",
            table(["key", "meaning", "allowed", "default"], rows),
        ]
    )


def _row(setting: Setting) -> tuple[str, str, str, str]:
    meaning = setting.meaning + (f" (queues for {setting.only} only)" if setting.only else "")
    return f"`{setting.name}`", meaning, setting.kind.allowed, setting.default_in_words
