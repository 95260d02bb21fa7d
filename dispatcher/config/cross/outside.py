"""Checks that need more than one table: names that must exist, skills somebody must have, clashes.

They see only values that fit, and stay silent where another mistake already explains what they would say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from dispatcher.config.check import Values
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_text
from dispatcher.config.secrets import WAYS
from dispatcher.config.settings import QUEUES
from dispatcher.vocabulary import Channel

Tables = Mapping[str, Mapping[str, Values]]


def cross_check(tables: Tables, sheet: Sheet) -> None:
    """Note every mistake that only shows between tables."""
    for one in CHECKS:
        one(tables, sheet)


def teams_exist(tables: Tables, sheet: Sheet) -> None:
    """An agent's team is one of the teams."""
    for agent, values in tables["agents"].items():
        _exists(("agents", agent, "team"), values.get("team"), tables["teams"], sheet)


def mailboxes_have_email_queues(tables: Tables, sheet: Sheet) -> None:
    """A mailbox's queue is one of the queues that take email."""
    queues = tables["queues"]
    unclear = any("channel" not in values for values in queues.values())
    known = [queue for queue, values in queues.items() if values.get("channel") is Channel.EMAIL]
    for mailbox, values in tables["mailboxes"].items():
        path, queue = ("mailboxes", mailbox, "queue"), values.get("queue")
        if queues.get(str(queue), {}).get("channel") is Channel.VOICE:
            sheet.wrong(path, f"{say_text(str(queue))}, a voice queue", f"an email queue: {any_of(known)}")
        elif not (unclear and queue in queues):
            _exists(path, queue, known, sheet, found_any=bool(queues))


def _exists(
    path: tuple[str, ...], name: Any, known: Iterable[str], sheet: Sheet, found_any: bool | None = None
) -> None:
    """Note a name that is not among the known; where there are none at all, that was noted already."""
    names = list(known)
    worth_saying = bool(names) if found_any is None else found_any
    if name is not None and name not in names and worth_saying:
        sheet.wrong(path, say_text(name), any_of(names), nearest(name, names))


def queues_have_somebody(tables: Tables, sheet: Sheet) -> None:
    """For each queue, at least one agent has all of its skills."""
    held = [values.get("skills") for values in tables["agents"].values()]
    if not held or None in held:
        return
    for queue, values in tables["queues"].items():
        _somebody(queue, values.get("skills") or frozenset(), [skills for skills in held if skills], sheet)


def _somebody(queue: str, wanted: frozenset[str], held: list[frozenset[str]], sheet: Sheet) -> None:
    path, known = ("queues", queue, "skills"), sorted(frozenset[str]().union(*held))
    unknown = sorted(wanted.difference(known))
    for skill in unknown:
        sheet.wrong(path, f"{say_text(skill)}, which no agent has", any_of(known), nearest(skill, known))
    if not unknown and wanted and not any(wanted <= skills for skills in held):
        found = any_of(map(say_text, sorted(wanted))).replace(" or ", " and ")
        sheet.wrong(
            path, f"{found}, which no one agent has together", "skills that one agent has, all of them"
        )


def only_where_meant(tables: Tables, sheet: Sheet) -> None:
    """A setting of one channel stands on queues of that channel alone."""
    limited = [setting for setting in QUEUES.settings if setting.only]
    for queue, values in tables["queues"].items():
        for setting in limited:
            path = ("queues", queue, setting.name)
            if values.get("channel") not in (None, setting.only) and sheet.says(path):
                sheet.wrong(
                    path, f"it on a queue for {values['channel']}", f"only on queues for {setting.only}"
                )


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


def listeners_differ(tables: Tables, sheet: Sheet) -> None:
    """Dashboard, gateway and API listen at three places."""
    service = tables["service"].get("", {})
    places = [(name, service[name]) for name in LISTENERS if name in service]
    for (earlier, one), (name, other) in combinations(places, 2):
        if one.clashes(other):
            sheet.wrong(("service", name), say_text(str(other)), f"another port than service.{earlier} has")


LISTENERS = ("dashboard", "gateway", "api")


def strangers_need_a_key(tables: Tables, sheet: Sheet) -> None:
    """Whoever can be reached from other machines asks for a key."""
    service = tables["service"].get("", {})
    open_doors = [name for name in LISTENERS if name in service and not service[name].loopback]
    if open_doors and "key" not in service and not _said(("service", "key"), sheet):
        reached = f"as other machines can reach service.{open_doors[0]}"
        sheet.missing(("service", "key"), f"key, key_file or key_env, {reached}")


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


CHECKS = (
    teams_exist,
    mailboxes_have_email_queues,
    queues_have_somebody,
    only_where_meant,
    addresses_differ,
    answers_can_leave,
    log_in_is_whole,
    mailboxes_have_passwords,
    listeners_differ,
    strangers_need_a_key,
    origins_are_known,
    desks_find_the_gateway,
)
