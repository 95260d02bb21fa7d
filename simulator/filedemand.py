"""The settings of who comes to a queue, declared once; see `simulator.filesettings`."""

from typing import Final

from dispatcher.config.declare import Said, Section, Setting, default_of
from dispatcher.config.kinds import Duration, Name, Whole
from dispatcher.config.tables import Row
from dispatcher.vocabulary import DAY, SECOND
from simulator.filekinds import LawKind, Number, OneOrMore, Trace
from simulator.scenario import Demand, Hop, Nagging, Redial

NOBODY: Final = Said("none of them")
_OTHER_QUEUE: Final = Setting(name="to", meaning="the queue they turn to", kind=Name(what="a queue's id"))
_SHARE: Final = Number(least=0, most=1, unit="of them")

_REDIAL = Row(
    settings=(
        Setting(name="share", meaning="how many of them call again", kind=_SHARE),
        Setting(name="after", meaning="how long after", kind=LawKind()),
        Setting(
            name="most",
            meaning="how often one customer calls in all, before giving up for good",
            kind=Whole(least=2, most=10**6, unit="calls"),
            default=default_of(Redial, "most"),
        ),
    )
)
_AGAIN = Row(
    settings=(
        Setting(name="after", meaning="how long without a reply, each time", kind=LawKind()),
        Setting(
            name="share",
            meaning="how many of them write again, each time",
            kind=_SHARE,
            default=default_of(Nagging, "share"),
        ),
        Setting(
            name="most",
            meaning="how often one of them does",
            kind=Whole(least=1, most=100, unit="letters"),
            default=default_of(Nagging, "most"),
        ),
    )
)


def _hop(after: str) -> Row:
    return Row(
        settings=(
            _OTHER_QUEUE,
            Setting(
                name="share", meaning="how many of them do", kind=_SHARE, default=default_of(Hop, "share")
            ),
            Setting(name="after", meaning=after, kind=LawKind(), default=default_of(Hop, "after")),
        )
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
            "for a whole day begins anew every day. They come by chance at that rate (Poisson)",
            kind=OneOrMore(item=Number(least=0, most=100_000, unit="contacts an hour"), into=tuple),
            default=Said("none come by a rate"),
        ),
        Setting(
            name="interval",
            meaning="how long each rate of a list holds",
            kind=Duration(least=SECOND, most=DAY),
            default=default_of(Demand, "interval"),
        ),
        Setting(
            name="spread",
            meaning="how much more than by chance intervals differ: deviation over mean of a gamma factor on "
            "the rate of each interval, for this queue alone",
            kind=Number(least=0, most=5),
            default=default_of(Demand, "spread"),
        ),
        Setting(
            name="trace",
            meaning="the very instants at which contacts come, besides those that come by a rate",
            kind=Trace(),
            default=Said("none"),
        ),
        Setting(
            name="opening",
            meaning="how many contacts are there already when the run begins",
            kind=Whole(least=0, most=1_000_000, unit="contacts"),
            default=default_of(Demand, "opening"),
        ),
        Setting(
            name="endless",
            meaning="how many stand in line at any time: as soon as one is taken up, another comes; 0 for a "
            "line that can be empty",
            kind=Whole(least=0, most=10_000, unit="contacts"),
            default=default_of(Demand, "endless"),
        ),
        Setting(name="handle", meaning="hands-on time of an agent who does nothing else", kind=LawKind()),
        Setting(
            name="patience",
            meaning="how long a caller waits before hanging up; writers never do",
            kind=LawKind(),
            default=Said("none: nobody hangs up"),
        ),
        Setting(
            name="places",
            meaning="how many may be open at once, in line, in hand or parked, such as telephone lines or "
            "the room of a mailbox; whoever comes then is turned away",
            kind=Whole(least=1, most=1_000_000, unit="contacts"),
            default=Said("no limit"),
        ),
        Setting(
            name="redial",
            meaning="callers who hung up or were turned away, and call again about the same",
            kind=_REDIAL,
            default=NOBODY,
        ),
        Setting(
            name="instead",
            meaning="callers who gave up for good, and turn to another queue: a call becomes an email",
            kind=_hop("how long after"),
            default=NOBODY,
        ),
        Setting(
            name="again",
            meaning="writers who have no reply yet, and write again; it joins the open letter",
            kind=_AGAIN,
            default=NOBODY,
        ),
        Setting(
            name="hops",
            meaning="writers who have no reply yet, and turn to another queue: a late email becomes a call. "
            "When that is done, so is the letter",
            kind=_hop("how long without a reply"),
            default=NOBODY,
        ),
    ),
)
