"""The demo: a whole centre on this machine, by the very commands a real one uses."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from dashboard.demo.past import live_through
from dashboard.supervise import Child, keep_running
from dispatcher.config import read
from dispatcher.errors import OwnerError
from dispatcher.journal import JOURNAL

CENTRE: Final = "center.toml"
QUESTION: Final = (
    "From: me@my.example\\nSubject: My surname is misspelt on the ticket\\n\\nCan you correct it?"
)
CUSTOMERS_PORT: Final = 8725  # where the demo's customers take their mail


async def live(
    folder: Path,
    stopping: asyncio.Event,
    *,
    speed: float,
    mailbox: str | None,
    smtp: str | None,
    say: Callable[[str], None],
) -> None:
    """Run the demo's processes until `stopping` is set.

    What happened is kept in `folder`; a second start goes on.

    Raises:
        OwnerError: the options or the centre file in `folder` need changing, or the demo's extra is missing.
    """
    if find_spec("aiosmtpd") is None:
        raise OwnerError("the demo needs a mail server for its customers: pip install 'ringpost[demo]'")
    if (mailbox is None) != (smtp is None):
        raise OwnerError(
            "--mailbox and --smtp go together: where the letters are read, and where they are sent"
        )
    if smtp is not None:
        host_and_port(smtp)
    centre = folder / CENTRE
    new = _prepare(centre, mailbox)
    service = read(centre, environ={}).service
    begins = "starts" if new else "continues where it was"
    say(f"Ringpost's demo {begins}, in the folder {folder}/ (delete it to begin anew).")
    if new:
        await _live_through(folder, service.data / JOURNAL, say)
    say("")
    for line in _tour(service.dashboard_url, service.api_url):
        say(line)
    say("  Ctrl-C stops it.")
    words = ["crowd", str(centre), "--speed", str(speed), *(["--smtp", smtp] if smtp else [])]
    await keep_running(
        [
            Child("dispatcher", ["dispatcher", str(centre)]),
            Child("dashboard", ["dashboard", str(centre)]),
            Child("crowd", words),
        ],
        stopping,
    )


async def _live_through(folder: Path, journal: Path, say: Callable[[str], None]) -> None:
    """Give the centre a past, so that there is something to look back on."""
    say("A week of work is simulated first, by its own rules …")
    last = await asyncio.to_thread(live_through, folder, journal, datetime.now().astimezone())
    say(f"… {last:,} facts. It goes on from there, live.")


def _tour(pages: str, api: str) -> Iterator[str]:
    """Where to look, and what to try there."""
    json_ = "-H 'Content-Type: application/json'"
    yield from (
        f"  Wallboard      {pages}/",
        "                 press an agent's name or a queue's: change a cap, and take it back",
        f"  Take a seat    {pages}/desk?agent=guest",
        "                 go ready, accept a letter, and while you write, send yourself an urgent call:",
        f'                 curl {json_} -d \'{{"queue":"emergency"}}\' {api}/v1/calls',
        f"  Be a customer  {pages}/contact  and  {pages}/faq",
        f"                 printf '{QUESTION}' | curl --data-binary @- {api}/v1/mail",
        f"  Look back      {pages}/past  and  {pages}/history",
        f"  Ask what if    {pages}/plan",
        f"  On a wall      {pages}/?tv=1",
        "",
    )


def host_and_port(smtp: str) -> tuple[str, int]:
    """What `--smtp` means.

    Raises:
        OwnerError: it is no address.
    """
    host, _, port = smtp.rpartition(":")
    if not host or not port.isdecimal():
        raise OwnerError(f"--smtp {smtp!r}: write HOST:PORT, such as 127.0.0.1:25")
    return host, int(port)


def _prepare(centre: Path, mailbox: str | None) -> bool:
    """Write the centre file, unless there is one already. Returns whether it is new.

    Raises:
        OwnerError: there is one already, without this mailbox; what its owner changed is not overwritten.
    """
    continued, text = centre.exists(), centre_text(mailbox)
    if continued and mailbox and centre.read_text(encoding="utf-8") != text:
        raise OwnerError(
            f"{centre} has no such mailbox; name another folder with --dir, or put it in by hand"
        )
    if not continued:
        centre.parent.mkdir(parents=True, exist_ok=True)
        centre.touch(mode=0o600)  # a mailbox's password may stand in it
        centre.write_text(text, encoding="utf-8")
    return not continued


def centre_text(mailbox: str | None) -> str:
    """The demo's centre file: the one beside this module, and where letters come from and go to.

    Raises:
        OwnerError: `mailbox` is no address of a mailbox.
    """
    return files("dashboard.demo").joinpath(CENTRE).read_text(encoding="utf-8") + _mail(mailbox)


def _mail(mailbox: str | None) -> str:
    return f"""
# Letters come {"from this mailbox" if mailbox else "straight in by the HTTP API"}.
[mailboxes.help]
address = "help@bluebird.example"
name = "Bluebird Travel"
queue = "letters"
{_imap(mailbox) if mailbox else ""}
# Our answers go to the demo's customers, who have a mail server of their own. Nothing leaves this machine.
[smtp]
host = "127.0.0.1"
port = {CUSTOMERS_PORT}
security = "none"
"""


def _imap(mailbox: str) -> str:
    wrong = OwnerError("--mailbox: write imap://USER:PASSWORD@HOST:PORT, or imaps:// for TLS")
    try:
        url = urlsplit(mailbox)
        given = url.port
    except ValueError as error:
        raise wrong from error
    if url.scheme not in ("imap", "imaps") or not url.hostname or not url.username:
        raise wrong
    tls = url.scheme == "imaps"
    port = given or (993 if tls else 143)
    parts = (url.username, url.password)
    user, password = (json.dumps(unquote(part or ""), ensure_ascii=False) for part in parts)
    return f"""host = "{url.hostname}"
port = {port}
tls = {str(tls).lower()}
user = {user}
password = {password}
"""
