"""Settings of categories: what a contact can be about, and what follows from it."""

from typing import Final

from msgspec.structs import replace

from dispatcher.centre import Category
from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Name, Text
from dispatcher.config.sections.queues import APPROVAL, SKILLS, TERMS

_TERMS: Final = tuple(replace(term, only=None) for term in TERMS.settings)

CATEGORIES = Section(
    name="categories",
    meaning="What contacts are about: rules, a classifier, the web form, a PBX or an agent say which it is. "
    "Of what a category and a tier say, the stricter holds.",
    named=True,
    settings=(
        Setting(name="name", meaning="what the category is called", kind=Text(), default=Said("the id")),
        Setting(
            name="queue",
            meaning="where such contacts wait, if it is for the channel they came by",
            kind=Name(what="a queue's id"),
            default=Said("the queue they came in by"),
        ),
        replace(
            SKILLS,
            meaning="what an agent must be able to do besides what the queue asks for",
            default=default_of(Category, "skills"),
        ),
        Setting(
            name="approval",
            meaning="replies about it go to approvers first, beside what their queue says of replies",
            kind=APPROVAL,
            default=Said("as the queue says"),
        ),
        *_TERMS,
    ),
)
