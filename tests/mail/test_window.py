"""Letters let in side by side: those that gather begin together, and nobody waits for ever."""

import asyncio

from dispatcher.mail.mailboxes.window import PORTION, Crowd, Gathering, Window
from tests.mail.house import letter


async def _let_in(count: int) -> list[str]:
    """What happens in order, as so many letters are fetched that nothing ties together."""
    log: list[str] = []

    async def let_in(uid: int, _: bytes) -> None:
        log.append(f"in {uid}")

    window = Window(Crowd(), let_in, linger=3_600)
    for uid in range(count):
        await window.admit(uid, letter(sender=f"joe{uid}@customer.example", message_id=f"<{uid}@x.example>"))
        await asyncio.sleep(0)
        log.append(f"fetched {uid}")
    await window.drained()
    return log


async def test_a_portion_goes_in_together() -> None:
    log = await _let_in(PORTION)
    assert log[: PORTION - 1] == [f"fetched {uid}" for uid in range(PORTION - 1)]
    assert sorted(one for one in log if one.startswith("in")) == sorted(f"in {uid}" for uid in range(PORTION))


async def test_the_last_do_not_wait_for_others() -> None:
    assert await _let_in(1) == ["fetched 0", "in 0"]


async def test_who_lingers_goes_on_alone() -> None:
    gathering = Gathering(linger=0)
    await gathering.wait()
    await gathering.wait()
