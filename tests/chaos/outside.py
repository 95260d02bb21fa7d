"""Those outside who call and write: a PBX and a mail server that ask until they are answered."""

import asyncio
from email.message import EmailMessage
from itertools import count
from random import Random
from typing import Any, Final

import httpx

from benchmarks.entry import exchange
from tests.chaos.told import NO_ANSWER, Told

RETRY: Final = 0.05  # s between tries while the centre does not answer
PATIENCE: Final = 0.6  # mean seconds a caller stays, waiting and talking
FORGOTTEN: Final = 0.03  # share of callers whom the PBX forgets: only its sweep hangs them up
ADDRESS: Final = "help@chaos.example"


class Outside:
    """Callers and writers, and what they were told."""

    def __init__(self, ports: tuple[int, int], told: Told, seed: int) -> None:
        self._told, self._seed = told, seed
        self._door = exchange(ports)
        self._callers: set[asyncio.Task[None]] = set()
        self._names = count(1)

    async def ask(self, verb: str, path: str, **how: Any) -> httpx.Response:
        """The centre's answer; while it is down, or cannot write, it is asked again."""
        while True:
            try:
                answer = await self._door.request(verb, path, **how)
            except httpx.TransportError:
                self._told.refuse(NO_ANSWER)
            else:
                if answer.status_code < 500:
                    return answer
                self._told.refuse(f"{answer.status_code}")
            await asyncio.sleep(RETRY)

    # --- callers ----------------------------------------------------------------------------------------

    async def call_for_ever(self, per_second: float) -> None:
        """Let callers come at random."""
        dice = Random(f"{self._seed}:calls")
        while True:
            await asyncio.sleep(dice.expovariate(per_second))
            call = self.one_call(f"pbx-{next(self._names)}", dice.expovariate(1 / PATIENCE), dice.random())
            task = asyncio.create_task(call)
            self._callers.add(task)
            task.add_done_callback(self._callers.discard)

    async def one_call(self, name: str, patience: float, luck: float) -> None:
        """Call, stay for a while, hang up; whatever becomes of the centre meanwhile."""
        await self.arrive(name)
        await asyncio.sleep(patience)
        if luck >= FORGOTTEN:
            await self._hang_up(name)

    async def arrive(self, name: str) -> None:
        """A caller is let in."""
        answer = await self.ask("POST", "/v1/calls", json={"id": name, "queue": "calls", "caller": name})
        assert answer.status_code == 201, answer.text
        self._told.calls.add(name)
        self._told.done(f"call:{name}:arrived")

    async def _hang_up(self, name: str) -> None:
        answer = await self.ask("POST", f"/v1/calls/{name}/hangup")
        assert answer.status_code == 200, answer.text
        self._told.gone.add(name)

    async def hang_up_all(self) -> None:
        """Wait for the callers there are, then hang up those that were forgotten, as a PBX does."""
        await asyncio.gather(*self._callers)
        for card in (await self.ask("GET", "/v1/calls")).json():
            await self._hang_up(card["id"])

    # --- writers ----------------------------------------------------------------------------------------

    async def write_for_ever(self, per_second: float) -> None:
        """Let letters come at random, one after another."""
        dice = Random(f"{self._seed}:letters")
        for number in count(1):
            await asyncio.sleep(dice.expovariate(per_second))
            await self._post(letter(number))

    async def _post(self, message: EmailMessage) -> None:
        answer = await self.ask("POST", "/v1/mail", content=bytes(message))
        assert answer.status_code in (200, 201), answer.text
        self._told.letters.add(str(message["Message-ID"]))

    async def close(self) -> None:
        """Let the connections go."""
        for caller in self._callers:
            caller.cancel()
        await self._door.aclose()


def letter(number: int) -> EmailMessage:
    """A customer's letter; no two are alike."""
    message = EmailMessage()
    message["From"] = f"c{number}@customers.example"
    message["To"] = ADDRESS
    message["Subject"] = f"Question {number}"
    message["Message-ID"] = f"<{number}@customers.example>"
    message.set_content(f"My question is number {number}.\n")
    return message
