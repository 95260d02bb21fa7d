"""Centres by chance: small ones mostly, with everything in them that a centre file can say.

Spans are few and round, so that many things come due at one instant.
"""

import random
from collections.abc import Sequence
from typing import Any, Final

from msgspec.structs import replace

from dispatcher.centre import (
    Agent,
    Approval,
    Category,
    Centre,
    Channel,
    Levers,
    Queue,
    Ring,
    Team,
    Terms,
    Timetable,
)
from dispatcher.hours import Calendar
from dispatcher.vocabulary import (
    DAY,
    EMAIL,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    VOICE,
    AgentId,
    CalendarId,
    CategoryId,
    ChannelId,
    Instant,
    QueueId,
    Skill,
    Span,
    Strategy,
    TeamId,
    Tier,
    TimetableId,
    Urgency,
)

CHAT: Final = ChannelId("chat")
SKILLS: Final = tuple(map(Skill, ("talk", "write", "chat", "check", "sell")))
LANGUAGES: Final = ("nl", "de")
TEAMS: Final = (TeamId("day"), TeamId("late"))
GOLD: Final = Tier("gold")
CATEGORIES: Final = tuple(map(CategoryId, ("refund", "fraud")))
CALENDARS: Final = tuple(map(CalendarId, ("desk", "shop")))

SUMMER: Final = Span(2 * HOUR)
BEGINS: Final[tuple[tuple[Instant, tuple[tuple[Instant, Span], ...]], ...]] = (
    (Instant(1_741_003_200 * SECOND), ((Instant(0), HOUR),)),
    (Instant(1_743_294_600 * SECOND), ((Instant(0), HOUR), (Instant(1_743_296_400 * SECOND), SUMMER))),
    (Instant(1_761_438_600 * SECOND), ((Instant(0), SUMMER), (Instant(1_761_440_400 * SECOND), HOUR))),
)
"""When a day begins, and how far clocks are ahead: a Monday in March; half an hour before they change."""


def begins(seed: int) -> Instant:
    """When the day of this seed begins."""
    return BEGINS[seed % len(BEGINS)][0]


def draw(seed: int, staff: int | None = None) -> tuple[Centre, ...]:
    """A centre and what it may become, the same ones for the same seed; `staff` says how many work there."""
    chance = random.Random(f"centre {seed}")
    count = staff if staff is not None else chance.choice((1, 2, 2, 3, 3, 4, 4, 5, 6, 8))
    drawn = Dice(chance, seed)
    first = drawn.centre(count)
    return first, drawn.altered(first), drawn.altered(first), drawn.smaller(first)


class Dice:
    """Draws the parts of a centre."""

    def __init__(self, chance: random.Random, seed: int) -> None:
        self.chance, self.seed = chance, seed
        self.start, self.offsets = BEGINS[seed % len(BEGINS)]

    def often(self, share: float) -> bool:
        """True so often."""
        return self.chance.random() < share

    def seconds(self, *counts: int) -> Span:
        """One of these."""
        return Span(self.chance.choice(counts) * SECOND)

    # --- the whole --------------------------------------------------------------------------------------

    def centre(self, count: int) -> Centre:
        """So many agents, and lines for what they can do."""
        channels = self.channels()
        agents = [self.agent(number) for number in range(count)]
        calendars = {name: self.calendar(name) for name in CALENDARS}
        queues = {queue.id: queue for queue in self.queues()}
        return Centre(
            name=f"Centre {self.seed}",
            channels=channels,
            teams={team: Team(id=team, name=team, levers=self.levers(0.1)) for team in TEAMS},
            agents={agent.id: agent for agent in agents},
            queues=queues,
            categories=self.categories(list(queues)),
            calendars=calendars,
            timetables=self.timetables([a.id for a in agents], list(queues)),
            levers=self.levers(0.5),
            affinity=self.seconds(0, 60, 600),
        )

    def altered(self, centre: Centre) -> Centre:
        """The same people and lines under other rules."""
        queues = {
            name: self.queue(name, queue.channel, "review" in centre.queues) if self.often(0.4) else queue
            for name, queue in centre.queues.items()
        }
        calendars = {name: self.calendar(name) for name in CALENDARS} if self.often(0.3) else centre.calendars
        timetables = self.timetables(list(centre.agents), list(queues))
        return replace(
            centre,
            name=f"{centre.name}, altered",
            queues=queues,
            categories=self.categories(list(queues)),
            calendars=calendars,
            timetables=timetables if self.often(0.5) else centre.timetables,
            levers=self.levers(0.5),
        )

    def smaller(self, centre: Centre) -> Centre:
        """One agent fewer, or one line."""
        agents, queues = dict(centre.agents), dict(centre.queues)
        if len(agents) > 1 and self.often(0.7):
            del agents[self.chance.choice(sorted(agents))]
        else:
            rules = [queue.approval for queue in queues.values()]
            rules += [category.approval for category in centre.categories.values()]
            asked = {rule.queue for rule in rules if rule is not None}
            del queues[self.chance.choice(sorted(queues.keys() - asked))]
        return replace(centre, name=f"{centre.name}, smaller", agents=agents, queues=queues)

    def channels(self) -> dict[ChannelId, Channel]:
        """Voice, email and chat; now and then with shares of their own."""
        shares: Sequence[int | None] = (None, None, None)
        if self.often(0.2):
            shares = self.chance.choice(((100, 50, 40), (80, 20, 20), (100, 25, 50)))
        voice, email, chat = shares
        letters = self.chance.choice((1, 2, 3))
        return {
            VOICE: Channel(id=VOICE, name="Voice", live=True, cap=1, share=voice),
            EMAIL: Channel(id=EMAIL, name="Email", live=False, cap=letters, share=email),
            CHAT: Channel(id=CHAT, name="Chat", live=True, cap=3, share=chat),
        }

    # --- people -----------------------------------------------------------------------------------------

    def agent(self, number: int) -> Agent:
        """Somebody who can do most of it."""
        return Agent(
            id=AgentId(f"a{number}"),
            name=f"Agent {number}",
            team=self.chance.choice(TEAMS),
            skills={skill: self.chance.randint(1, 10) for skill in SKILLS if self.often(0.75)},
            languages=frozenset(one for one in LANGUAGES if self.often(0.6)),
            approval=self.often(0.2),
            levers=self.levers(0.05),
        )

    def levers(self, often: float) -> Levers:
        """Some levers, each so often."""
        caps = {EMAIL: (0, 1, 2, 3, 4), CHAT: (1, 2, 3), VOICE: (0, 1, 1, 1)}
        said: dict[str, Any] = {
            "reserve": self.chance.choice((0, 1, 2)),
            "breather": self.seconds(0, 5, 20),
            "ramp": self.seconds(0, 10, 30),
            "interrupt_after": self.chance.choice((Span(0), Span(5 * SECOND), Span(20 * SECOND), NEVER)),
            "max_interruptions": self.chance.choice((0, 1, 2, 3)),
            "undisturbed": self.seconds(0, 10, 60),
            "park_limit": self.seconds(20, 60, 180),
            "decline_pause": self.seconds(0, 10, 30),
            "grace": self.seconds(0, 10, 30),
        }
        chosen = {name: value for name, value in said.items() if self.often(often)}
        return Levers(
            caps={c: self.chance.choice(some) for c, some in caps.items() if self.often(often / 3)}, **chosen
        )

    def timetables(self, agents: list[AgentId], queues: list[QueueId]) -> dict[TimetableId, Timetable]:
        """None, one or two: for an agent, a team, a queue or all."""
        found = {}
        for number in range(self.chance.choice((0, 0, 1, 2))):
            scope = self.chance.choice(("agents", "teams", "queues", "centre"))
            things: Sequence[Any] = {"agents": agents, "teams": TEAMS, "queues": queues}.get(scope, ())
            some: dict[str, Any] = {scope: frozenset({self.chance.choice(things)})} if things else {}
            name = TimetableId(f"t{number}")
            found[name] = Timetable(
                id=name, hours=self.chance.choice(CALENDARS), levers=self.levers(0.4), **some
            )
        return found

    # --- lines ------------------------------------------------------------------------------------------

    def queues(self) -> list[Queue]:
        """Lines for calls, chats and letters, and now and then for approvals and idle time."""
        review = self.often(0.5)
        names = ["calls", "mail"] + [n for n in ("urgent", "low", "chats", "letters") if self.often(0.6)]
        names += ["training"] if self.often(0.4) else []
        names += ["review"] if review else []
        return [self.queue(QueueId(name), _CHANNEL.get(name, EMAIL), review) for name in names]

    def queue(self, name: QueueId, channel: ChannelId, review: bool) -> Queue:
        """One line of that name and channel."""
        live, chance = channel != EMAIL, self.chance
        skill = {"review": Skill("check"), VOICE: Skill("talk"), CHAT: Skill("chat")}
        main = skill.get(name, skill.get(channel, Skill("write")))
        skills = {main: chance.choice((1, 1, 3, 6))} | ({Skill("sell"): 1} if self.often(0.15) else {})
        answers = name in ("mail", "letters")
        return Queue(
            id=name,
            name=name,
            channel=channel,
            skills=skills if self.often(0.95) else {},
            match_language=self.often(0.3),
            rings=self.rings(main) if self.often(0.4) else (),
            strategy=chance.choice(list(Strategy)),
            last_agent_wait=self.seconds(0, 0, 15),
            urgency=_URGENCY.get(name, Urgency.NORMAL),
            tiers={GOLD: self.terms()} if self.often(0.4) else {},
            promise=self.seconds(0, 10, 20, 30) if live else self.seconds(30, 60, 180, 600),
            acknowledge_within=self.seconds(10, 60) if not live and self.often(0.4) else None,
            resolution=self.seconds(60, 300, 900) if self.often(0.3) else None,
            hours=chance.choice(CALENDARS) if self.often(0.4) else None,
            warn=chance.choice(((), (), (50,), (50, 75, 90), (100,))),
            escalate=self.seconds(10, 60, 120) if not live and self.often(0.5) else None,
            approval=self.approval() if review and answers and self.often(0.7) else None,
            close_after=self.seconds(20, 60, 300) if answers and self.often(0.5) else None,
            offer_timeout=self.seconds(5, 10, 20),
            wrap_up=self.seconds(0, 0, 5, 10, 30),
            expected_handle=self.seconds(5, 20, 60),
            levers=self.levers(0.1),
        )

    def approval(self) -> Approval:
        """All replies, half of them, or those of some only."""
        return Approval(queue=QueueId("review"), share=self.chance.choice((100, 100, 50, 0)))

    def terms(self) -> Terms:
        """What better customers get."""
        return Terms(
            urgency=self.chance.choice((None, Urgency.URGENT)),
            promise=self.chance.choice((None, Span(10 * SECOND))),
            acknowledge_within=self.chance.choice((None, Span(5 * SECOND))),
            resolution=self.chance.choice((None, MINUTE)),
        )

    def categories(self, queues: list[QueueId]) -> dict[CategoryId, Category]:
        """What contacts may be about; some have a queue of their own, perhaps of another channel."""
        return {
            name: Category(
                id=name,
                name=name,
                queue=self.chance.choice(queues) if self.often(0.3) else None,
                skills={Skill("sell"): self.chance.choice((1, 3))} if self.often(0.4) else {},
                terms=self.terms(),
                approval=self.approval() if QueueId("review") in queues and self.often(0.2) else None,
            )
            for name in CATEGORIES
            if self.often(0.6)
        }

    def rings(self, main: Skill) -> tuple[Ring, ...]:
        """One or two, each wider than what comes before it."""
        after, rings = 0, []
        for _ in range(self.chance.choice((1, 2))):
            after += self.seconds(5, 10, 30)
            skills = {main: 1} if self.often(0.5) else {}
            rings.append(Ring(after=Span(after), skills=skills, any_language=self.often(0.5)))
        return tuple(rings)

    # --- hours ------------------------------------------------------------------------------------------

    def calendar(self, name: CalendarId) -> Calendar:
        """Openings that begin and end while the day is looked at."""
        usual = self.openings()
        return Calendar(id=name, week=(usual,) * 7, offsets=self.offsets)

    def openings(self) -> tuple[tuple[Span, Span], ...]:
        """Two or three in the hours around the start, by local clocks; or the whole day."""
        if self.often(0.15):
            return ((Span(0), DAY),)
        midnight = (self.start + self.offsets[0][1]) % DAY
        first = midnight // MINUTE
        cuts = sorted(self.chance.sample(range(first - 20, first + 200, 5), self.chance.choice((2, 4, 6))))
        spans = [Span(cut * MINUTE) for cut in cuts]
        return tuple(zip(spans[::2], spans[1::2], strict=True))


_CHANNEL: Final = {"calls": VOICE, "urgent": VOICE, "low": VOICE, "chats": CHAT}
_URGENCY: Final = {
    "urgent": Urgency.URGENT,
    "low": Urgency.LOW,
    "letters": Urgency.LOW,
    "training": Urgency.IDLE,
}
