"""What a PBX sends over HTTP: the reports of `dispatcher.voice.reports`, less what the path says."""

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.vocabulary import (
    AgentId,
    CategoryId,
    ContactId,
    OfferId,
    PhoneTrouble,
    QueueId,
    Tier,
    Urgency,
)
from dispatcher.voice.reports import (
    CALL_NAME,
    LONGEST_CALLER,
    LONGEST_LANGUAGE,
    LONGEST_NAME,
    CallArrived,
    CallHungUp,
    CallTransferred,
    Party,
    PhoneUnreachable,
)


class Body(BaseModel):
    """A body that says nothing we do not know."""

    model_config = ConfigDict(extra="forbid")


class NewCall(Body):
    """A caller is on the line."""

    queue: str = Field(
        max_length=LONGEST_NAME,
        description="The queue the caller chose, by its name in the centre file.",
        examples=["support"],
    )
    caller: str = Field(
        "",
        max_length=LONGEST_CALLER,
        description="The caller's number, as the network gave it.",
        examples=["+66 2 123 4567"],
    )
    id: str | None = Field(
        None,
        pattern=CALL_NAME,
        description="The PBX's own name for this call; asking twice with it is asking once.",
        examples=["pbx-17"],
    )
    urgency: Urgency | None = Field(None, description="Instead of the queue's own urgency.")
    language: str = Field(
        "",
        max_length=LONGEST_LANGUAGE,
        description="What the caller speaks, as a language tag (BCP 47).",
        examples=["th"],
    )
    tier: str | None = Field(
        None, max_length=LONGEST_NAME, description="The caller's tier, as the queue names it."
    )
    category: str | None = Field(
        None, max_length=LONGEST_NAME, description="What the call is about, as the centre file names it."
    )

    def report(self, name: str) -> CallArrived:
        """As the report it is, of the call with this name."""
        return CallArrived(
            call=ContactId(name),
            queue=QueueId(self.queue),
            caller=self.caller,
            urgency=self.urgency,
            language=self.language,
            tier=None if self.tier is None else Tier(self.tier),
            category=None if self.category is None else CategoryId(self.category),
        )


class HungUp(Body):
    """Who hung up."""

    by: Party = Field(
        default=Party.CALLER,
        description="The caller, the agent by her phone, or nobody: the PBX was restarted and lost it.",
    )
    agent: str | None = Field(
        default=None, max_length=LONGEST_NAME, description="Which agent it was.", examples=["ploy"]
    )

    def report(self, name: str) -> CallHungUp:
        """As the report it is, of the call with this name."""
        agent = None if self.agent is None else AgentId(self.agent)
        return CallHungUp(call=ContactId(name), by=self.by, agent=agent)


class Whose(Body):
    """Whose phone it is about."""

    agent: str = Field(
        max_length=LONGEST_NAME, description="The agent's name in the centre file.", examples=["ploy"]
    )


class Transferred(Whose):
    """Where she passed the call on to: one of the three."""

    to_queue: str | None = Field(None, max_length=LONGEST_NAME, description="A queue of ours.")
    to_agent: str | None = Field(None, max_length=LONGEST_NAME, description="An agent of ours.")
    away: bool = Field(False, description="A number outside: the call is no longer ours.")

    def report(self, name: str) -> CallTransferred:
        """As the report it is, of the call with this name."""
        return CallTransferred(
            call=ContactId(name),
            agent=AgentId(self.agent),
            to_queue=None if self.to_queue is None else QueueId(self.to_queue),
            to_agent=None if self.to_agent is None else AgentId(self.to_agent),
            away=self.away,
        )


class Rings(Body):
    """For which call the phone rings."""

    call: str = Field(pattern=CALL_NAME, description="The call's id.", examples=["pbx-17"])


class ForOffer(Body):
    """For which offer the phone rang, or should have."""

    offer: str = Field(
        max_length=LONGEST_NAME,
        description="The offer, from the order or from the call's card.",
        examples=["pbx-17/1"],
    )

    @property
    def named(self) -> OfferId:
        """The offer's name."""
        return OfferId(self.offer)


class Unreachable(ForOffer):
    """Why it did not ring."""

    cause: PhoneTrouble = Field(PhoneTrouble.FAILED, description="What the PBX was told.")

    def report(self, agent: str) -> PhoneUnreachable:
        """As the report it is, of this agent's phone."""
        return PhoneUnreachable(agent=AgentId(agent), offer=self.named, cause=self.cause)
