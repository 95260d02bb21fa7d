"""The chosen contact: a call, or an email with its thread and the answer being written."""

from typing import Final

from rich.console import RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.text import Text

from dashboard.terminal.doing import Doing
from dashboard.terminal.past import past_view
from dashboard.terminal.scrolled import Scrolled
from dashboard.terminal.texts import headline, plain, standing
from dispatcher.gateway.frames import ContactCard, Letter, Places
from dispatcher.vocabulary import Instant

LINES: Final = 8  # of the draft, the last ones, while it is written


def contact_view(card: ContactCard, doing: Doing, now: Instant) -> RenderableType:
    """Everything about it."""
    if doing.past is not None:
        return past_view(doing.past, doing.scroll, now)
    if doing.places is not None:
        return _places(card, doing.places)
    return _call(card, now) if card.live else _email(card, doing, now)


def _call(card: ContactCard, now: Instant) -> RenderableType:
    said = Text(justify="center")
    said.append(f"\n{headline(card)}\n", "bold")
    said.append_text(standing(card, now))
    if card.language:
        said.append(f"\nspeaks {card.language}", "dim")
    return Panel(said, title=Text(f"Call · {plain(card.queue_name)}"), border_style="red")


def _places(card: ContactCard, places: Places) -> RenderableType:
    """Where it can go, by number."""
    said = Text()
    for number, (kind, place) in enumerate(where_to(places), 1):
        said.append(f" {number} ", "bold reverse")
        said.append(f" {plain(place)}")
        said.append(f"  {kind}\n", "dim")
    return Panel(said, title=Text(f"Pass on · {headline(card)}"), border_style="yellow")


def where_to(places: Places) -> list[tuple[str, str]]:
    """What each number means: `queue` or `colleague`, and the name; nine at most."""
    queues = [("queue", place.name) for place in places.queues]
    return [*queues, *(("colleague", place.name) for place in places.agents)][:9]


def _email(card: ContactCard, doing: Doing, now: Instant) -> RenderableType:
    letter = doing.letters.get(card.id)
    if letter is None:
        return Panel("opening…", title=Text(headline(card)))
    both, writing = Layout(), doing.writing == card.id
    thread = Panel(
        Scrolled(_thread(letter), doing.scroll),
        title=Text(headline(card)),
        subtitle=_about(card, now),
        subtitle_align="left",
    )
    title = "Why it goes back" if card.approves else "Your answer"
    style = "bold cyan" if writing else ""
    draft = _draft(card, doing, writing)
    answer = Panel(draft, title=title, subtitle=_returned(letter), border_style=style)
    both.split_column(Layout(thread, ratio=3), Layout(answer, ratio=3 if writing else 2, minimum_size=3))
    return both


def _about(card: ContactCard, now: Instant) -> Text:
    parts = [plain(card.queue_name), *([card.language] if card.language else []), card.urgency.value]
    return Text.assemble(" · ".join(parts), " · ", standing(card, now), style="dim")


def _returned(letter: Letter) -> Text:
    """What the approver said when this answer came back."""
    said = letter.returned
    return Text(f"{plain(said.by)} gave it back: {plain(said.comment)}" if said else "", "bold yellow")


def _thread(letter: Letter) -> Text:
    """Newest first: a terminal shows the beginning."""
    said = Text()
    if (asked := letter.proposal) is not None:
        said.append(f"{plain(asked.author)} asks to send\n", "bold yellow")
        said.append(f"{plain(asked.text).strip()}\n\n")
    for message in reversed(letter.messages):
        if message.automatic and not message.incoming:
            said.append(f"this went out by itself\n{plain(message.text).strip()}\n\n", "dim")
            continue
        who = plain(message.sender) if message.incoming else "we"
        said.append(f"{who}\n", "bold" if message.incoming else "bold green")
        if message.trouble:
            said.append(f"not delivered: {plain(message.trouble)}\n", "bold red")
        for field in message.fields:
            said.append(f"{plain(field.label)}: {plain(field.value)}\n", "dim")
        said.append(f"{plain(message.text).strip()}\n\n")
    return said


def _draft(card: ContactCard, doing: Doing, writing: bool) -> Text:
    text = plain(doing.texts.get(card.id, ""))
    if writing:
        lines = f"{text}▌".split("\n")
        return Text("\n".join(lines[-LINES:]))
    if card.replied:
        return Text("answered; f closes it", "green")
    if card.approves:
        return Text(text or "y approves; enter to give it back with a comment", "dim")
    return Text(text or "enter to answer", "dim")
