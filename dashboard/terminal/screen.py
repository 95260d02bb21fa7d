"""The desk as a terminal shows it: a pure picture of the desk and of what the agent is doing there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dispatcher.client import Desk
from dispatcher.gateway.frames import ContactCard, Letter
from dispatcher.vocabulary import AgentStatus, ContactId, Instant, OfferReason, ParkReason, Phase

WHY: Final = {
    OfferReason.LONGEST_IDLE: "you have been free the longest",
    OfferReason.LEAST_OCCUPIED: "you have the least in hand",
    OfferReason.BEST_SKILL: "you know most about this",
    OfferReason.LAST_AGENT: "you helped this customer last",
    OfferReason.RESERVED: "it is meant for you",
    OfferReason.INTERRUPTS: "nobody is free; your emails are set aside and come back",
}
PARKED: Final = {
    ParkReason.PRE_EMPTED: "set aside for a call",
    ParkReason.BY_HAND: "set aside by you",
    ParkReason.AGENT_AWAY: "set aside while away",
    ParkReason.WAITING_FOR_CUSTOMER: "waiting for the customer",
}
NOTHING: Final = {
    AgentStatus.READY: "No work right now. New work appears here by itself.",
    AgentStatus.AWAY: "You are away. Press s to be ready.",
    AgentStatus.OFFLINE: "You are offline. Press s to be ready.",
    AgentStatus.NOT_RESPONDING: "You missed an offer, so no new work comes. Press s to be ready.",
}
STYLES: Final = {
    AgentStatus.READY: "bold green",
    AgentStatus.AWAY: "bold yellow",
    AgentStatus.OFFLINE: "dim",
    AgentStatus.NOT_RESPONDING: "bold red",
}
KEYS: Final = (  # lines that a terminal of 80 columns shows whole
    "a accept  d decline  1-9 choose  enter answer  e $EDITOR  f finish  y approve\n"
    "p park  c wait for customer  r resume  s ready/away  S away when done\n"
    "w end wrap-up  q quit"
)
WRITING: Final = "Ctrl-S send   Ctrl-F send and finish   Esc leave it as a draft"
RETURNING: Final = "Ctrl-S give it back   Esc leave it as a draft"
LINES: Final = 8  # of the draft, the last ones, while it is written
# What Persian and Indic writing is made with; other invisible characters could steer the terminal.
JOINERS: Final = "\u200c\u200d\n"


@dataclass
class Doing:
    """What the agent does at the desk: what she looks at, reads and writes, and what she was told last."""

    letters: Mapping[ContactId, Letter] = field(default_factory=dict)
    texts: Mapping[ContactId, str] = field(default_factory=dict)
    chosen: ContactId | None = None
    writing: ContactId | None = None
    notice: str = ""


def plain(text: str) -> str:
    """A customer's words without anything that could steer the terminal."""
    return "".join(c if c.isprintable() or c in JOINERS else "\ufffd" for c in text.replace("\r\n", "\n"))


def clock(microseconds: int) -> str:
    """2:05, or 1:02:05; never negative."""
    minutes, seconds = divmod(max(0, microseconds) // 1_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def headline(card: ContactCard) -> str:
    """What a contact is called in a list."""
    nameless = "call" if card.live else "(no subject)"
    about = "question: " if card.consults else "approve: " if card.approves else ""
    return about + (plain(card.subject or card.customer) or nameless)


def listed(desk: Desk) -> list[ContactCard]:
    """What can be chosen by number: in hand first, then parked."""
    return [*desk.cards(Phase.ACTIVE), *desk.cards(Phase.PARKED)]


def screen(desk: Desk, doing: Doing) -> RenderableType:
    """The whole screen."""
    layout = Layout()
    layout.split_column(Layout(_bar(desk), size=3), Layout(name="body"), Layout(_foot(doing), size=4))
    layout["body"].split_row(Layout(_left(desk, doing), ratio=2), Layout(_right(desk, doing), ratio=3))
    return layout


def _bar(desk: Desk) -> RenderableType:
    agent, line = desk.agent, Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="center")
    line.add_column(justify="right")
    state = Text(agent.status.replace("_", " "), STYLES[agent.status])
    if agent.since:
        state.append(f"  {clock(desk.now() - agent.since)}", "dim")
    if agent.next_status is not None:
        state.append(f"  {agent.next_status} when done", "bold yellow")
    lost = Text("reconnecting: your draft is safe", "bold red")
    line.add_row(
        Text(plain(agent.name), "bold"), state, Text(plain(desk.centre), "dim") if desk.online else lost
    )
    return Panel(line)


def _left(desk: Desk, doing: Doing) -> RenderableType:
    parts: list[RenderableType] = [_offer(card, desk.now()) for card in desk.cards(Phase.OFFERED)]
    if (wrap_up := desk.agent.wrap_up) is not None:
        left = f"{clock(wrap_up.until - desk.now())} left; w when you are done"
        parts.append(Panel(left, title="Wrap-up", style="yellow"))
    active, parked = desk.cards(Phase.ACTIVE), desk.cards(Phase.PARKED)
    nothing = Panel(NOTHING[desk.agent.status], title="In hand")
    parts.append(_rows("In hand", active, 1, desk, doing) if active else nothing)
    if parked:
        parts.append(_rows("Parked", parked, len(active) + 1, desk, doing))
    return Group(*parts)


def _offer(card: ContactCard, now: Instant) -> RenderableType:
    assert card.offer is not None
    body = Text(headline(card), "bold")
    who = f"{plain(card.customer)}  {card.language}  " if card.subject else ""
    body.append(f"\n{who}waited {clock(now - card.arrived)}", "dim")
    body.append(f"\n{WHY[card.offer.why]}", "dim")
    body.append(f"\n\na accept   d decline   {clock(card.offer.expires - now)}", "bold")
    style = "red" if card.live else "cyan"
    return Panel(body, title=Text(f"{card.channel} · {plain(card.queue_name)}"), border_style=style)


def _rows(title: str, cards: list[ContactCard], first: int, desk: Desk, doing: Doing) -> RenderableType:
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=2)
    table.add_column(ratio=1, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for number, card in enumerate(cards, first):
        chosen = card.id == doing.chosen
        name = Text(headline(card), "bold reverse" if chosen else "bold", overflow="ellipsis")
        table.add_row(f"{number}{'>' if chosen else ' '}", name, _state(card, desk.now()))
    return Panel(table, title=title)


def _state(card: ContactCard, now: Instant) -> Text:
    if card.parked is not None:
        return Text(f"{PARKED[card.parked]} {clock(now - card.since)}", "dim")
    if card.live:
        return Text(f"on the call {clock(now - card.since)}", "red")
    if card.replied:
        return Text("answered", "green")
    late = now > card.due
    return Text(f"{'late by' if late else 'due in'} {clock(abs(card.due - now))}", "red" if late else "")


def _right(desk: Desk, doing: Doing) -> RenderableType:
    card = desk.contacts.get(doing.chosen) if doing.chosen else None
    if card is None:
        return Panel("Choose an email or a call by its number.", title="Contact")
    return _call(card, desk.now()) if card.live else _email(card, doing)


def _call(card: ContactCard, now: Instant) -> RenderableType:
    body = f"\n{headline(card)}\n\non the call {clock(now - card.since)}\n\nf hangs up"
    title = Text(f"Call · {plain(card.queue_name)}")
    return Panel(Text(body, "bold", justify="center"), title=title, border_style="red")


def _email(card: ContactCard, doing: Doing) -> RenderableType:
    letter = doing.letters.get(card.id)
    if letter is None:
        return Panel("opening…", title=Text(headline(card)))
    both, writing = Layout(), doing.writing == card.id
    thread = Panel(_thread(letter), title=Text(headline(card)))
    keys = RETURNING if card.approves else WRITING
    title = "Why it goes back" if card.approves else "Your answer"
    answer = Panel(_draft(card, doing, writing), title=title, subtitle=keys if writing else _returned(letter))
    both.split_column(Layout(thread, ratio=3), Layout(answer, ratio=2))
    return both


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
        who = plain(message.sender) if message.incoming else "we"
        said.append(f"{who}\n", "bold" if message.incoming else "bold green")
        said.append(f"{plain(message.text).strip()}\n\n")
    return said


def _draft(card: ContactCard, doing: Doing, writing: bool) -> Text:
    text = doing.texts.get(card.id, "")
    if writing:
        lines = f"{text}▌".split("\n")
        return Text("\n".join(lines[-LINES:]))
    if card.replied:
        return Text("answered; f closes it", "green")
    if card.approves:
        return Text(text or "y approves; enter to give it back with a comment", "dim")
    return Text(text or "enter to answer", "dim")


def _foot(doing: Doing) -> RenderableType:
    return Group(Text(doing.notice, "bold yellow"), Text(KEYS, "dim"))
