"""Every setting of a scenario file, declared once: meaning, kind with unit and bounds, default.

The reader and the reference page both speak from these tables. Defaults are those of the structs in
`simulator.scenario`.
"""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.hourkinds import Stretch
from dispatcher.config.kinds import Duration, ListOf, Text, Whole
from dispatcher.vocabulary import DAY, HOUR, SECOND, Span
from simulator.filekinds import Begin, LawKind, Number, OneOrMore
from simulator.scenario import Habits, Scenario

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

DEMAND = Section(
    name="demand",
    meaning="Who comes to a queue; the id is the queue's.",
    named=True,
    needed=True,
    settings=(
        Setting(
            name="per_hour",
            meaning="contacts an hour: one rate, or one for each interval from the start of the run; a list "
            "for a whole day begins anew every day",
            kind=OneOrMore(item=Number(least=0, most=100_000, unit="contacts an hour"), into=tuple),
        ),
        Setting(
            name="interval",
            meaning="how long each rate of a list holds",
            kind=Duration(least=SECOND, most=DAY),
            default=HOUR,
        ),
        Setting(name="handle", meaning="hands-on time of an agent who does nothing else", kind=LawKind()),
        Setting(
            name="patience",
            meaning="how long a caller waits before hanging up; writers never do",
            kind=LawKind(),
            default=Said("none: nobody hangs up"),
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
    ),
)

SHIFTS = Section(
    name="shifts",
    meaning="When an agent works; the id is the agent's. Whoever is not named works all the time.",
    named=True,
    settings=(
        Setting(
            name="hours",
            meaning="hours of every day, by the clock of the start's offset",
            kind=ListOf(item=Stretch(), into=tuple),
        ),
    ),
)

SECTIONS: Final = (SCENARIO, DEMAND, HABITS, SHIFTS)
"""The whole scenario file, in the order people write it."""
