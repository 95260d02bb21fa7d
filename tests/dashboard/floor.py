"""A floor whose changes are noted as they happen, for plays and laws of acting from the board."""

from msgspec.structs import replace

from dashboard.acting.changes import Change, Changes
from dispatcher import commands as ask
from dispatcher.engine.engine import Engine
from dispatcher.engine.state import State
from dispatcher.events import CommandRefused, Event
from dispatcher.vocabulary import AgentId, AgentStatus, CommandId, ContactId, OfferId, QueueId, Span, later
from tests.folders.floor import CENTRE, NINE

ANNA, BEN = AgentId("anna"), AgentId("ben")


class NotedFloor:
    """An engine, a picture that follows it, and the changes noted on the way."""

    def __init__(self) -> None:
        self.engine, self.state, self.now = Engine(), State(), NINE
        self.changes: list[Change] = []
        self._noting, self._asked, self._number = Changes(), 0, 0
        self.do(ask.ConfigureCentre(id=CommandId("centre"), centre=CENTRE))
        for agent in (ANNA, BEN):
            self.do(ask.ConnectAgent(id=CommandId(f"{agent} comes"), agent=agent))

    def do(self, command: ask.Command) -> list[Event]:
        """Ask it a second later, under an id of its own."""
        self._asked += 1
        self.now = later(self.now, Span(1_000_000))
        facts = self.engine.handle(_numbered(command, self._asked), self.now)
        for event in facts:
            self._number += 1
            self._noting.see(self._number, event, self.state)
            self.state.apply(event)
        self.changes += self._noting.taken()
        return facts

    def refused(self, command: ask.Command) -> str | None:
        """Ask it, and say why it was refused."""
        return next((fact.reason for fact in self.do(command) if isinstance(fact, CommandRefused)), None)

    def ready(self, agent: AgentId) -> None:
        """She takes work."""
        self.do(ask.SetStatus(id=CommandId(""), agent=agent, status=AgentStatus.READY))

    def letter(self, name: str, agent: AgentId | None = None) -> ContactId:
        """A letter comes, and this agent takes it if it is offered to her."""
        contact = ContactId(name)
        self.do(ask.AdmitContact(id=CommandId(""), contact=contact, queue=QueueId("mail")))
        if agent is not None:
            self.accept(contact, agent)
        return contact

    def accept(self, contact: ContactId, agent: AgentId) -> None:
        """She takes what rings at her desk."""
        offer = self.state.contacts[contact].offer
        assert offer is not None
        assert offer.agent == agent
        self.do(ask.AcceptOffer(id=CommandId(""), agent=agent, offer=OfferId(offer.id)))


def _numbered(command: ask.Command, number: int) -> ask.Command:
    return replace(command, id=CommandId(f"{number}"))
