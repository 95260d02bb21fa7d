"""The record of alarms: each with its end and who looked after it, whatever stops and starts again."""

from pathlib import Path

import pytest

from dashboard.alerting.record import Record, Recorded, Turn, Way
from dispatcher.errors import OwnerError
from dispatcher.vocabulary import Instant

BOTH = (Way.EMAIL, Way.WEBHOOK)


def alarm(watch: str = "slow", began: int = 100) -> Recorded:
    return Recorded(
        id=0,
        watch=watch,
        rule=watch,
        kpi="service_level",
        cut="queue",
        target="support",
        severity="breach",
        threshold=0.8,
        value=0.62,
        began=Instant(began),
    )


def test_an_alarm_its_end_and_who_looked_after_it(tmp_path: Path) -> None:
    record = Record(tmp_path / "alarms.sqlite")
    one = record.begin(alarm(), ())
    two = record.begin(alarm("other", 150), ())
    assert [found.id for found in record.ringing()] == [one, two]
    assert record.acknowledge(one, Instant(200), "ada")
    assert not record.acknowledge(one, Instant(210), "sun"), "the first who said so is on record"
    record.end(one, Instant(300), ())
    assert not record.acknowledge(one, Instant(310), "sun")
    record.close()
    again = Record(tmp_path / "alarms.sqlite")
    assert [found.id for found in again.ringing()] == [two]
    newest, oldest = again.latest(10)
    assert (newest.id, oldest.id) == (two, one)
    assert (oldest.ended, oldest.acknowledged, oldest.by) == (300, 200, "ada")
    assert again.latest(1) == [newest]
    again.close()


def test_what_rang_at_a_moment_as_it_stood_then(tmp_path: Path) -> None:
    record = Record(tmp_path / "alarms.sqlite")
    one = record.begin(alarm(began=100), ())
    record.acknowledge(one, Instant(200), "ada")
    record.end(one, Instant(300), ())
    assert record.rang(Instant(99)) == []
    (then,) = record.rang(Instant(199))
    assert (then.ended, then.acknowledged, then.by) == (None, None, "")
    (then,) = record.rang(Instant(200))
    assert (then.ended, then.acknowledged, then.by) == (None, 200, "ada")
    assert record.rang(Instant(300)) == []
    record.close()


def test_what_is_to_be_told_is_told_until_it_is_settled(tmp_path: Path) -> None:
    record = Record(tmp_path / "alarms.sqlite")
    one = record.begin(alarm(began=100), BOTH)
    assert record.due(Instant(99)) == []
    letter, hook = record.due(Instant(100))
    assert [(m.way, m.what, m.tries) for m in (letter, hook)] == [
        (Way.EMAIL, Turn.BEGAN, 0),
        (Way.WEBHOOK, Turn.BEGAN, 0),
    ]
    record.told(letter)
    record.again(hook, Instant(500))
    assert record.due(Instant(499)) == []
    assert record.next_due() == 500
    record.close()
    again = Record(tmp_path / "alarms.sqlite")
    (hook,) = again.due(Instant(500))
    assert (hook.alarm, hook.tries) == (one, 1)
    again.given_up(hook)
    assert again.next_due() is None
    again.end(one, Instant(600), (Way.WEBHOOK,))
    assert [m.what for m in again.due(Instant(600))] == [Turn.ENDED]
    again.close()


def test_a_file_that_is_no_record_is_the_owners_to_mend(tmp_path: Path) -> None:
    (tmp_path / "alarms.sqlite").write_bytes(b"something else altogether" * 100)
    with pytest.raises(OwnerError, match=r"alarms\.sqlite cannot be opened"):
        Record(tmp_path / "alarms.sqlite")
