"""Letters to teach with, from files: a folder for each category, or a table."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from dispatcher.errors import OwnerError, PeerError
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.reading.quoting import own_words
from dispatcher.mail.understanding.training import Example
from dispatcher.vocabulary import CategoryId

LARGEST_FIELD = 1_000_000


def examples(source: Path) -> list[Example]:
    """The letters in this folder or file, in the order of their names.

    Raises:
        OwnerError: there is no such folder or file, or what it holds is not what it should; says where.
    """
    if source.is_dir():
        return list(_of_folder(source))
    if not source.exists():
        raise OwnerError(f"there is no folder or file {source}")
    rows = {".csv": _of_csv, ".jsonl": _of_jsonl}.get(source.suffix)
    if rows is None:
        raise OwnerError(f"{source} is no folder, .csv, .jsonl or .toml file")
    return [_example(row, f"{source}, line {line}") for line, row in rows(source)]


def _of_folder(folder: Path) -> Iterator[Example]:
    for category in sorted(path for path in folder.iterdir() if path.is_dir()):
        for file in sorted(path for path in category.rglob("*") if path.suffix in (".eml", ".txt")):
            if (example := _of_file(file, CategoryId(category.name))) is not None:
                yield example


def _of_file(file: Path, category: CategoryId) -> Example | None:
    """The letter in this file; None for one that cannot be read."""
    raw = file.read_bytes()
    if file.suffix == ".txt":
        return Example(subject="", text=raw.decode("utf-8", "replace"), category=category)
    try:
        mail = parse(raw)
    except PeerError:
        return None
    return Example(subject=mail.subject, text=mail.own, category=category)


def _of_csv(file: Path) -> Iterator[tuple[int, object]]:
    csv.field_size_limit(LARGEST_FIELD)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        for row in table:
            yield table.line_num, row


def _of_jsonl(file: Path) -> Iterator[tuple[int, object]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except ValueError as error:
                    raise OwnerError(f"{file}, line {number}: no JSON ({error})") from error


def _example(row: object, where: str) -> Example:
    text, category = (row.get("text"), row.get("category")) if isinstance(row, dict) else (None, None)
    if not isinstance(text, str) or not isinstance(category, str) or not category.strip():
        raise OwnerError(f"{where}: a letter has a text and a category")
    subject = row.get("subject") if isinstance(row, dict) else ""
    return Example(
        subject=str(subject or ""), text=own_words(text).own, category=CategoryId(category.strip())
    )
