"""Mail can come and go, and the processes can be reached by those who may."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from dispatcher.config.check import Tables
from dispatcher.config.mistakes import Sheet, any_of, say_text
from dispatcher.config.secrets import WAYS
from dispatcher.config.sections.rules import CONDITIONS, RULES
from dispatcher.config.tables import Values
from dispatcher.voice.signing import key_of


def addresses_differ(tables: Tables, sheet: Sheet) -> None:
    """No address belongs to two mailboxes, and no mailbox is read twice."""
    for key, found in ((_address, "the address"), (_account, "the account and folder")):
        for mailbox, earlier in _twins(tables["mailboxes"], key):
            path = ("mailboxes", mailbox, "address" if key is _address else "host")
            sheet.wrong(path, f"{found} of mailboxes.{earlier}", "each once")


def _address(values: Values) -> str:
    return str(values["address"]).casefold()


def _account(values: Values) -> tuple[Any, ...]:
    user = values.get("user", values["address"])
    return values["host"].casefold(), values["port"], user, values["folder"]


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
    """A user and a password come together."""
    smtp = tables["smtp"].get("", {})
    for has, lacks in (("user", "password"), ("password", "user")):
        if has in smtp and lacks not in smtp and not _said(("smtp", lacks), sheet):
            sheet.missing(("smtp", lacks), f"a {lacks}, as there is a {has}; or neither")


def mailboxes_have_passwords(tables: Tables, sheet: Sheet) -> None:
    """Where a mailbox is fetched from a server, its password is said in one of the three ways."""
    for mailbox, values in tables["mailboxes"].items():
        path = ("mailboxes", mailbox, "password")
        if "password" not in values and not _said(path, sheet) and sheet.says((*path[:-1], "host")):
            sheet.missing(path, "password, password_file or password_env")


def webhooks_have_secrets(tables: Tables, sheet: Sheet) -> None:
    """Every webhook has a secret that requests can be signed with."""
    for webhook, values in tables["webhooks"].items():
        path = ("webhooks", webhook, "secret")
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


def escalations_reach_colleagues(tables: Tables, sheet: Sheet) -> None:
    """Who is told of late letters has a mailbox to be written from, and is none of ours."""
    ours = {str(box.get("address", "")).lower() for box in tables["mailboxes"].values()}
    for name, values in tables["escalations"].items():
        for index, address in enumerate(values.get("email", ())):
            path = ("escalations", name, "email", index)
            if not tables["mailboxes"]:
                sheet.wrong(path, say_text(address), "nobody, as there is no mailbox to write from")
            elif address.lower() in ours:
                found = f"{say_text(address)}, an address customers write to"
                sheet.wrong(path, found, "a colleague's own address")


def escalations_say_one_time(tables: Tables, sheet: Sheet) -> None:
    """A share of the promise's time, or how long after it; not both."""
    for name, values in tables["escalations"].items():
        path = ("escalations", name, "share")
        if values.get("overdue") and "share" in values and sheet.says(path):
            found = f"{values['share']} beside overdue"
            sheet.wrong(path, found, "share or overdue, not both")


def rules_say_something(tables: Tables, sheet: Sheet) -> None:
    """A rule says at least one thing of the letters it fits."""
    says = [one.name for one in RULES.settings if one not in CONDITIONS]
    for rule, values in tables["rules"].items():
        path = ("rules", rule)
        if not set(says) & set(values) and not any(sheet.says((*path, name)) for name in says):
            sheet.wrong(path, "nothing that follows from it", any_of(says))


CHECKS: Final = (
    rules_say_something,
    addresses_differ,
    answers_can_leave,
    log_in_is_whole,
    mailboxes_have_passwords,
    webhooks_have_secrets,
    listeners_differ,
    strangers_log_in,
    certificates_are_whole,
    origins_are_known,
    desks_find_the_gateway,
    escalations_reach_colleagues,
    escalations_say_one_time,
)
