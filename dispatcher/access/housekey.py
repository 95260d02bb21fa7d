"""The centre's own key: what its processes show each other, and its owner may use. One file, made once."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from dispatcher.errors import OwnerError

FILE: Final = "house.key"


def house_key(data: Path, said: str = "") -> str:
    """The key: what the centre file says, else the one in the data folder, made when there is none yet.

    Raises:
        OwnerError: the folder cannot be written, or the file holds no key.
    """
    if said:
        return said
    path = data / FILE
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)  # customers' mail lies beside
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise OwnerError(f"the centre's own key {path} cannot be made or read ({error})") from error
    if len(key) < 16:
        raise OwnerError(f"{path} holds no key; delete it, and the next start makes another")
    return key


def _make(path: Path) -> None:
    """Write it whole under another name, then link it: of two processes that start together one wins."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
