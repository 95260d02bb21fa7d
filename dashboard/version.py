"""Which version of the pages this process serves, so that a screen nobody touches can tell that it is old."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

PAGES: Final = Path(__file__).parent


@cache
def fingerprint() -> str:
    """The same for as long as nothing that makes the pages changed: package, scripts, looks, words."""
    told = hashlib.sha256(version("ringpost").encode())
    for file in sorted((*PAGES.glob("assets/**/*"), *PAGES.glob("*words.py"), *PAGES.glob("pages/*.py"))):
        if file.is_file():
            told.update(file.relative_to(PAGES).as_posix().encode())
            told.update(file.read_bytes())
    return told.hexdigest()[:16]
