"""Templates: what one may say, what it makes, and that nothing an author writes runs long or reaches out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.mail.templates.language import TEXT, TemplateMistakeError, compiled
from dispatcher.mail.templates.template import Part, broken_lock, text_of
from dispatcher.mail.templates.variables import VARIABLES, nested

WORDS = st.text(st.characters(exclude_categories=("Cs", "Co")), max_size=200)


def filled(source: str, values: dict[str, str] | None = None, form: dict[str, str] | None = None) -> str:
    """What the template makes of these values."""
    return text_of(compiled(source, tuple(form or {})).parts(nested(values or {}, form or {})))


def test_a_template_says_what_is_known_and_leaves_out_what_is_not() -> None:
    order = "{% if form.order %}\nOrder {{ form.order }}.\n{% endif %}\n"
    source = f'Dear {{{{ customer.name or "customer" }}}},\n{order}Bye'
    known = filled(source, {"customer.name": "Мария"}, {"order": "A-17"})
    assert known == "Dear Мария,\nOrder A-17.\nBye"
    assert filled(source, form={"order": ""}) == "Dear customer,\nBye"


def test_a_field_may_be_called_as_a_method_of_a_mapping_is() -> None:
    assert filled("{{ form.items }}", form={"items": "two"}) == "two"


def test_without_marks_all_is_free_and_with_free_marks_the_rest_is_locked() -> None:
    assert compiled("Hello").parts(nested({}, {})) == (Part("Hello", True),)
    marked = compiled("A {% free %}b{% endfree %} c").parts(nested({}, {}))
    assert marked == (Part("A ", False), Part("b", True), Part(" c", False))
    other = compiled("A {% locked %}b{% endlocked %} c").parts(nested({}, {}))
    assert [part.free for part in other] == [True, False, True]


@pytest.mark.parametrize(
    ("source", "line", "found"),
    [
        ("Dear\n{{ customer.nmae }}", 2, "customer.nmae"),
        ("{{ customer }}", 1, "customer"),
        ("{{ nobody }}", 1, "nobody"),
        ("{{ form.other }}", 1, "form.other"),
        ("{% for a in today %}{% endfor %}", 1, "a loop"),
        ("{{ today() }}", 1, "a call"),
        ("{{ today * 9 }}", 1, "mul"),
        ("{{ today|replace('a', 'b') }}", 1, "replace"),
        ("{{ ''.__class__ }}", 1, "…"),
        ("{{ today['x'] }}", 1, "getitem"),
        ("{% include 'x' %}", 1, "an include"),
        ("{% macro m() %}{% endmacro %}", 1, "a macro"),
        ("{% set a = 1 %}", 1, "assign"),
        ("a\n\n{% free %}b", 3, "end of template"),
        ("{% fee %}", 1, "fee"),
        ("{% free %}{% free %}{% endfree %}{% endfree %}", 1, "within another"),
        ("{% free %}a{% endfree %}{% locked %}b{% endlocked %}", 1, "free and locked"),
        ("\ue000", 1, "no script"),
        ("x" * 20_001, 1, "20001 characters"),
    ],
)
def test_a_mistake_is_named_with_its_line(source: str, line: int, found: str) -> None:
    with pytest.raises(TemplateMistakeError) as caught:
        compiled(source, ("order",))
    assert caught.value.line == line
    assert found in caught.value.found


def test_what_a_template_makes_is_bounded() -> None:
    with pytest.raises(TemplateMistakeError, match="100000"):
        filled("{{ customer.name }}" * 1_000, {"customer.name": "x" * 900})
    assert len(filled("{{ customer.name }}", {"customer.name": "x" * TEXT})) < TEXT


@given(st.text(alphabet="{}%|.()'\"[]*~ \nabcfreilockdtxyz_0", max_size=80))
def test_whatever_an_author_writes_is_a_template_or_a_mistake(source: str) -> None:
    try:
        ready = compiled(source, ())
    except TemplateMistakeError:
        return
    ready.parts(nested({}, {}))


@given(st.dictionaries(st.sampled_from(sorted(VARIABLES)), WORDS))
def test_no_value_makes_a_part_or_a_line_of_its_own(values: dict[str, str]) -> None:
    names = "{% free %}x{% endfree %}" + "".join(f"[{{{{ {name} }}}}]" for name in VARIABLES)
    parts = compiled(names).parts(nested(values, {}))
    assert [part.free for part in parts] == [True, False]
    assert "\n" not in text_of(parts)


PARTS = st.lists(st.builds(Part, st.text("ab\n", min_size=1, max_size=6), st.booleans()), max_size=7)


@given(PARTS, st.data())
def test_whatever_stands_in_free_parts_the_locked_ones_stand(parts: list[Part], data: st.DataObject) -> None:
    text = "".join(data.draw(st.text("ab\n", max_size=6)) if part.free else part.text for part in parts)
    assert broken_lock(parts, text) is None


@given(PARTS, st.text("ab\n", max_size=20))
def test_a_text_keeps_the_locked_parts_only_if_it_can_be_cut_into_them(parts: list[Part], text: str) -> None:
    assert (broken_lock(parts, text) is None) == _can_be_cut(parts, text)


def _can_be_cut(parts: list[Part], text: str) -> bool:
    """By trying every cut; slow and plain."""
    if not parts:
        return True
    first, *rest = parts
    if not first.free:
        return text.startswith(first.text) and _cut_rest(rest, text[len(first.text) :])
    return any(_cut_rest(rest, text[at:]) for at in range(len(text) + 1))


def _cut_rest(parts: list[Part], text: str) -> bool:
    return _can_be_cut(parts, text) if parts else not text


def test_a_changed_locked_part_is_named() -> None:
    parts = (Part("Dear Joe,\n", False), Part("Well.\n", True), Part("No refund after 30 days.", False))
    assert broken_lock(parts, "Dear Joe,\nQuite well.\nNo refund after 30 days.") is None
    assert broken_lock(parts, "Dear Joe,\nWell.\nNo refund after 90 days.") == "No refund after 30 days."
    assert broken_lock(parts, "PS. Dear Joe,\nWell.\nNo refund after 30 days.") == "Dear Joe,\n"
    assert broken_lock(parts, "Dear Joe,\nWell.\nNo refund after 30 days. Ever.") is not None
