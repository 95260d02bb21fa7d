"""The form's fields as a page shows them, and what came of them as an entry."""

import json
from collections.abc import Mapping
from typing import Any, Final

from fastapi.responses import HTMLResponse

from dashboard.house import Settings, address
from dashboard.public.reading import Given
from dashboard.public.render import page, say
from dashboard.public.words import WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.config.spans import say_size
from dispatcher.mail.form.settings import FieldKind, FieldSettings, FormSettings, worded
from dispatcher.mail.form.values import Entry, Fault

# Numbers and dates are typed as text: browsers drop what is no number of the machine's language.
INPUTS: Final = {
    FieldKind.TEXT: ("text", "", ""),
    FieldKind.NUMBER: ("text", "decimal", ""),
    FieldKind.DATE: ("date", "", ""),
    FieldKind.CHOICE: ("", "", ""),
    FieldKind.PHONE: ("tel", "", "tel"),
    FieldKind.EMAIL: ("email", "", ""),
}
SCRIPT_WORDS: Final = (
    "suggested",
    "suggested_status",
    "solved",
    "solved_thanks",
    "sending",
    "send",
    "not_sent",
)


def entry_in(given: Given, form: FormSettings) -> Entry:
    """What was filled in; of fields that its category does not ask for, nothing."""
    category = given.text("category")
    asked = [field.id for field in form.fields if field.asked_in(category)]
    return Entry(
        name=given.text("name"),
        email=given.text("email"),
        category=category if form.categories else "",
        subject=given.text("subject"),
        text=given.text("text"),
        values={id_: given.text(f"field-{id_}") for id_ in asked},
        files=given.files,
    )


def typed_of(entry: Entry, token: str) -> list[tuple[str, str]]:
    """All that was typed, to be sent again by a page in between."""
    own = [(f"field-{id_}", value) for id_, value in entry.values.items()]
    named = [(name, getattr(entry, name)) for name in ("name", "email", "category", "subject", "text")]
    return [("token", token), *named, *own]


def labels_of(form: FormSettings, language: str) -> dict[str, str]:
    """What each field is called on the page."""
    own = {f"field-{field.id}": worded(field.label, language) for field in form.fields}
    names = ("category", "subject", "text", "name", "email", "files")
    return {name: say(name, language) for name in names} | own


def worded_faults(found: Mapping[str, Fault], form: FormSettings, language: str) -> dict[str, str]:
    """What is wrong with each field, in a sentence."""
    hints = {f"field-{field.id}": worded(field.hint, language) for field in form.fields}
    return {
        name: say(f"fault_{fault}", language, hint=hints.get(name, "")).strip()
        for name, fault in found.items()
    }


def form_page(
    settings: Settings,
    language: str,
    entry: Entry,
    token: str,
    *,
    embedded: bool,
    faults: Mapping[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
    files_again: bool = False,
    reach: bool = False,
) -> HTMLResponse:
    """The form with this entry in it; `reach` says how else to reach the centre."""
    form = settings.form
    spoken = words(WORDS, language)
    return page(
        "contact.html",
        language,
        centre=settings.centre,
        status=status,
        frames=form.embed,
        form=True,
        faq=settings.faq.open,
        embedded=embedded,
        entry=entry,
        token=token,
        faults=faults or {},
        labels=labels_of(form, language),
        trouble=trouble,
        mailbox=settings.mailbox if reach else "",
        categories=[(one.id, worded(one.label, language)) for one in form.categories],
        fields=[_field(one, entry, form, language) for one in form.fields],
        files_hint=_files_hint(form, language) if form.files else "",
        files_again=files_again,
        script_words=json.dumps({key: spoken[key] for key in SCRIPT_WORDS}, ensure_ascii=False),
        canonical=f"{settings.faq.address}/contact" if settings.faq.address else "",
        alternates={one: address("/contact", lang=one, embed="1" if embedded else "") for one in LANGUAGES},
    )


def _field(field: FieldSettings, entry: Entry, form: FormSettings, language: str) -> dict[str, Any]:
    kind, mode, fill = INPUTS[field.kind]
    named = [one for id_ in field.categories if (one := form.category(id_)) is not None]
    hint = worded(field.hint, language) or (
        say("phone_hint", language) if field.kind is FieldKind.PHONE else ""
    )
    return {
        "id": field.id,
        "label": worded(field.label, language),
        "kind": str(field.kind),
        "hint": hint,
        "required": field.required,
        "choices": field.choices,
        "categories": list(field.categories),
        "only": ", ".join(worded(one.label, language) for one in named),
        "value": entry.values.get(field.id, ""),
        "input": kind,
        "mode": mode,
        "fill": fill,
    }


def _files_hint(form: FormSettings, language: str) -> str:
    kinds = ", ".join(say(f"kind_{kind}", language) for kind in sorted(form.file_kinds))
    sizes = {"each": say_size(form.file_size), "all": say_size(form.files_size)}
    return say("files_hint", language, n=form.files, kinds=kinds, **sizes)
