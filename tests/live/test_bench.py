"""The benchmark of the live centre works: real processes, every call heard. What it says is not judged."""

import json
from math import isfinite
from pathlib import Path

import pytest

from benchmarks import live


async def test_every_call_is_offered_and_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--agents", "20", "--rates", "50", "--seconds", "2", "--json", "--folder", str(tmp_path)]
    (row,) = await live.run(live.asked(words))
    assert row.calls > 0
    assert row.lost == 0
    assert all(map(isfinite, (*row.offer, *row.answer, *row.echo, *row.commit, row.target)))
    (said,) = json.loads(capsys.readouterr().out)
    assert said["offer"]["p99"] == 1000 * row.offer.p99
    assert "20" in live.line(row)
