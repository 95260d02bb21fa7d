"""What a check found, in one shape for `/health`, `/ready` and `ringpost doctor`."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

Result = Literal["ok", "warning", "failed", "skipped"]


class Finding(Struct, frozen=True, kw_only=True):
    """What one check found: a sentence, and what to do about it."""

    name: str
    result: Result
    detail: str = ""
    remedy: str = ""


def failed(findings: Iterable[Finding]) -> bool:
    """Did any of these fail?"""
    return any(finding.result == "failed" for finding in findings)
