"""What is counted of letters, over a real service: by hour, exactly, and still after a stop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from dispatcher.backlog import counting
from dispatcher.backlog.counting import counts
from dispatcher.backlog.forecast import HourCount
from dispatcher.backlog.outlook import Outlook
from dispatcher.backlog.tables import SCHEMA
from dispatcher.centre import Centre
from dispatcher.commands import AdmitContact, CloseContact, RejectContact, SubmitReply
from dispatcher.service import Service, open_service
from dispatcher.vocabulary import (
    HOUR,
    MINUTE,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    RejectReason,
)
from tests.mail.house import ANN, BY_MAIL, CENTRE, HandClock, at_work, running, take_up

START = Instant(1_740_960_000_000_000)


@asynccontextmanager
async def counted(folder: Path, clock: HandClock, centre: Centre = CENTRE) -> AsyncIterator[Service]:
    """The centre's service, counting."""
    service = await open_service(folder / "journal.sqlite", centre, schemas=[SCHEMA], clock=clock)
    service.follow(counting.follow)
    async with at_work(service.run()):
        yield service
    await service.close()


def _letter(name: str) -> AdmitContact:
    return AdmitContact(
        id=CommandId(name), contact=ContactId(name), queue=BY_MAIL, message=MessageId(f"letter {name}")
    )


async def _counts(service: Service) -> list[HourCount]:
    return await service.read(partial(counts, queue=BY_MAIL, since=START))


async def test_each_hour_says_what_came_and_went(tmp_path: Path) -> None:
    """Three come; one is answered, one is spam, one is closed unanswered an hour later."""
    clock = HandClock(START)
    async with counted(tmp_path, clock) as service:
        for name in ("a", "b", "c"):
            await service.submit(_letter(name))
        contact = await take_up(service)
        await service.submit(
            SubmitReply(id=CommandId("r"), agent=ANN, contact=contact, message=MessageId("reply"))
        )
        others = sorted({ContactId(name) for name in ("a", "b", "c")} - {contact})
        await service.submit(
            RejectContact(id=CommandId("spam"), contact=others[0], why=RejectReason.SPAM, by="boss")
        )
        assert await _counts(service) == [HourCount(START, 3, 2, True, 1)]
    clock.move(HOUR + MINUTE)
    async with counted(tmp_path, clock) as service:
        await service.submit(CloseContact(id=CommandId("close"), contact=others[1], by="boss"))
        await service.submit(CloseContact(id=CommandId("answered"), contact=contact, by="boss"))
        later = HourCount(Instant(START + HOUR), 0, 1, True, 0)
        assert await _counts(service) == [HourCount(START, 3, 2, True, 1), later]


async def test_letters_that_came_before_anything_was_counted_are_known(tmp_path: Path) -> None:
    clock = HandClock(START)
    async with running(tmp_path, centre=CENTRE, clock=clock) as service:
        for name in ("a", "b"):
            await service.submit(_letter(name))
    async with counted(tmp_path, clock) as service:
        for _ in range(2):
            await service.write(partial(counting.adopt, contacts=list(service.state.contacts.values())))
        await service.submit(CloseContact(id=CommandId("close"), contact=ContactId("a")))
        assert await _counts(service) == [HourCount(START, 0, 1, False, 1)]


async def test_late_is_told_of_replies_not_of_acknowledgements(tmp_path: Path) -> None:
    """Both letters should have been acknowledged an hour ago; their replies are in time."""
    clock = HandClock(START)
    mail = replace(CENTRE.queues[BY_MAIL], acknowledge_within=MINUTE)
    async with counted(tmp_path, clock, replace(CENTRE, queues={BY_MAIL: mail})) as service:
        for name in "abc":
            await service.submit(_letter(name))
        await service.submit(CloseContact(id=CommandId("close"), contact=ContactId("a")))
        clock.move(HOUR)
        found = await Outlook(service).forecast(BY_MAIL)
        assert found is not None
        assert (found.waiting, found.late) == (2, 0)


async def test_the_outlook_of_a_queue_follows_from_its_counts(tmp_path: Path) -> None:
    """Two of six done in the first hour, the line never empty: four more take two hours."""
    clock = HandClock(START)
    async with counted(tmp_path, clock) as service:
        outlook = Outlook(service)
        assert await outlook.forecast(BY_MAIL) is not None
        for name in "abcdef":
            await service.submit(_letter(name))
        clock.move(HOUR)
        for name in "ab":
            await service.submit(CloseContact(id=CommandId(f"close {name}"), contact=ContactId(name)))
        clock.move(HOUR)
        found = await outlook.forecast(BY_MAIL)
        assert found is not None
        assert (found.waiting, found.clear) == (4, Instant(clock() + 2 * HOUR))
