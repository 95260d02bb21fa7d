"""The scanner names the very keys `tomllib` reads, each with the line it stands on."""

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.config.lines import Path, lines_of

EVERYTHING = (
    '''\
# a comment with [brackets] = "and quotes"
top.dotted . "quoted \\u0e1e.part" = 1   # line 2

[ agents . "พลอย" ]
skills = [ "a, ] # no comment", 'b"',   # line 5
  "c", # line 6

  [ 1, [ 2 ] ] ]
note = """
[not.a.table]
x = 1 \\""" ""\\
"""""
raw = \'\'\'
[[nor.this]]
it's "fine"\'\'\'\'
when = 1979-05-27 07:32:00 # line 16
in.line = { a = 1, "b c" = { d = [ { e = 2 } ] }, f.g = true }
[[lines]]
id = "" # line 19
[lines.sub]
x = 1.5e3
[[lines.phones]]
n = '1' # line 23
[[lines.phones]]
n = '''
    + """'''2'''"""
    + """
[[lines]]
id = "second" # line 27
  [[lines.phones]]
  n = 3 # line 29
"""
)


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every table, key and item under `value`."""
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        yield from paths(below, (*path, key))


def test_each_key_has_its_line() -> None:
    lines = lines_of(EVERYTHING)
    expected = {
        ("top", "dotted", "quoted \u0e1e.part"): 2,
        ("agents", "พลอย"): 4,
        ("agents", "พลอย", "skills"): 5,
        ("agents", "พลอย", "skills", 1): 5,
        ("agents", "พลอย", "skills", 2): 6,
        ("agents", "พลอย", "skills", 3, 1, 0): 8,
        ("agents", "พลอย", "note"): 9,
        ("agents", "พลอย", "raw"): 13,
        ("agents", "พลอย", "when"): 16,
        ("agents", "พลอย", "in", "line", "b c", "d", 0, "e"): 17,
        ("lines",): 18,
        ("lines", 0, "id"): 19,
        ("lines", 0, "sub", "x"): 21,
        ("lines", 0, "phones", 0, "n"): 23,
        ("lines", 0, "phones", 1, "n"): 25,
        ("lines", 1): 26,
        ("lines", 1, "id"): 27,
        ("lines", 1, "phones", 0, "n"): 29,
    }
    assert {path: lines[path] for path in expected} == expected


def test_the_same_keys_as_tomllib() -> None:
    assert set(lines_of(EVERYTHING)) == set(paths(tomllib.loads(EVERYTHING)))


def test_lines_ended_the_windows_way() -> None:
    assert lines_of("a = 1\r\n\r\n[b]\r\nc = [\r\n1,\r\n2]\r\n") == {
        ("a",): 1, ("b",): 3, ("b", "c"): 4, ("b", "c", 0): 5, ("b", "c", 1): 6,
    }  # fmt: skip


def test_an_empty_file_has_no_keys() -> None:
    assert lines_of("") == {}
    assert lines_of("# nothing\n\n") == {}


bare = st.text("abc-_1", min_size=1, max_size=4)
odd = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)


def quoted(text: str) -> str:
    """A basic string; TOML's escapes for what may not stand in one."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


keys = bare | odd.map(quoted)
gaps = st.sampled_from(["", " ", "\n", " # a ] comment\n", "\n\n  "])
scalars = (
    st.integers().map(str)
    | odd.map(quoted)
    | st.sampled_from(["true", "1.5", "1979-05-27 07:32:00Z"])
    | st.sampled_from(["'lit [ #'", '"""a\n"b"" ]\n"""', "'''\n'x\n'''"])
)


@st.composite
def lists(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = [draw(gaps) + item + draw(gaps) for item in draw(st.lists(values, max_size=3))]
    return "[" + ",".join(items) + draw(gaps) + "]" if items else "[" + draw(gaps) + "]"


@st.composite
def inline_tables(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    pairs = draw(st.dictionaries(bare, values, max_size=3))
    return "{ " + ", ".join(f"{key}={value}" for key, value in pairs.items()) + " }"


one_value = st.recursive(scalars, lambda inner: lists(inner) | inline_tables(inner), max_leaves=6)
statements = st.one_of(
    st.tuples(keys, one_value).map(" = ".join),
    st.lists(keys, min_size=1, max_size=3).map(lambda way: f"[{' . '.join(way)}]"),
    st.lists(keys, min_size=1, max_size=2).map(lambda way: f"[[{'.'.join(way)}]]"),
)


@given(st.lists(statements, max_size=8))
def test_whatever_tomllib_reads_is_scanned_alike(said: list[str]) -> None:
    kept: list[str] = []
    for statement in said:  # keys may clash: leave out what makes the text wrong
        try:
            tomllib.loads("\n".join([*kept, statement]))
        except tomllib.TOMLDecodeError:
            continue
        kept.append(statement)
    text = "\n".join(kept)
    lines = lines_of(text)
    assert set(lines) == set(paths(tomllib.loads(text)))
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())
