"""Reply templates from their folder: each is read whole, or refused with all its mistakes.

::

    +++
    name = "Refund is on its way"
    language = "en"
    categories = ["refunds"]
    +++
    Dear {{ customer.name or "customer" }},

    {% free %}
    Your money is on its way.
    {% endfree %}

    You may return anything within 30 days.
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from dispatcher.config.lines import lines_of
from dispatcher.config.mistakes import Mistake, Sheet, any_of, describe, nearest, say_text
from dispatcher.config.sections.templates import TEMPLATE
from dispatcher.config.tables import read_table
from dispatcher.mail.templates.language import SOURCE, TemplateMistakeError, compiled
from dispatcher.mail.templates.shelf import Loaded
from dispatcher.mail.templates.template import Template

FENCE: Final = "+++"
ENDING: Final = ".txt"
MOST: Final = 2_000  # files: an agent filters by typing, and each is compiled when it is read


class Known(Struct, frozen=True, kw_only=True):
    """What templates may name."""

    categories: Collection[str] = ()
    queues: Collection[str] = ()
    fields: Collection[str] = ()


class Faulty(Struct, frozen=True, kw_only=True):
    """A file that is no template, and why."""

    file: Path
    mistakes: tuple[Mistake, ...]

    @property
    def sentence(self) -> str:
        """Every mistake in a line of its own, under the file's name."""
        return f"{self.file.name} cannot be used:\n{describe(self.mistakes)}"


class TemplateFolder:
    """The templates of one centre, as the folder holds them at the moment."""

    def __init__(self, folder: Path, known: Known) -> None:
        self._folder, self._known = folder, known

    def stamp(self) -> object:
        """Another value as soon as a file came, went, or was written."""
        found = ((file.name, file.stat()) for file in self._files())
        return tuple((name, of.st_mtime_ns, of.st_size) for name, of in found)

    def read(self) -> Loaded:
        """The templates, and a sentence on each file that is none; it keeps none of the others out."""
        read = [_read_file(file, self._known) for file in self._files()]
        return Loaded(
            templates=tuple(one for one in read if isinstance(one, Template)),
            faults=tuple(one.sentence for one in (*self._missing(), *read) if isinstance(one, Faulty)),
        )

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{ENDING}"))[:MOST]

    def _missing(self) -> Iterator[Faulty]:
        if not self._folder.is_dir():
            wanted = f"a folder with files NAME{ENDING}"
            yield _faulty(self._folder, [Mistake(key="", line=None, found="no such folder", allowed=wanted)])


def _read_file(file: Path, known: Known) -> Template | Faulty:
    try:
        with file.open("rb") as opened:
            text = opened.read(8 * SOURCE).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeError) as error:
        found = f"nothing readable ({type(error).__name__})"
        return _faulty(file, [Mistake(key="", line=None, found=found, allowed="a text saved as UTF-8")])
    return parsed(file, text, known)


def parsed(file: Path, text: str, known: Known) -> Template | Faulty:
    """The template that this text is, or all its mistakes, each with its line."""
    begin, _, rest = text.partition("\n")
    head, fence, body = rest.partition(f"\n{FENCE}\n")
    if begin.strip() != FENCE or not fence:
        wanted = f"a head of settings between two lines {FENCE}, and the text below"
        return _faulty(file, [Mistake(key="", line=1, found=say_text(begin), allowed=wanted)])
    # One empty line stands for the fence, so that lines count from the top of the file.
    return _told(file, f"\n{head}", body, known)


def _told(file: Path, head: str, body: str, known: Known) -> Template | Faulty:
    try:
        raw = tomllib.loads(head)
    except ValueError as error:
        return _faulty(file, [Mistake(key="", line=2, found=str(error), allowed="TOML as on toml.io")])
    sheet = Sheet(lines_of(head))
    values = read_table(TEMPLATE, raw, (), sheet)
    _check_names(values, known, sheet)
    mistakes = [*sheet.mistakes(), *_in_texts(values, body, head.count("\n") + 2, sheet, known)]
    if mistakes:
        return _faulty(file, mistakes)
    said: dict[str, Any] = {"name": file.stem} | values
    return Template(id=file.stem, body=body, **said)


def _faulty(file: Path, mistakes: Iterable[Mistake]) -> Faulty:
    return Faulty(file=file, mistakes=tuple(mistakes))


def _check_names(values: Mapping[str, Any], known: Known, sheet: Sheet) -> None:
    for key, there in (("categories", known.categories), ("queues", known.queues)):
        for name in sorted(set(values.get(key, ())) - set(there)):
            sheet.wrong((key,), say_text(name), any_of(there), nearest(name, there))


def _in_texts(
    values: Mapping[str, Any], body: str, above: int, sheet: Sheet, known: Known
) -> Iterator[Mistake]:
    """What is wrong with the text, and with the subject, which is a text too."""
    if not body.strip():
        yield Mistake(key="", line=above + 1, found="no text", allowed="the text of the answer")
    for text, line in ((body, above), (values.get("subject", ""), 0)):
        try:
            compiled(text, known.fields)
        except TemplateMistakeError as error:
            yield Mistake(
                key="" if line else "subject",
                line=line + error.line if line else None,
                found=error.found,
                allowed=error.allowed,
                meant=nearest(error.found.split()[-1], error.known),
            )
