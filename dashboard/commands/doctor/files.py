"""The files of the owner: the centre file, its secrets, the data folder; who may read and write them."""

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dashboard.commands.doctor.examine import Patient, found
from dashboard.commands.doctor.stores import nearest
from dispatcher.config import read
from dispatcher.errors import OwnerError
from dispatcher.findings import Finding

SECRETS: Final = frozenset({"client_secret", "key", "password", "refresh_token", "secret"})


def centre_file(patient: Patient) -> Sequence[Finding]:
    """It can be used."""
    try:
        centre = read(patient.path, environ=os.environ).centre
    except OwnerError as error:
        first, *more = str(error).splitlines()
        detail = f"{more[0]} (1 of {len(more)})" if more else first
        return found("centre file", "failed", detail, f"ringpost check {patient.path}")
    detail = f"{centre.name}: {len(centre.agents)} agents, {len(centre.queues)} queues"
    return found("centre file", "ok", detail)


def secrets(patient: Patient) -> Sequence[Finding]:
    """Nobody else on this machine can read them."""
    open_files = [str(file) for file in _secret_files(patient.path) if _readable_by_others(file)]
    if open_files:
        names = " ".join(open_files)
        return found("secrets", "warning", f"others can read {', '.join(open_files)}", f"chmod 600 {names}")
    return found("secrets", "ok", "nobody else can read them")


def _secret_files(centre: Path) -> Iterator[Path]:
    """The files secrets stand in; the centre file itself if one is written there."""
    said = dict(_said(tomllib.loads(centre.read_text("utf-8"))))
    if SECRETS & said.keys():
        yield centre
    for stem in SECRETS:
        for name in said.get(f"{stem}_file", ()):
            yield centre.parent / name


def _said(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """Every text in the file, by its key."""
    found: dict[str, list[str]] = {}
    for key, value in table.items():
        if isinstance(value, str):
            found.setdefault(key, []).append(value)
        elif isinstance(value, Mapping):
            for below, texts in _said(value).items():
                found.setdefault(below, []).extend(texts)
    return found


def _readable_by_others(file: Path) -> bool:
    return bool(file.exists() and file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def data_folder(patient: Patient) -> Sequence[Finding]:
    """We can write there, and others cannot read customers' letters."""
    name, folder = "data folder", patient.right.service.data
    there = nearest(folder)
    if not os.access(there, os.W_OK | os.X_OK):
        remedy = f"chown -R {_user()} {there}, or name another folder as [service] data"
        return found(name, "failed", f"{there} cannot be written by {_user()}", remedy)
    if there != folder:
        return found(name, "ok", f"{folder} will be made at the first start")
    open_stores = [file for file in sorted(folder.iterdir()) if file.stat().st_mode & stat.S_IROTH]
    if open_stores and folder.stat().st_mode & (stat.S_IROTH | stat.S_IXOTH):
        detail = f"everybody on this machine can read {folder}, customers' letters among it"
        return found(name, "warning", detail, f"chmod o-rwx {folder}")
    return found(name, "ok", f"{folder} can be written")


def _user() -> str:
    return os.environ.get("USER") or f"user {os.getuid()}"
