"""Saved plans: a file each, with what was played, so that a link shows the same for as long as it is kept."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dashboard.planning.plan import PlanError, Supposed
from dashboard.planning.worker import Played
from dispatcher import logs

MOST: Final = 300  # saved plans

log = logs.named(__name__)


class Saved(Struct, frozen=True, kw_only=True):
    """A plan, its centre, and the days that were played."""

    supposed: Supposed
    days: tuple[Played, ...]


class Shelf:
    """The saved plans of a folder, which is made when the first is saved. For threads, not the event loop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, supposed: Supposed, days: Sequence[Played], name: str) -> None:
        """Keep this under this name, instead of one that was kept of the same suppositions.

        Raises:
            PlanError: there are too many already.
        """
        file = self._file(supposed.id)
        if not file.exists() and len(self._files()) >= MOST:
            raise PlanError(f"{MOST} plans are saved already; delete one first")
        named = replace(supposed, plan=replace(supposed.plan, name=name))
        self._folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(Saved(supposed=named, days=tuple(days))))
        os.replace(part, file)

    def load(self, id_: str) -> Saved | None:
        """What was saved under this id; None when nothing was, or it can no longer be read."""
        try:
            return msgspec.json.decode(self._file(id_).read_bytes(), type=Saved)
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, OSError) as error:
            log.warning("a saved plan cannot be read", plan=id_, why=str(error))
            return None

    def listed(self) -> list[dict[str, Any]]:
        """Every saved plan by name and id, the newest first."""
        found = sorted(self._files(), key=lambda file: (-file.stat().st_mtime, file.name))
        loaded = ((file.stem, self.load(file.stem)) for file in found)
        return [{"id": id_, "name": saved.supposed.plan.name} for id_, saved in loaded if saved]

    def delete(self, id_: str) -> None:
        """Keep this no longer."""
        self._file(id_).unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return list(self._folder.glob("*.json"))

    def _file(self, id_: str) -> Path:
        return self._folder / f"{id_}.json"
