"""Every metric of the processes, declared once: name, kind, labels, meaning.

Names follow Prometheus' conventions: base units, `_total` for what only grows. No label is an agent, a
contact or anything else that a busy day makes more of.
"""

from typing import Final, Literal

from msgspec import Struct

Kind = Literal["counter", "gauge", "histogram"]


class Metric(Struct, frozen=True, kw_only=True):
    """One metric. `buckets` are a histogram's upper bounds, in seconds."""

    name: str
    kind: Kind
    meaning: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


# From a commit on a good disk, about a millisecond, to what nobody at a desk should ever wait.
_QUICK: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

BUILD: Final = Metric(
    name="ringpost_build_info", kind="gauge", meaning="always 1; says which release runs", labels=("version",)
)
COMMANDS: Final = Metric(
    name="ringpost_commands_total",
    kind="counter",
    meaning="commands decided; the outcome is `done` or the code of the refusal",
    labels=("command", "outcome"),
)
FACTS: Final = Metric(
    name="ringpost_facts_total", kind="counter", meaning="facts that became durable", labels=("type",)
)
COMMAND_TIME: Final = Metric(
    name="ringpost_command_seconds",
    kind="histogram",
    meaning="from asking for something until its outcome is durable",
    buckets=_QUICK,
)
COMMIT_TIME: Final = Metric(
    name="ringpost_commit_seconds",
    kind="histogram",
    meaning="one transaction of the journal, until it is on disk",
    buckets=_QUICK,
)
LOOP_LAG: Final = Metric(
    name="ringpost_event_loop_lag_seconds",
    kind="histogram",
    meaning="how much later than asked the process wakes up, looked at four times a second",
    buckets=_QUICK,
)
COMMANDS_WAITING: Final = Metric(
    name="ringpost_commands_waiting", kind="gauge", meaning="commands that wait to be decided"
)
LAST_EVENT: Final = Metric(
    name="ringpost_journal_last_event", kind="gauge", meaning="the number of the journal's last event"
)
JOURNAL_SIZE: Final = Metric(
    name="ringpost_journal_size_bytes", kind="gauge", meaning="the journal's files on disk"
)
JOURNAL_WRITABLE: Final = Metric(
    name="ringpost_journal_writable",
    kind="gauge",
    meaning="1 while the journal can be written, else 0",
)
DISK_FREE: Final = Metric(
    name="ringpost_disk_free_bytes", kind="gauge", meaning="space left where the journal is"
)
CONTACTS: Final = Metric(
    name="ringpost_contacts",
    kind="gauge",
    meaning="open contacts by where they are in [their life](life-cycles.md#contact)",
    labels=("queue", "phase"),
)
OLDEST_WAIT: Final = Metric(
    name="ringpost_oldest_wait_seconds",
    kind="gauge",
    meaning="how long the contact has been in the queue that has been there longest and is in nobody's hands",
    labels=("queue",),
)
PROMISES: Final = Metric(
    name="ringpost_promises",
    kind="gauge",
    meaning="open contacts' promises that are `at_risk` (a warning was given) or `broken`",
    labels=("queue", "state"),
)
AGENTS: Final = Metric(name="ringpost_agents", kind="gauge", meaning="agents", labels=("status",))
CLIENTS: Final = Metric(
    name="ringpost_clients", kind="gauge", meaning="who is connected to the gateway", labels=("role",)
)
CUT_OFF: Final = Metric(
    name="ringpost_clients_cut_off_total",
    kind="counter",
    meaning="clients that read too slowly and were cut off, to resume",
)
REFUSALS: Final = Metric(
    name="ringpost_gateway_refusals_total",
    kind="counter",
    meaning="what the gateway refused, frames and whole connections",
    labels=("code",),
)
HTTP: Final = Metric(
    name="ringpost_http_requests_total",
    kind="counter",
    meaning="answers of the HTTP API; an address we do not have counts as route `none`",
    labels=("method", "route", "status"),
)
MESSAGES: Final = Metric(
    name="ringpost_mail_messages_total",
    kind="counter",
    meaning="messages fetched, by what became of each",
    labels=("mailbox", "folder", "judgement"),
)
LETTERS: Final = Metric(
    name="ringpost_mail_letters_total",
    kind="counter",
    meaning="tries to send a letter of ours, by what came of it",
    labels=("outcome",),
)
MAIL_UP: Final = Metric(
    name="ringpost_mail_up",
    kind="gauge",
    meaning="1 while the line to this mail server stands, else 0; the line `smtp` is the way out",
    labels=("line",),
)
OUTBOX: Final = Metric(name="ringpost_mail_outbox", kind="gauge", meaning="letters that have not left yet")
OUTBOX_OLDEST: Final = Metric(
    name="ringpost_mail_outbox_oldest_seconds",
    kind="gauge",
    meaning="how long the oldest of them has been waiting",
)
AUTOMATIC_STOPPED: Final = Metric(
    name="ringpost_mail_automatic_stopped",
    kind="gauge",
    meaning="1 while no machine of ours answers, as `automatic_per_hour` was reached, else 0",
)
AUTOMATIC_HELD: Final = Metric(
    name="ringpost_mail_automatic_held_total",
    kind="counter",
    meaning="letters that got no automatic answer while none left",
)
DISPATCHER: Final = (
    BUILD, COMMANDS, COMMAND_TIME, COMMANDS_WAITING, FACTS, COMMIT_TIME, LOOP_LAG, LAST_EVENT, JOURNAL_SIZE,
    JOURNAL_WRITABLE, DISK_FREE, CONTACTS, OLDEST_WAIT, PROMISES, AGENTS, CLIENTS, CUT_OFF, REFUSALS, HTTP,
    MESSAGES, LETTERS, MAIL_UP, OUTBOX, OUTBOX_OLDEST, AUTOMATIC_STOPPED, AUTOMATIC_HELD,
)  # fmt: skip
"""What the dispatcher tells."""

FEED_NUMBER: Final = Metric(
    name="ringpost_feed_number", kind="gauge", meaning="the last event the dashboard has heard of"
)
FEED_LIVE: Final = Metric(
    name="ringpost_feed_live", kind="gauge", meaning="1 while the dashboard hears the dispatcher, else 0"
)
FEED_LAG: Final = Metric(
    name="ringpost_feed_lag_seconds",
    kind="gauge",
    meaning="how long ago the dashboard's picture was last known to be whole",
)
EVENTLOG_SIZE: Final = Metric(
    name="ringpost_eventlog_size_bytes", kind="gauge", meaning="the event log's files on disk"
)
DASHBOARD: Final = (BUILD, FEED_NUMBER, FEED_LIVE, FEED_LAG, EVENTLOG_SIZE)
"""What the dashboard tells."""
