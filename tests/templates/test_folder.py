"""A folder of templates: every mistake with its file and line, and one bad file keeps no good one out."""

from pathlib import Path

import pytest

from dispatcher.config.templates import Faulty, Known, TemplateFolder, parsed
from dispatcher.mail.templates.shelf import Shelf, Wanted
from dispatcher.mail.templates.template import Purpose, Template, text_of
from dispatcher.mail.templates.variables import nested
from dispatcher.vocabulary import CategoryId, QueueId

REFUNDS, VISA, MAIL = CategoryId("refunds"), CategoryId("visa"), QueueId("mail")
KNOWN = Known(categories=(REFUNDS, VISA), queues=(MAIL, QueueId("sales")), fields=("order",))
HEAD = '+++\nname = "Refund"\nlanguage = "en"\n+++\n'


def said(text: str) -> str:
    """Every mistake in this file, in one text."""
    found = parsed(Path("refund.txt"), text, KNOWN)
    assert isinstance(found, Faulty)
    return found.sentence


def write(folder: Path, name: str, head: str, body: str) -> None:
    folder.joinpath(f"{name}.txt").write_text(f"+++\n{head}\n+++\n{body}", "utf-8")


def test_a_file_becomes_a_template() -> None:
    head = HEAD.replace("+++\nname", '+++\ncategories = ["refunds"]\nqueues = ["mail"]\nname')
    found = parsed(Path("refund.txt"), head + "Dear {{ customer.name }},\n", KNOWN)
    assert found == Template(
        id="refund",
        name="Refund",
        language="en",
        categories=frozenset({REFUNDS}),
        queues=frozenset({MAIL}),
        body="Dear {{ customer.name }},\n",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dear customer", 'line 1: found "Dear customer"; allowed: a head of settings'),
        ('+++\nname = "x\n+++\nHi', "line 2: found"),
        ('+++\nnme = "x"\nlanguage = "en"\n+++\nHi', "line 2: nme: found an unknown key"),
        ('+++\nname = "x"\n+++\nHi', "language: found nothing; allowed: a language's tag"),
        (
            '+++\nlanguage = "en"\ncategories = ["refund"]\n+++\nHi',
            'line 3: categories: found "refund"; allowed: refunds or visa; did you mean refunds?',
        ),
        (f"{HEAD}Hi\n\n{{{{ custmer.name }}}}", "line 7: found the variable custmer.name"),
        (f"{HEAD}{{{{ custmer.name }}}}", "did you mean customer.name?"),
        (f"{HEAD}{{% for a in b %}}", "line 5: found"),
        (f"{HEAD} \n", "line 5: found no text"),
        (
            '+++\nlanguage = "en"\nsubject = "{{ x }}"\n+++\nHi',
            "subject: found the variable x",
        ),
    ],
)
def test_each_mistake_has_its_line_and_what_is_allowed(text: str, expected: str) -> None:
    assert expected in said(text)
    assert said(text).startswith("refund.txt cannot be used:")


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = '+++\nlanguage = 7\nqueues = ["phone"]\n+++\n{{ nobody }}'
    assert len(said(text).splitlines()) == 4


async def test_a_bad_file_is_left_out_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "bad", 'language = "en"', "{{ nobody }}")
    write(tmp_path, "good", 'language = "en"', "Hello")
    shelf = await Shelf(TemplateFolder(tmp_path, KNOWN)).fresh()
    assert shelf.get("bad") is None
    assert shelf.get("good") is not None


async def test_a_file_that_was_mended_is_there_at_once(tmp_path: Path) -> None:
    write(tmp_path, "one", 'language = "en"', "{{ nobody }}")
    shelf = await Shelf(TemplateFolder(tmp_path, KNOWN)).fresh()
    assert shelf.get("one") is None
    write(tmp_path, "one", 'language = "en"', "Hello, dear customer")
    template = (await shelf.fresh()).get("one")
    assert template is not None
    assert text_of(shelf.fill_in(template, nested({}, {}))[1]) == "Hello, dear customer"
    tmp_path.joinpath("one.txt").unlink()
    assert (await shelf.fresh()).get("one") is None


async def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = TemplateFolder(tmp_path / "nowhere", KNOWN)
    assert "nowhere cannot be used" in folder.read().faults[0]
    assert (await Shelf(folder).fresh()).suggested(wanted()) == []


def wanted(
    words: str = "", language: str = "en", category: CategoryId | None = None, queue: QueueId = MAIL
) -> Wanted:
    return Wanted(words=words, language=language, category=category, queue=queue)


async def test_suggestions_go_by_category_then_language_then_words(tmp_path: Path) -> None:
    write(tmp_path, "a-refund-en", 'language = "en"\ncategories = ["refunds"]', "Your money is on its way.")
    write(tmp_path, "b-refund-th", 'language = "th"\ncategories = ["refunds"]', "เราคืนเงินให้คุณแล้ว")
    write(tmp_path, "c-parcel-en", 'language = "en"', "The parcel with your order is on its way.")
    write(tmp_path, "d-hello-en", 'language = "en"', "We are glad to hear from you.")
    write(tmp_path, "e-visa-en", 'language = "en"\ncategories = ["visa"]', "A visa takes ten days.")
    write(tmp_path, "f-sales-en", 'language = "en"\nqueues = ["sales"]', "An offer for you.")
    write(tmp_path, "g-receipt-en", 'language = "en"\npurpose = "acknowledgement"', "We have your letter.")
    shelf = await Shelf(TemplateFolder(tmp_path, KNOWN)).fresh()

    def order(**by: str) -> list[str]:
        found = shelf.suggested(wanted(**by))  # type: ignore[arg-type]
        return [one.template.id[0] for one in found]

    assert order(category="refunds") == ["a", "b", "c", "d", "e"]
    assert order(category="refunds", language="th")[:2] == ["b", "a"]
    assert order(words="Where is the parcel with my order?")[0] == "c"
    assert order(words="We are so glad, thank you")[0] == "d"


async def test_a_receipt_is_chosen_by_category_and_only_in_the_letters_language(tmp_path: Path) -> None:
    receipt = 'purpose = "acknowledgement"\nlanguage = '
    write(tmp_path, "all", f'{receipt}"en"', "We have it.")
    write(tmp_path, "refunds", f'{receipt}"en"\ncategories = ["refunds"]', "Refunds take a week.")
    shelf = await Shelf(TemplateFolder(tmp_path, KNOWN)).fresh()
    chosen = [
        shelf.acknowledging(wanted(category=category, language=language))
        for category, language in ((None, "en"), (REFUNDS, "en"), (VISA, "en"), (REFUNDS, "th"))
    ]
    assert [one and one.id for one in chosen] == ["all", "refunds", "all", None]
    assert all(one.purpose is Purpose.ACKNOWLEDGEMENT for one in chosen if one)
