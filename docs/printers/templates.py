"""Prints the page of reply templates: the settings at their head, variables, filters and tags."""

from dispatcher.config.sections.templates import TEMPLATE
from dispatcher.mail.templates.language import FILTERS, SOURCE, TAGS, TEXT
from dispatcher.mail.templates.variables import VARIABLES
from docs.printers.markdown import page, table
from docs.printers.settings import settings_table

WORDS = f"""\
A template is a file `NAME.txt` in the folder that `[mail] templates` names: UTF-8, a head of
[TOML](https://toml.io) between two lines `+++`, and the text below.
[Answer mail](../how-to/answer-mail.md) shows one. Its text has at most {SOURCE:,} characters, and
what it makes at most {TEXT:,}."""

LANGUAGE = f"""\
`{{{{ customer.name }}}}` stands for a value, `{{% if form.order %}}…{{% else %}}…{{% endif %}}` says
something only where there is one. Tags are {", ".join(f"`{tag}`" for tag in TAGS)}; filters are
{", ".join(f"`{name}`" for name in FILTERS)}, as in `{{{{ customer.name | default("customer", true) }}}}`.
`and`, `or`, `not` and comparisons work. Loops, calls, imports and macros are mistakes."""


def templates_page() -> str:
    """Everything a template's author may write."""
    rows = [(f"`{name}`", meaning) for name, meaning in VARIABLES.items()]
    rows.append(("`form.FIELD`", 'what was filled into this field of the web form, or ""'))
    return page(
        "Reply templates",
        WORDS,
        "## The head",
        settings_table(TEMPLATE),
        "## Variables",
        table(["variable", "meaning"], rows),
        "## The language",
        LANGUAGE,
    )
