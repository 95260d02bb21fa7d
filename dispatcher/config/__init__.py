"""The centre file: one TOML file that says what a centre is, read whole or refused with all its mistakes.

`read` is all that others need. `dispatcher.config.settings` declares each setting once; the checker and the
reference page both speak from there.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from dispatcher.alerts import NONE, Alerts
from dispatcher.centre import Centre
from dispatcher.config.build import (
    alerts_of,
    centre_of,
    crm_of,
    customers_of,
    escalations_of,
    faq_of,
    form_of,
    history_of,
    mail_of,
    reports_of,
    service_of,
    webhooks_of,
)
from dispatcher.config.check import Tables, check
from dispatcher.config.cross import cross_check
from dispatcher.config.history import HistorySettings
from dispatcher.config.lines import lines_of
from dispatcher.config.mistakes import CentreFileError, Mistake, Sheet, describe, say_text
from dispatcher.config.reports import ReportSettings
from dispatcher.config.secrets import Sources
from dispatcher.config.service import Address, ServiceSettings
from dispatcher.config.settings import SECTIONS
from dispatcher.config.templates import Known, TemplateFolder
from dispatcher.customers.settings import CustomersSettings
from dispatcher.dossiers.settings import CrmSettings
from dispatcher.folders.escalation import Escalation
from dispatcher.mail.form.settings import FaqSettings, FormSettings
from dispatcher.mail.settings import MailSettings
from dispatcher.voice.settings import Webhook

__all__ = [
    "Address",
    "CentreFile",
    "CentreFileError",
    "Mistake",
    "ServiceSettings",
    "centre_in",
    "describe",
    "parse",
    "read",
    "read_centre",
]


START: Final = "a centre file; copy examples/center.toml there and change what you need"


class CentreFile(Struct, frozen=True, kw_only=True):
    """A centre file that was found right: what the engine decides by, the mail side, the processes,
    who is told about calls, when supervisors are told of letters, which numbers alarm, what is reported by
    email, how long history is kept, what customers find without logging in, and how customers are known.
    """

    centre: Centre
    mail: MailSettings
    service: ServiceSettings
    webhooks: tuple[Webhook, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    reports: tuple[ReportSettings, ...] = ()
    history: HistorySettings = HistorySettings()
    alerts: Alerts = NONE
    form: FormSettings = FormSettings()
    faq: FaqSettings = FaqSettings()
    customers: CustomersSettings = CustomersSettings()
    crm: CrmSettings = CrmSettings()

    @property
    def templates(self) -> TemplateFolder | None:
        """Where agents' reply templates are; None when there are none."""
        if self.mail.templates is None:
            return None
        centre = self.centre
        known = Known(
            categories=tuple(centre.categories),
            queues=tuple(queue for queue in centre.queues if not centre.channel_of(queue).live),
            fields=tuple(field.id for field in self.form.fields),
        )
        return TemplateFolder(self.mail.templates, known)


def read(path: Path, *, environ: Mapping[str, str], today: date | None = None) -> CentreFile:
    """The centre in this file; secrets it only names are looked up beside it and in `environ`.

    Opening hours are worked out for the five years of `today` and some more; see `_year`.

    Raises:
        CentreFileError: the file cannot be used; it holds every mistake there is.
    """
    raw, sheet = parse(path)
    folder = path.absolute().parent
    tables = check(raw, sheet)
    _resolve_secrets(tables, Sources(folder, environ), sheet)
    cross_check(tables, sheet)
    if mistakes := sheet.mistakes():
        raise CentreFileError(path, mistakes)
    centre = centre_of(tables, _year(today))
    return CentreFile(
        centre=centre,
        mail=mail_of(tables, folder),
        service=service_of(tables, folder),
        webhooks=webhooks_of(tables),
        escalations=escalations_of(tables),
        reports=reports_of(tables),
        history=history_of(tables),
        alerts=alerts_of(tables),
        form=form_of(tables),
        faq=faq_of(tables),
        customers=customers_of(tables),
        crm=crm_of(tables),
    )


def read_centre(path: Path, *, today: date | None = None) -> Centre:
    """Only what the engine decides by. Secrets the file names are not looked up, so none need be there.

    Opening hours are worked out for the five years of `today` and some more; see `_year`.

    Raises:
        CentreFileError: the file cannot be used; it holds every mistake there is.
    """
    raw, sheet = parse(path)
    centre = centre_in(raw, sheet, today=today)
    if centre is None:
        raise CentreFileError(path, sheet.mistakes())
    return centre


def centre_in(raw: Mapping[str, Any], sheet: Sheet, *, today: date | None = None) -> Centre | None:
    """The centre that this TOML says, or None after noting every mistake; hours as for `read_centre`."""
    tables = check(raw, sheet)
    cross_check(tables, sheet)
    return None if sheet.mistakes() else centre_of(tables, _year(today))


FIVE: Final = 5


def _year(today: date | None) -> int:
    """The first of five years, so that hours, and the centre with them, do not change every year."""
    year = (today or datetime.now(UTC).date()).year
    return year - year % FIVE


def parse(path: Path, start: str = START) -> tuple[dict[str, Any], Sheet]:
    """The TOML in this file, and a sheet for what is wrong with it; `start` says how to make such a file.

    Raises:
        CentreFileError: there is no file, or no TOML in it.
    """
    return _parsed(_text(path, start), path)


def _resolve_secrets(tables: Tables, sources: Sources, sheet: Sheet) -> None:
    for section in SECTIONS:
        for secret in (one for one in section.settings if one.kind.secret):
            for key, values in tables[section.name].items():
                place = (section.name, key) if key else (section.name,)
                sources.resolve(values, secret, place, sheet)


def _text(path: Path, start: str) -> str:
    """The file's text without the mark that some editors put first."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refused(path, None, "no file", start) from None
    except OSError as error:
        raise _refused(path, None, f"nothing readable ({error.strerror})", "a readable file") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = f"byte 0x{error.object[error.start]:02x}, which is not UTF-8"
        raise _refused(path, line, found, "a text saved as UTF-8") from None


def _parsed(text: str, path: Path) -> tuple[dict[str, Any], Sheet]:
    try:
        return tomllib.loads(text), Sheet(lines_of(text))
    except ValueError as error:  # TOMLDecodeError, or Python's refusal of a number with thousands of digits
        raise _refused(path, *_place(str(error), text), "TOML as on toml.io") from None
    except RecursionError:
        raise _refused(path, None, "brackets nested too deeply", "a few levels") from None


def _place(said: str, text: str) -> tuple[int, str]:
    """The line that `tomllib` names, and what it says of it."""
    what = re.sub(r" \(at .*\)$", "", said)
    number = _line(said, text)
    shown = text.split("\n")[number - 1].strip()
    return number, f"{say_text(shown)} ({what})"


def _line(said: str, text: str) -> int:
    if line := re.search(r"\(at line (\d+)", said):
        return int(line[1])
    too_long = re.search(r"[\d_]{4300}", text)
    return (text[: too_long.start()] if too_long else text.rstrip()).count("\n") + 1


def _refused(path: Path, line: int | None, found: str, allowed: str) -> CentreFileError:
    return CentreFileError(path, [Mistake(key="", line=line, found=found, allowed=allowed)])
