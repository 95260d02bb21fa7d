"""The doors: is each address free, or is it ours that listens there; and what the running centre says."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import httpx

from dashboard.commands.doctor.examine import Patient, found
from dashboard.commands.doctor.stores import last_number
from dispatcher.client.api import own_tls
from dispatcher.config.service import Address, ServiceSettings
from dispatcher.errors import OwnerError
from dispatcher.findings import Finding
from dispatcher.journal import JOURNAL
from dispatcher.listen import bind

ANSWER: Final = 5.0  # s for a page of our own machine
FAR_BEHIND: Final = 1000  # events


async def ports(patient: Patient) -> Sequence[Finding]:
    """All three addresses."""
    service = patient.right.service
    doors = {"gateway": service.gateway, "api": service.api, "dashboard": service.dashboard}
    each = await asyncio.gather(*(_port(service, name, address) for name, address in doors.items()))
    return [finding for findings in each for finding in findings]


async def _port(service: ServiceSettings, name: str, address: Address) -> Sequence[Finding]:
    shown = f"port of the {name}"
    if not await _listens(address):
        try:
            bind(address.host, address.port, f"[service] {name}").close()
        except OwnerError as error:
            return found(shown, "failed", str(error))
        return found(shown, "ok", f"{address} is free")
    if await _is_ours(service, name, address):
        return found(shown, "ok", f"ours listens at {address}")
    return found(
        shown, "failed", f"another program listens at {address}", f"stop it, or change [service] {name}"
    )


async def _listens(address: Address) -> bool:
    host = "127.0.0.1" if address.everywhere else address.host
    try:
        _, writer = await asyncio.open_connection(host, address.port)
    except OSError:
        return False
    writer.close()
    return True


async def _is_ours(service: ServiceSettings, name: str, address: Address) -> bool:
    """The gateway speaks WebSocket and says so; the others have a page about their health."""
    if name == "gateway":
        answer = await _get(service, address, "/")
        return answer is not None and answer.status_code == 426
    answer = await _get(service, address, "/health")
    return isinstance(_json(answer).get("checks"), list)


async def _get(service: ServiceSettings, address: Address, path: str) -> httpx.Response | None:
    url = address.url("https" if service.certificate else "http")
    try:
        tls = own_tls(url, service.certificate)
        async with httpx.AsyncClient(timeout=ANSWER, trust_env=False, verify=tls or False) as client:
            return await client.get(f"{url}{path}")
    except (httpx.HTTPError, OwnerError):
        return None


def _json(answer: httpx.Response | None) -> dict[str, Any]:
    try:
        body = answer.json() if answer is not None else {}
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


async def ready(patient: Patient) -> Sequence[Finding]:
    """What the running dispatcher says of itself."""
    body = _json(await _get(patient.right.service, patient.right.service.api, "/ready"))
    if "checks" not in body:
        return found("ready", "skipped", "no dispatcher is running")
    trouble = [one for one in body["checks"] if one.get("result") != "ok"]
    if not trouble:
        return found("ready", "ok", "the dispatcher takes work")
    return [
        Finding(
            name=f"ready: {one.get('name')}",
            result="warning" if one.get("result") == "warning" else "failed",
            detail=str(one.get("detail", "")),
            remedy=str(one.get("remedy", "")),
        )
        for one in trouble
    ]


async def event_log(patient: Patient) -> Sequence[Finding]:
    """The dashboard's copy of the facts is there, and not far behind."""
    name, service = "event log", patient.right.service
    body = _json(await _get(service, service.dashboard, "/ready"))
    if "number" not in body:
        there = (service.data / "events.duckdb").exists()
        detail = "it is there; the dashboard is not running" if there else "the dashboard has not run yet"
        return found(name, "skipped", detail)
    behind = await asyncio.to_thread(last_number, service.data / JOURNAL) - int(body["number"])
    if body.get("trouble"):
        return found(name, "failed", str(body["trouble"]), "look at the dashboard's log")
    if behind > FAR_BEHIND:
        remedy = "wait if the centre has just started; else look at the dashboard's log"
        return found(name, "warning", f"the dashboard is {behind} events behind", remedy)
    return found(name, "ok", f"the dashboard is at event {body['number']}, {max(0, behind)} behind")
