"""`ringpost mail check`: what the intake would make of a heap of messages, with no centre and no harm."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.exits import FAULT, PEER
from dispatcher.errors import OwnerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dispatcher.mail.checking.check import Checked, Sums
    from dispatcher.mail.intake.arrival import Understand
    from dispatcher.mail.settings import MailSettings


def check(
    places: Annotated[
        list[Path],
        typer.Argument(
            help="Folders, maildirs, mboxes, files of one message each.", metavar="FOLDER|MBOX|FILE…"
        ),
    ],
    centre: Annotated[
        Path | None,
        typer.Option("--centre", help="Judge by this centre file's rules.", metavar="CENTER.TOML"),
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="A line for every message, too.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run any messages through the intake, dry, and say what it would make of each.

    For example `ringpost mail check exported.mbox`, before you let a mailbox in. Nothing is kept and nothing
    sent. Each message has bounded time and memory, in a process of its own.

    Exit status: 0 when every message could be read; 1 when some would be quarantined, and they are named; 3
    when one met a fault of ours, which please report.
    """
    import asyncio

    import msgspec

    settings, understand = _rules(centre)
    checked, found = asyncio.run(_check(places, settings, understand))
    if json:
        body = msgspec.to_builtins(found) | ({"each": msgspec.to_builtins(checked)} if each else {})
        typer.echo(msgspec.json.encode(body).decode())
    else:
        _report(found, checked if each else [])
    if found.faults or found.unread:
        raise typer.Exit(FAULT if found.faults else PEER)


def _rules(centre: Path | None) -> "tuple[MailSettings, Understand]":
    """By which to judge: the centre's, or what holds where nobody said anything."""
    from dispatcher.config import read
    from dispatcher.mail.room import understander
    from dispatcher.mail.settings import MailSettings

    settings = read(centre, environ=os.environ).mail if centre else MailSettings()
    return settings, understander(settings).understand


async def _check(
    places: list[Path], settings: "MailSettings", understand: "Understand"
) -> "tuple[list[Checked], Sums]":
    import time
    from contextlib import closing

    from dashboard.commands.store import bar
    from dispatcher.mail.checking.check import Checker, sums
    from dispatcher.mail.checking.heaps import count, messages

    files, began, checked = count(places), time.perf_counter(), []
    if not files:
        raise OwnerError("there are no files in there; name a folder, an mbox or files of messages")
    with closing(Checker(settings, understand)) as checker, bar("looking at messages") as progress:
        for message in messages(places, settings.size_limit):
            checked.append(await checker.look_at(message))
            progress(len(checked), max(files, len(checked)))
        seconds = time.perf_counter() - began
    return checked, sums(checked, seconds, checker.reader_memory)


def _report(found: "Sums", each: "list[Checked]") -> None:
    for one in each:
        about = f"{one.about.category or '':<16}{one.language or '':<4}"
        typer.echo(f"{one.judgement or 'fault':<12}{one.rule:<18}{about}{one.name}")
    typer.echo(f"{found.messages:,} messages in {found.seconds:.1f} s")
    for title, counts in (("verdicts", found.verdicts), ("rules", found.rules), *_about(found)):
        typer.echo(f"\n{title}")
        for word, many in counts.items():
            typer.echo(f"  {many:>8,}  {word}")
    _costs(found)
    for title, named in (
        ("not readable, would be quarantined", found.unread),
        ("faults of ours", found.faults),
    ):
        if named:
            typer.echo(f"\n{title}")
        for one in named:
            typer.echo(f"  {one.name}: {one.fault or one.detail}")


def _about(found: "Sums") -> "Iterator[tuple[str, dict[str, int]]]":
    """What those that are work are about, where anything says so, and their languages."""
    if set(found.categories) - {""}:
        yield "about", _said(found.categories, "nothing that a rule or the model knows")
        yield "said by", _said(found.said_by, "nobody")
    if found.languages:
        yield "languages", _said(found.languages, "unclear")


def _said(counts: dict[str, int], nothing: str) -> dict[str, int]:
    return {word or nothing: many for word, many in counts.items()}


def _costs(found: "Sums") -> None:
    typer.echo(f"\ntimes     median {found.median * 1000:.1f} ms, 99th percentile {found.p99 * 1000:.1f} ms")
    for one in found.slowest:
        typer.echo(f"  {one.seconds * 1000:>8.1f} ms  {one.name}")
    mb = 1_000_000
    typer.echo(f"memory    at most {found.memory // mb} MB, and {found.reader_memory // mb} MB in the reader")
