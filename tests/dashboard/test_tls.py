"""A centre whose every address is encrypted: its own processes, desks, a PBX and browsers find their way."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from dashboard.app import run, settings_of
from dashboard.commands.doctor.examine import Patient, examine
from dashboard.commands.doctor.table import CHECKS
from dashboard.commands.owner import as_owner
from dispatcher.client import Api, Desk
from dispatcher.client.api import tls_for
from dispatcher.config import CentreFile, read
from dispatcher.errors import OwnerError
from dispatcher.live import live
from dispatcher.vocabulary import AgentId
from dispatcher.voice.callers import Line
from dispatcher.voice.lines import dial_all
from dispatcher.voice.tally import Tally
from tests.centrefile import SMALL
from tests.certificates import Certificate, certificate
from tests.dashboard.people import GOOD
from tests.overheard import overhearing
from tests.ports import free_port

pytestmark = pytest.mark.system

HOST = "127.0.0.9"  # an address of this machine, where certificates are not exempt from naming it


@dataclass
class Secure:
    """The centre, its file, and its certificate."""

    path: Path
    file: CentreFile
    shown: Certificate

    @property
    def api(self) -> str:
        """The HTTP API's address."""
        return self.file.service.api_url


@contextlib.asynccontextmanager
async def encrypted(tmp_path: Path, name: str) -> AsyncIterator[Secure]:
    """A whole centre with a certificate for this name, open until the end of the block."""
    shown = certificate(tmp_path, name)
    api, gateway, board = free_port(), free_port(), free_port()
    path = tmp_path / "center.toml"
    path.write_text(
        f"""{SMALL}
[service]
api = "{HOST}:{api}"
gateway = "{HOST}:{gateway}"
dashboard = "{HOST}:{board}"
login = true
certificate = "{shown.pem.name}"
certificate_key = "{shown.key.name}"
""",
        "utf-8",
    )
    file, stopping = read(path, environ={}), asyncio.Event()
    async with asyncio.timeout(60):
        with overhearing() as overheard:
            dispatcher = asyncio.create_task(live(file, stopping))
            await overheard.until("open, after event")
            pages = asyncio.create_task(run(settings_of(file)))
            async with as_owner(file) as owner:
                await owner.ask("POST", "/v1/users", {"name": "ploy", "role": "agent", "password": GOOD})
                await owner.ask("POST", "/v1/users", {"name": "pbx", "role": "trunk"})
            yield Secure(path, file, shown)
        pages.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pages
        stopping.set()
        await dispatcher


async def test_the_centres_own_processes_know_it_by_any_address(tmp_path: Path) -> None:
    """The dashboard follows the feed and lets people in; the doctor finds both processes well."""
    async with encrypted(tmp_path, "DNS:elsewhere.example") as centre, browser(centre) as visitor:
        while not (await visitor.get("/ready")).is_success:
            continue
        answer = await visitor.post("/login", data={"name": "ploy", "password": GOOD})
        assert answer.status_code == 303
        assert "; Secure" in answer.headers["set-cookie"]
        assert (await visitor.get("/board.json")).is_success
        done: list[str] = []
        patient = Patient(path=centre.path, file=centre.file, thorough=False)
        said = {finding.name: finding.detail for finding in await examine(CHECKS, patient, done.append)}
        assert said["ready"] == "the dispatcher takes work"
        assert said["port of the gateway"].startswith("ours listens")
        assert "behind" in said["event log"]


def browser(centre: Secure) -> httpx.AsyncClient:
    """A browser that was told to go on."""
    tls = ssl.create_default_context(cafile=centre.shown.pem)
    tls.check_hostname = False
    return httpx.AsyncClient(base_url=centre.file.service.dashboard_url, verify=tls, trust_env=False)


async def test_others_want_the_name_and_say_what_to_do_without(tmp_path: Path) -> None:
    async with encrypted(tmp_path, "DNS:elsewhere.example") as centre:
        async with Api(centre.api, trust=centre.shown.pem) as api:
            with pytest.raises(OwnerError, match=r"is not trusted \(IP address mismatch"):
                await api.log_in("ploy", GOOD)
        async with Api(centre.api) as api:
            with pytest.raises(OwnerError, match=r"is not trusted \(self-signed.*--trust or RINGPOST_TRUST"):
                await api.log_in("ploy", GOOD)


async def test_a_call_goes_from_a_pbx_to_a_desk_encrypted_all_the_way(tmp_path: Path) -> None:
    async with encrypted(tmp_path, f"IP:{HOST}") as centre:
        async with as_owner(centre.file) as owner:
            token = (await owner.ask("POST", "/v1/users/pbx/token"))["token"]
        async with Api(centre.api, trust=centre.shown.pem) as api:
            await api.log_in("ploy", GOOD)
            async with Desk(api, AgentId("ploy")) as desk:
                await desk.ready()
                line = Line(exchange="lines", queue="calls", per_hour=36_000, talk=0.01, patience=600)
                tally, tls = Tally(), tls_for(centre.api, centre.shown.pem)
                calling = asyncio.create_task(
                    dial_all([line], centre.api, key=token, seed=1, calls=1, tally=tally, tls=tls)
                )
                while (offer := next((c.offer for c in desk.contacts.values() if c.offer), None)) is None:
                    await desk.changed()
                await desk.accept(offer.id)
                await calling
    assert (tally.summary()["calls"], tally.summary()["answered"]) == (1, 1)
