"""A person's seat in the terminal: keys become requests, the desk becomes the screen."""

import asyncio
import contextlib
import os
import shlex
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console

from dashboard.terminal.answers import Answers
from dashboard.terminal.canvas import Canvas
from dashboard.terminal.doing import Doing, listed
from dashboard.terminal.keyboard import Keyboard, need_terminal
from dashboard.terminal.letter import where_to
from dashboard.terminal.screen import screen
from dashboard.terminal.texts import headline
from dispatcher.client import Api, Desk
from dispatcher.errors import PeerError
from dispatcher.gateway.customerframes import History
from dispatcher.gateway.frames import Ack, ContactCard, Places, Refused
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, ParkReason, Phase, QueueId

PATIENCE: Final = 3.0  # s without a welcome before we say what is the matter
REDRAW: Final = 0.25  # s: clocks tick
AUTOSAVE: Final = 2.0  # s between saves of what is being written
PAGE: Final = 5  # lines a thread is scrolled at once


async def sit(api: Api, agent: AgentId, *, quiet: bool = False) -> None:
    """Take this agent's seat until she quits; she is offline afterwards. `quiet` rings no bell.

    Raises:
        OwnerError: no terminal, unknown agent, wrong log-in or address; the message says what to change.
        PeerError: the centre ended it, for instance because the agent sat down somewhere else.
    """
    need_terminal()
    console, desk = Console(), Desk(api, agent)
    waiting = asyncio.create_task(_explain(desk, console))
    try:
        async with desk:
            waiting.cancel()
            with Keyboard() as keyboard, Canvas(console) as canvas:
                await Seat(desk, keyboard, canvas, quiet=quiet).work()
    finally:
        waiting.cancel()


async def _explain(desk: Desk, console: Console) -> None:
    """While there is no welcome, say what is the matter."""
    while True:
        await asyncio.sleep(PATIENCE)
        trouble = desk.trouble or "no answer yet"
        console.print(f"{trouble}; is the centre running? Trying again, Ctrl-C ends.", highlight=False)


class Seat:
    """One person at one desk."""

    def __init__(self, desk: Desk, keyboard: Keyboard, canvas: Canvas, *, quiet: bool = False) -> None:
        self._desk, self._keyboard, self._canvas, self._quiet = desk, keyboard, canvas, quiet
        self._answers = Answers(desk)
        self._doing = Doing(self._answers.letters, self._answers.texts)
        self._sure: ContactId | None = None
        self._rung: set[str] = set()
        self._jobs: set[asyncio.Future[None]] = set()
        self._away_from_screen = False

    async def work(self) -> None:
        """Until she quits."""
        await self._desk.ready()
        chores = [
            asyncio.create_task(chore()) for chore in (self._listen, self._follow, self._tick, self._autosave)
        ]
        try:
            done, _ = await asyncio.wait(chores, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for job in (*chores, *self._jobs):
                job.cancel()

    # --- what goes on by itself -------------------------------------------------------------------------

    async def _follow(self) -> None:
        while True:
            self._look()
            self._draw()
            await self._desk.changed()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(REDRAW)
            self._draw()

    async def _autosave(self) -> None:
        while True:
            await asyncio.sleep(AUTOSAVE)
            self._tell(await self._answers.save_all())

    def _draw(self) -> None:
        if not self._away_from_screen:
            width, height = self._canvas.width, self._canvas.height
            self._canvas.draw(screen(self._desk, self._doing, width, height))

    def _look(self) -> None:
        """Ring for a new offer; keep a living contact chosen; leave the text when it is set aside."""
        doing, desk = self._doing, self._desk
        offers = {card.offer.id for card in desk.cards(Phase.OFFERED) if card.offer is not None}
        if offers - self._rung:
            doing.help = False  # nothing may hide an offer
            if not self._quiet:
                self._canvas.ring()
        self._rung = set(offers)
        if doing.chosen not in desk.contacts:
            self._choose(next(iter(listed(desk)), None))
        if doing.writing is not None and not self._in_hand(doing.writing):
            doing.writing = None
            doing.notice = "set aside: your draft is safe and comes back with the email"

    def _in_hand(self, contact: ContactId) -> bool:
        card = self._desk.contacts.get(contact)
        return card is not None and card.phase is Phase.ACTIVE and not card.replied

    def _choose(self, card: ContactCard | None) -> None:
        self._doing.chosen = card.id if card else None
        self._doing.scroll, self._doing.places, self._doing.past = 0, None, None
        if card is not None and not card.live:
            self._start(self._open(card.id))

    async def _open(self, contact: ContactId) -> None:
        self._tell(await self._answers.open(contact))

    def _tell(self, notice: str) -> None:
        if notice:
            self._doing.notice = notice
        self._draw()

    def _start(self, job: Awaitable[None]) -> None:
        task = asyncio.ensure_future(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    # --- keys -------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        """Until q."""
        while (key := await self._keyboard.key()) != "q" or self._doing.writing is not None:
            if self._doing.writing is not None:
                self._write(self._doing.writing, key)
            else:
                self._press(key)
            self._draw()
        await self._quit()

    def _press(self, key: str) -> None:
        doing = self._doing
        doing.notice = ""
        if doing.help or key == "?":
            doing.help = not doing.help
        elif doing.past is not None and key not in ("pgup", "pgdn"):
            doing.past, doing.scroll = None, 0
            if key not in ("h", "esc"):
                self._press(key)
        elif doing.places is not None:
            self._pass_on_to(doing.places, key)
        elif key in _DIGITS:
            self._pick(int(key) - 1)
        elif key in ("up", "down"):
            self._step(1 if key == "down" else -1)
        elif key in ("pgup", "pgdn"):
            doing.scroll = max(0, doing.scroll + (PAGE if key == "pgdn" else -PAGE))
        elif (act := self._acts.get(key)) is not None:
            self._start(act(self))
        else:
            doing.notice = "this key does nothing here; ? shows those that do"

    def _pick(self, place: int) -> None:
        cards = listed(self._desk)
        if 0 <= place < len(cards):
            self._choose(cards[place])
        else:
            self._doing.notice = f"there is no {place + 1} in your lists"

    def _step(self, by: int) -> None:
        """The contact above or below the chosen one."""
        cards = listed(self._desk)
        places = [place for place, card in enumerate(cards) if card.id == self._doing.chosen]
        if cards:
            self._choose(cards[(places[0] + by if places else 0) % len(cards)])

    async def _quit(self) -> None:
        """Go offline; when the line is down the centre does it for her after its grace."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._answers.save_all()
                await self._desk.offline()

    async def _accept(self) -> None:
        for card in self._offered():
            assert card.offer is not None
            answer = await self._desk.accept(card.offer.id)
            self._hear(answer)
            if isinstance(answer, Ack):
                self._choose(self._desk.contacts.get(card.id))

    async def _decline(self) -> None:
        for card in self._offered():
            assert card.offer is not None
            self._hear(await self._desk.decline(card.offer.id))

    async def _finish(self) -> None:
        for card in self._chosen():
            unanswered = not card.live and not card.replied and card.approves is None
            if unanswered and self._sure != card.id:
                self._sure = card.id
                self._tell(f"f again closes {headline(card)!r} without an answer")
            else:
                self._sure = None
                self._hear(await self._desk.finish(card.id))

    async def _park(self) -> None:
        for card in self._chosen():
            self._hear(await self._desk.park(card.id))

    async def _wait_for_customer(self) -> None:
        for card in self._chosen():
            self._hear(await self._desk.park(card.id, ParkReason.WAITING_FOR_CUSTOMER))

    async def _approve(self) -> None:
        for card in self._chosen():
            self._hear(await self._desk.approve(card.id), "approved, and sent")

    async def _resume(self) -> None:
        for card in self._chosen():
            self._hear(await self._desk.resume(card.id))

    async def _status(self) -> None:
        ready = self._desk.agent.status is AgentStatus.READY
        self._hear(await (self._desk.away() if ready else self._desk.ready()))

    async def _away_when_done(self) -> None:
        """Or not, when that was asked before: ready takes it back."""
        asked = self._desk.agent.next_status is not None
        self._hear(await (self._desk.ready() if asked else self._desk.away(when_done=True)))

    async def _end_wrap_up(self) -> None:
        self._hear(await self._desk.end_wrap_up())

    async def _history(self) -> None:
        """Show who the customer is, and what happened before."""
        for card in self._chosen():
            try:
                dossier = await self._desk.customer(card.id)
                none = History(id="", contact=card.id, entries=())
                history = await self._desk.history(card.id) if dossier.customer else none
            except PeerError as error:
                self._tell(str(error))
                return
            self._doing.past, self._doing.scroll = (dossier, history), 0
            self._draw()

    async def _pass_on(self) -> None:
        """Ask where to."""
        for card in self._chosen():
            try:
                places = await self._desk.places(card.id)
            except PeerError as error:
                self._tell(str(error))
                return
            if where_to(places):
                self._doing.places = places
                self._draw()
            else:
                self._tell("there is no other queue and no colleague it could go to")

    def _pass_on_to(self, places: Places, key: str) -> None:
        """The key says which of them; any other key means itself, and it stays."""
        self._doing.places = None
        ids = [*(place.id for place in places.queues), *(place.id for place in places.agents)]
        if key in _DIGITS and 0 < int(key) <= len(where_to(places)):
            self._start(self._move(places, ids[int(key) - 1], int(key) <= len(places.queues)))
        elif key != "esc":
            self._press(key)

    async def _move(self, places: Places, to: str, is_queue: bool) -> None:
        where = {"to_queue": QueueId(to)} if is_queue else {"to_agent": AgentId(to)}
        self._hear(await self._desk.transfer(places.contact, **where), "passed on")

    def _hear(self, answer: Ack | Refused, done: str = "") -> None:
        self._tell(answer.detail if isinstance(answer, Refused) else done)

    def _offered(self) -> list[ContactCard]:
        """What is offered, if something is; else she is told so."""
        offered = self._desk.cards(Phase.OFFERED)[:1]
        if not offered:
            self._tell("nothing is offered right now")
        return offered

    def _chosen(self) -> list[ContactCard]:
        """The chosen contact, if there is one; else she is told so."""
        card = self._desk.contacts.get(self._doing.chosen) if self._doing.chosen else None
        if card is None:
            self._tell("you have nothing in hand")
        return [card] if card is not None else []

    # --- writing ----------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        for card in self._chosen():
            if self._in_hand(card.id) and card.id in self._answers.letters:
                self._doing.writing = card.id
            elif not card.live:
                self._tell("answered already" if card.replied else "set aside: r takes it up again")

    def _write(self, contact: ContactId, key: str) -> None:
        text = self._answers.texts.get(contact, "")
        if key in ("esc", "ctrl-s", "ctrl-f"):
            self._doing.writing = None
            self._start(self._leave(contact, key))
        elif key == "backspace":
            self._answers.write(contact, text[:-1])
        elif key == "enter" or len(key) == 1:
            self._answers.write(contact, text + ("\n" if key == "enter" else key))

    async def _leave(self, contact: ContactId, key: str) -> None:
        self._tell(await self._answers.save_all())
        if key == "esc":
            return
        card = self._desk.contacts.get(contact)
        if card is not None and card.approves is not None:
            comment = self._answers.texts.get(contact, "")
            self._hear(await self._desk.return_reply(contact, comment), "given back to its author")
            return
        answer = await self._answers.send(contact)
        if contact not in self._desk.contacts:
            self._tell("it waits to be approved" if isinstance(answer, Ack) else answer.detail)
            return
        self._hear(answer, "sent")
        if key == "ctrl-f" and isinstance(answer, Ack):
            self._hear(await self._desk.finish(contact), "sent and closed")

    async def _edit(self) -> None:
        """The answer in $EDITOR, kept on the server all the while."""
        editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
        for card in self._chosen():
            if not editor:
                self._tell("set EDITOR to write in your own editor; enter writes here")
            elif self._in_hand(card.id):
                await self._edit_with(editor, card.id)

    async def _edit_with(self, editor: list[str], contact: ContactId) -> None:
        with tempfile.TemporaryDirectory(prefix="ringpost-") as folder, self._keyboard.lent():
            file = Path(folder) / "answer.txt"
            _put(file, self._answers.texts.get(contact, ""))
            self._away_from_screen = True
            self._canvas.give_back()
            try:
                await self._watch(await asyncio.create_subprocess_exec(*editor, str(file)), file, contact)
            except OSError as error:
                self._doing.notice = f"{editor[0]} does not start: {error.strerror}; change EDITOR"
            finally:
                self._canvas.take()
                self._away_from_screen = False
        await self._begin()

    async def _watch(self, process: asyncio.subprocess.Process, file: Path, contact: ContactId) -> None:
        """Take over what the editor saves, until it is closed."""
        while process.returncode is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), AUTOSAVE)
            self._answers.write(contact, _text(file))

    _acts: Final[Mapping[str, Callable[["Seat"], Awaitable[None]]]] = {
        "a": _accept,
        "d": _decline,
        "f": _finish,
        "p": _park,
        "t": _pass_on,
        "c": _wait_for_customer,
        "h": _history,
        "y": _approve,
        "r": _resume,
        "s": _status,
        "S": _away_when_done,
        "w": _end_wrap_up,
        "enter": _begin,
        "e": _edit,
    }


_DIGITS: Final = frozenset("123456789")


def _put(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
