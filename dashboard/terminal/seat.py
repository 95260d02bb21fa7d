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
from rich.live import Live

from dashboard.terminal.answers import Answers
from dashboard.terminal.keyboard import Keyboard, need_terminal
from dashboard.terminal.screen import Doing, headline, listed, screen
from dispatcher.client import Api, Desk
from dispatcher.gateway.frames import Ack, ContactCard, Refused
from dispatcher.vocabulary import AgentId, AgentStatus, ContactId, ParkReason, Phase

PATIENCE: Final = 3.0  # s without a welcome before we say what is the matter
REDRAW: Final = 0.25  # s: clocks tick
AUTOSAVE: Final = 2.0  # s between saves of what is being written
BELL: Final = "\a"


async def sit(api: Api, agent: AgentId) -> None:
    """Take this agent's seat until she quits; she is offline afterwards.

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
            with Keyboard() as keyboard, Live(console=console, screen=True, auto_refresh=False) as live:
                await Seat(desk, keyboard, live).work()
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

    def __init__(self, desk: Desk, keyboard: Keyboard, live: Live) -> None:
        self._desk, self._keyboard, self._live = desk, keyboard, live
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
            self._live.update(screen(self._desk, self._doing), refresh=True)

    def _look(self) -> None:
        """Ring for a new offer; keep a living contact chosen; leave the text when it is set aside."""
        doing, desk = self._doing, self._desk
        offers = {card.offer.id for card in desk.cards(Phase.OFFERED) if card.offer is not None}
        if offers - self._rung:
            self._live.console.file.write(BELL)
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
        self._doing.notice = ""
        if key.isdecimal() and key.isascii():
            cards = listed(self._desk)
            self._choose(cards[int(key) - 1] if 0 < int(key) <= len(cards) else None)
        elif (act := self._acts.get(key)) is not None:
            self._start(act(self))

    async def _quit(self) -> None:
        """Go offline; when the line is down the centre does it for her after its grace."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._answers.save_all()
                await self._desk.offline()

    async def _accept(self) -> None:
        for card in self._desk.cards(Phase.OFFERED)[:1]:
            assert card.offer is not None
            answer = await self._desk.accept(card.offer.id)
            self._hear(answer)
            if isinstance(answer, Ack):
                self._choose(self._desk.contacts.get(card.id))

    async def _decline(self) -> None:
        for card in self._desk.cards(Phase.OFFERED)[:1]:
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

    def _hear(self, answer: Ack | Refused, done: str = "") -> None:
        self._tell(answer.detail if isinstance(answer, Refused) else done)

    def _chosen(self) -> list[ContactCard]:
        """The chosen contact, if there is one."""
        card = self._desk.contacts.get(self._doing.chosen) if self._doing.chosen else None
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
            self._live.stop()
            try:
                await self._watch(await asyncio.create_subprocess_exec(*editor, str(file)), file, contact)
            except OSError as error:
                self._doing.notice = f"{editor[0]} does not start: {error.strerror}; change EDITOR"
            finally:
                self._live.start()
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
        "c": _wait_for_customer,
        "y": _approve,
        "r": _resume,
        "s": _status,
        "S": _away_when_done,
        "w": _end_wrap_up,
        "enter": _begin,
        "e": _edit,
    }


def _put(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
