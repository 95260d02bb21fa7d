"""Small texts of the seat: a customer's words made harmless, clocks, what a contact is called."""

from typing import Final

from rich.text import Text

from dashboard.terminal.words import PARKED
from dispatcher.gateway.frames import ContactCard
from dispatcher.vocabulary import Instant

# What Persian and Indic writing is made with; other invisible characters could steer the terminal.
JOINERS: Final = "\u200c\u200d\n"
HURRY: Final = 5_000_000  # microseconds left, from which on a countdown is red


def plain(text: str) -> str:
    """A customer's words without anything that could steer the terminal."""
    return "".join(c if c.isprintable() or c in JOINERS else "\ufffd" for c in text.replace("\r\n", "\n"))


def clock(microseconds: int) -> str:
    """2:05, or 1:02:05; never negative."""
    minutes, seconds = divmod(max(0, microseconds) // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def countdown(left: int, whole: int, width: int) -> Text:
    """A bar that shrinks, and the time left as a clock; red at the end."""
    share = min(1.0, max(0.0, left / whole)) if whole > 0 else 0.0
    full = round(share * width)
    style = "bold red" if left < HURRY else "bold"
    return Text.assemble(("━" * full, style), ("─" * (width - full), "dim"), " ", (clock(left), style))


def headline(card: ContactCard) -> str:
    """What a contact is called in a list."""
    nameless = "call" if card.live else "(no subject)"
    about = "question: " if card.consults else "approve: " if card.approves else ""
    back = "call back: " if card.callback else ""
    return about + back + (plain(card.subject or card.customer) or nameless)


def standing(card: ContactCard, now: Instant) -> Text:
    """How a contact stands, in a few words."""
    if card.parked is not None:
        return Text(f"{PARKED[card.parked]} {clock(now - card.since)} ago", "dim")
    if card.live:
        return Text(f"on the call {clock(now - card.since)}", "red")
    if card.replied:
        return Text("answered", "green")
    if card.paused:
        return Text("nothing is due", "dim")
    late = now > card.due
    return Text(f"{'late by' if late else 'due in'} {clock(abs(card.due - now))}", "red" if late else "")
