"""Which line a key or a list's item stands on, in a TOML text that `tomllib` has already found right.

`tomllib` tells no positions, and of the libraries that do each would be a second parser with opinions of its
own. Knowing the text is right, a scanner need only find where things begin and end: values are skipped, not
read. A law in the tests holds it to `tomllib`: both name the same keys.
"""

import bisect
import itertools
import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_TEXT = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}(?!")|\'{3}(?:.*?)\'{3,5}(?!\')|"(?:\\.|[^"\\])*"|'[^']*\'''',
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and list item, by its path: `("agents", "ploy", "skills", 0)`."""
    return _Scanner(text).scan()


class _Scanner:
    """One walk over one text; `_at` is where it stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ends = [found.start() for found in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        self._lists: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_GAP)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_GAP)
        return self._lines

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the table that the pairs below it belong to."""
        several = self._text.startswith("[[", self._at)
        brackets = 2 if several else 1
        self._at += brackets
        line = self._line()
        *way, last = self._key()
        self._at += brackets
        path = (*self._walk(way, line), last)
        self._lines.setdefault(path, line)
        if several:
            self._lists[path] = self._lists.get(path, -1) + 1
        return self._newest(path, line)

    def _walk(self, way: list[str], line: int) -> Path:
        """The path `way` means, through the newest item of every list of tables on it."""
        path: Path = ()
        for part in way:
            path = (*path, part)
            self._lines.setdefault(path, line)
            path = self._newest(path, line)
        return path

    def _newest(self, path: Path, line: int) -> Path:
        if path not in self._lists:
            return path
        path = (*path, self._lists[path])
        self._lines.setdefault(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for part in self._key():
            path = (*path, part)
            self._lines.setdefault(path, line)
        self._at += 1  # the equals sign
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> list[str]:
        """A dotted key's parts; stands on what follows it."""
        parts = []
        while True:
            self._skip(_BLANK)
            parts.append(_plain(self._skip(_KEY_PART)))
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return parts
            self._at += 1

    def _value(self, path: Path) -> None:
        match self._text[self._at]:
            case "[":
                self._items(path)
            case "{":
                self._inline(path)
            case '"' | "'":
                self._skip(_TEXT)
            case _:
                self._skip(_BARE)

    def _items(self, path: Path) -> None:
        for index in self._until("]"):
            item = (*path, index)
            self._lines[item] = self._line()
            self._value(item)

    def _inline(self, path: Path) -> None:
        for _ in self._until("}"):
            self._pair(path)

    def _until(self, end: str) -> Iterator[int]:
        """Stops at the start of each thing between brackets; whoever asked must step over it."""
        self._at += 1
        self._skip(_GAP)
        for index in itertools.count():
            if self._text[self._at] == end:
                break
            yield index
            self._skip(_GAP)
            self._at += self._text[self._at] == ","
            self._skip(_GAP)
        self._at += 1

    def _skip(self, what: re.Pattern[str]) -> str:
        found = what.match(self._text, self._at)
        assert found is not None, "tomllib read this text; so can we"
        self._at = found.end()
        return found[0]

    def _line(self) -> int:
        return bisect.bisect_left(self._ends, self._at) + 1


def _plain(part: str) -> str:
    """A key's part without its quotes; `tomllib` knows the escapes."""
    if part[0] == '"':
        return str(tomllib.loads(f"key = {part}")["key"])
    return part.strip("'")
