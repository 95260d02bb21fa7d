"""The automatic letter keeps the promise of an acknowledgement, once, whatever stopped in between."""

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from dispatcher.events import ContactAcknowledged, PromiseKept
from dispatcher.mail.intake.taking import take
from dispatcher.mail.outgoing.acknowledging import Acknowledging
from dispatcher.mail.store import Source
from dispatcher.mail.understanding.understand import nothing_said
from dispatcher.service import Service
from dispatcher.vocabulary import MINUTE, ContactId, PromiseKind, Span
from tests.mail.house import BY_MAIL, CENTRE, at_work, facts_of, letter, mail_settings, running, soon

MAIL = replace(CENTRE.queues[BY_MAIL], acknowledge_within=Span(15 * MINUTE))
PROMPT = replace(CENTRE, queues={BY_MAIL: MAIL})
ANN = "Ann <ann@customer.example>"


async def _takes(service: Service, raw: bytes) -> ContactId | None:
    taken = await take(service, mail_settings(), nothing_said, Source(account="http"), raw)
    return taken.contact


async def _stated(service: Service) -> list[ContactId]:
    facts = [numbered.fact for numbered in await service.facts(after=0)]
    return [fact.contact for fact in facts if isinstance(fact, ContactAcknowledged)]


def _is_kept(fact: Any) -> bool:
    return isinstance(fact, PromiseKept) and fact.promise is PromiseKind.ACKNOWLEDGEMENT and not fact.late


async def test_a_letter_in_the_outbox_is_stated_and_keeps_the_promise(tmp_path: Path) -> None:
    async with running(tmp_path, centre=PROMPT) as service, at_work(Acknowledging(service).run()):
        heard = facts_of(service)
        contact = await _takes(service, letter())
        kept = await soon(heard, _is_kept)
        assert isinstance(kept, PromiseKept)
        assert kept.contact == contact
        assert await _stated(service) == [contact]


async def test_what_a_stop_left_unsaid_is_said_at_the_next_start_and_once(tmp_path: Path) -> None:
    async with running(tmp_path, centre=PROMPT) as service:
        joe = await _takes(service, letter())
        assert await _stated(service) == []
    async with running(tmp_path, centre=PROMPT) as service:
        heard = facts_of(service)
        async with at_work(Acknowledging(service).run()):
            await soon(heard, _is_kept)
        assert await _stated(service) == [joe]
    async with running(tmp_path, centre=PROMPT) as service, at_work(Acknowledging(service).run()):
        heard = facts_of(service)
        ann = await _takes(service, letter(sender=ANN))
        await soon(heard, _is_kept)
        assert await _stated(service) == [joe, ann]


async def test_where_no_machine_may_answer_nothing_is_stated(tmp_path: Path) -> None:
    async with running(tmp_path, centre=PROMPT) as service, at_work(Acknowledging(service).run()):
        heard = facts_of(service)
        await _takes(service, letter(headers=[("X-Auto-Response-Suppress", "All")]))
        ann = await _takes(service, letter(sender=ANN))
        await soon(heard, _is_kept)
        assert await _stated(service) == [ann]
