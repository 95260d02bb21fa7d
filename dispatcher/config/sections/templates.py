"""Settings at the head of a reply template."""

from typing import Final

from dispatcher.config.declare import Said, Setting, default_of
from dispatcher.config.kinds import ListOf, Name, OneOf, Text
from dispatcher.config.staffkinds import Language
from dispatcher.mail.templates.template import Purpose, Template

TEMPLATE: Final = (
    Setting(name="name", meaning="what agents see it by", kind=Text(), default=Said("the file's name")),
    Setting(name="language", meaning="the language of its text", kind=Language()),
    Setting(
        name="categories",
        meaning="it is for letters about one of these",
        kind=ListOf(item=Name(what="a category's id"), into=frozenset),
        default=Said("all"),
    ),
    Setting(
        name="queues",
        meaning="it is for letters that wait in one of these",
        kind=ListOf(item=Name(what="an email queue's id"), into=frozenset),
        default=Said("all"),
    ),
    Setting(
        name="purpose",
        meaning="whether agents answer with it, or it is the receipt that customers get at once",
        kind=OneOf(choices=Purpose),
        default=default_of(Template, "purpose"),
    ),
    Setting(
        name="subject",
        meaning="the answer's subject; variables may stand in it as in the text",
        kind=Text(),
        default=Said("the letter's own, behind Re:"),
    ),
)
"""What may stand between the two lines `+++` that a template's file begins with."""
