"""The centre file's web form: what it means, and what is said of one that cannot be."""

from pathlib import Path

import pytest

from dispatcher.mail.form.settings import FaqSettings, FieldKind, FileKind, FormSettings, worded
from tests.centrefile import SMALL, only_mistake, said

BOX = '[mailboxes.help]\naddress = "help@example.org"\nqueue = "letters"\n[smtp]\nhost = "mail.example.org"\n'
FORM = f"""
{BOX}
[form]
open = true
mailbox = "help"
hold_out = 20
file_kinds = ["pdf"]
embed = ["https://shop.example.org"]
[form.categories.refund]
label = {{ en = "A refund", th = "ขอเงินคืน" }}
[categories.refund]
queue = "letters"
[form.fields.order]
label = "Order number"
required = true
pattern = "BB-[0-9]{{6}}"
categories = ["refund"]
[form.fields.region]
label = "Region"
kind = "choice"
choices = ["North", "South"]
[faq]
open = true
address = "https://help.example.org"
"""


def test_a_form_is_what_its_tables_say(tmp_path: Path) -> None:
    found = said(tmp_path, SMALL + FORM)
    order, region = found.form.fields
    assert (found.form.open, found.form.hold_out, found.form.file_kinds) == (
        True,
        20,
        frozenset({FileKind.PDF}),
    )
    assert [one.id for one in found.form.categories] == ["refund"]
    assert (order.required, order.pattern, order.kind) == (True, "BB-[0-9]{6}", FieldKind.TEXT)
    assert order.asked_in("refund")
    assert not order.asked_in("other")
    assert region.choices == ("North", "South")
    assert worded(found.form.categories[0].label, "th") == "ขอเงินคืน"
    assert worded(found.form.categories[0].label, "fa") == "A refund"
    assert worded(order.label, "ru") == "Order number"
    assert found.faq == FaqSettings(open=True, address="https://help.example.org")


def test_nothing_is_public_until_the_owner_says_so(tmp_path: Path) -> None:
    found = said(tmp_path, SMALL)
    assert (found.form, found.faq) == (FormSettings(), FaqSettings())
    assert not found.form.open
    assert not found.faq.open


@pytest.mark.parametrize(
    ("more", "key", "words"),
    [
        ("[form]\nopen = true", "mailboxes", "need an answer"),
        (f'{BOX}[form]\nmailbox = "hlep"', "form.mailbox", '"help"'),
        ('[form.categories.a]\nlabel = "A"', "form.categories.a", "a table [categories.a]"),
        ("[categories.a]\n[form.categories.a]", "form.categories.a.label", "a text of one line"),
        ('[form.fields.a]\nlabel = "A"\nkind = "choice"', "form.fields.a.choices", "some, as its kind"),
        ('[form.fields.a]\nlabel = "A"\nchoices = ["x"]', "form.fields.a.choices", 'kind = "choice"'),
        ('[form.fields.a]\nlabel = "A"\ncategories = ["x"]', "form.fields.a.categories", "none"),
        ('[form.fields.A]\nlabel = "A"', "form.fields.A", "small Latin letters"),
        ("[form]\nhold_out = 80", "form.hold_out", "from 0 to 50"),
        ('[form]\nembed = ["shop.example.org"]', "form.embed[0]", "an origin"),
        ('[faq]\naddress = "help.example.org/faq"', "faq.address", "an origin"),
    ],
)
def test_what_is_wrong_with_a_form_is_told(tmp_path: Path, more: str, key: str, words: str) -> None:
    found, told = only_mistake(tmp_path, more)
    assert found == key
    assert words in told


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "a*b*c*", r"(a)\\1", "a" * 101, "[a", "(?=a)a"])
def test_a_pattern_that_could_take_years_is_refused(tmp_path: Path, pattern: str) -> None:
    found, told = only_mistake(tmp_path, f'[form.fields.a]\nlabel = "A"\npattern = "{pattern}"')
    assert found == "form.fields.a.pattern"
    assert "no repeated group" in told


def test_no_mailbox_has_the_form_s_own_name(tmp_path: Path) -> None:
    box = BOX.replace("[mailboxes.help]", "[mailboxes.form]")
    found, told = only_mistake(tmp_path, box)
    assert found == "mailboxes.form"
    assert "the web form's" in told
