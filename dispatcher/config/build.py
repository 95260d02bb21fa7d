"""Puts values that were found right into the structs the rest of the house knows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from dispatcher.centre import Agent, Blending, Centre, Queue, Team
from dispatcher.config.check import Values
from dispatcher.config.cross import Tables
from dispatcher.config.service import ServiceSettings
from dispatcher.mail.settings import Mailbox, MailSettings, Smtp
from dispatcher.vocabulary import AgentId, Channel, QueueId, TeamId


def centre_of(tables: Tables) -> Centre:
    """Teams, agents, queues and levers."""
    centre = tables["centre"][""]
    return Centre(
        name=centre["name"],
        teams={TeamId(key): Team(id=TeamId(key), **_named(key, of)) for key, of in tables["teams"].items()},
        agents={
            AgentId(key): Agent(id=AgentId(key), **_named(key, of)) for key, of in tables["agents"].items()
        },
        queues={QueueId(key): _queue(QueueId(key), of) for key, of in tables["queues"].items()},
        blending=Blending(**_fields(Blending, centre)),
    )


def _queue(key: QueueId, values: Values) -> Queue:
    """Emails interrupt nobody; a call does as its setting says."""
    voice = values["channel"] is Channel.VOICE
    said = _named(key, values)
    return Queue(id=key, interrupt_after=said.pop("interrupt") if voice else None, **_fields(Queue, said))


def mail_of(tables: Tables) -> MailSettings:
    """Mailboxes, the way out, and how mail is treated."""
    centre, smtp = tables["centre"][""]["name"], tables["smtp"].get("")
    return MailSettings(
        mailboxes={key: _mailbox(key, of, centre) for key, of in tables["mailboxes"].items()},
        smtp=None if smtp is None else Smtp(**smtp),
        **tables["mail"][""],
    )


def _mailbox(key: str, values: Values, centre: str) -> Mailbox:
    unsaid = {"name": centre, "host": "", "user": values["address"], "password": ""}
    return Mailbox(id=key, **unsaid | values)


def service_of(tables: Tables, folder: Path) -> ServiceSettings:
    """Addresses and stores; the folder of the stores is taken from that of the centre file."""
    values = tables["service"][""]
    return ServiceSettings(**values | {"data": folder / values["data"]})


def _named(key: str, values: Values) -> Values:
    return {"name": key} | values


def _fields(struct: type[Struct], values: Mapping[str, Any]) -> Values:
    known = {field.name for field in fields(struct)}
    return {key: value for key, value in values.items() if key in known}
