"""Whatever stands in a centre file, it is read or its mistakes are told; nothing else happens."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.centre import Centre
from dispatcher.config.build import centre_of
from dispatcher.config.check import check
from dispatcher.config.cross import cross_check
from dispatcher.config.mistakes import Mistake, Sheet
from dispatcher.config.sections.queues import APPROVAL, RING, TERMS
from dispatcher.config.settings import SECTIONS
from tests.centrefile import TODAY, whole_example
from tests.test_config_lines import paths

EXAMPLE = tomllib.loads(whole_example())

inner = (RING, TERMS, APPROVAL)
keys = st.sampled_from(
    sorted(
        {setting.name for section in SECTIONS for setting in section.settings}
        | {setting.name for row in inner for setting in row.settings}
        | {section.name for section in SECTIONS}
        | {"email_cap", "mon", "mon-fri", "2026-12-24", "gold", "email", "voice", "chat", "letters", "care"}
    )
)
NAMES = ["email", "chat", "letters", "emergency", "approvals", "office", "care", "ploy", "booking", "gold"]
FORMS = ["never", "at once", "after 5s", "20s", "4h", "urgent", "idle", "last_agent", "en", "UTC", "DE-XX"]
HOURS = ["09:00-12:00", "22:00-06:00", "25:00-26:00", "2026-02-30", "2026-12-24", "2026-12-31/2026-12-24"]
ODD = ["", "\x00", "e\u0301", "../etc", "localtime", "a" * 100]

words = st.sampled_from([*NAMES, *FORMS, *HOURS, *ODD])
scalars = (
    words
    | keys
    | st.booleans()
    | st.integers(-2, 101)
    | st.sampled_from([10**30, 0.5, float("nan"), date(2026, 2, 1), date(1, 1, 1), time(9)])
    | st.datetimes()
)
values = scalars | st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys | words, below, max_size=3),
    max_leaves=5,
)


def containers(raw: Any) -> Iterator[Any]:
    """Every table and list in it, itself first."""
    yield raw
    for below in raw.values() if isinstance(raw, dict) else raw:
        if isinstance(below, dict | list):
            yield from containers(below)


@st.composite
def almost_right(draw: st.DrawFn) -> dict[str, Any]:
    """The example with a few things put in, exchanged or left out."""
    raw = copy.deepcopy(EXAMPLE)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from([*containers(raw)]))
        known = [*place] if isinstance(place, dict) else [*range(len(place))]
        what = draw(st.sampled_from(["exchange", "leave out"])) if known else "put in"
        match draw(st.sampled_from([what, "put in"])):
            case "put in" if isinstance(place, dict):
                place[draw(keys)] = draw(values)
            case "put in":
                place.append(draw(values))
            case "exchange":
                place[draw(st.sampled_from(known))] = draw(values)
            case _:
                del place[draw(st.sampled_from(known))]
    return raw


def read(raw: dict[str, Any]) -> tuple[Centre | None, list[Mistake]]:
    """The centre this means, or what is wrong with it; as if all of it stood on one line."""
    sheet = Sheet(dict.fromkeys(paths(raw), 1))
    tables = check(raw, sheet)
    cross_check(tables, sheet)
    mistakes = sheet.mistakes()
    return (None if mistakes else centre_of(tables, TODAY.year)), mistakes


def test_the_whole_example_is_right() -> None:
    assert not read(EXAMPLE)[1]


@given(almost_right())
def test_a_file_is_read_or_its_mistakes_are_told(raw: dict[str, Any]) -> None:
    centre, mistakes = read(raw)
    assert all(one.found and one.allowed for one in mistakes)
    # What was read is what its types say: it comes out of the journal as it went in.
    assert mistakes or msgspec.json.decode(msgspec.json.encode(centre), type=Centre) == centre
