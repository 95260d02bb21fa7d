"""Plays in the terminal: a real pseudo-terminal, a real centre, keys in and the centre's state out."""

import asyncio
import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from dashboard.terminal import scripted
from dashboard.terminal.keyboard import Keys
from dashboard.terminal.texts import clock, plain
from dispatcher.access.people import Role, User
from dispatcher.centre import Approval, Centre
from dispatcher.client import Desk
from dispatcher.gateway.frames import Ack
from dispatcher.vocabulary import AgentStatus, ContactId, Phase, QueueId, Skill
from tests.desk.house import ANNA, CENTRE, MAIL, PLOY, House, open_house

CHECKS, CHECK = QueueId("checks"), Skill("check")

WITH_APPROVAL: Centre = structs.replace(
    CENTRE,
    agents=CENTRE.agents | {PLOY: structs.replace(CENTRE.agents[PLOY], skills={CHECK: 1})},
    queues={
        MAIL: structs.replace(CENTRE.queues[MAIL], approval=Approval(queue=CHECKS)),
        CHECKS: structs.replace(CENTRE.queues[MAIL], id=CHECKS, name="Checks", skills={CHECK: 1}),
    },
)
"""Ploy reads what Anna answers."""


@asynccontextmanager
async def seat(house: House, *words: str) -> AsyncIterator["Terminal"]:
    """`ringpost agent` in a terminal of 120 columns and 40 lines."""
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dashboard.cli", "agent", PLOY, "--api", house.doors.api_url, *words),
        stdin=far,
        stdout=far,
        stderr=far,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(far)
    terminal = Terminal(near, process)
    try:
        yield terminal
    finally:
        asyncio.get_running_loop().remove_reader(near)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        os.close(near)


class Terminal:
    """The person's end of the terminal."""

    def __init__(self, near: int, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.shown = ""
        self._near = near
        self._news = asyncio.Event()
        asyncio.get_running_loop().add_reader(near, self._read)

    def _read(self) -> None:
        try:
            self.shown += os.read(self._near, 65536).decode(errors="replace")
        except OSError:  # the other end closed
            asyncio.get_running_loop().remove_reader(self._near)
        self._news.set()

    def press(self, keys: str) -> None:
        os.write(self._near, keys.encode())

    async def until_shown(self, *words: str) -> str:
        """Everything that was written until each of these words was, in whatever order."""
        async with asyncio.timeout(20):
            while not all(word in self.shown for word in words):
                self._news.clear()
                await self._news.wait()
        shown, self.shown = self.shown, ""
        return shown


async def until(house: House, true: Callable[[], bool]) -> None:
    """Wait for the state of the centre in which `true` holds."""
    news = asyncio.Event()
    stop = house.service.listen(lambda facts: news.set())
    try:
        async with asyncio.timeout(20):
            while not true():
                news.clear()
                await news.wait()
    finally:
        stop()


def status(house: House) -> AgentStatus:
    return house.service.state.agents[PLOY].status


async def test_a_person_answers_an_email_in_the_terminal(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house) as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        contact = await house.write("[/b] Where is my order?", "It was due on Monday.\x1b[2J")
        await terminal.until_shown("[/b] Where is my order?")
        terminal.press("a")
        await terminal.until_shown("It was due on Monday.")
        terminal.press("\r")
        await terminal.until_shown("Ctrl-F")
        terminal.press("It is on its way. ขอบคุณ")
        await terminal.until_shown("ขอบคุณ")
        terminal.press("\x06")
        await until(house, lambda: house.phase(contact) == "gone")
        terminal.press("q")
        async with asyncio.timeout(20):
            assert await terminal.process.wait() == 0
        assert status(house) is AgentStatus.OFFLINE
        assert "\x1b[2J\x1b" not in terminal.shown


async def test_a_call_sets_the_text_aside_and_it_comes_back(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house) as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        contact = await house.write("Invoice", "Please send it again.")
        await terminal.until_shown("Invoice")
        terminal.press("a")
        await terminal.until_shown("Please send it again.")
        terminal.press("\r")
        await terminal.until_shown("Ctrl-F")
        terminal.press("Half a sent")
        call = await house.call("call-1")
        await terminal.until_shown("Voice · Orders")
        terminal.press("\x1ba")
        await until(house, lambda: house.phase(call) == Phase.ACTIVE)
        assert house.phase(contact) == Phase.PARKED
        await house.hang_up(call)
        await terminal.until_shown("Wrap-up", "Half a sent")
        terminal.press("w")
        await until(house, lambda: house.phase(contact) == Phase.ACTIVE)


async def test_an_answer_is_approved_in_the_terminal(tmp_path: Path) -> None:
    """Anna writes; Ploy gives it back once with a comment, and lets the second one go out."""
    async with open_house(tmp_path, centre=WITH_APPROVAL) as house, seat(house) as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        async with Desk(house.api, ANNA) as anna:
            await anna.ready()
            contact = await house.write("Invoice", "Please send it again.")
            await answered(house, anna, contact, "Here it's.")
            await terminal.until_shown("approve: Invoice")
            terminal.press("a")
            await terminal.until_shown("asks to send")
            terminal.press("\r")
            await terminal.until_shown("give\u00a0it\u00a0back")
            terminal.press("Here it is.\x13")
            await terminal.until_shown("given back to its author")
            await answered(house, anna, contact, "Here it is.")
            await terminal.until_shown("approve: Invoice")
            terminal.press("a")
            await terminal.until_shown("Here it is.")
            terminal.press("y")
            await until(house, lambda: house.phase(contact) == "gone")
            await terminal.until_shown("approved, and sent")


async def test_nothing_hides_an_offer_and_it_rings(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house) as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        terminal.press("?")
        await terminal.until_shown("any key goes back")
        call = await house.call("call-1")
        assert "\a" in await terminal.until_shown("Voice · Orders")
        terminal.press("d")
        await until(house, lambda: house.phase(call) == Phase.WAITING)


async def test_a_quiet_seat_rings_no_bell(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house, "--quiet") as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        await house.call("call-1")
        assert "\a" not in await terminal.until_shown("Voice · Orders")


async def test_a_lost_line_is_told_and_what_was_pressed_is_done_afterwards(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house) as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        await house.close()
        await terminal.until_shown("Reconnecting")
        terminal.press("s")
        await house.open()
        await until(house, lambda: status(house) is AgentStatus.AWAY)
        await terminal.until_shown("You are away")


async def test_an_email_is_passed_on_to_a_colleague(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house) as terminal, Desk(house.api, ANNA) as anna:
        await until(house, lambda: status(house) is AgentStatus.READY)
        contact = await house.write("Invoice", "Please send it again.")
        await terminal.until_shown("Invoice")
        terminal.press("a")
        await terminal.until_shown("Please send it again.")
        await anna.ready()
        terminal.press("t")
        await terminal.until_shown("colleague")
        terminal.press("1")
        await until(house, lambda: contact in house.service.state.agents[ANNA].contacts)
        await terminal.until_shown("passed on")


async def test_a_key_that_does_nothing_says_so(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, seat(house) as terminal:
        await until(house, lambda: status(house) is AgentStatus.READY)
        for key, said in (("a", "nothing is offered"), ("f", "nothing in hand"), ("z", "? shows")):
            terminal.press(key)
            await terminal.until_shown(said)


async def answered(house: House, desk: Desk, contact: ContactId, text: str) -> None:
    """She takes it when it is offered, and answers."""
    while not (offered := [card for card in desk.cards(Phase.OFFERED) if card.id == contact]):
        await desk.changed()
    assert offered[0].offer is not None
    await desk.accept(offered[0].offer.id)
    assert isinstance(await desk.send_reply(contact, text), Ack)


async def test_without_a_terminal_it_says_what_to_do(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dashboard.cli", "agent", PLOY),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode == 2
    assert said.decode().strip() == (
        "ringpost: an agent's seat needs a terminal: run it in one, or let a script play with --auto"
    )


async def test_the_password_is_asked_for_and_a_wrong_one_is_one_clear_line(tmp_path: Path) -> None:
    async with open_house(tmp_path, login=True) as house:
        await house.doors.door.users.add(User(name=PLOY, role=Role.AGENT), password="right horse", by="")
        for typed, shown in (("wrong horse", "do not fit"), ("right horse", "พลอย")):
            async with seat(house) as terminal:
                await terminal.until_shown("Password of ploy: ")  # the space comes once it is hidden
                terminal.press(typed + "\r")
                await terminal.until_shown(shown)


# --- the scripted agent ---------------------------------------------------------------------------------


async def test_scripted_agents_work_the_day_off(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        letters = [
            await house.write("ขอเปลี่ยนที่อยู่", "สวัสดีค่ะ ขอเปลี่ยนที่อยู่จัดส่ง", sender="a@example.com"),
            await house.write("退款", "您好，请问退款什么时候到账？", sender="b@example.com"),
            await house.write("Счёт", "Здравствуйте, где мой счёт?", sender="c@example.com"),
        ]
        people = [
            asyncio.create_task(scripted(house.api, agent, speed=200, seed=7)) for agent in (PLOY, ANNA)
        ]
        call = await house.call("call-1")
        await until(house, lambda: all(house.phase(c) == "gone" for c in (*letters, call)))
        for person in people:
            person.cancel()
        await asyncio.wait(people)
        answers = await house.service.read(
            lambda connection: [
                str(row[0])
                for row in connection.execute("SELECT text FROM mail_message WHERE direction = 'out'")
            ]
        )
        assert sorted(answer.strip().split()[0] for answer in answers) == [
            "Здравствуйте!",
            "สวัสดีค่ะ",
            "您好！",
        ]


async def test_a_scripted_agent_leaves_when_a_person_takes_the_seat(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        script = asyncio.create_task(scripted(house.api, PLOY, speed=100))
        await until(house, lambda: status(house) is AgentStatus.READY)
        async with Desk(house.api, PLOY) as desk:
            async with asyncio.timeout(10):
                await script
            assert desk.online


# --- small laws -----------------------------------------------------------------------------------------


@given(st.text())
def test_a_customers_words_never_steer_the_terminal(text: str) -> None:
    shown = plain(text)
    assert all(c.isprintable() or c in "\n\u200c\u200d" for c in shown)
    assert plain(shown) == shown


@given(
    st.text(alphabet=st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=["Cs"]))
)
def test_letters_come_as_themselves_however_they_are_cut(text: str) -> None:
    keys, body = Keys(), text.encode()
    assert "".join(key for byte in body for key in keys.take(bytes([byte]))) == text


def test_keys_that_are_no_letters_have_names() -> None:
    keys = Keys()
    assert keys.take(b"\x1b") == ["esc"]
    assert keys.take(b"\x1b[A") == ["up"]
    assert keys.take(b"\x1b[6~") == ["pgdn"]
    assert keys.take(b"\x1b[1;5C") == []
    assert keys.take(b"\x1ba") == ["esc", "a"]
    assert keys.take(b"\r\x7f\x13\x06") == ["enter", "backspace", "ctrl-s", "ctrl-f"]


def test_clocks_count_hours_and_never_run_below_zero() -> None:
    assert [clock(n * 1_000_000) for n in (-5, 0, 65, 3725)] == ["0:00", "0:00", "1:05", "1:02:05"]
