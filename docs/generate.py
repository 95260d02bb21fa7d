"""Writes the reference pages that are generated from the code: `python -m docs.generate`, or with `--check`.

`--check` writes nothing, names the pages that are stale, and ends with status 1 when there are any.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from docs.printers.asyncapi import asyncapi_page
from docs.printers.command_line import command_line_page
from docs.printers.facts import facts_page
from docs.printers.kpis import kpis_page
from docs.printers.lives import lives_page
from docs.printers.metrics import metrics_page
from docs.printers.openapi import openapi_page
from docs.printers.protocol import protocol_page
from docs.printers.settings import scenario_page, settings_page
from docs.printers.templates import templates_page

REFERENCE: Final = Path(__file__).parent / "reference"
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "asyncapi.json": asyncapi_page,
    "command-line.md": command_line_page,
    "facts.md": facts_page,
    "kpis.md": kpis_page,
    "life-cycles.md": lives_page,
    "metrics.md": metrics_page,
    "openapi.json": openapi_page,
    "protocol.md": protocol_page,
    "scenario.md": scenario_page,
    "settings.md": settings_page,
    "templates.md": templates_page,
}


def stale() -> list[Path]:
    """The generated pages that say something else than the code does."""
    return [REFERENCE / name for name, printed in PAGES.items() if _read(REFERENCE / name) != printed()]


def write() -> list[Path]:
    """Write the stale pages anew; hands back which they were."""
    pages = stale()
    for page in pages:
        page.write_text(PAGES[page.name](), "utf-8")
    return pages


def _read(page: Path) -> str:
    return page.read_text("utf-8") if page.exists() else ""


def main() -> int:
    """Write or check; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.generate", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--check", action="store_true", help="write nothing; say what is stale")
    check = parser.parse_args().check
    for page in (pages := stale() if check else write()):
        print(f"{'stale' if check else 'written'}: {page}")
    return 1 if check and pages else 0


if __name__ == "__main__":
    sys.exit(main())
