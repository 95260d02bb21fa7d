"""The demo's articles, and the customers who come by its form."""

import asyncio
import random
from pathlib import Path
from typing import Final

from dashboard.commands.knowledge import take_in
from dashboard.demo.letters import TEXTS, Text
from dispatcher import logs
from dispatcher.client import Api
from dispatcher.errors import RingpostError
from dispatcher.knowledge.folder import read_folder

ARTICLES: Final = Path(__file__).parent / "knowledge"
ABOUT: Final = ("bookings", "baggage", "payment", "documents", "airport", "payment")  # of each of TEXTS
LANGUAGES: Final = ("th", "zh", "fa", "ru", "en", "en")

log = logs.named(__name__)


async def stock(api: Api) -> int:
    """Put the articles there, as `ringpost knowledge import` does; says how many were new."""
    return await take_in(api, read_folder(ARTICLES))


async def fill_in(api: Api, *, per_hour: float, dice: random.Random) -> None:
    """Customers fill in the form at random, for ever."""
    while True:
        await asyncio.sleep(dice.expovariate(per_hour) * 3600)
        place = dice.randrange(len(TEXTS))
        try:
            await api.ask("POST", "/v1/form", filled(TEXTS[place], place, dice))
        except RingpostError as error:
            log.info("the centre takes no form just now", error=logs.cause(error))


def filled(text: Text, place: int, dice: random.Random) -> dict[str, object]:
    """The form as this customer fills it in."""
    number = dice.randrange(10**9)
    entry = {
        "name": text.name,
        "email": f"c{number:09d}@customers.example",
        "category": ABOUT[place],
        "subject": text.subject,
        "text": text.body,
        "values": {"booking": f"BB-{number % 10**6:06d}"},
    }
    return {"id": f"demo-{number}-{dice.randrange(10**6)}", "entry": entry, "language": LANGUAGES[place]}
