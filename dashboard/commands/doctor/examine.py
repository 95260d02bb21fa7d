"""The examination: small checks side by side, each within its time, none of them able to end the others."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from msgspec import Struct

from dispatcher.config import CentreFile
from dispatcher.errors import RingpostError
from dispatcher.findings import Finding, Result
from dispatcher.logs import cause


class Patient(Struct, frozen=True, kw_only=True):
    """What is looked at. `file` is None where the centre file is wrong."""

    path: Path
    file: CentreFile | None
    thorough: bool = False

    @property
    def right(self) -> CentreFile:
        """The centre file; only checks that need one ask."""
        assert self.file is not None, "this check needs the centre file, and does not say so in its table"
        return self.file


Look = Callable[[Patient], Awaitable[Sequence[Finding]]]


class Check(Struct, frozen=True, kw_only=True):
    """One thing to look at; `limit` is in seconds."""

    name: str
    look: Look
    limit: float = 15.0
    needs_file: bool = True


def found(name: str, result: Result, detail: str, remedy: str = "") -> list[Finding]:
    """One finding."""
    return [Finding(name=name, result=result, detail=detail, remedy=remedy)]


def aside(look: Callable[[Patient], Sequence[Finding]]) -> Look:
    """A check that waits for files, in a thread of its own."""

    async def in_a_thread(patient: Patient) -> Sequence[Finding]:
        return await asyncio.to_thread(look, patient)

    return in_a_thread


async def examine(
    checks: Sequence[Check], patient: Patient, progress: Callable[[str], None]
) -> list[Finding]:
    """All checks at once; what they found, in the order of the checks. `progress` hears who is done."""

    async def one(check: Check) -> Sequence[Finding]:
        findings = await _look(check, patient)
        progress(check.name)
        return findings

    return [finding for findings in await asyncio.gather(*map(one, checks)) for finding in findings]


async def _look(check: Check, patient: Patient) -> Sequence[Finding]:
    if check.needs_file and patient.file is None:
        return found(check.name, "skipped", "the centre file must be right first")
    try:
        async with asyncio.timeout(check.limit):
            return await check.look(patient)
    except TimeoutError:
        return found(check.name, "failed", f"no answer within {check.limit:g} s")
    except RingpostError as error:
        return found(check.name, "failed", str(error))
    except Exception as error:  # a check that fails must not hide what the others found
        return found(check.name, "failed", f"this check could not be made: {cause(error)}")
