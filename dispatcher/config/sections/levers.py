"""The levers that mix emails with calls: declared once, for every section that takes them.

Where a nearer section says nothing, a farther one holds: agent, team, queue, centre. Their defaults are those
of `dispatcher.centre.Policy`, and hold where nobody says anything.
"""

from typing import Final

from dispatcher.centre import Policy
from dispatcher.config.declare import Depends, Manner, Otherwise, Said, Setting, default_of
from dispatcher.config.kinds import Duration, Interrupt, MapOf, Name, Whole
from dispatcher.vocabulary import DAY, HOUR, NEVER, SECOND, Span, Urgency

CAP: Final = Whole(least=0, most=50, unit="contacts")
INTERRUPT: Final = Depends(
    "urgency",
    {Urgency.URGENT: Span(0), Urgency.NORMAL: Span(20 * SECOND), Urgency.LOW: NEVER, Urgency.IDLE: NEVER},
)
_INTERRUPT: Final = Interrupt(after=Duration(least=SECOND, most=HOUR))

LEVERS: Final = (
    Setting(
        name="caps",
        meaning="how many contacts of a channel an agent may have at once",
        kind=MapOf(key=Name(what="a channel's id"), item=CAP, example="{ email = 3, chat = 2 }"),
        default=Said("each channel's `cap`"),
    ),
    Setting(
        name="reserve",
        meaning="an email is offered only while this many other agents who take calls stay idle",
        kind=Whole(least=0, most=1000, unit="agents"),
        default=Otherwise(default_of(Policy, "reserve")),
        only=Manner.WRITTEN,
    ),
    Setting(
        name="breather",
        meaning="how long after a call an agent is left in peace before an email is offered to her",
        kind=Duration(least=Span(0), most=HOUR),
        default=Otherwise(default_of(Policy, "breather")),
        only=Manner.WRITTEN,
    ),
    Setting(
        name="ramp",
        meaning="an agent who comes back gets one email, and one more each time so long has passed",
        kind=Duration(least=Span(0), most=Span(8 * HOUR)),
        default=Otherwise(default_of(Policy, "ramp")),
        only=Manner.WRITTEN,
    ),
    Setting(
        name="interrupt",
        meaning="when a call that finds nobody free may park an agent's emails",
        kind=_INTERRUPT,
        default=Said(f"by the queue: {INTERRUPT.in_words(_INTERRUPT)}"),
        only=Manner.LIVE,
    ),
    Setting(
        name="max_interruptions",
        meaning="how often one email may be parked for calls",
        kind=Whole(least=0, most=100, unit="interruptions"),
        default=Otherwise(default_of(Policy, "max_interruptions")),
        only=Manner.WRITTEN,
    ),
    Setting(
        name="undisturbed",
        meaning="how long an agent works on an email, once it came back, before a call may park it again",
        kind=Duration(least=Span(0), most=Span(8 * HOUR)),
        default=Otherwise(default_of(Policy, "undisturbed")),
        only=Manner.WRITTEN,
    ),
    Setting(
        name="park_limit",
        meaning="how long an email may lie parked before it goes back to the line with its draft",
        kind=Duration(least=SECOND, most=Span(7 * DAY)),
        default=Otherwise(default_of(Policy, "park_limit")),
        only=Manner.WRITTEN,
    ),
    Setting(
        name="decline_pause",
        meaning="how long an agent who declined a contact is not offered others of its queue",
        kind=Duration(least=Span(0), most=HOUR),
        default=Otherwise(default_of(Policy, "decline_pause")),
    ),
    Setting(
        name="grace",
        meaning="how long a desk that lost its connection may take to come back before its work goes on",
        kind=Duration(least=Span(0), most=HOUR),
        default=Otherwise(default_of(Policy, "grace")),
    ),
)
"""With `only` where a queue of another channel has no use for one."""

OF_NO_QUEUE: Final = frozenset({"caps", "grace"})
"""What concerns an agent with all she has in hand, whatever its queue."""

OF_NO_AGENT: Final = frozenset({"interrupt"})
"""What concerns a contact before it is anybody's."""

LEVERS_OF_AGENTS: Final = tuple(lever for lever in LEVERS if lever.name not in OF_NO_AGENT)
LEVERS_OF_QUEUES: Final = tuple(lever for lever in LEVERS if lever.name not in OF_NO_QUEUE)
