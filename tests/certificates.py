"""Certificates as an owner makes them: signed by nobody else, with the openssl command."""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.parts import missing


class Certificate(NamedTuple):
    """The two files of it."""

    pem: Path
    key: Path


def certificate(folder: Path, *names: str) -> Certificate:
    """A certificate for these names: `DNS:desk.example.org`, `IP:127.0.0.1`."""
    if shutil.which("openssl") is None:
        missing("openssl", "openssl")
    made = Certificate(folder / "desk.pem", folder / "desk.key")
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {made.key} -out {made.pem}"
    names_of_it = ["-subj", "/CN=desk.example.org", "-addext", f"subjectAltName={','.join(names)}"]
    subprocess.run([*words.split(), *names_of_it], check=True, capture_output=True)
    return made
