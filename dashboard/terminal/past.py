"""The customer of the chosen contact: who she is, what else of hers is open, and what happened before."""

from datetime import datetime
from typing import Final

from rich.console import RenderableType
from rich.panel import Panel
from rich.text import Text

from dashboard.terminal.scrolled import Scrolled
from dashboard.terminal.texts import clock, plain
from dispatcher.gateway.customerframes import CustomerCard, Dossier, EntryCard, History
from dispatcher.vocabulary import SECOND, Instant

DONE: Final = {"finished": "done", "quiet": "done", "caller_hung_up": "done", "abandoned": "hung up waiting"}
Past = tuple[Dossier, History]


def past_view(past: Past, scroll: int, now: Instant) -> RenderableType:
    """All of it, the newest first; any other key goes back."""
    dossier, history = past
    if dossier.customer is None:
        return Panel("nobody knows who this is: no number or address was shown", title="Customer")
    said = _who(dossier.customer, dossier.proven)
    for other in dossier.others:
        said.append(f"also open: {plain(other.subject or other.channel_name)}", "yellow")
        said.append(f"  {other.phase.replace('_', ' ')} {plain(other.agent_name)}\n", "dim")
    earlier = [entry for entry in history.entries if entry.contact != dossier.contact]
    said.append("\n" if earlier else "\nthis is the first contact\n", "dim")
    for entry in earlier:
        said.append_text(_entry(entry))
    return Panel(Scrolled(said, scroll), title="Customer", subtitle="h goes back")


def _who(customer: CustomerCard, proven: bool) -> Text:
    said = Text()
    said.append(plain(customer.name) or "no name written down yet", "bold" if customer.name else "dim")
    said.append(f"  {plain(customer.tier)}\n" if customer.tier else "\n", "yellow")
    for one in customer.addresses:
        said.append(f"{plain(one.said)}\n")
    if not proven:
        said.append("anybody can show such an address or number: ask before you tell anything\n", "dim")
    if customer.notes:
        said.append(f"{plain(customer.notes).strip()}\n", "italic")
    return said


def _entry(entry: EntryCard) -> Text:
    when = datetime.fromtimestamp(entry.at / SECOND).astimezone().strftime("%Y-%m-%d %H:%M")
    end = entry.phase or DONE.get(entry.outcome, entry.outcome)
    parts = [when, plain(entry.agent_name), clock(entry.handled) if entry.live and entry.handled else ""]
    said = Text(plain(entry.subject or entry.channel_name))
    said.append("  " + " · ".join([*filter(None, parts), end.replace("_", " ")]) + "\n", "dim")
    return said
