"""Laws of the client's two sans-IO parts: the picture is always the fresh one, each answer comes once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher import commands as ask
from dispatcher import events as fact
from dispatcher.client.api import Lost
from dispatcher.client.picture import Picture
from dispatcher.client.unanswered import Unanswered, id_of
from dispatcher.client.watching import following, same_journal
from dispatcher.errors import PeerError
from dispatcher.events import NumberedFact
from dispatcher.gateway.frames import VERSION, Ack, AgentCard, Ask, ContactCard, DeskFact, Facts, Welcome
from dispatcher.vocabulary import (
    EMAIL,
    AgentId,
    AgentStatus,
    CloseReason,
    CommandId,
    ContactId,
    Instant,
    Phase,
    QueueId,
    ResumeReason,
    Span,
    StatusReason,
    Urgency,
)

PLOY, MAIL = AgentId("ploy"), QueueId("mail")
NO_CONTACT = ContactId("")
NAMES = [ContactId(f"c{n}") for n in range(4)]


class Server:
    """An agent's desk as the server holds it: what happened, and what each fact left there."""

    def __init__(self) -> None:
        self.agent = agent_card(AgentStatus.AWAY, at=0)
        self.contacts: dict[ContactId, ContactCard] = {}
        self.told: list[DeskFact] = []
        self.number = 0

    def welcome(self) -> Welcome:
        return Welcome(
            version=VERSION,
            role="agent",
            user="",
            number=self.number,
            now=Instant(self.number),
            centre="Test",
            grace=Span(0),
            agent=self.agent,
            contacts=tuple(self.contacts.values()),
        )

    def missed(self, after: int) -> list[DeskFact]:
        """What was told above `after`, with the cards as they are now."""
        return [self._frame(frame.number, frame.fact) for frame in self.told if frame.number > after]

    def happen(self, name: ContactId | None, phase: Phase, skip: int) -> DeskFact:
        """One more fact about the agent; `skip` facts about others came before it."""
        self.number += 1 + skip
        at = Instant(self.number)
        event: fact.Event
        if name is None:
            self.agent = agent_card(AgentStatus.READY, at=self.number)
            event = fact.AgentStatusChanged(
                at=at, agent=PLOY, status=AgentStatus.READY, why=StatusReason.BY_AGENT
            )
        elif phase is Phase.CLOSED:
            self.contacts.pop(name, None)
            event = fact.ContactClosed(
                at=at,
                contact=name,
                agent=PLOY,
                queue=MAIL,
                channel=EMAIL,
                why=CloseReason.FINISHED,
                handled=Span(0),
            )
        else:
            self.contacts[name] = contact_card(name, phase, at=self.number)
            event = fact.ContactResumed(
                at=at, contact=name, agent=PLOY, queue=MAIL, parked=Span(0), why=ResumeReason.BY_HAND
            )
        self.told.append(self._frame(self.number, event))
        return self.told[-1]

    def _frame(self, number: int, event: fact.Event) -> DeskFact:
        named: ContactId = getattr(event, "contact", NO_CONTACT)
        return DeskFact(number=number, fact=event, agent=self.agent, contact=self.contacts.get(named))


def agent_card(status: AgentStatus, at: int) -> AgentCard:
    return AgentCard(id=PLOY, name="Ploy", status=status, since=Instant(at), email_cap=3)


def contact_card(name: ContactId, phase: Phase, at: int) -> ContactCard:
    return ContactCard(
        id=name,
        channel=EMAIL,
        live=False,
        queue=MAIL,
        queue_name="Mail",
        urgency=Urgency.NORMAL,
        phase=phase,
        since=Instant(at),
        arrived=Instant(0),
        due=Instant(10),
        customer="a@example.com",
        subject="",
        language="th",
        replied=False,
    )


steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from([None, *NAMES]),
            st.sampled_from([Phase.OFFERED, Phase.ACTIVE, Phase.PARKED, Phase.CLOSED]),
            st.integers(0, 3),
        ),
        st.sampled_from(["lost", "back", "back with a picture only"]),
    ),
    max_size=40,
)


@given(steps)
def test_an_old_picture_and_later_frames_are_the_fresh_picture(day: list[object]) -> None:
    server, picture, online = Server(), Picture(), True
    picture.begin(server.welcome())
    heard: list[int] = []
    for step in day:
        if step == "lost":
            online = False
        elif isinstance(step, str):
            picture.begin(server.welcome())
            if step == "back":
                assert picture.heard is not None
                heard += [f.number for f in server.missed(picture.heard) if picture.take(f)]
            online = True
        else:
            frame = server.happen(*step)  # type: ignore[misc]
            if online and picture.take(frame):
                heard.append(frame.number)
        if online:
            assert picture.contacts == server.contacts
            assert picture.agent == server.agent
    assert heard == sorted(set(heard)), "a fact is told once, and in order"


def test_a_frame_told_twice_changes_nothing() -> None:
    server, picture = Server(), Picture()
    picture.begin(server.welcome())
    first = server.happen(NAMES[0], Phase.ACTIVE, 0)
    later = server.happen(NAMES[0], Phase.PARKED, 0)
    assert picture.take(first)
    assert picture.take(later)
    assert not picture.take(first)
    assert picture.contacts[NAMES[0]].phase is Phase.PARKED


def test_another_journal_is_heard_from_its_own_beginning() -> None:
    old, new, picture = Server(), Server(), Picture()
    for _ in range(5):
        old.happen(None, Phase.ACTIVE, 3)
    picture.begin(old.welcome())
    picture.begin(new.welcome())
    assert picture.take(new.happen(NAMES[1], Phase.ACTIVE, 0))


# --- requests -------------------------------------------------------------------------------------------

Fate = st.sampled_from(["arrives", "request lost", "answer lost"])


@given(st.lists(st.lists(Fate, max_size=6), max_size=8), st.integers(1, 6))
def test_every_request_is_done_once_and_answered_once(links: list[list[str]], asked: int) -> None:
    """However often the connection breaks, and wherever: the last one holds."""
    unanswered, done, answered = Unanswered(), [], []
    requests = [end_wrap_up(n) for n in range(asked)]

    def carry(fates: list[str]) -> None:
        """One connection: each request meets its fate; after the first loss nothing more gets through."""
        unanswered.relinked()
        alive = True
        while (request := unanswered.next()) is not None:
            fate = (fates.pop(0) if fates else "arrives") if alive else "request lost"
            if fate != "request lost" and id_of(request) not in done:
                done.append(id_of(request))
            if fate == "arrives" and unanswered.settle(Ack(id=id_of(request), number=1)):
                answered.append(id_of(request))
            alive = fate == "arrives"

    for number, fates in enumerate(links):
        if number < asked:
            unanswered.add(requests[number])
        carry(fates)
    for request in requests[len(links) :]:
        unanswered.add(request)
    carry([])
    assert done == answered == [id_of(request) for request in requests]
    assert len(unanswered) == 0


def test_an_answer_to_nothing_is_no_answer() -> None:
    assert not Unanswered().settle(Ack(id="who", number=1))


def test_what_was_answered_is_forgotten_and_may_be_asked_again() -> None:
    unanswered = Unanswered()
    for _ in range(2):
        unanswered.add(end_wrap_up(1))
        assert unanswered.next() == end_wrap_up(1)
        assert unanswered.settle(Ack(id="k1", number=1))


def end_wrap_up(number: int) -> Ask:
    return Ask(command=ask.EndWrapUp(id=CommandId(f"k{number}"), agent=PLOY))


# --- the feed -------------------------------------------------------------------------------------------


def stretch(*numbers: int) -> Facts:
    facts = (NumberedFact(number=n, fact=fact.AgentConnected(at=Instant(n), agent=PLOY)) for n in numbers)
    return Facts(after=numbers[0] - 1, through=numbers[-1], facts=tuple(facts))


@given(after=st.integers(0, 20), first=st.integers(1, 20), length=st.integers(1, 10))
def test_a_watcher_hears_what_is_new_and_nothing_twice(after: int, first: int, length: int) -> None:
    batch = stretch(*range(first, first + length))
    if first > after + 1:
        with pytest.raises(Lost, match=f"fact {after + 1} is missing"):
            following(after, batch)
    else:
        assert [f.number for f in following(after, batch)] == [
            n for n in range(first, first + length) if n > after
        ]


def test_a_journal_that_went_backwards_is_another_one() -> None:
    same_journal(Server().welcome(), 0)
    with pytest.raises(PeerError, match="another journal"):
        same_journal(Server().welcome(), 7)
