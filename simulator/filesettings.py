"""Every setting of a scenario file, declared once: meaning, kind with unit and bounds, default.

The reader and the reference page both speak from these tables. Defaults are those of the structs in
`simulator.scenario`.
"""

from typing import Final

from analytics.kpis import BY_NAME
from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.hourkinds import Stretch
from dispatcher.config.kinds import Duration, ListOf, Name, OneOf, Text, Whole
from dispatcher.config.settings import SECTIONS as OF_CENTRE
from dispatcher.config.tables import Row
from dispatcher.vocabulary import DAY, HOUR, SECOND, Span
from simulator.filedemand import DEMAND
from simulator.filekinds import AsThere, Begin, LawKind, Number, OneOrMore
from simulator.scenario import Habits, Precision, Scenario

_PRECISION = Row(
    settings=(
        Setting(name="kpi", meaning="the KPI that is to be precise", kind=OneOf(choices=tuple(BY_NAME))),
        Setting(
            name="within",
            meaning="how far its 95 % interval may reach to either side, as a share of the mean",
            kind=Number(least=0.0001, most=1),
        ),
        Setting(
            name="queue",
            meaning="the queue whose KPI it is",
            kind=Name(what="a queue's id"),
            default=Said("the whole centre"),
        ),
        Setting(
            name="most",
            meaning="how many runs are enough, precise or not",
            kind=Whole(least=2, most=100_000, unit="runs"),
            default=default_of(Precision, "most"),
        ),
    )
)

SCENARIO = Section(
    name="scenario",
    meaning="What is simulated, for how long, and how often.",
    needed=True,
    settings=(
        Setting(
            name="centre",
            meaning="the centre file whose rules, queues and agents are supposed, beside the scenario file "
            "unless the path is whole",
            kind=Text(what="the path of a centre file", most=1000),
        ),
        Setting(name="start", meaning="when the run begins", kind=Begin()),
        Setting(
            name="length", meaning="how long the run is", kind=Duration(least=SECOND, most=Span(366 * DAY))
        ),
        Setting(
            name="warm_up",
            meaning="how much of the run passes before it is measured; 0 for a finite day, longer for the "
            "steady state",
            kind=Duration(least=Span(0), most=Span(366 * DAY)),
            default=default_of(Scenario, "warm_up"),
        ),
        Setting(
            name="replications",
            meaning="how often the run is played, each time with other chance",
            kind=Whole(least=1, most=10_000, unit="runs"),
            default=default_of(Scenario, "replications"),
        ),
        Setting(
            name="precision",
            meaning="play on after the replications until a KPI is known so well",
            kind=_PRECISION,
            default=Said("the replications are enough"),
        ),
        Setting(
            name="seed",
            meaning="names the chance: the same seed brings the same people",
            kind=Whole(least=0, most=10**9),
            default=default_of(Scenario, "seed"),
        ),
        Setting(
            name="busyness",
            meaning="spread of the day's volume: deviation over mean of a gamma factor that all queues share",
            kind=Number(least=0, most=2),
            default=default_of(Scenario, "busyness"),
        ),
    ),
)

HABITS = Section(
    name="habits",
    meaning="How agents work.",
    settings=(
        Setting(
            name="ring",
            meaning="how long an offer rings before the agent answers",
            kind=LawKind(),
            default=default_of(Habits, "ring"),
        ),
        Setting(
            name="back_after",
            meaning="how long after a missed offer an agent is ready again",
            kind=Duration(least=Span(0), most=DAY),
            default=default_of(Habits, "back_after"),
        ),
        Setting(
            name="speeds",
            meaning="what an agent gets done with 1, 2, 3 … emails open, as a share of a full agent; the "
            "last holds for more, and 1 everywhere is no gain from doing several at once",
            kind=OneOrMore(item=Number(least=0.01, most=100), into=tuple),
            default=default_of(Habits, "speeds"),
        ),
        Setting(
            name="absence",
            meaning="on how many of her days an agent does not come, by chance",
            kind=Number(least=0, most=1, unit="of the days"),
            default=default_of(Habits, "absence"),
        ),
    ),
)

_PACE: Final = Number(least=0.01, most=100)
_BREAKS: Final = Setting(
    name="breaks",
    meaning="breaks of every day; emails wait for her, a call is finished",
    kind=ListOf(item=Stretch(), into=tuple),
    default=(),
)

SHIFTS = Section(
    name="shifts",
    meaning="When an agent works, and how; the id is the agent's. Whoever is not named works all the time, "
    "or, where there is `[staff]`, not at all.",
    named=True,
    settings=(
        Setting(
            name="hours",
            meaning="hours of every day, by the clock of the start's offset",
            kind=ListOf(item=Stretch(), into=tuple),
            default=Said("all the time"),
        ),
        _BREAKS,
        Setting(
            name="speed", meaning="what she gets done, as a share of a full agent", kind=_PACE, default=1.0
        ),
    ),
)

STAFF = Section(
    name="staff",
    meaning="A group of agents by the number of them who are there; the id is the group's, its agents are "
    "called `<id>-1`, `<id>-2` and on.",
    named=True,
    settings=(
        Setting(
            name="like",
            meaning="the agent of the centre file whose team, skills and levers each of them has",
            kind=Name(what="an agent's id"),
        ),
        Setting(
            name="agents",
            meaning="how many are there: one number, or one for each interval from the start of the run; a "
            "list for a whole day begins anew every day",
            kind=OneOrMore(item=Whole(least=0, most=5000, unit="agents"), into=tuple),
        ),
        Setting(
            name="interval",
            meaning="how long each number of a list holds",
            kind=Duration(least=SECOND, most=DAY),
            default=HOUR,
        ),
        _BREAKS,
        Setting(
            name="speed",
            meaning="what each of them gets done, as a share of a full agent",
            kind=_PACE,
            default=1.0,
        ),
    ),
)

COSTS = Section(
    name="costs",
    meaning="What it costs, in whatever money.",
    settings=(
        Setting(
            name="agent_hour",
            meaning="an hour of an agent who is there or has a break; absence costs as much",
            kind=Number(least=0, most=100_000, unit="an hour"),
            default=default_of(Scenario, "agent_hour"),
        ),
    ),
)

DECIDES: Final = ("centre", "channels", "teams", "agents", "queues", "categories", "hours", "timetables")
"""The sections of the centre file that a policy may change: what the engine decides by."""

POLICY = Section(
    name="policy",
    meaning="What is otherwise than in the centre file, under the keys of that file: "
    '`[policy.queues.calls]` and `promise = "30s"`. What is not said here stays as it is there.',
    settings=tuple(
        Setting(
            name=section.name,
            meaning=section.meaning.split(".")[0],
            kind=AsThere(there=section.header),
            default=Said("as there"),
        )
        for section in OF_CENTRE
        if section.name in DECIDES
    ),
)

SECTIONS: Final = (SCENARIO, DEMAND, HABITS, SHIFTS, STAFF, COSTS, POLICY)
"""The whole scenario file, in the order people write it."""
