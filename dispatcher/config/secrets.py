"""Secrets come from the file itself, from a file beside it, or from the environment; never two at once."""

from collections.abc import Mapping
from pathlib import Path

from dispatcher.config.declare import Setting
from dispatcher.config.kinds import UNFIT
from dispatcher.config.lines import Path as Place
from dispatcher.config.mistakes import Sheet, say_text
from dispatcher.config.tables import Values

WAYS = ("", "_file", "_env")


class Sources:
    """Where secrets are looked up: the centre file's folder and the environment of the process."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = environ

    def resolve(self, values: Values, setting: Setting, place: Place, sheet: Sheet) -> None:
        """Put the secret under its own name in `values`, however it was said, if it can be had."""
        stem = setting.name
        said = [stem + way for way in WAYS if stem + way in values]
        if len(said) > 1:
            sheet.wrong((*place, said[1]), f"{said[1]} beside {said[0]}", "one of them")
        for name in said:
            secret = self._look_up(name.removeprefix(stem), values.pop(name), (*place, name), sheet)
            if secret and setting.kind.read(secret, (*place, name), sheet) is not UNFIT:
                values[stem] = secret

    def _look_up(self, way: str, said: str, place: Place, sheet: Sheet) -> str:
        match way:
            case "_file":
                return self._from_file(self._folder / said, place, sheet)
            case "_env":
                return self._from_environment(said, place, sheet)
            case _:
                return said

    def _from_file(self, file: Path, place: Place, sheet: Sheet) -> str:
        try:
            # Editors end a file with a newline; no secret means it.
            secret = file.read_text("utf-8-sig").split("\n", 1)[0].rstrip("\r")
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            sheet.wrong(place, f"{say_text(str(file))}, which cannot be read ({why})", "a readable file")
            return ""
        if not secret:
            sheet.wrong(
                place, f"{say_text(str(file))}, whose first line is empty", "a file with the secret in it"
            )
        return secret

    def _from_environment(self, name: str, place: Place, sheet: Sheet) -> str:
        secret = self._environ.get(name, "")
        if not secret:
            sheet.wrong(place, f"{name}, which is not set", "an environment variable that is set")
        return secret
