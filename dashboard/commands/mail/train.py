"""`ringpost mail train`: teach a model what letters are about, and say how right it is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatcher.errors import OwnerError

if TYPE_CHECKING:
    from dispatcher.mail.understanding.training import Example, Lesson


def train(
    source: Annotated[
        Path,
        typer.Argument(
            help="A folder with a folder of letters (.eml, .txt) for each category; a .csv or .jsonl file"
            " with text, category and perhaps subject; or a centre file, whose agents said it.",
            metavar="SOURCE",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", help="The model's file; name it in the centre file as [mail] model.")
    ] = Path("mail.model"),
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Teach a model what letters are about, and print how right it was on letters it had not seen.

    For example `ringpost mail train letters/`, with letters/refund/1.eml, letters/change/1.eml and so on.
    Five letters of each category are the least; it needs no word spaces, and no large computer.
    """
    import msgspec
    from rich.console import Console

    from dispatcher.mail.understanding.examples import examples
    from dispatcher.mail.understanding.training import teach

    progress = Console(stderr=True)
    with progress.status("reading letters") as status:
        letters = examples(source) if source.suffix != ".toml" else _from_log(source)
        model, lesson = teach(letters, say=status.update)
        model.save(out)
    if json:
        typer.echo(msgspec.json.encode(lesson).decode())
    else:
        _report(lesson, out)


def _from_log(centre: Path) -> "list[Example]":
    """The letters of this centre whose category a person said."""
    import os

    from dispatcher.config import read
    from dispatcher.journal import JOURNAL
    from dispatcher.mail.learned import letters_by_people

    journal = read(centre, environ=os.environ).service.data / JOURNAL
    if not journal.exists():
        raise OwnerError(f"there is no journal {journal}; the centre has not run yet")
    return letters_by_people(journal)


def _report(lesson: "Lesson", out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    screen = Console(markup=False, highlight=False)
    screen.print(
        f"{lesson.letters} letters, {lesson.accuracy:.0%} right on letters not seen ({lesson.folds} folds)"
    )
    table = Table("category", "letters", "right of those called so", "found of those that are", box=None)
    for row in lesson.categories:
        precision = "-" if row.precision is None else f"{row.precision:.0%}"
        table.add_row(row.category, str(row.letters), precision, f"{row.recall:.0%}")
    screen.print(table)
    screen.print("\nWhat letters of a category (down) were called (across):")
    names = [row.category for row in lesson.categories]
    confusion = Table("", *names, box=None)
    for name, counts in zip(names, lesson.confusion, strict=True):
        confusion.add_row(name, *(str(count) if count else "·" for count in counts))
    screen.print(confusion)
    screen.print("\nWith `sure` in [mail]: how many letters get a category, and how many of those are right:")
    bounds = Table("sure", "decided", "right", box=None)
    for bound in lesson.bounds:
        right = "-" if bound.right is None else f"{bound.right:.0%}"
        bounds.add_row(f"{bound.confidence:.0%}", f"{bound.decided:.0%}", right)
    screen.print(bounds)
    screen.print(f'\nwritten: {out}; say [mail] model = "{out}" in the centre file')
