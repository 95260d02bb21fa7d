"""A floor with a letter in each folder, made by asking the engine."""

from msgspec.structs import replace

from dispatcher import commands as ask
from dispatcher.centre import Approval, Category, Levers, Team
from dispatcher.engine.engine import Engine
from dispatcher.engine.roster import Roster
from dispatcher.engine.state import State
from dispatcher.folders.folder import Folder
from dispatcher.folders.query import Found, Wanted, look
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    AgentId,
    AgentStatus,
    CategoryId,
    CommandId,
    ContactId,
    Instant,
    MessageId,
    OfferId,
    ParkReason,
    QueueId,
    Scope,
    Span,
    TeamId,
    Tier,
    later,
)
from tests.engine.people import MAIL, agent, centre, line

NINE = Instant(1_740_992_400_000_000)  # Monday, 3 March 2025
NIGHT = TeamId("night")
BILLING = CategoryId("billing")
REVIEW = line("review", EMAIL, skills=frozenset())
CHECKED = line("checked", EMAIL, approval=Approval(queue=REVIEW.id), close_after=Span(DAY), promise=2 * DAY)
LINES = [replace(MAIL, close_after=Span(DAY)), CHECKED, REVIEW]
CENTRE = centre(
    agent("anna", cap=9),
    agent("ben", cap=0, team=NIGHT),
    lines=LINES,
    more={"categories": {BILLING: Category(id=BILLING, name="Billing")}},
)
CENTRE = replace(CENTRE, teams=CENTRE.teams | {NIGHT: Team(id=NIGHT, name="Night")})
ANNA = AgentId("anna")


class Floor:
    """An engine, and what it is asked at which time."""

    def __init__(self) -> None:
        self.engine, self.now, self._asked = Engine(), NINE, 0
        self.do(ask.ConfigureCentre, centre=CENTRE)
        self.do(ask.ConnectAgent, agent=ANNA)
        self.do(ask.SetStatus, agent=ANNA, status=AgentStatus.READY)

    @property
    def state(self) -> State:
        """The picture."""
        return self.engine.state

    def do(self, kind: type[ask.Request], **said: object) -> None:
        """Ask it now."""
        self._asked += 1
        self.engine.handle(kind(id=CommandId(str(self._asked)), **said), self.now)  # type: ignore[arg-type]

    def wait(self, span: int) -> None:
        """Let time pass."""
        self.now = later(self.now, Span(span))
        self.engine.advance(self.now)

    def letter(self, name: str, queue: str = "mail", *, accept: bool = True, **more: object) -> ContactId:
        """A letter comes, and is in Anna's hands if she accepts it."""
        contact, message = ContactId(name), MessageId(f"letter {name}")
        self.do(ask.AdmitContact, contact=contact, queue=QueueId(queue), message=message, **more)
        if accept:
            offer = OfferId(f"{name}/1")
            self.do(ask.AcceptOffer, agent=ANNA, offer=offer)
        return contact

    def look(self, folder: Folder = Folder.ALL, **wanted: object) -> Found:
        """What lies there now."""
        roster = Roster(self.state.rules, self.state.running)
        asked = Wanted(folder=folder, **wanted)  # type: ignore[arg-type]
        return look(self.state, roster, asked, self.now)


def one_of_each() -> Floor:
    """A letter in each folder, named by it."""
    floor = Floor()
    floor.letter("parked")
    floor.do(ask.ParkContact, agent=ANNA, contact=ContactId("parked"))
    floor.letter("waiting_for_customer", subject="Which colour?", customer="joe@example.org")
    waits = {"contact": ContactId("waiting_for_customer"), "why": ParkReason.WAITING_FOR_CUSTOMER}
    floor.do(ask.ParkContact, agent=ANNA, **waits)
    for name, queue in (("awaiting_approval", "checked"), ("awaiting_close", "mail")):
        floor.letter(name, queue)
        answer = {"contact": ContactId(name), "message": MessageId(f"answer {name}")}
        floor.do(ask.SubmitReply, agent=ANNA, **answer)
    floor.do(ask.FinishContact, agent=ANNA, contact=ContactId("awaiting_close"))
    floor.letter("in_progress", "checked", language="th")
    floor.do(ask.ChangeLevers, **_no_more_for_anna())
    floor.letter("unanswered", accept=False, category=BILLING, tier=Tier("gold"), subject="Where is it?")
    return floor


def _no_more_for_anna() -> dict[str, object]:
    return {"scope": Scope.AGENT, "name": "anna", "levers": Levers(caps={EMAIL: 0}), "by": "boss"}
