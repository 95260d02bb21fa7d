"""Laws of the seat's screen: whatever customers are called and write, and whatever size the terminal has."""

import io
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from rich.cells import cell_len
from rich.console import Console

from dashboard.terminal.canvas import Canvas
from dashboard.terminal.doing import Doing, keys_now, listed
from dashboard.terminal.screen import screen
from dashboard.terminal.texts import countdown, headline, plain
from dashboard.terminal.words import ANSWER, HANG_UP, RESUME
from dispatcher.access.people import Role
from dispatcher.client import Api, Desk
from dispatcher.gateway.frames import (
    VERSION,
    AgentCard,
    ContactCard,
    Letter,
    MessageCard,
    OfferCard,
    Place,
    Places,
    Welcome,
    WrapUpCard,
)
from dispatcher.vocabulary import (
    MINUTE,
    SECOND,
    AgentId,
    AgentStatus,
    ChannelId,
    ContactId,
    Instant,
    OfferId,
    OfferReason,
    ParkReason,
    Phase,
    QueueId,
    Span,
    Urgency,
)

NOW, PLOY = Instant(10**15), AgentId("ploy")
NASTY = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "ขอเปลี่ยนที่อยู่จัดส่งสินค้าด่วนที่สุด",
            "我的行李昨天晚上没有送到酒店",
            "سفارش من کجاست؟ بسته‌ام نرسیده",
            "Где мой заказ? Посылка ещё не пришла",
            "\x1b[2J\x07[/b] [red]",
            "👩‍👩‍👧‍👦 e\u0301\u0301\u0301",
        ]
    ),
)


def card(name: str, phase: Phase, said: str, *, live: bool = False) -> ContactCard:
    until, why = Instant(NOW + MINUTE), OfferReason.INTERRUPTS
    offer = OfferCard(id=OfferId("1"), since=NOW, expires=until, why=why, interrupts=())
    return ContactCard(
        id=ContactId(name),
        channel=ChannelId("voice" if live else "email"),
        live=live,
        queue=QueueId("orders"),
        queue_name=said,
        urgency=Urgency.NORMAL,
        phase=phase,
        since=NOW,
        arrived=NOW,
        due=Instant(NOW + MINUTE),
        customer=said,
        subject="" if live else said,
        language="th",
        replied=False,
        offer=offer if phase is Phase.OFFERED else None,
        parked=ParkReason.BY_HAND if phase is Phase.PARKED else None,
    )


def seated(*cards: ContactCard, said: str = "Ploy", wrap_up: bool = False, away: bool = False) -> Desk:
    """A desk with these cards, at an instant that stands."""
    desk = Desk(Api("http://127.0.0.1:1"), PLOY, clock=lambda: NOW)
    agent = AgentCard(
        id=PLOY,
        name=said,
        status=AgentStatus.NOT_RESPONDING if away else AgentStatus.READY,
        since=NOW,
        email_cap=3,
        next_status=AgentStatus.AWAY if away else None,
        wrap_up=WrapUpCard(contact=ContactId("over"), until=Instant(NOW + 9 * SECOND)) if wrap_up else None,
    )
    welcome = Welcome(
        version=VERSION,
        number=1,
        now=NOW,
        centre=said,
        grace=Span(1),
        role=Role.AGENT,
        user="",
        agent=agent,
        contacts=tuple(cards),
    )
    desk._picture.begin(welcome)
    desk.centre = said
    return desk


def letter(contact: ContactId, text: str) -> Letter:
    message = MessageCard(
        id="m", at=NOW, incoming=True, automatic=False, sender=text, subject=text, text=text * 9
    )
    return Letter(id="r", contact=contact, messages=(message,), draft="", version=0)


@st.composite
def sights(draw: st.DrawFn) -> tuple[Desk, Doing]:
    """Any desk, and anything that may be done there."""
    phases = draw(st.lists(st.sampled_from([Phase.OFFERED, Phase.ACTIVE, Phase.PARKED]), max_size=6))
    cards = [
        card(f"c{n}", phase, draw(NASTY), live=phase is Phase.ACTIVE and draw(st.booleans()))
        for n, phase in enumerate(phases)
    ]
    desk = seated(*cards, said=draw(NASTY), wrap_up=draw(st.booleans()), away=draw(st.booleans()))
    desk.online = draw(st.booleans())
    can = listed(desk)
    chosen = draw(st.sampled_from([None, *(one.id for one in can)]))
    doing = Doing(
        letters={one.id: letter(one.id, draw(NASTY)) for one in can if not one.live},
        texts={one.id: draw(NASTY) for one in can},
        chosen=chosen,
        writing=chosen if draw(st.booleans()) else None,
        help=draw(st.booleans()),
        scroll=draw(st.integers(0, 50)),
        notice=draw(NASTY),
    )
    if chosen is not None and draw(st.booleans()):
        place = Place(id="x", name=draw(NASTY))
        doing.places = Places(id="p", contact=chosen, queues=(place,) * 5, agents=(place,) * 9)
    return desk, doing


@given(sights(), st.integers(30, 200), st.integers(12, 60))
def test_every_line_has_the_width_of_the_terminal_whatever_is_on_it(
    sight: tuple[Desk, Doing], width: int, height: int
) -> None:
    console = Console(width=width, height=height, file=io.StringIO(), force_terminal=True)
    lines = console.render_lines(screen(*sight, width, height), console.options.update(height=height))
    shown = ["".join(segment.text for segment in line) for line in lines]
    assert len(shown) == height
    assert {cell_len(line) for line in shown} == {width}
    assert all(plain(line) == line for line in (line.replace("\u00a0", " ") for line in shown))


def drawn(console: Console, canvas: Canvas, desk: Desk, doing: Doing) -> str:
    """What is written to show this."""
    file = console.file
    assert isinstance(file, io.StringIO)
    file.truncate(0)
    file.seek(0)
    canvas.draw(screen(desk, doing, console.width, console.height))
    return file.getvalue()


def test_only_what_changed_is_written() -> None:
    console = Console(width=80, height=24, file=io.StringIO(), force_terminal=True)
    desk, doing, canvas = seated(card("one", Phase.ACTIVE, "Where is it?")), Doing(), Canvas(console)
    desk.online = True
    assert "Where is it?" in drawn(console, canvas, desk, doing)
    assert drawn(console, canvas, desk, doing) == ""
    doing.notice = "approved, and sent"
    news = drawn(console, canvas, desk, doing)
    assert "approved, and sent" in news
    assert "Where is it?" not in news


def test_an_offer_has_its_reason_its_countdown_and_its_keys() -> None:
    for width in (40, 80):
        console = Console(width=width, height=24, file=io.StringIO())
        desk = seated(card("call", Phase.OFFERED, "+66 81 234", live=True))
        with console.capture() as said:
            console.print(screen(desk, Doing(), width, 24), height=24)
        for words in ("+66 81 234", "nobody is free", "accept", "decline", "1:00"):
            assert words in said.get()


def test_the_keys_shown_are_those_that_do_something() -> None:
    call, email, parked = (
        card("call", Phase.ACTIVE, "x", live=True),
        card("email", Phase.ACTIVE, "x"),
        card("parked", Phase.PARKED, "x"),
    )
    desk = seated(call, email, parked)

    def shown(chosen: ContactCard) -> Iterator[bool]:
        keys = keys_now(desk, Doing(chosen=chosen.id))
        return (key in keys for key in (HANG_UP, ANSWER, RESUME))

    assert [list(shown(one)) for one in (call, email, parked)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**9), st.integers(1, 100))
def test_a_countdown_never_leaves_its_place(left: int, whole: int, width: int) -> None:
    bar = countdown(left, whole, width).plain.partition(" ")[0]
    assert len(bar) == width


def test_a_callback_is_called_one() -> None:

    back = structs.replace(card("call", Phase.OFFERED, "+66 81 234", live=True), callback=True)
    assert headline(back) == "call back: +66 81 234"
