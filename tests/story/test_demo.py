"""The demo as a visitor has it: it runs, stops at Ctrl-C without trouble, and goes on where it was."""

import signal
from pathlib import Path

import pytest

from dashboard.demo import CUSTOMERS_PORT, centre_text
from dispatcher.events import (
    AnswerFailed,
    CentreRestarted,
    ContactAnswered,
    ContactClosed,
    DeliveryNoted,
    OfferAccepted,
    ReplySubmitted,
)
from dispatcher.vocabulary import VOICE
from tests.ports import free_port
from tests.story.house import House, Process


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    text = centre_text(None).replace(str(CUSTOMERS_PORT), str(free_port()))
    text = text.replace(
        "127.0.0.1:8700", f"127.0.0.1:{house.board}"
    )  # where a customer says "it did not help"
    (tmp_path / "center.toml").write_text(text + house.service_section(), encoding="utf-8")
    return house


async def test_the_demo_runs_stops_and_goes_on(house: House) -> None:
    demo = Process("demo", "--dir", str(house.folder), "--speed", "30", ready="open, after event")
    try:
        await demo.up()
        async with house.followed():
            await house.until(lambda: house.happened(ContactClosed, channel=VOICE))
            await house.until(lambda: house.happened(ReplySubmitted))
            await house.until(lambda: house.happened(DeliveryNoted, delivered=True))
            await house.until(lambda: house.happened(ContactAnswered))
            await house.until(lambda: house.happened(AnswerFailed))
        assert await demo.end(signal.SIGINT) == 0
        before = house.facts[-1].number

        await demo.up()
        async with house.followed():
            await house.until(lambda: house.happened(CentreRestarted))
            accepted = len(house.happened(OfferAccepted))
            await house.until(lambda: len(house.happened(OfferAccepted)) > accepted)
        assert house.facts[-1].number > before
        assert await demo.end(signal.SIGINT) == 0
    finally:
        await demo.end(signal.SIGKILL)
    assert "Traceback" not in "\n".join(demo.said)
