"""The desk as a terminal shows it, wide or narrow: a pure picture of the desk and of what is being done."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dashboard.terminal.doing import Doing, keys_now, listed
from dashboard.terminal.letter import contact_view
from dashboard.terminal.texts import clock, countdown, headline, plain, standing
from dashboard.terminal.words import HELP, NOTHING, STYLES, WHY, Key
from dispatcher.client import Desk
from dispatcher.gateway.frames import ContactCard
from dispatcher.vocabulary import MINUTE, AgentStatus, Instant, Phase, Span

NARROW: Final = 72  # columns; below, what stands side by side stands one under the other
LIST_WIDTH: Final = 34  # columns of the lists at least, where there is room beside them
OFFER_HEIGHT, FOOT_HEIGHT = 5, 3
ALARM, NOTE = "bold white on red", "black on yellow"
HELP_HEIGHT: Final = 28  # lines the help takes with its headings
NEEDS: Final = 8  # lines the chosen contact keeps on a small screen


def screen(desk: Desk, doing: Doing, width: int, height: int) -> RenderableType:
    """The whole screen of this size."""
    if doing.help:
        return _help(width, height)
    layout, banners, offers = Layout(), list(_banners(desk, width)), desk.cards(Phase.OFFERED)
    foot = FOOT_HEIGHT if width >= NARROW else FOOT_HEIGHT + 1
    body = height - 1 - len(banners) - foot - (OFFER_HEIGHT if offers else 0)
    layout.split_column(
        Layout(_bar(desk, width), size=1),
        *(Layout(banner, size=1) for banner in banners),
        *(Layout(_offer(card, desk.now(), width), size=OFFER_HEIGHT) for card in offers[:1]),
        Layout(_body(desk, doing, width, body)),
        Layout(_foot(desk, doing), size=foot),
    )
    return layout


# --- above ----------------------------------------------------------------------------------------------


def _bar(desk: Desk, width: int) -> RenderableType:
    agent, line = desk.agent, Table.grid(expand=True, padding=(0, 1))
    state = Text(agent.status.replace("_", " "), STYLES[agent.status])
    if agent.since:
        state.append(f" {clock(desk.now() - agent.since)}", "dim")
    line.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    line.add_column(no_wrap=True, justify="right" if width < NARROW else "center")
    cells = [Text(f"● {plain(agent.name)}", f"{STYLES[agent.status]} reverse"), state]
    if width >= NARROW:
        line.add_column(no_wrap=True, overflow="ellipsis", ratio=1, justify="right")
        cells.append(Text(plain(desk.centre), "dim"))
    line.add_row(*cells)
    return line


def _banners(desk: Desk, width: int) -> Iterator[RenderableType]:
    """What must not be overlooked, a line each."""
    agent = desk.agent
    if not desk.online:
        yield _one_line((" Reconnecting… your work and drafts are safe; keys take effect then ", ALARM))
    if agent.status is AgentStatus.NOT_RESPONDING:
        yield _one_line((" You missed an offer, so no new work comes: press s ", ALARM))
    if agent.next_status is not None:
        yield _one_line((f" {agent.next_status} when done; S takes it back ", NOTE))
    if (wrap_up := agent.wrap_up) is not None:
        left = Span(wrap_up.until - desk.now())
        bar = countdown(left, max(left, MINUTE), max(5, width - 36))
        yield _one_line((" Wrap-up ", NOTE), " ", bar, "  w when done")


def _one_line(*parts: str | Text | tuple[str, str]) -> Text:
    """These parts, as far as the line goes."""
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis")


def _offer(card: ContactCard, now: Instant, width: int) -> RenderableType:
    assert card.offer is not None
    offer, who = card.offer, Table.grid(expand=True)
    who.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    who.add_column(no_wrap=True, justify="right")
    who.add_row(Text(headline(card), "bold"), Text(f" waited {clock(now - card.arrived)}", "dim"))
    from_whom = plain(card.customer) if card.subject else ""
    why = " · ".join(filter(None, (from_whom, card.language, WHY[offer.why])))
    bar = countdown(offer.expires - now, offer.expires - offer.since, max(5, width - 38))
    keys = _one_line(("a", "bold reverse"), " accept  ", ("d", "bold reverse"), " decline  ", bar)
    title = Text(f"{plain(card.channel_name) or card.channel} · {plain(card.queue_name)}", "bold")
    style = "bold red" if card.live else "bold cyan"
    return Panel(Group(who, _one_line((why, "dim")), keys), title=title, border_style=style)


# --- the middle -----------------------------------------------------------------------------------------


def _body(desk: Desk, doing: Doing, width: int, height: int) -> RenderableType:
    card = desk.contacts.get(doing.chosen) if doing.chosen else None
    lists = _lists(desk, doing)
    if card is None or card.phase is Phase.OFFERED:
        return lists
    view, both = contact_view(card, doing, desk.now()), Layout()
    if width >= NARROW:
        both.split_row(Layout(lists, ratio=2, minimum_size=LIST_WIDTH), Layout(view, ratio=3))
        return both
    room = min(2 * len(listed(desk)) + 4, max(0, height - NEEDS))
    if doing.writing is not None or room < 4:
        return view
    both.split_column(Layout(lists, size=room), Layout(view))
    return both


def _lists(desk: Desk, doing: Doing) -> RenderableType:
    active, parked = desk.cards(Phase.ACTIVE), desk.cards(Phase.PARKED)
    parts = [_rows("In hand", active, 1, desk, doing) if active else _nothing(desk)]
    if parked:
        parts.append(_rows(f"Parked ({len(parked)})", parked, len(active) + 1, desk, doing))
    return Group(*parts)


def _nothing(desk: Desk) -> RenderableType:
    return Panel(Text(NOTHING[desk.agent.status]), title="In hand", border_style="dim")


def _rows(title: str, cards: list[ContactCard], first: int, desk: Desk, doing: Doing) -> RenderableType:
    """Two lines a contact: what it is, and how it stands and where it came in."""
    table = Table.grid(expand=True, padding=(0, 1, 0, 0))
    table.add_column(width=2)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    for number, card in enumerate(cards, first):
        chosen = card.id == doing.chosen
        style = "bold reverse" if chosen else "bold"
        about = Text.assemble(standing(card, desk.now()), (f" · {plain(card.queue_name)}", "dim"))
        table.add_row(f"{number}{'>' if chosen else ' '}", Text(headline(card), style))
        table.add_row("", about)
    return Panel(table, title=title)


# --- below ----------------------------------------------------------------------------------------------


def _foot(desk: Desk, doing: Doing) -> RenderableType:
    notice = Text(plain(doing.notice), "bold yellow", no_wrap=True, overflow="ellipsis")
    return Group(notice, _caps(keys_now(desk, doing)))


def _caps(keys: Iterable[Key]) -> Text:
    line = Text()
    for key in keys:
        # Kept together over the end of a line.
        line.append(key.cap.replace(" ", "\u00a0"), "bold")
        line.append(f"\u00a0{key.word}".replace(" ", "\u00a0"), "dim")
        line.append("  ")
    return line


def _help(width: int, height: int) -> RenderableType:
    """Every key; on a small screen with fewer words and no headings."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, min_width=9)
    table.add_column(no_wrap=True, overflow="ellipsis")
    for title, keys in HELP:
        if height > HELP_HEIGHT:
            table.add_row("", Text(title, "bold underline"))
        for key in keys:
            table.add_row(Text(key.cap, "bold"), key.help if width >= NARROW else key.word)
    return Panel(table, title="Keys", subtitle="any key goes back", width=min(width, 90))
