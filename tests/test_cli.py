"""The command line as its users meet it: what it says, where, and with which exit status."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"


def ringpost(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_teaches_where_to_begin() -> None:
    said = ringpost("--help")
    assert said.returncode == 0
    assert "ringpost demo" in said.stdout
    assert "crowd" not in said.stdout  # the demo's own business


def test_a_right_centre_file_is_called_right() -> None:
    said = ringpost("check", EXAMPLES / "center.toml")
    assert (said.returncode, said.stderr) == (0, "")
    assert "3 agents, 3 queues, 2 teams" in said.stdout


def test_every_mistake_of_a_wrong_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "center.toml"
    right = (EXAMPLES / "center.toml").read_text(encoding="utf-8")
    file.write_text(
        right.replace('promise = "4h"', 'promis = "4h"').replace('team = "care"', 'team = "car"', 1)
    )
    said = ringpost("check", file)
    assert said.returncode == 2
    assert "queues.letters.promis" in said.stderr
    assert "agents.ploy.team" in said.stderr
    assert "care" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    said = ringpost("serve", tmp_path / "none.toml")
    assert said.returncode == 2
    assert "none.toml" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("command", ["dispatcher", "serve"])
def test_a_taken_port_names_the_setting(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        file = tmp_path / "center.toml"
        right = (EXAMPLES / "center.toml").read_text(encoding="utf-8")
        file.write_text(right + f'\n[service]\ngateway = "127.0.0.1:{port}"\n', encoding="utf-8")
        said = ringpost(command, file)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
    assert f"port {port}" in said.stderr
    assert "[service] gateway" in said.stderr


def test_calls_wanted_without_a_rate_are_explained() -> None:
    said = ringpost("lines", "--queue", "orders")
    assert said.returncode == 2
    assert "orders=60" in said.stderr


@pytest.mark.parametrize(
    ("option", "word", "told"),
    [("--language", "th", "th=3"), ("--tier", "gold=-1", "th=3"), ("--patience-is", "none", "lognormal")],
)
def test_callers_who_cannot_be_are_explained(option: str, word: str, told: str) -> None:
    said = ringpost("lines", "--queue", "orders=60", option, word)
    assert (said.returncode, "Traceback" in said.stderr) == (2, False)
    assert option in said.stderr
    assert told in said.stderr


@pytest.mark.parametrize("api", ["nonsense", "127.0.0.1:8702"])
def test_an_api_address_that_is_none_is_explained(api: str) -> None:
    said = ringpost("lines", "--queue", "orders=60", "--api", api)
    assert said.returncode == 2
    assert api in said.stderr
    assert "http://HOST:PORT" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("mailbox", "smtp", "wrong"),
    [
        ("imap://HOST", "127.0.0.1:25", "--mailbox"),
        ("imap://USER:s3cret@HOST:door", "127.0.0.1:25", "--mailbox"),
        ("imap://USER:s3cret@[HOST", "127.0.0.1:25", "--mailbox"),
        ("imap://USER:s3cret@HOST", "25", "--smtp"),
    ],
)
def test_a_demo_with_a_wrong_mail_server_does_not_begin(
    tmp_path: Path, mailbox: str, smtp: str, wrong: str
) -> None:
    said = ringpost("demo", "--dir", tmp_path, "--mailbox", mailbox, "--smtp", smtp)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith(f"ringpost: {wrong}")
    assert "s3cret" not in said.stderr
    assert not list(tmp_path.iterdir())


def test_a_simulation_prints_kpis_with_their_intervals() -> None:
    said = ringpost("simulate", EXAMPLES / "scenario.toml", "--replications", "2", "--json")
    assert said.returncode == 0, said.stderr
    result = json.loads(said.stdout)
    assert result["replications"] == 2


def test_theory_says_how_many_agents_a_line_needs() -> None:
    said = ringpost("erlang", "--calls", "200", "--handle", "3m")
    assert said.returncode == 0
    assert "10.00 erlangs of calls; 14 agents are enough" in said.stdout
    found = json.loads(ringpost("erlang", "--calls", "200", "--patience", "2m", "--json").stdout)
    assert found["agents"] < 14  # who hangs up makes way for others
    assert [row["agents"] for row in found["rows"]] == list(range(9, 16))


def test_a_time_that_is_none_is_named() -> None:
    said = ringpost("erlang", "--calls", "200", "--within", "soon")
    assert said.returncode == 2
    assert "--within soon" in said.stderr


def test_a_scenario_is_learned_and_can_be_played(tmp_path: Path) -> None:
    for name in ("center.toml", "scenario.toml"):
        (tmp_path / name).write_bytes((EXAMPLES / name).read_bytes())
    events = tmp_path / "facts.parquet"
    assert (
        ringpost("simulate", tmp_path / "scenario.toml", "--replications", "2", "--events", events).returncode
        == 0
    )
    files: list[str | Path] = [
        "--events",
        events,
        "--out",
        tmp_path / "fitted.toml",
        "--html",
        tmp_path / "fitted.html",
    ]
    said = ringpost("fit", tmp_path / "center.toml", *files)
    assert (said.returncode, said.stderr) == (0, "")
    assert "2 days" in said.stdout
    assert "Kaplan" in (tmp_path / "fitted.html").read_text("utf-8")
    assert ringpost("simulate", tmp_path / "fitted.toml", "--replications", "2").returncode == 0
    said = ringpost("fit", tmp_path / "center.toml", "--weekday", "someday")
    assert (said.returncode, "not a weekday" in said.stderr) == (2, True)
