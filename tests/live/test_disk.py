"""A disk that refuses: the kernel itself says no, in the middle of a transaction."""

import subprocess
import sys
from pathlib import Path

from dispatcher.journal import Journal


def test_a_disk_that_refuses_loses_nothing_and_is_forgiven(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.live.cramped", str(tmp_path)]
    cramped = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert cramped.stdout.splitlines() == [
        "first: written as 3",
        "cramped: not durable",
        "again: not durable",
        "trouble: the disk with FOLDER fails (disk I/O error); look at the disk, its quota, and the memory",
        "first: written as 3",
        "cramped: written as 5",
        "open: first cramped",
    ]
    journal = Journal(tmp_path / "journal.sqlite")
    assert list(journal.rebuild().contacts) == ["first", "cramped"]
    journal.close()
