"""Durations and sizes as people write them: "1h30m", "25 MB"."""

import re

from dispatcher.vocabulary import DAY, HOUR, MINUTE, SECOND, Span

UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND, "ms": SECOND // 1000}
SIZES = {"GB": 1_000_000_000, "MB": 1_000_000, "kB": 1_000}

_SPAN = re.compile("".join(rf"(?:([0-9]{{1,9}}){unit}\s*)?" for unit in UNITS))
_SIZE = re.compile(r"([0-9]{1,9}) ?(kB|MB|GB)")


def read_span(text: str) -> Span | None:
    """The duration this text says, largest unit first ("1d", "1h30m", "500ms"); None when it says none."""
    found = _SPAN.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        return None
    counts = (int(count or 0) for count in found.groups())
    return Span(sum(count * unit for count, unit in zip(counts, UNITS.values(), strict=True)))


def say_span(span: Span) -> str:
    """The shortest text that `read_span` reads back as this duration, to the millisecond."""
    words, rest = [], int(span)
    for name, unit in UNITS.items():
        count, rest = divmod(rest, unit)
        words.append(f"{count}{name}" if count else "")
    return "".join(words) or "0s"


def read_size(text: str) -> int | None:
    """The number of bytes this text says ("25 MB", decimal units); None when it says none."""
    found = _SIZE.fullmatch(text.strip())
    return int(found[1]) * SIZES[found[2]] if found else None


def say_size(size: int) -> str:
    """A text that `read_size` reads back as this many bytes; whole kB at least."""
    unit = next((unit for unit, worth in SIZES.items() if size % worth == 0), "kB")
    return f"{size // SIZES[unit]} {unit}"
