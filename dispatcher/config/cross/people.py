"""Channels are said whole, somebody can take what waits, and no lever asks for more agents than there are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dispatcher.centre import CHANNELS, WHOLE
from dispatcher.config.check import Tables
from dispatcher.config.lines import Path
from dispatcher.config.mistakes import Sheet, any_of, nearest, say_found, say_text
from dispatcher.config.sections.queues import LEAST
from dispatcher.config.tables import Values
from dispatcher.vocabulary import ChannelId

Skills = Mapping[str, int]


def own_channels_are_whole(tables: Tables, sheet: Sheet) -> None:
    """A channel that is not there from the start says what it is; one that is stays what it is."""
    for key, values in tables["channels"].items():
        built_in = CHANNELS.get(ChannelId(key))
        if built_in is None:
            _is_whole(key, values, sheet)
        elif values.get("live", built_in.live) != built_in.live:
            found, allowed = (say_found(live) for live in (values["live"], built_in.live))
            sheet.wrong(("channels", key, "live"), found, f"{allowed} for {key}; name another channel")


def _is_whole(key: str, values: Values, sheet: Sheet) -> None:
    for needed, example in (("live", "live = false"), ("cap", "cap = 3")):
        path = ("channels", key, needed)
        if needed not in values and not sheet.says(path):
            sheet.missing(path, f"this setting for a channel of your own, such as {example}")


def nobody_is_more_than_whole(tables: Tables, sheet: Sheet) -> None:
    """As much of an agent must be free for a contact as the contact takes."""
    for key, values in tables["channels"].items():
        built_in = CHANNELS.get(ChannelId(key))
        cap = values.get("cap", built_in.cap if built_in else None)
        share = values.get("share", None if cap is None else WHOLE // max(cap, 1))
        if share is not None and values.get("spare", share) < share:
            path = ("channels", key, "spare")
            sheet.wrong(path, str(values["spare"]), f"at least the share that a contact takes, {share}")


def queues_have_somebody(tables: Tables, sheet: Sheet) -> None:
    """For each queue, at least one agent has all of its skills, if not at first then in a later ring."""
    held = [values.get("skills") for values in tables["agents"].values()]
    if not held or None in held:
        return
    for queue, values in tables["queues"].items():
        _somebody(("queues", queue), values, [skills for skills in held if skills], sheet)


def categories_have_somebody(tables: Tables, sheet: Sheet) -> None:
    """For each category, somebody has its skills, with those of its queue where it has one."""
    held = [values.get("skills") for values in tables["agents"].values()]
    if not held or None in held:
        return
    for category, values in tables["categories"].items():
        if skills := values.get("skills"):
            own = tables["queues"].get(str(values.get("queue")), {}).get("skills", {})
            both = {name: max(skills.get(name, 0), own.get(name, 0)) for name in {*skills, *own}}
            named = [has for has in held if has]
            if all(any(skill in has for has in named) for skill in own):  # else the queue's mistake says it
                _somebody(("categories", category), {"skills": both}, named, sheet)


def _somebody(path: Path, queue: Values, held: Sequence[Skills], sheet: Sheet) -> None:
    asked = [(path, queue), *(((*path, "rings", at), ring) for at, ring in enumerate(queue.get("rings", ())))]
    known = sorted(frozenset[str]().union(*held))
    unknown = [
        (at, skill) for at, table in asked for skill in sorted(table.get("skills", {})) if skill not in known
    ]
    for at, skill in unknown:
        found = f"{say_text(skill)}, which no agent has"
        sheet.wrong((*at, "skills"), found, any_of(known), nearest(skill, known))
    wanted = [table.get("skills", {}) for _, table in asked]
    if not unknown and not any(_can(skills, one) for one in wanted for skills in [{}, *held]):
        found = f"{_say_skills(wanted[0])}, which no one agent has together"
        sheet.wrong((*path, "skills"), found, "skills that one agent has, all of them")


def _can(has: Skills, wanted: Skills) -> bool:
    return all(has.get(skill, 0) >= least for skill, least in wanted.items())


def _say_skills(skills: Skills) -> str:
    """In a sentence, with the proficiencies that matter: "thai" (8) and "wine"."""
    said = (
        f"{say_text(skill)}{f' ({least})' if least > LEAST else ''}"
        for skill, least in sorted(skills.items())
    )
    return any_of(said).replace(" or ", " and ")


def languages_are_spoken(tables: Tables, sheet: Sheet) -> None:
    """Where a queue matches languages, some agent says which she speaks."""
    spoken = [values.get("languages") for values in tables["agents"].values()]
    if not spoken or any(one is None or one for one in spoken):
        return
    for queue, values in tables["queues"].items():
        if values.get("match_language"):
            allowed = 'languages = ["en"] or the like on agents who take this queue'
            sheet.wrong(("queues", queue, "match_language"), "true, while no agent has languages", allowed)


def reserves_can_be_kept(tables: Tables, sheet: Sheet) -> None:
    """No more agents are to stay idle than there are."""
    agents = len(tables["agents"])
    for path, reserve in _said(tables, "reserve"):
        if agents and reserve > agents:
            sheet.wrong(path, f"{reserve}, more than there are agents", f"at most {agents}")


def _said(tables: Tables, lever: str) -> Iterator[tuple[Path, Any]]:
    for section in ("centre", "teams", "agents", "queues", "timetables"):
        for name, values in tables[section].items():
            if lever in values:
                yield ((section, name, lever) if name else (section, lever)), values[lever]


CHECKS: Final = (
    own_channels_are_whole,
    nobody_is_more_than_whole,
    queues_have_somebody,
    categories_have_somebody,
    languages_are_spoken,
    reserves_can_be_kept,
)
