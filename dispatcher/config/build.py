"""Puts values that were found right into the structs the rest of the house knows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import fields, replace

from dispatcher.alerts import AlertRule, Alerts, AlertWebhook
from dispatcher.centre import (
    CHANNELS,
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
from dispatcher.config.calendars import calendar_of
from dispatcher.config.check import Tables
from dispatcher.config.declare import ByManner, Manner
from dispatcher.config.history import HistorySettings
from dispatcher.config.reports import ReportSettings
from dispatcher.config.sections.levers import INTERRUPT, LEVERS
from dispatcher.config.sections.queues import QUEUES
from dispatcher.config.sections.rules import CONDITIONS
from dispatcher.config.service import ServiceSettings
from dispatcher.config.tables import Values
from dispatcher.customers.settings import CustomersSettings
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.folders.escalation import Escalation
from dispatcher.hours import Calendar
from dispatcher.mail.form.settings import CategorySettings, FaqSettings, FieldSettings, FormSettings
from dispatcher.mail.settings import (
    AutoAnswers,
    Enclosing,
    Fax,
    Mailbox,
    MailSettings,
    OAuth,
    Signatures,
    Smtp,
    Spam,
)
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.mail.understanding.urgentwords import Hurry
from dispatcher.vocabulary import (
    AgentId,
    CalendarId,
    CategoryId,
    ChannelId,
    QueueId,
    Span,
    TeamId,
    Tier,
    TimetableId,
    Urgency,
)
from dispatcher.voice.settings import Webhook


def centre_of(tables: Tables, year: int) -> Centre:
    """Everything the engine decides by; opening hours are worked out for the years around `year`."""
    centre = tables["centre"][""]
    channels = CHANNELS | {ChannelId(key): _channel(key, of) for key, of in tables["channels"].items()}
    return Centre(
        name=centre["name"],
        channels=channels,
        teams={TeamId(key): _team(key, of) for key, of in tables["teams"].items()},
        agents={AgentId(key): _agent(key, of) for key, of in tables["agents"].items()},
        queues={
            QueueId(key): _queue(key, of, channels[of["channel"]], centre)
            for key, of in tables["queues"].items()
        },
        categories={CategoryId(key): _category(key, of) for key, of in tables["categories"].items()},
        calendars={CalendarId(key): _calendar(key, of, year) for key, of in tables["hours"].items()},
        timetables={TimetableId(key): _timetable(key, of) for key, of in tables["timetables"].items()},
        levers=_levers(centre),
        affinity=centre["affinity"],
    )


def _channel(key: str, values: Values) -> Channel:
    known = CHANNELS.get(ChannelId(key))
    return replace(known, **values) if known else Channel(id=ChannelId(key), **_named(key, values))


def _team(key: str, values: Values) -> Team:
    return Team(id=TeamId(key), levers=_levers(values), **_fields(Team, _named(key, values)))


def _agent(key: str, values: Values) -> Agent:
    return Agent(id=AgentId(key), levers=_levers(values), **_fields(Agent, _named(key, values)))


def _queue(key: str, values: Values, channel: Channel, centre: Values) -> Queue:
    manner = Manner.LIVE if channel.live else Manner.WRITTEN
    said = _by_manner(manner) | _named(key, values)
    if manner is Manner.LIVE and "interrupt" not in centre:
        said = {"interrupt": INTERRUPT.values[said["urgency"]]} | said
    if manner is Manner.WRITTEN:
        said = {"escalate": _escalate(said)} | said
    return Queue(id=QueueId(key), levers=_levers(said), **_fields(Queue, said | _inner(said)))


def _by_manner(manner: Manner) -> Values:
    """What a queue of such a channel has where its file says nothing."""
    return {
        setting.name: setting.default.of(manner)
        for setting in QUEUES.settings
        if isinstance(setting.default, ByManner)
    }


def _escalate(values: Values) -> Span | None:
    """In time to answer before the promise breaks; what fills empty time is in no hurry."""
    return None if values["urgency"] is Urgency.IDLE else values["expected_handle"]


def _inner(values: Values) -> Values:
    """The tables inside a queue's."""
    return {
        "rings": tuple(Ring(**ring) for ring in values["rings"]),
        "tiers": {Tier(tier): Terms(**terms) for tier, terms in values["tiers"].items()},
        "approval": _approval(values),
    }


def _approval(values: Values) -> Approval | None:
    return Approval(**values["approval"]) if values.get("approval") else None


def _category(key: str, values: Values) -> Category:
    terms = Terms(**_fields(Terms, values))
    said = _named(key, values) | {"approval": _approval(values)}
    return Category(id=CategoryId(key), terms=terms, **_fields(Category, said))


def _calendar(key: str, values: Values, year: int) -> Calendar:
    unsaid: Values = {"holidays": None}
    return calendar_of(CalendarId(key), start=year, **unsaid | values)


def _timetable(key: str, values: Values) -> Timetable:
    scopes = {name: frozenset(values[name]) for name in ("agents", "teams", "queues")}
    return Timetable(id=TimetableId(key), hours=values["hours"], levers=_levers(values), **scopes)


def _levers(values: Values) -> Levers:
    """What this table says of levers, and no more: what it does not say may be said elsewhere."""
    said = {lever.name: values[lever.name] for lever in LEVERS if lever.name in values}
    if "interrupt" in said:
        said["interrupt_after"] = said.pop("interrupt")
    return Levers(**said)


def mail_of(tables: Tables, folder: Path) -> MailSettings:
    """Mailboxes, the way out, and how mail is treated; files are taken from the folder of the centre file."""
    centre, smtp = tables["centre"][""]["name"], tables["smtp"].get("")
    sign_ins = {key: _oauth(key, of) for key, of in tables["oauth"].items()}
    boxes = {key: _with_sign_in(of, sign_ins) for key, of in tables["mailboxes"].items()}
    said = tables["mail"][""]
    return MailSettings(
        mailboxes={key: _mailbox(key, of, centre, folder) for key, of in boxes.items()},
        smtp=None if smtp is None else Smtp(**_with_sign_in(_with_paths(smtp, folder), sign_ins)),
        rules=tuple(_rule(key, of) for key, of in tables["rules"].items()),
        spam=Spam(**tables["spam"][""]),
        hurry=Hurry(**tables["hurry"][""]),
        quiet_queues=frozenset(
            QueueId(key) for key, of in tables["queues"].items() if not of.get("acknowledge", True)
        ),
        enclosing=_enclosing(said),
        signatures=Signatures(**{name: _signatures(tables[name]) for name in Signatures.__struct_fields__}),
        fax=Fax(**tables["fax"][""]) if "" in tables["fax"] else None,
        auto_answers=_auto_answers(tables),
        **_fields(MailSettings, _with_paths(said, folder)),
    )


def _auto_answers(tables: Tables) -> AutoAnswers | None:
    """With the page of articles as the place where customers say that one did not help."""
    if "" not in tables["auto_answers"]:
        return None
    faq = faq_of(tables)
    return AutoAnswers(**tables["auto_answers"][""], page=faq.address if faq.open else "")


ENCLOSING: Final = {"count": "files", "size": "file_size", "total": "files_size", "endings": "file_endings"}
"""The bounds of an answer's files, and the settings that say them."""


def _enclosing(values: Values) -> Enclosing:
    return Enclosing(**{name: values[key] for name, key in ENCLOSING.items()})


def _signatures(tables: Mapping[str, Values]) -> dict[str, str]:
    return {key: of["signature"] for key, of in tables.items() if "signature" in of}


def _with_paths(values: Values, folder: Path) -> Values:
    """What is a path is taken from the centre file's own folder."""
    return values | {
        name: folder / values[name] for name in ("model", "templates", "ca_file") if name in values
    }


def _rule(key: str, values: Values) -> Rule:
    asked = {one.name: values[one.name] for one in CONDITIONS if one.name in values}
    said = {name: value for name, value in values.items() if name not in asked}
    return Rule(name=key, when=When(**asked), **said)


def _mailbox(key: str, values: Values, centre: str, folder: Path) -> Mailbox:
    unsaid = {"name": centre, "host": "", "user": values["address"], "password": ""}
    return Mailbox(id=key, **_fields(Mailbox, unsaid | _with_paths(values, folder)))


def _with_sign_in(values: Values, sign_ins: Mapping[str, OAuth]) -> Values:
    return values | {"oauth": sign_ins[values["oauth"]]} if "oauth" in values else values


def _oauth(key: str, values: Values) -> OAuth:
    """What is known of the provider, under what is said."""
    kind = "client" if "refresh_token" not in values else "person"
    known = {
        "token_url": TOKEN_URLS.get(values["provider"], "").format(tenant=values.get("tenant", TENANT)),
        "scope": SCOPES.get((values["provider"], kind), ""),
    }
    return OAuth(id=key, **_fields(OAuth, known | values))


def escalations_of(tables: Tables) -> tuple[Escalation, ...]:
    """When supervisors are told of letters."""
    sets = ("queues", "categories", "tiers", "users", "roles", "teams")
    return tuple(
        Escalation(name=key, **values | {name: frozenset(values[name]) for name in sets if name in values})
        for key, values in tables["escalations"].items()
    )


def reports_of(tables: Tables) -> tuple[ReportSettings, ...]:
    """What is sent when a week or a month is over."""
    return tuple(ReportSettings(name=key, **values) for key, values in tables["reports"].items())


def history_of(tables: Tables) -> HistorySettings:
    """How long history is kept."""
    return HistorySettings(**tables["history"][""])


def alerts_of(tables: Tables) -> Alerts:
    """Which numbers alarm when, and who is told."""
    sets, webhook = ("queues", "teams"), tables["alert_webhook"].get("")
    rules = (
        AlertRule(name=key, **values | {name: frozenset(values[name]) for name in sets if name in values})
        for key, values in tables["alerts"].items()
    )
    return Alerts(rules=tuple(rules), webhook=None if webhook is None else AlertWebhook(**webhook))


def form_of(tables: Tables) -> FormSettings:
    """The web form."""
    values = tables["form"][""]
    return FormSettings(
        **values
        | {
            "categories": tuple(CategorySettings(id=key, **of) for key, of in values["categories"].items()),
            "fields": tuple(FieldSettings(id=key, **of) for key, of in values["fields"].items()),
        }
    )


def faq_of(tables: Tables) -> FaqSettings:
    """The page of articles."""
    return FaqSettings(**tables["faq"][""])


def customers_of(tables: Tables) -> CustomersSettings:
    """How customers are known."""
    return CustomersSettings(**tables["customers"][""])


def crm_of(tables: Tables) -> CrmSettings:
    """The system that knows more of customers."""
    return CrmSettings(**tables["crm"][""])


def webhooks_of(tables: Tables) -> tuple[Webhook, ...]:
    """Who is told about calls."""
    return tuple(Webhook(name=key, **values) for key, values in tables["webhooks"].items())


def service_of(tables: Tables, folder: Path) -> ServiceSettings:
    """Addresses and stores; the folder of the stores is taken from that of the centre file."""
    values = tables["service"][""]
    return ServiceSettings(**values | {name: folder / values[name] for name in PATHS if name in values})


TENANT: Final = "organizations"
TOKEN_URLS: Final = {
    "google": "https://oauth2.googleapis.com/token",
    "microsoft": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
}
SCOPES: Final = {
    ("google", "person"): "https://mail.google.com/",
    ("microsoft", "person"): "https://outlook.office.com/IMAP.AccessAsUser.All"
    " https://outlook.office.com/SMTP.Send offline_access",
    ("microsoft", "client"): "https://outlook.office365.com/.default",
}
"""What a provider calls the right to read by IMAP and send by SMTP, for a person or the program itself."""

PATHS: Final = ("data", "certificate", "certificate_key")
"""Settings of the service that are paths, taken from the centre file's own folder."""


def _named(key: str, values: Values) -> Values:
    return {"name": key} | values


def _fields(struct: type[Struct], values: Mapping[str, Any]) -> Values:
    known = {field.name for field in fields(struct)}
    return {key: value for key, value in values.items() if key in known}
