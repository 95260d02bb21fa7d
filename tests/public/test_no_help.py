"""The link in a prepared answer, as a browser follows it."""

from functools import partial
from pathlib import Path

import pytest

from dashboard.public.words import WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.mail.outgoing import outbox
from dispatcher.mail.reading.parse import parse
from dispatcher.vocabulary import HOUR, ContactId, Instant, Phase
from tests.mail.house import letter
from tests.public.place import Place, open_place
from tests.public.test_faq import client

WORLD = "https://help.example.org"
QUESTION = "My surname is misspelt on the ticket"


async def answered(place: Place) -> tuple[ContactId, str]:
    """A customer's question is answered by an article: the contact, and the link's path."""
    verdict = await place.room.post(letter(QUESTION, QUESTION, message_id="<1@customer.example>"))
    assert verdict.contact is not None
    far = Instant(place.service.clock() + HOUR)
    (row,) = await place.service.read(partial(outbox.due, now=far, limit=9))
    link = next(word for word in parse(row.raw).text.split() if word.startswith(WORLD))
    return verdict.contact, link.removeprefix(WORLD)


async def test_looking_does_nothing_and_saying_so_brings_a_person(tmp_path: Path) -> None:
    async with open_place(tmp_path, faq=WORLD) as place, client(place.url) as she:
        contact, link = await answered(place)
        page = await she.get(link)
        phases = [place.service.state.contacts[contact].phase]
        said = await she.post(link)
        phases.append(place.service.state.contacts[contact].phase)
        again = await she.post(link)
    assert phases == [Phase.AWAITING_CLOSE, Phase.WAITING]
    assert "Did our answer not help you?" in page.text
    assert "in line for a person" in said.text
    assert (said.status_code, again.status_code) == (200, 200)


async def test_a_link_that_is_none_leads_to_a_person_in_another_way(tmp_path: Path) -> None:
    async with open_place(tmp_path, faq=WORLD) as place, client(place.url) as she:
        said = await she.post("/faq/no-help/made-up")
    assert said.status_code == 404
    assert "Just answer the message" in said.text
    assert "/contact" in said.text


async def test_another_site_cannot_say_so_for_her(tmp_path: Path) -> None:
    async with open_place(tmp_path, faq=WORLD) as place, client(place.url) as she:
        contact, link = await answered(place)
        said = await she.post(link, headers={"Origin": "https://elsewhere.example"})
        assert place.service.state.contacts[contact].phase is Phase.AWAITING_CLOSE
    assert said.status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_asks_in_every_language(tmp_path: Path, language: str) -> None:
    async with open_place(tmp_path, faq=WORLD, stocked=False) as place, client(place.url) as she:
        page = await she.get(f"/faq/no-help/x?lang={language}")
    assert words(WORDS, language)["no_help"] in page.text
