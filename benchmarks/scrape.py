"""What reading the centre for `/metrics` costs: `python -m benchmarks.scrape [AGENTS CONTACTS]`.

It runs on the event loop, between decisions, so this is how long one of them may have to wait for it.
"""

import sys
import time
from statistics import median

from prometheus_client import CollectorRegistry

from dispatcher.centre import Agent, Centre, Queue, Team
from dispatcher.commands import AdmitContact, ConfigureCentre
from dispatcher.engine.engine import Engine
from dispatcher.metrics.picture import picture_reading
from dispatcher.metrics.scrape import text_of
from dispatcher.vocabulary import (
    EMAIL,
    HOUR,
    VOICE,
    AgentId,
    CommandId,
    ContactId,
    Instant,
    QueueId,
    Span,
    TeamId,
)

TIMES = 20
TEAM = TeamId("team")


def centre(agents: int) -> Centre:
    """Ten queues, half of calls."""
    names = [AgentId(f"agent-{n}") for n in range(agents)]
    queues = [QueueId(f"queue-{n}") for n in range(10)]
    return Centre(
        name="Bench",
        teams={TEAM: Team(id=TEAM, name="Team")},
        agents={name: Agent(id=name, name=name, team=TEAM, skills={}) for name in names},
        queues={
            name: Queue(id=name, name=name, channel=(VOICE, EMAIL)[n % 2], promise=Span(HOUR))
            for n, name in enumerate(queues)
        },
    )


def main(agents: int = 1_000, contacts: int = 10_000) -> None:
    """Print the milliseconds of reading, and of reading and printing."""
    engine, now = Engine(), Instant(1)
    engine.handle(ConfigureCentre(id=CommandId("configure"), centre=centre(agents)), now)
    for n in range(contacts):
        name = ContactId(f"contact-{n}")
        queue = QueueId(f"queue-{n % 10}")
        engine.handle(AdmitContact(id=CommandId(name), contact=name, queue=queue), Instant(n))
    registry = CollectorRegistry()
    reads, prints = [], []
    for _ in range(TIMES):
        began = time.perf_counter()
        reading = picture_reading(engine.state, Instant(contacts))
        read = time.perf_counter()
        text_of([reading], registry)
        reads.append(read - began)
        prints.append(time.perf_counter() - began)
    print(f"{agents} agents, {contacts} open contacts, {TIMES} times")
    print(f"read           {median(reads) * 1e3:6.1f} ms median, {max(reads) * 1e3:6.1f} ms worst")
    print(f"read and print {median(prints) * 1e3:6.1f} ms median, {max(prints) * 1e3:6.1f} ms worst")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
