"""The doctor, at a centre that is well and at every sort of bed: what is found, and what is to be done."""

import asyncio
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.commands.doctor.examine import Check, Patient, examine, found
from dashboard.commands.doctor.table import CHECKS, as_json
from dispatcher.clock import wall_clock
from dispatcher.config import CentreFileError, read
from dispatcher.findings import Finding
from dispatcher.listen import server_tls
from dispatcher.vocabulary import HOUR
from tests.centrefile import SMALL
from tests.certificates import certificate
from tests.dovecot import dovecot
from tests.live.heart import admit, running
from tests.live.whole import whole_dispatcher
from tests.ports import free_port
from tests.smtp import post_office


def centre(folder: Path, more: str = "", **doors: int) -> Path:
    """A small centre whose addresses are free, or these."""
    ports = {door: doors.get(door) or free_port() for door in ("gateway", "api", "dashboard")}
    service = "".join(f'{door} = "127.0.0.1:{port}"\n' for door, port in ports.items())
    file = folder / "center.toml"
    file.write_text(f"{SMALL}{more}\n[service]\n{service}", encoding="utf-8")
    return file


async def looked_over(file: Path, *, thorough: bool = False) -> Mapping[str, Finding]:
    """Every finding by its name."""
    try:
        right = read(file, environ={})
    except CentreFileError:
        right = None
    patient = Patient(path=file, file=right, thorough=thorough)
    done: list[str] = []
    findings = await examine(CHECKS, patient, done.append)
    assert sorted(done) == sorted(check.name for check in CHECKS)
    return {finding.name: finding for finding in findings}


def bad(findings: Mapping[str, Finding]) -> dict[str, str]:
    """What is not well, with its remedy."""
    return {name: one.remedy for name, one in findings.items() if one.result in ("failed", "warning")}


def change(journal: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute(sql, values)


async def worked_in(folder: Path) -> Path:
    """A centre that has taken two calls; its journal."""
    (folder / "data").mkdir(0o700)
    async with running(folder / "data") as service:
        await service.submit(admit("one"))
        await service.submit(admit("two"))
    return folder / "data" / "journal.sqlite"


async def test_a_new_centre_is_well(tmp_path: Path) -> None:
    findings = await looked_over(centre(tmp_path))
    assert bad(findings) == {}
    assert {findings[name].result for name in ("journal", "schema", "ready", "smtp")} == {"skipped"}


async def test_a_centre_at_work_is_known_as_ours(tmp_path: Path) -> None:
    async with whole_dispatcher(tmp_path) as house:
        await house.pbx.post("/v1/calls", json={"queue": "calls"})
        findings = await looked_over(tmp_path / "center.toml", thorough=True)
    assert bad(findings) == {}
    assert findings["lock"].detail == "a dispatcher is at work on it"
    assert findings["port of the gateway"].detail.startswith("ours listens")
    assert findings["port of the api"].detail.startswith("ours listens")
    assert findings["ready"].result == "ok"
    assert "each as it was written" in findings["journal"].detail


async def test_a_wrong_centre_file_leaves_the_rest_for_later(tmp_path: Path) -> None:
    file = centre(tmp_path)
    file.write_text(file.read_text("utf-8").replace("promise", "promis"), encoding="utf-8")
    findings = await looked_over(file)
    assert bad(findings) == {"centre file": f"ringpost check {file}"}
    assert "did you mean promise" in findings["centre file"].detail
    assert {findings[name].result for name in ("journal", "ports", "smtp")} == {"skipped"}


async def test_a_taken_port_names_its_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.listen()
        findings = await looked_over(centre(tmp_path, api=other.getsockname()[1]))
    assert bad(findings) == {"port of the api": "stop it, or change [service] api"}


@pytest.mark.parametrize(
    ("damage", "thorough", "said"),
    [
        ("DELETE FROM events WHERE number = 2", False, "1 of the"),
        ("DELETE FROM events WHERE number > 2", False, "a command led to it"),
        ("UPDATE events SET body = x'7b7d' WHERE number = 2", True, "event 2"),
    ],
)
async def test_a_damaged_journal_is_seen(tmp_path: Path, damage: str, thorough: bool, said: str) -> None:
    change(await worked_in(tmp_path), damage)
    findings = await looked_over(centre(tmp_path), thorough=thorough)
    assert "restore it" in bad(findings)["journal"]
    assert said in findings["journal"].detail


async def test_a_data_folder_that_everybody_can_read(tmp_path: Path) -> None:
    folder = (await worked_in(tmp_path)).parent
    folder.chmod(0o755)
    assert bad(await looked_over(centre(tmp_path))) == {"data folder": f"chmod o-rwx {folder}"}


async def test_another_ones_journal_and_a_clock_that_fell_back(tmp_path: Path) -> None:
    journal = await worked_in(tmp_path)
    change(journal, "PRAGMA user_version = 99")
    change(journal, "UPDATE events SET at = ?", wall_clock() + HOUR)
    findings = await looked_over(centre(tmp_path))
    assert set(bad(findings)) == {"schema", "clock"}
    assert "in the future" in findings["clock"].detail


async def test_a_secret_that_others_can_read(tmp_path: Path) -> None:
    key = tmp_path / "access.key"
    key.write_text("the key of this centre\n", encoding="utf-8")
    file = centre(tmp_path)
    file.write_text(file.read_text("utf-8") + 'key_file = "access.key"\n', encoding="utf-8")
    key.chmod(0o644)
    assert bad(await looked_over(file)) == {"secrets": f"chmod 600 {key}"}
    key.chmod(0o600)
    assert bad(await looked_over(file)) == {}


MAIL = """
[mailboxes.help]
address = "help@example.com"
host = "{imap_host}"
port = {imap_port}
tls = false
password = "{password}"
queue = "letters"
[smtp]
host = "{smtp_host}"
port = {smtp_port}
security = "none"
user = "help"
password = "{password}"
"""


async def test_mail_servers_are_logged_in_to_and_left_alone(tmp_path: Path) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="dovecot-") as home,
        dovecot(Path(home), {"help@example.com": "right"}) as imap,
    ):
        async with post_office() as office:
            office.passwords = {"help": "right"}
            at = {
                "imap_host": imap.host,
                "imap_port": imap.imap_port,
                "smtp_host": office.host,
                "smtp_port": office.port,
            }
            file = centre(tmp_path, MAIL.format(password="right", **at))
            file.chmod(0o600)
            assert bad(await looked_over(file)) == {}
            file = centre(tmp_path, MAIL.format(password="wrong", **at))
            findings = await looked_over(file)
            assert bad(findings) == {
                "mailbox help/INBOX": "change [mailboxes.help]",
                "smtp": "change them in [smtp]",
            }
            assert office.taken.empty()
            await office.close()
        assert "does not take our mail" in (await looked_over(file))["smtp"].detail


async def test_a_certificate_that_is_signed_by_itself_is_to_be_handed_out(tmp_path: Path) -> None:
    shown = server_tls(*certificate(tmp_path, "IP:127.0.0.1"))
    listening = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=shown)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        desks = f'[service]\ndesks = "wss://127.0.0.1:{port}"\n'
        file = centre(tmp_path)
        file.write_text(file.read_text("utf-8").replace("[service]\n", desks), encoding="utf-8")
        finding = (await looked_over(file))[f"certificate of 127.0.0.1:{port}"]
    assert finding.result == "warning"
    assert "--trust" in finding.remedy


async def test_a_check_that_hangs_or_breaks_hides_no_other() -> None:
    async def hang(_: Patient) -> Sequence[Finding]:
        await asyncio.Event().wait()
        return ()

    async def broken(_: Patient) -> Sequence[Finding]:
        raise ValueError("words of somebody")

    async def well(_: Patient) -> Sequence[Finding]:
        return found("well", "ok", "it is")

    checks = [
        Check(name="hang", look=hang, limit=0.01, needs_file=False),
        Check(name="broken", look=broken, needs_file=False),
        Check(name="well", look=well, needs_file=False),
    ]
    findings = await examine(checks, Patient(path=Path("none.toml"), file=None), lambda done: None)
    assert [(one.name, one.result) for one in findings] == [
        ("hang", "failed"),
        ("broken", "failed"),
        ("well", "ok"),
    ]
    assert "words" not in as_json(findings)


@pytest.mark.parametrize(("setting", "status", "said"), [("promise", 0, "ok"), ("promis", 2, "failed")])
def test_the_command_says_so_to_programs(tmp_path: Path, setting: str, status: int, said: str) -> None:
    file = centre(tmp_path)
    file.write_text(file.read_text("utf-8").replace("promise", setting), encoding="utf-8")
    command = [sys.executable, "-m", "dashboard.cli", "doctor", str(file), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ})
    assert (run.returncode, json.loads(run.stdout)["status"]) == (status, said)
