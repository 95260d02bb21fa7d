"""Settings of what customers find without logging in: the web form, and the page of articles."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.formkinds import Pattern, Worded
from dispatcher.config.kinds import Duration, Flag, ListOf, MapOf, Matching, Name, OneOf, Size, Text, Whole
from dispatcher.config.sections.outside import ORIGIN
from dispatcher.config.tables import Row
from dispatcher.mail.form.settings import FaqSettings, FieldKind, FieldSettings, FileKind, FormSettings
from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND

_ID: Final = Matching(
    what='a field\'s id, small Latin letters, digits and -, such as "order"', pattern=r"[a-z][a-z0-9-]{0,39}"
)
_PROXY: Final = Matching(what='an IP address such as "10.0.0.5"', pattern=r"[0-9A-Fa-f:.]{2,45}")

_CATEGORY: Final = (Setting(name="label", meaning="what customers read", kind=Worded()),)

_FIELD: Final = (
    Setting(name="label", meaning="what customers read", kind=Worded()),
    Setting(
        name="kind",
        meaning="what can be filled in",
        kind=OneOf(choices=FieldKind),
        default=default_of(FieldSettings, "kind"),
    ),
    Setting(
        name="required",
        meaning="whether the form can be sent without it",
        kind=Flag(),
        default=default_of(FieldSettings, "required"),
    ),
    Setting(
        name="hint",
        meaning="what stands below the label",
        kind=Worded(),
        default=default_of(FieldSettings, "hint"),
    ),
    Setting(
        name="pattern",
        meaning="what the whole value has to look like",
        kind=Pattern(),
        default=Said("anything of its kind"),
    ),
    Setting(
        name="choices",
        meaning="what can be chosen; needed for the kind choice, and for no other",
        kind=ListOf(item=Text(), into=tuple),
        default=default_of(FieldSettings, "choices"),
    ),
    Setting(
        name="categories",
        meaning="the categories it is asked for in; an empty list means all",
        kind=ListOf(item=Name(what="a category of the form"), into=tuple),
        default=default_of(FieldSettings, "categories"),
    ),
)


def _setting(name: str, meaning: str, kind: Duration | Flag | ListOf | Size | Whole) -> Setting:
    return Setting(name=name, meaning=meaning, kind=kind, default=default_of(FormSettings, name))


FORM: Final = Section(
    name="form",
    meaning="The web form at /contact: what comes by it is treated as email.",
    settings=(
        _setting("open", "whether there is a form; anybody can reach it then, without logging in", Flag()),
        Setting(
            name="mailbox",
            meaning="the mailbox that answers",
            kind=Name(what="a mailbox's id"),
            default=Said("the first mailbox"),
        ),
        Setting(
            name="categories",
            meaning="which of [categories] customers can choose; none means that they are not asked",
            kind=MapOf(
                key=Name(what="an id of [categories]"),
                item=Row(settings=_CATEGORY),
                example='{ refund = { label = "A refund" } }',
                holder="category",
            ),
            default={},
        ),
        Setting(
            name="fields",
            meaning="what customers are asked besides their name, address and text",
            kind=MapOf(
                key=_ID,
                item=Row(settings=_FIELD),
                example='{ order = { label = "Order number" } }',
                holder="field",
            ),
            default={},
        ),
        _setting("suggest", "whether articles are suggested while a customer writes", Flag()),
        _setting(
            "hold_out",
            "share of visitors who see no suggestions, so that it can be measured what they do",
            Whole(least=0, most=50, unit="%"),
        ),
        _setting("files", "how many files may come with a form; 0 for none", Whole(least=0, most=20)),
        _setting("file_size", "how large a file may be", Size(least=10_000, most=50_000_000)),
        _setting("files_size", "how large all files of a form may be together",
                 Size(least=10_000, most=100_000_000)),
        Setting(
            name="file_kinds",
            meaning="what files may be, told by what is in them and not by their names",
            kind=ListOf(item=OneOf(choices=FileKind), into=frozenset),
            default=default_of(FormSettings, "file_kinds"),
        ),
        _setting("min_age", "a form that is filled in faster was no person's; it can be sent again",
                 Duration(least=SECOND, most=MINUTE)),
        _setting("max_age", "how long a form that was opened can be sent", Duration(least=HOUR, most=DAY)),
        _setting("per_address", "forms that one network address may send within an hour",
                 Whole(least=1, most=1000)),
        _setting("overall", "forms that all together may send within a minute", Whole(least=1, most=10_000)),
        Setting(
            name="proxies",
            meaning="addresses of proxies on other machines, whose X-Forwarded-For is believed",
            kind=ListOf(item=_PROXY, into=frozenset),
            default=default_of(FormSettings, "proxies"),
        ),
        Setting(
            name="embed",
            meaning="origins of the pages that may show the form inside of theirs",
            kind=ListOf(item=ORIGIN, into=tuple),
            default=default_of(FormSettings, "embed"),
        ),
    ),
)  # fmt: skip

FAQ: Final = Section(
    name="faq",
    meaning="The page of published articles at /faq.",
    settings=(
        Setting(
            name="open",
            meaning="whether anybody can read them there, without logging in",
            kind=Flag(),
            default=default_of(FaqSettings, "open"),
        ),
        Setting(
            name="address",
            meaning="where the world finds the pages; search engines are told this address",
            kind=ORIGIN,
            default=Said("the one that is asked for"),
        ),
    ),
)
