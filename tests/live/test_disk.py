"""A disk that refuses: the kernel itself says no, in the middle of a transaction."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dispatcher.journal import Journal, space

OWN_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
"""A disk of its own for one program, which needs no rights but that the kernel lets us (most do)."""


def happened(command: Sequence[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.splitlines()


def told(trouble: str) -> list[str]:
    return [
        "first: written as 3",
        "cramped: not durable",
        "again: not durable",
        f"trouble: {trouble}",
        "first: written as 3",
        "cramped: written as 5",
        "open: first cramped",
    ]


def test_a_disk_that_refuses_loses_nothing_and_is_forgiven(tmp_path: Path) -> None:
    assert happened([sys.executable, "-m", "tests.live.cramped", str(tmp_path), "limited"]) == told(
        "the disk with FOLDER fails (disk I/O error); look at the disk, its quota, and the memory"
    )
    journal = Journal(tmp_path / "journal.sqlite")
    assert list(journal.rebuild().contacts) == ["first", "cramped"]
    journal.close()


@pytest.mark.system
def test_a_disk_without_a_byte_left_is_waited_for(tmp_path: Path) -> None:
    if subprocess.run([*OWN_DISK, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this kernel gives nobody a disk of one's own")
    play = f"{sys.executable} -m tests.live.cramped {tmp_path} filled"
    assert happened([*OWN_DISK, f"mount -t tmpfs -o size=3m tmpfs {tmp_path} && {play}"]) == told(
        "the disk with FOLDER is full (database or disk is full); free some space"
    )


def test_little_room_is_said_before_it_is_none(tmp_path: Path) -> None:
    left = space.free(tmp_path)
    assert space.shortage(tmp_path, left // 2) == ""
    assert space.shortage(tmp_path, 2 * left).startswith("only ")
    assert space.shortage(tmp_path, 2 * left).endswith(
        f"MiB are left on the disk with {tmp_path}; free some space"
    )
