"""Receipts: by when a customer is answered, honestly, in her language and time; and where she may call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatcher.backlog import counting
from dispatcher.centre import Category, Centre
from dispatcher.commands import AdmitContact, CloseContact
from dispatcher.config.templates import Known, TemplateFolder
from dispatcher.hours import Calendar
from dispatcher.mail.answering.expecting import Prospect, expected
from dispatcher.mail.answering.wording import WORDINGS, receipt_text
from dispatcher.mail.dates import LANGUAGES, jalali, say_day, say_hours, say_moment
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import Mail, parse
from dispatcher.mail.room import MailRoom
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.service import Service
from dispatcher.vocabulary import (
    DAY,
    HOUR,
    MINUTE,
    CalendarId,
    CategoryId,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    QueueId,
    Span,
)
from tests.mail.house import BY_MAIL, CENTRE, FIVE, HandClock, letter, mail_settings, running

MONDAY = Instant(1_795_996_800_000_000)  # 2026-11-30 00:00 UTC
NINE = Instant(MONDAY + 2 * HOUR)  # nine o'clock in Bangkok
DAYTIME = ((Span(9 * HOUR), Span(17 * HOUR)),)
OFFICE = Calendar(
    id=CalendarId("office"), week=(DAYTIME,) * 5 + ((), ()), offsets=((Instant(0), Span(7 * HOUR)),)
)
WITH_HOURS: Centre = replace(
    CENTRE,
    calendars={OFFICE.id: OFFICE},
    categories={CategoryId("refunds"): Category(id=CategoryId("refunds"), name="Refunds")},
    queues={BY_MAIL: replace(CENTRE.queues[BY_MAIL], hours=OFFICE.id)},
)


@asynccontextmanager
async def at_nine(folder: Path) -> AsyncIterator[tuple[Service, HandClock]]:
    """The centre as its office opens on a Monday."""
    clock = HandClock(NINE)
    async with running(folder, centre=WITH_HOURS, clock=clock) as service:
        service.follow(counting.follow)
        yield service, clock


async def receipts(service: Service) -> list[Mail]:
    """Every receipt that is out, the oldest first."""
    far = Instant(service.clock() + DAY)
    rows = await service.read(partial(outbox.due, now=far, limit=50))
    return [parse(row.raw) for row in rows]


async def busy_hours(service: Service, clock: HandClock, *, done: int, waiting: int) -> None:
    """In the two hours before, so many letters an hour were answered; so many more wait."""
    for number in range(2 * done + waiting):
        name = ContactId(f"old-{number}")
        await service.submit(
            AdmitContact(id=CommandId(name), contact=name, queue=BY_MAIL, message=MessageId(name))
        )
    for hour in range(2):
        for number in range(done):
            name = ContactId(f"old-{hour * done + number}")
            await service.submit(CloseContact(id=CommandId(f"close {name}"), contact=name))
        clock.move(HOUR)


async def test_where_nothing_waits_the_promise_is_told_in_the_queues_own_time(tmp_path: Path) -> None:
    async with at_nine(tmp_path) as (service, _):
        room = MailRoom(service, mail_settings(phone="02 123 4567", phone_hours=OFFICE.id))
        await room.post(letter())
        (told,) = await receipts(service)
        assert "We will answer by Monday, 30 November, 13:00 at the latest." in told.text
        assert "02 123 4567 (Monday to Friday 9:00–17:00)" in told.text
        assert "UTC" not in told.text


async def test_where_the_backlog_breaks_the_promise_the_later_time_is_told(tmp_path: Path) -> None:
    """Two an hour are answered and twelve wait: the next one's turn comes in six hours and a half, past the
    promise of four, and past the day's end.
    """
    async with at_nine(tmp_path) as (service, clock):
        await busy_hours(service, clock, done=2, waiting=12)
        room = MailRoom(service, mail_settings())
        await room.post(letter())
        (told,) = await receipts(service)
        assert "More people than usual are writing to us just now." in told.text
        assert "by Tuesday, 1 December, 10:00." in told.text


async def test_each_letter_of_a_flood_is_told_of_those_before_it(tmp_path: Path) -> None:
    async with at_nine(tmp_path) as (service, clock):
        await busy_hours(service, clock, done=2, waiting=0)
        room = MailRoom(service, mail_settings())
        for number in range(14):
            await room.post(letter(sender=f"c{number}@customer.example", message_id=f"<{number}@x.example>"))
        told = [one.text for one in await receipts(service)]
        assert len(told) == 14
        assert sum("at the latest" in one for one in told) == 8  # four hours, two an hour
        assert sum("More people than usual" in one for one in told) == 6


@pytest.mark.parametrize("language", FIVE)
async def test_a_customer_is_told_in_her_language(language: str, tmp_path: Path) -> None:
    subject, text = FIVE[language]
    async with at_nine(tmp_path) as (service, _):
        await MailRoom(service, mail_settings()).post(letter(subject, text))
        (told,) = await receipts(service)
        assert told.text.startswith(WORDINGS[language].received)
        assert say_moment(Instant(NINE + 4 * HOUR), OFFICE, language) in told.text


async def test_a_template_for_such_letters_is_said_instead(tmp_path: Path) -> None:
    head = (
        '+++\npurpose = "acknowledgement"\nlanguage = "en"\ncategories = ["refunds"]\nsubject = "{}"\n+++\n'
    )
    body = "Refunds take a week. By {{ reply.by }} we write."
    tmp_path.joinpath("refunds.txt").write_text(head.format("We have it: {{ letter.number }}") + body)
    known = Known(categories=[CategoryId("refunds")])
    rule = Rule(name="refund", when=When(words=("refund",)), category=CategoryId("refunds"))
    async with at_nine(tmp_path) as (service, _):
        files = TemplateFolder(tmp_path, known)
        room = MailRoom(service, mail_settings(rules=(rule,)), templates=files)
        await room.post(letter("Money", "I want my refund."))
        await room.post(letter("Parcel", "Where is my parcel?", sender="eve@stranger.example"))
        parcel, refund = sorted(await receipts(service), key=lambda one: one.to)
        assert refund.text == "Refunds take a week. By Monday, 30 November, 13:00 we write."
        assert refund.subject.startswith("We have it: mail-")
        assert parcel.text.startswith("Thank you")


async def test_a_quiet_queue_sends_no_receipt(tmp_path: Path) -> None:
    async with at_nine(tmp_path) as (service, _):
        await MailRoom(service, mail_settings(quiet_queues=frozenset({BY_MAIL}))).post(letter())
        assert await receipts(service) == []
        other = mail_settings(quiet_queues=frozenset({QueueId("other")}))
        await MailRoom(service, other).post(letter("Another matter", message_id="<2@x.example>"))
        assert len(await receipts(service)) == 1


TIMES = st.integers(0, 10_000).map(lambda n: Instant(MONDAY + n * MINUTE))


@given(TIMES, st.none() | TIMES)
def test_nobody_is_promised_less_than_holds(due: Instant, answered: Instant | None) -> None:
    told = expected(due, answered)
    assert told.at >= due
    assert answered is None or told.at >= answered or told.kept
    assert told.kept == (told.at == due) or told.at % HOUR == 0
    assert told.at < max(due, answered or due) + HOUR


@given(st.lists(TIMES), st.lists(TIMES, min_size=1), TIMES)
def test_a_letter_stands_behind_those_due_before_it(
    dues: list[Instant], answers: list[Instant], due: Instant
) -> None:
    prospect = Prospect(dues, sorted(answers), Instant(MONDAY + 30 * DAY))
    before = prospect.answered(due)
    prospect.one_more(due)
    after = prospect.answered(due)
    assert before is not None
    assert after is not None
    assert before <= after
    assert Prospect(dues, None, MONDAY).answered(due) is None


@pytest.mark.parametrize("language", WORDINGS)
def test_every_language_says_time_phone_and_hours(language: str) -> None:
    shown = receipt_text(language, moment="MOMENT", kept=True, phone="PHONE", hours="HOURS", name="NAME")
    assert all(word in shown for word in ("MOMENT", "PHONE", "HOURS", "NAME"))
    late = receipt_text(language, moment="MOMENT", kept=False, phone="", hours="", name="NAME")
    assert "MOMENT" in late
    assert late != receipt_text(language, moment="MOMENT", kept=True, phone="", hours="", name="NAME")
    bare = receipt_text(language, moment="", kept=True, phone="PHONE", hours="", name="NAME")
    assert "()" not in bare
    assert "PHONE" in bare


@pytest.mark.parametrize(
    ("day", "persian"),
    [
        ("2021-03-20", (1399, 12, 30)),
        ("2021-03-21", (1400, 1, 1)),
        ("2024-03-20", (1403, 1, 1)),
        ("2025-03-20", (1403, 12, 30)),
        ("2025-09-22", (1404, 6, 31)),
        ("2025-09-23", (1404, 7, 1)),
        ("2026-11-25", (1405, 9, 4)),
    ],
)
def test_persian_days_are_those_of_the_calendar(day: str, persian: tuple[int, int, int]) -> None:
    assert jalali(date.fromisoformat(day)) == persian


def test_days_and_moments_as_people_say_them() -> None:
    day, at = date(2026, 11, 30), NINE
    assert {name: say_day(day, name) for name in LANGUAGES} == {
        "en": "30 November 2026",
        "th": "30 พฤศจิกายน 2569",
        "zh": "2026年11月30日",
        "fa": "۹ آذر ۱۴۰۵",
        "ru": "30 ноября 2026 г.",
    }
    assert say_moment(at, OFFICE, "ru") == "30 ноября (понедельник), 09:00"
    assert say_moment(at, OFFICE, "fa") == "دوشنبه ۹ آذر، ساعت ۰۹:۰۰"
    assert say_moment(at, None, "en") == "Monday, 30 November, 02:00 (UTC)"
    assert say_hours(OFFICE.week, "zh") == "星期一至星期五 9:00–17:00"
