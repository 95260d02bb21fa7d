"""Decide, write down, speak: nothing is heard too early, nothing done twice, nobody left waiting."""

import asyncio
import gc
import sqlite3
import threading
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from dispatcher.centre import Levers
from dispatcher.commands import (
    AcceptOffer,
    ChangeLevers,
    Command,
    ConnectAgent,
    DisconnectAgent,
    SetStatus,
)
from dispatcher.engine.state import State
from dispatcher.errors import JournalError, NotDurableError, OwnerError
from dispatcher.events import (
    AgentStatusChanged,
    CentreRestarted,
    ContactArrived,
    ContactOffered,
    Event,
    NumberedFact,
    OfferRescinded,
    PromiseBroken,
    PromiseMade,
)
from dispatcher.journal import Journal
from dispatcher.service import Outcome, Service, open_service
from dispatcher.vocabulary import (
    EMAIL,
    MINUTE,
    SECOND,
    AgentId,
    AgentStatus,
    CommandId,
    ContactId,
    OfferId,
    Phase,
    RescindReason,
    Scope,
    Span,
    StatusReason,
)
from tests.live.heart import (
    ANNA,
    CENTRE,
    GRACE,
    MAIL,
    ORDERS,
    PATIENCE,
    PLOY,
    News,
    Watch,
    admit,
    crowd,
    fill,
    hang_up,
    make_room,
    recovered,
    running,
    sit_down,
)
from tests.overheard import overhearing

BIG = "a subject too long for the pages that are left. " * 200


def durable(path: Path) -> int:
    """The last event's number, as another program sees the file."""
    with sqlite3.connect(path) as other:
        (number,) = other.execute("SELECT max(number) FROM events").fetchone()
    other.close()
    return int(number)


def rebuilt(folder: Path) -> State:
    journal = Journal(folder / "journal.sqlite")
    state = journal.rebuild()
    journal.close()
    return state


async def test_nobody_hears_a_fact_that_is_not_durable(tmp_path: Path) -> None:
    heard: list[int] = []

    def hear(facts: Sequence[NumberedFact]) -> None:
        assert durable(tmp_path / "journal.sqlite") >= facts[-1].number
        heard.extend(numbered.number for numbered in facts)

    async with running(tmp_path) as service:
        before, stop = service.last, service.listen(hear)
        outcomes = await asyncio.gather(*(service.submit(admit(f"call {n}")) for n in range(250)))
        assert heard == list(range(before + 1, service.last + 1))
        assert sorted(outcome.last for outcome in outcomes) == heard[1::2]  # an arrival and its promise
        stop()
        await service.submit(admit("unheard"))
        assert heard[-1] == service.last - 2


async def test_the_same_id_again_is_answered_as_the_first_time(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        first, second = await asyncio.gather(*(service.submit(admit("once")) for _ in range(2)))
        assert first == second
        refused = await service.submit(hang_up("nobody"))
        await service.submit(admit("nobody"))
        assert await service.submit(hang_up("nobody")) == refused
    async with running(tmp_path) as service:
        assert await service.submit(admit("once")) == first
        assert len([c for c in service.state.contacts if c == "once"]) == 1


async def test_a_command_that_leads_to_nothing_is_remembered_too(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await sit_down(service, PLOY)
        again = ConnectAgent(id=CommandId("again"), agent=PLOY)
        nothing = await service.submit(again)
        assert nothing == Outcome(service.last, [])
        assert await service.submit(again) == nothing


async def test_after_a_restart_open_offers_are_taken_back_and_desks_are_lost(tmp_path: Path) -> None:
    clock = Watch()
    async with running(tmp_path, clock=clock) as service:
        await sit_down(service, PLOY)
        await service.submit(admit("call"))
        assert service.state.contacts[ContactId("call")].phase is Phase.OFFERED
        down = clock.now
    clock.move(10 * SECOND)
    async with running(tmp_path, clock=clock) as service:
        taken, restarted = (n.fact for n in await service.facts(after=service.last - 2))
        assert isinstance(taken, OfferRescinded)
        assert (taken.why, taken.at) == (RescindReason.RESTARTED, down)
        assert restarted == CentreRestarted(at=down, back=clock.now)
        ploy = service.state.agents[PLOY]
        assert (ploy.connected, ploy.status) == (False, AgentStatus.READY)
        offered = await service.submit(ConnectAgent(id=CommandId("back"), agent=PLOY))
        assert any(isinstance(fact, ContactOffered) for fact in offered.facts)


async def test_what_came_due_while_we_were_down_is_told_at_its_own_instant(tmp_path: Path) -> None:
    clock = Watch()
    async with running(tmp_path, clock=clock) as service:
        await sit_down(service, ANNA)
        await service.submit(admit("call", urgency=None))
        due = service.state.contacts[ContactId("call")].due
    clock.move(MINUTE)
    async with running(tmp_path, clock=clock) as service:
        broken = await News(service).of(PromiseBroken)
        assert broken.at == due
        clock.move(GRACE)
        lost = (await service.submit(hang_up("nobody"))).facts[0]
        assert isinstance(lost, AgentStatusChanged)
        assert (lost.agent, lost.why) == (ANNA, StatusReason.CONNECTION_LOST)


async def test_a_centre_file_that_drops_an_open_queue_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.submit(admit("call"))
    smaller = structs.replace(CENTRE, queues={MAIL: CENTRE.queues[MAIL]})
    with pytest.raises(OwnerError, match="queue 'orders' still has open contacts"):
        await open_service(tmp_path / "journal.sqlite", smaller)
    async with running(tmp_path) as service:  # the journal was let go, and is none the worse
        assert ContactId("call") in service.state.contacts


async def test_a_lever_that_was_moved_stays_until_the_file_says_otherwise(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        assert service.roster.cap(PLOY, EMAIL) == 3
        moved = Levers(caps={EMAIL: 1})
        await service.submit(ChangeLevers(id=CommandId("move"), scope=Scope.CENTRE, levers=moved))
        assert service.roster.cap(PLOY, EMAIL) == 1
    async with running(tmp_path) as service:
        assert service.roster.cap(PLOY, EMAIL) == 1
    edited = structs.replace(CENTRE, name="Edited")
    async with running(tmp_path, edited) as service:
        assert service.roster.cap(PLOY, EMAIL) == 3


async def test_a_follower_writes_in_the_transaction_of_whatever_happens(tmp_path: Path) -> None:
    clock = Watch()

    def note(store: sqlite3.Connection, facts: Sequence[Event]) -> None:
        store.execute("CREATE TABLE IF NOT EXISTS noted (type TEXT)")
        store.executemany("INSERT INTO noted VALUES (?)", [(type(fact).__name__,) for fact in facts])

    async with running(tmp_path, clock=clock) as service:
        service.follow(note)
        await service.submit(admit("call"))
        clock.move(MINUTE)
        await News(service).of(PromiseBroken)
        noted = await service.read(lambda store: store.execute("SELECT type FROM noted").fetchall())
        assert noted == [("ContactArrived",), ("PromiseMade",), ("PromiseBroken",)]


async def test_a_follower_that_fails_when_time_passes_is_asked_again(tmp_path: Path) -> None:
    clock, tries = Watch(), list[int]()

    def stumble_once(store: sqlite3.Connection, facts: Sequence[Event]) -> None:
        if any(isinstance(fact, PromiseBroken) for fact in facts):
            tries.append(len(tries))
            store.execute("SELECT 1" if len(tries) > 1 else "SELECT nonsense")

    async with running(tmp_path, clock=clock) as service:
        service.follow(stumble_once)
        news = News(service)
        await service.submit(admit("call"))
        due = service.state.contacts[ContactId("call")].due
        clock.move(MINUTE)
        assert (await news.of(PromiseBroken)).at == due
        assert service.trouble == ""
    assert tries == [0, 1]


# --- a `keep` that fails --------------------------------------------------------------------------------


def keep_and_fail(store: sqlite3.Connection, facts: Sequence[Event]) -> None:
    store.execute("CREATE TABLE scrap (word TEXT)")
    raise ValueError("this cannot be kept")


async def test_a_keep_that_raises_leaves_nothing_behind_and_harms_nobody(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        news = News(service)
        good = [service.submit(admit(f"call {n}")) for n in range(5)]
        answers = await asyncio.gather(
            *good[:3], service.submit(admit("bad"), keep_and_fail), *good[3:], return_exceptions=True
        )
        assert [type(a) for a in answers] == [Outcome] * 3 + [ValueError] + [Outcome] * 2
        arrived = [f.contact for f in news.facts if isinstance(f, ContactArrived)]
        assert arrived == [f"call {n}" for n in range(5)]
        tables = await service.read(lambda s: s.execute("SELECT name FROM sqlite_schema").fetchall())
        assert ("scrap",) not in tables
        again = await service.submit(admit("bad"))  # it never happened, so it may still
        assert again.refused is None
    assert rebuilt(tmp_path) == service.state


async def test_keep_sees_the_facts_and_shares_their_transaction(tmp_path: Path) -> None:
    def keep(store: sqlite3.Connection, facts: Sequence[Event]) -> None:
        fact, _ = facts
        assert store.in_transaction
        assert durable(tmp_path / "journal.sqlite") == service.last
        store.execute("CREATE TABLE kept (type TEXT)")
        store.execute("INSERT INTO kept VALUES (?)", (type(fact).__name__,))

    async with running(tmp_path) as service:
        await service.submit(admit("call"), keep)
        kept = await service.read(lambda s: s.execute("SELECT type FROM kept").fetchall())
        assert kept == [("ContactArrived",)]


async def test_a_change_that_raises_is_undone(tmp_path: Path) -> None:
    def change(store: sqlite3.Connection) -> None:
        store.execute("CREATE TABLE scrap (word TEXT)")
        raise ValueError("never mind")

    async with running(tmp_path) as service:
        with pytest.raises(ValueError, match="never mind"):
            await service.write(change)
        await service.write(lambda store: store.execute("CREATE TABLE scrap (word TEXT)"))


async def test_a_command_the_engine_stumbles_over_stops_nobody_else(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        unknown = structs.replace(admit("odd"), queue=[])  # what no codec lets in
        answers = await asyncio.gather(
            service.submit(admit("before")),
            service.submit(unknown),
            service.submit(admit("after")),
            return_exceptions=True,
        )
        assert [type(a) for a in answers] == [Outcome, TypeError, Outcome]
        assert list(service.state.contacts) == ["before", "after"]
    assert rebuilt(tmp_path) == service.state


async def test_what_was_decided_in_vain_is_gone_at_once(tmp_path: Path) -> None:
    def never(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
        raise TypeError("not kept")

    gc.disable()
    try:
        async with running(tmp_path) as service:
            await service.submit(admit("before"))
            decided = weakref.ref(service._engine.state)
            with pytest.raises(TypeError):
                await service.submit(admit("in vain"), never)
            assert decided() is None
    finally:
        gc.enable()


# --- asking while others write --------------------------------------------------------------------------


def events(connection: sqlite3.Connection) -> int:
    """How many facts the store has."""
    (count,) = connection.execute("SELECT count(*) FROM events").fetchone()
    return int(count)


async def test_whoever_asks_waits_for_no_commit(tmp_path: Path) -> None:
    begun, answered = threading.Event(), threading.Event()

    def slowly(connection: sqlite3.Connection, facts: Sequence[Event]) -> None:
        begun.set()
        answered.wait(PATIENCE)

    async with running(tmp_path) as service:
        before = service.last
        writing = asyncio.create_task(service.submit(admit("call"), slowly))
        await asyncio.to_thread(begun.wait, PATIENCE)
        assert await service.read(events) == before
        assert not writing.done()
        answered.set()
        await writing
        assert await service.read(events) == service.last > before


async def test_a_question_is_answered_as_of_one_moment(tmp_path: Path) -> None:
    looked, written = threading.Event(), threading.Event()

    def twice(connection: sqlite3.Connection) -> tuple[int, int]:
        first = events(connection)
        looked.set()
        written.wait(PATIENCE)
        return first, events(connection)

    async with running(tmp_path) as service:
        asking = asyncio.create_task(service.read(twice))
        await asyncio.to_thread(looked.wait, PATIENCE)
        await service.submit(admit("call"))
        written.set()
        first, second = await asking
        assert first == second < service.last


# --- a full disk ----------------------------------------------------------------------------------------


async def fill_up(service: Service) -> None:
    """No room is left, and the service has met with it."""
    await fill(service)
    with pytest.raises(NotDurableError):
        await service.submit(admit("too big", subject=BIG))


async def test_a_full_store_says_so_and_recovers(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await sit_down(service, PLOY)
        await fill(service)
        before = service.last
        with pytest.raises(NotDurableError, match=r"is full .* free some space"):
            await service.submit(admit("big", subject=BIG))
        assert service.last == before == durable(tmp_path / "journal.sqlite")
        await make_room(service)
        await recovered(service)
        arrived, promised, offered = (await service.submit(admit("big", subject=BIG))).facts
        assert isinstance(arrived, ContactArrived)
        assert isinstance(promised, PromiseMade)
        assert isinstance(offered, ContactOffered)
        assert service.last == before + 3
    assert rebuilt(tmp_path) == service.state


async def test_trouble_is_said_once_when_it_begins_and_once_when_it_is_over(tmp_path: Path) -> None:
    heard: list[str] = []
    with overhearing() as overheard:
        async with running(tmp_path) as service:
            service.on_trouble(heard.append)
            assert service.trouble == ""
            await fill_up(service)
            assert str(tmp_path) in service.trouble
            for number in range(3):
                with pytest.raises(NotDurableError, match="free some space"):
                    await service.submit(admit(f"small {number}"))
            said = service.trouble
            await make_room(service)
            await recovered(service)
            assert (service.trouble, service.refused) == ("", 4)
    assert heard == [said, ""]
    begun, over = (line for line in overheard.lines if line["level"] == "critical")
    assert (begun["event"], begun["why"]) == ("nothing can be written, and all that is new is refused", said)
    assert (over["event"], over["refused"]) == ("all is written again", 4)


async def test_while_nothing_can_be_written_what_is_known_is_still_told(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        known = await service.submit(admit("known"))
        await fill_up(service)
        again, new = await asyncio.gather(
            service.submit(admit("known")), service.submit(admit("new")), return_exceptions=True
        )
        assert again == known
        assert isinstance(new, NotDurableError)
        assert [n.number for n in await service.facts(after=0)] == list(range(1, service.last + 1))
        with pytest.raises(NotDurableError):
            await service.write(lambda store: store.execute("CREATE TABLE small (word TEXT)"))


async def test_time_decides_nothing_that_cannot_be_written(tmp_path: Path) -> None:
    clock = Watch()
    async with running(tmp_path, clock=clock) as service:
        news = News(service)
        await service.submit(admit("call"))
        due = service.state.contacts[ContactId("call")].due
        await fill_up(service)
        clock.move(MINUTE)
        with pytest.raises(NotDurableError):
            await service.submit(admit("late"))
        assert not any(isinstance(fact, PromiseBroken) for fact in news.facts)
        await make_room(service)
        assert (await news.of(PromiseBroken)).at == due
    assert rebuilt(tmp_path) == service.state


async def test_what_came_due_may_itself_meet_the_full_disk(tmp_path: Path) -> None:
    clock = Watch()
    async with running(tmp_path, clock=clock) as service:
        for number in range(60):  # when they all break their promises, a page is not enough
            await service.submit(admit(f"call {number}"))
        await fill(service)
        begun = asyncio.Event()
        service.on_trouble(lambda sentence: begun.set())
        clock.move(MINUTE)
        await begun.wait()
        await make_room(service)
        await recovered(service)
        facts = (await service.submit(admit("at last"))).facts
        told = service.state.contacts[ContactId("call 59")].broken
        assert told
        assert any(isinstance(fact, ContactArrived) for fact in facts)
    assert rebuilt(tmp_path) == service.state


async def test_a_start_on_a_full_disk_is_tried_again_later(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        for number in range(3):
            await service.submit(admit(f"call {number}"))
    journal = Journal(tmp_path / "journal.sqlite")
    crowd(journal.connection)
    other = Service(journal, ThreadPoolExecutor(1), Watch())
    bigger = structs.replace(CENTRE, name=BIG)
    with pytest.raises(NotDurableError, match=r"the centre cannot open: .*free some space"):
        await other.start(bigger)
    await other.close()


# --- what is measured -----------------------------------------------------------------------------------


@dataclass
class Tally:
    """A meter that adds up."""

    commands: int = 0
    facts: int = 0
    commits: list[float] = field(default_factory=list)

    answers: int = 0

    def decided(self, commands: Sequence[Command], facts: Sequence[Event]) -> None:
        self.commands += len(commands)
        self.facts += len(facts)

    def answered(self, seconds: float) -> None:
        self.answers += 1

    def committed(self, seconds: float) -> None:
        self.commits.append(seconds)


async def test_a_meter_hears_of_every_command_and_every_fact(tmp_path: Path) -> None:
    clock, tally = Watch(), Tally()
    async with running(tmp_path, clock=clock) as service:
        service.watch(tally)
        before, news = service.last, News(service)
        asked = [asyncio.create_task(service.submit(admit(f"call {n}"))) for n in range(150)]
        await asyncio.sleep(0)
        assert service.waiting == 150
        await asyncio.gather(*asked)
        assert (tally.commands, tally.answers, tally.facts, service.waiting) == (
            150,
            150,
            service.last - before,
            0,
        )
        clock.move(MINUTE)
        await news.of(PromiseBroken)
        assert (tally.commands, tally.facts) == (150, service.last - before)
        assert service.last_commit == tally.commits[-1] > 0


# --- the end --------------------------------------------------------------------------------------------


async def test_when_the_service_ends_nobody_is_left_waiting(tmp_path: Path) -> None:
    service = await open_service(tmp_path / "journal.sqlite", CENTRE)
    owner = asyncio.create_task(service.run())
    await service.submit(admit("first"))
    waiting = [asyncio.create_task(service.submit(admit(f"call {n}"))) for n in range(300)]
    waiting[0].add_done_callback(lambda _: owner.cancel())
    async with asyncio.timeout(10):
        answers = await asyncio.gather(*waiting, return_exceptions=True)
        with pytest.raises(JournalError, match="the dispatcher stopped"):
            await service.submit(admit("too late"))
    await service.close()
    assert {type(answer) for answer in answers} == {Outcome, JournalError}
    async with running(tmp_path) as service:  # and asking the next one tells what happened
        for number, answer in enumerate(answers):
            again = await service.submit(admit(f"call {number}"))
            assert again.refused is None
            assert again == answer or isinstance(answer, JournalError)


async def test_a_listener_that_fails_ends_the_service_aloud(tmp_path: Path) -> None:
    def stumble(facts: Sequence[NumberedFact]) -> None:
        raise LookupError("a listener's own fault")

    service = await open_service(tmp_path / "journal.sqlite", CENTRE)
    service.listen(stumble)
    owner = asyncio.create_task(service.run())
    async with asyncio.timeout(10):
        with pytest.raises(JournalError):
            await service.submit(admit("call"))
        with pytest.raises(LookupError):
            await owner
    await service.close()


async def test_a_caller_who_no_longer_waits_is_served_all_the_same(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        news = News(service)
        gone = asyncio.create_task(service.submit(admit("gone")))
        await asyncio.sleep(0)
        gone.cancel()
        assert (await news.of(ContactArrived)).contact == "gone"
        await service.submit(admit("next"))


# --- laws -----------------------------------------------------------------------------------------------

NAMES = st.sampled_from([f"c{n}" for n in range(6)])
AGENTS = st.sampled_from([PLOY, ANNA, AgentId("nobody")])
QUEUES = st.sampled_from([ORDERS, MAIL])
IDS = st.uuids().map(lambda u: CommandId(str(u)))
REQUESTS: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        lambda i, n, q: structs.replace(admit(n, q), id=i), IDS, NAMES, st.sampled_from([ORDERS, MAIL])
    ),
    st.builds(lambda i, n: structs.replace(hang_up(n), id=i), IDS, NAMES),
    st.builds(ConnectAgent, id=IDS, agent=AGENTS),
    st.builds(DisconnectAgent, id=IDS, agent=AGENTS),
    st.builds(SetStatus, id=IDS, agent=AGENTS, status=st.sampled_from(AgentStatus)),
    st.builds(AcceptOffer, id=IDS, agent=AGENTS, offer=st.just(OfferId("none"))),
)


@given(st.lists(st.tuples(st.integers(0, 90), st.lists(REQUESTS, max_size=6)), max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_journal_is_the_picture_and_a_restart_changes_only_what_it_says(
    tmp_path_factory: pytest.TempPathFactory, day: list[tuple[int, list[Command]]]
) -> None:
    folder = tmp_path_factory.mktemp("day")

    async def live() -> None:
        clock = Watch()
        async with running(folder, clock=clock) as service:
            for waited, batch in day:
                clock.move(Span(waited * SECOND))
                await asyncio.gather(*(service.submit(command) for command in batch))
            await service.read(lambda store: None)
        assert rebuilt(folder) == service.state
        async with running(folder, clock=clock) as again:
            assert list(again.state.contacts) == list(service.state.contacts)
            assert not any(agent.connected for agent in again.state.agents.values())
            assert not any(contact.offer for contact in again.state.contacts.values())
        assert rebuilt(folder) == again.state

    asyncio.run(live())
