"""Why a contact went to whom it did: the engine's explanation, from the journal, as a table."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from dispatcher.engine.explain import Explanation, explain
from dispatcher.errors import OwnerError
from dispatcher.events import ContactArrived, ContactOffered, NumberedFact
from dispatcher.journal import read_only
from dispatcher.vocabulary import SECOND, ContactId


def explained(journal: Path, contact: str, at: int | None) -> Explanation:
    """How things stood for this contact just before event `at`; by default before it was last offered.

    Raises:
        OwnerError: there is no journal, or it knows no such contact.
        JournalError: there is no such event, or the journal cannot be trusted.
    """
    name = ContactId(contact)
    number = at if at is not None else _last_offer(journal, name)
    return explain(name, at=number, log=(numbered.fact for numbered in read_only(journal)))


def _last_offer(journal: Path, contact: ContactId) -> int:
    """The event of its last offer; of a contact that was never offered, the last event there is."""
    known, last, offered = False, 0, 0
    for numbered in read_only(journal):
        last = numbered.number
        if getattr(numbered.fact, "contact", None) == contact:
            known = known or isinstance(numbered.fact, ContactArrived)
            offered = _offers(numbered) or offered
    if not known:
        raise OwnerError(f"the journal knows no contact {contact!r}; ids stand in its facts and on the desk")
    return offered or last


def _offers(numbered: NumberedFact) -> int:
    return numbered.number if isinstance(numbered.fact, ContactOffered) else 0


def as_json(found: Explanation) -> str:
    """The explanation for programs."""
    return msgspec.json.format(msgspec.json.encode(found)).decode()


def tell(found: Explanation) -> None:
    """The explanation for people."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text(_headline(found)))
    if found.ahead:
        console.print(Text(f"Ahead of it, asking for the same: {', '.join(found.ahead)}"))
    if not found.agents:
        console.print(Text("It did not wait for anybody then, so there was nothing to decide."))
        return
    table = Table("Agent", "Verdict", "Because")
    for one in found.agents:
        chosen = "  ← offered" if one.agent == found.chosen else ""
        table.add_row(Text(one.agent), Text(one.verdict.replace("_", " ")), Text(one.detail + chosen))
    console.print(table)


def _headline(found: Explanation) -> str:
    when = datetime.fromtimestamp(found.at / SECOND, UTC).isoformat(sep=" ", timespec="seconds")
    where = f"{found.phase} in {found.queue}" if found.phase is not None else "not there"
    waited = f" for {found.waited / SECOND:g} s" if found.waited else ""
    why = f", because of {found.why.replace('_', ' ')}" if found.why else ""
    chosen = f"; offered to {found.chosen}{why}" if found.chosen else ""
    return f"{found.contact} before event {found.number} ({found.event}), {when}: {where}{waited}{chosen}"
