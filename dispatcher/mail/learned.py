"""What people said that letters are about: what a model is taught with."""

import sqlite3
from contextlib import closing
from pathlib import Path

from dispatcher.events import ContactCategorised
from dispatcher.journal import read_only
from dispatcher.mail.reading.quoting import own_words
from dispatcher.mail.understanding.training import Example
from dispatcher.vocabulary import CategoryId, ContactId


def letters_by_people(journal: Path) -> list[Example]:
    """The first letters of contacts whose category an agent or a supervisor said, oldest first.

    What a rule or a model said is left out: a model that learns from itself learns its mistakes.
    """
    said: dict[ContactId, CategoryId | None] = {
        numbered.fact.contact: numbered.fact.category
        for numbered in read_only(journal)
        if isinstance(numbered.fact, ContactCategorised)
    }
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as connection:
        found = [_letter(connection, contact, category) for contact, category in said.items() if category]
    return [example for example in found if example is not None]


def _letter(connection: sqlite3.Connection, contact: ContactId, category: CategoryId) -> Example | None:
    row = connection.execute(
        "SELECT subject, text FROM mail_message WHERE contact = ? AND direction = 'in' ORDER BY at LIMIT 1",
        (contact,),
    ).fetchone()
    return None if row is None else Example(subject=row[0], text=own_words(row[1]).own, category=category)
