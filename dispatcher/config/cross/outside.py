"""Mail can come and go, and the processes can be reached by those who may."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from dispatcher.config.check import Tables
from dispatcher.config.mistakes import Sheet, say_text
from dispatcher.config.secrets import WAYS
from dispatcher.config.sections.outside import TOKENS
from dispatcher.config.spans import say_span
from dispatcher.config.tables import Values
from dispatcher.mail.settings import same_folder
from dispatcher.voice.signing import key_of


def addresses_differ(tables: Tables, sheet: Sheet) -> None:
    """No address belongs to two mailboxes."""
    for mailbox, earlier in _twins(tables["mailboxes"], _address):
        sheet.wrong(("mailboxes", mailbox, "address"), f"the address of mailboxes.{earlier}", "each once")


def _address(values: Values) -> str:
    return str(values["address"]).casefold()


def folders_differ(tables: Tables, sheet: Sheet) -> None:
    """No folder of an account is read twice, be it for one mailbox or for two; and there is one to read."""
    first: dict[tuple[Any, ...], str] = {}
    for mailbox, values in tables["mailboxes"].items():
        path = ("mailboxes", mailbox, "folders")
        if values.get("folders") == ():
            sheet.wrong(path, "an empty list", 'at least one folder, such as "INBOX"')
        for index, place in enumerate(_places(values)):
            earlier = first.setdefault(place, mailbox)
            if sheet.says(path) and (earlier != mailbox or place in _places(values)[:index]):
                sheet.wrong((*path, index), f"a folder that mailboxes.{earlier} reads already", "each once")
            elif earlier != mailbox:
                found = f"the account and folder of mailboxes.{earlier}"
                sheet.wrong((*path[:-1], "host"), found, "each once")


def _places(values: Values) -> list[tuple[Any, ...]]:
    """Every folder of the table with its account; none of one that lacks what that takes."""
    if not {"address", "host", "port", "folders"} <= values.keys():
        return []
    account = (values["host"].casefold(), values["port"], values.get("user", values["address"]))
    return [(*account, same_folder(folder)) for folder in values["folders"]]


def _twins(tables: Mapping[str, Values], key: Callable[[Values], Any]) -> Iterator[tuple[str, str]]:
    """Each table with an earlier one of the same key; those that lack what the key needs are passed over."""
    first: dict[Any, str] = {}
    for name, values in tables.items():
        try:
            earlier = first.setdefault(key(values), name)
        except KeyError:
            continue
        if earlier != name:
            yield name, earlier


def answers_can_leave(tables: Tables, sheet: Sheet) -> None:
    """Where letters come in there is a server that takes the answers."""
    if tables["mailboxes"] and not tables["smtp"] and not sheet.says(("smtp",)):
        sheet.missing(("smtp",), "an [smtp] section, as mailboxes need a server that takes their answers")


def log_in_is_whole(tables: Tables, sheet: Sheet) -> None:
    """A user comes with a password or a sign-in, and either of them with a user."""
    smtp = tables["smtp"].get("", {})
    ways = [way for way in ("password", "oauth") if way in smtp]
    if "user" in smtp and not ways and not _said(("smtp", "password"), sheet) and not sheet.says(OUR_SIGN_IN):
        sheet.missing(("smtp", "password"), "a password, as there is a user; or neither")
    if ways and "user" not in smtp and not sheet.says(("smtp", "user")):
        sheet.missing(("smtp", "user"), f"a user, as there is a {ways[0]}; or neither")
    if len(ways) > 1:
        sheet.wrong(OUR_SIGN_IN, "oauth beside a password", "one of them")


OUR_SIGN_IN: Final = ("smtp", "oauth")


def mailboxes_have_passwords(tables: Tables, sheet: Sheet) -> None:
    """Where a mailbox is fetched from a server, there is a password, said in one of three ways, or a
    sign-in.
    """
    for mailbox, values in tables["mailboxes"].items():
        place = ("mailboxes", mailbox)
        password, oauth = (*place, "password"), (*place, "oauth")
        has_one = "password" in values or _said(password, sheet)
        if has_one and sheet.says(oauth):
            sheet.wrong(oauth, "oauth beside a password", "one of them")
        elif not has_one and not sheet.says(oauth) and sheet.says((*place, "host")):
            sheet.missing(password, "password, password_file, password_env or oauth")


def sign_ins_are_whole(tables: Tables, sheet: Sheet) -> None:
    """What a provider asks for is there; who signs in is a person, or the program with a secret."""
    for name, values in tables["oauth"].items():
        path, provider = ("oauth", name), values.get("provider")
        if provider == "custom" and not sheet.says((*path, "token_url")):
            sheet.missing((*path, "token_url"), f"{TOKENS.allowed}, as the provider is custom")
        if _said((*path, "refresh_token"), sheet):
            continue
        if provider == "google":
            sheet.missing((*path, "refresh_token"), "a refresh_token, as google lets no program in by itself")
        elif not _said((*path, "client_secret"), sheet):
            sheet.missing((*path, "client_secret"), "a client_secret, or a refresh_token of a person")
        elif provider == "microsoft" and not sheet.says((*path, "tenant")):
            sheet.missing((*path, "tenant"), "the directory's id, as there is no refresh_token")


def webhooks_have_secrets(tables: Tables, sheet: Sheet) -> None:
    """Every webhook has a secret that requests can be signed with."""
    told = [(section, *one) for section in ("webhooks", "alert_webhook") for one in tables[section].items()]
    for section, webhook, values in told:
        path = (*filter(None, (section, webhook)), "secret")
        if "secret" not in values and not _said(path, sheet):
            sheet.missing(path, "secret, secret_file or secret_env")
        elif not _can_sign(values.get("secret", "")):
            sheet.wrong(path, "whsec_ and something that is no base64", "the secret as it was given to you")


def _can_sign(secret: str) -> bool:
    try:
        return key_of(secret) is not None
    except ValueError:
        return False


def listeners_differ(tables: Tables, sheet: Sheet) -> None:
    """Dashboard, gateway and API listen at three places."""
    service = tables["service"].get("", {})
    places = [(name, service[name]) for name in LISTENERS if name in service]
    for (earlier, one), (name, other) in combinations(places, 2):
        if one.clashes(other):
            sheet.wrong(("service", name), say_text(str(other)), f"another port than service.{earlier} has")


LISTENERS = ("dashboard", "gateway", "api")


def strangers_log_in(tables: Tables, sheet: Sheet) -> None:
    """Whoever can be reached from other machines has people log in."""
    service = tables["service"].get("", {})
    open_doors = [name for name in LISTENERS if name in service and not service[name].loopback]
    if open_doors and service.get("login") is False:
        reached = f"true, as other machines can reach service.{open_doors[0]}"
        sheet.wrong(("service", "login"), "false", reached)


def certificates_are_whole(tables: Tables, sheet: Sheet) -> None:
    """A certificate comes with its key."""
    service = tables["service"].get("", {})
    for one, other in (("certificate", "certificate_key"), ("certificate_key", "certificate")):
        if one in service and other not in service and not sheet.says(("service", other)):
            sheet.missing(("service", other), f"a file, as service.{one} is given")


def origins_are_known(tables: Tables, sheet: Sheet) -> None:
    """A dashboard that listens everywhere says by which names browsers know it."""
    service = tables["service"].get("", {})
    path = ("service", "origins")
    unsaid = not sheet.says(path) or service.get("origins") == ()
    if "dashboard" in service and service["dashboard"].everywhere and unsaid:
        example = '["https://desk.example.org"]'
        sheet.missing(path, f"a list such as {example}, as the dashboard listens everywhere")


def desks_find_the_gateway(tables: Tables, sheet: Sheet) -> None:
    """A gateway that listens everywhere says where browsers reach it."""
    service = tables["service"].get("", {})
    path = ("service", "desks")
    if "gateway" in service and service["gateway"].everywhere and not sheet.says(path):
        example = '"ws://desk.example.org:8701"'
        sheet.missing(path, f"an address such as {example}, as the gateway listens everywhere")


def _said(path: tuple[str, ...], sheet: Sheet) -> bool:
    """Is the secret there in any way, be it one that does not fit?"""
    return any(sheet.says((*path[:-1], path[-1] + way)) for way in WAYS)


def notices_reach_colleagues(tables: Tables, sheet: Sheet) -> None:
    """Whoever is told of letters or alarms, or gets reports, is none of ours, and can be written to."""
    ours = {str(box.get("address", "")).lower() for box in tables["mailboxes"].values()}
    telling = ("escalations", "alerts", "reports")
    notices = [(section, *pair) for section in telling for pair in tables[section].items()]
    for section, name, values in notices:
        told = ((key, *one) for key in ("email", "users", "roles") for one in enumerate(values.get(key, ())))
        for key, index, whom in told:
            path = (section, name, key, index)
            if not tables["mailboxes"]:
                sheet.wrong(path, say_text(whom), "nobody, as there is no mailbox to write from")
            elif whom.lower() in ours:
                found = f"{say_text(whom)}, an address customers write to"
                sheet.wrong(path, found, "a colleague's own address")


def reports_go_to_somebody(tables: Tables, sheet: Sheet) -> None:
    """A report has a reader, and a file to be read."""
    for name, values in tables["reports"].items():
        for key, example in (("email", "boss@example.org"), ("formats", "pdf")):
            if values.get(key) == ():
                sheet.wrong(
                    ("reports", name, key), "an empty list", f"at least one, such as {say_text(example)}"
                )


def archives_outlast_facts(tables: Tables, sheet: Sheet) -> None:
    """What is removed for good has left the event log before."""
    kept = tables["history"].get("", {})
    archive, facts = kept.get("archive"), kept.get("facts")
    if "facts" in kept and archive is not None and (facts is None or archive < facts):
        said = "never" if facts is None else say_span(facts)
        sheet.wrong(
            ("history", "archive"), say_text(say_span(archive)), f"no less than facts, {say_text(said)}"
        )


def escalations_say_one_time(tables: Tables, sheet: Sheet) -> None:
    """A share of the promise's time, or how long after it; not both."""
    for name, values in tables["escalations"].items():
        path = ("escalations", name, "share")
        if values.get("overdue") and "share" in values and sheet.says(path):
            found = f"{values['share']} beside overdue"
            sheet.wrong(path, found, "share or overdue, not both")


CHECKS: Final = (
    addresses_differ,
    folders_differ,
    answers_can_leave,
    log_in_is_whole,
    mailboxes_have_passwords,
    sign_ins_are_whole,
    webhooks_have_secrets,
    listeners_differ,
    strangers_log_in,
    certificates_are_whole,
    origins_are_known,
    desks_find_the_gateway,
    notices_reach_colleagues,
    escalations_say_one_time,
    reports_go_to_somebody,
    archives_outlast_facts,
)
