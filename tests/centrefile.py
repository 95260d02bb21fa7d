"""Centre files for tests: a small one that is right, and what is said of any other."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from dispatcher.centre import Centre
from dispatcher.config import CentreFile, CentreFileError, Mistake, read

EXAMPLE = Path(__file__).parent.parent / "examples" / "center.toml"

SMALL = """\
[centre]
name = "Small"
[teams.care]
[agents.ploy]
team = "care"
skills = ["thai"]
[queues.calls]
channel = "voice"
promise = "20s"
[queues.letters]
channel = "email"
promise = "4h"
"""

TODAY = date(2026, 6, 1)


def whole_example() -> str:
    """The example's text with the settings that it only shows in comments."""
    text = EXAMPLE.read_text("utf-8")
    start = text.index("# [mailboxes.help]")
    return text[:start] + "".join(
        line.removeprefix("# ") if not line.startswith("# ---") else line
        for line in text[start:].splitlines(keepends=True)
    )


def said(tmp_path: Path, text: str | bytes, environ: Mapping[str, str] | None = None) -> CentreFile:
    """What this text means."""
    file = tmp_path / "center.toml"
    file.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return read(file, environ=environ or {}, today=TODAY)


def centre(tmp_path: Path, more: str) -> Centre:
    """The small centre with something more."""
    return said(tmp_path, SMALL + dedent(more)).centre


def mistakes(
    tmp_path: Path, text: str | bytes, environ: Mapping[str, str] | None = None
) -> tuple[Mistake, ...]:
    """What is wrong with this text."""
    with pytest.raises(CentreFileError) as caught:
        said(tmp_path, text, environ)
    return caught.value.mistakes


def places(found: tuple[Mistake, ...]) -> list[tuple[str, int | None]]:
    """Key and line of each mistake."""
    return [(mistake.key, mistake.line) for mistake in found]


def only_mistake(tmp_path: Path, more: str) -> tuple[str, str]:
    """The key of the one thing wrong with the small centre with something more, and what is said of it."""
    (mistake,) = mistakes(tmp_path, SMALL + dedent(more))
    return mistake.key, f"{mistake.found}; {mistake.allowed}"
