"""What a browser sends, read no further than it may be."""

import json
from typing import Any, Final, NamedTuple

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive

from dispatcher.mail.form.settings import FormSettings
from dispatcher.mail.form.values import File

ROOM: Final = (
    1_000_000  # bytes besides the files: the longest text in any script, and what separates the parts
)
FIELDS: Final = 200
FILES: Final = 50  # more are no mistake of a person's
JSON: Final = 500_000  # bytes: the longest article


class TooLargeError(Exception):
    """More came than may."""


class Given(NamedTuple):
    """The fields of a form, and its files."""

    fields: FormData
    files: tuple[File, ...]

    def text(self, name: str) -> str:
        """What was typed into this field; "" when it is not there."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""


async def read_form(request: Request, form: FormSettings) -> Given:
    """The form in this request.

    Raises:
        TooLargeError: it is larger than the settings allow, or has more parts than a person's form.
    """
    bounded = Request(request.scope, _bounded(request.receive, form.files_size + ROOM))
    try:
        fields = await bounded.form(max_files=FILES, max_fields=FIELDS, max_part_size=ROOM)
    except HTTPException as error:  # what Starlette makes of too many parts, or of no form at all
        raise TooLargeError from error
    chosen = [one for one in fields.getlist("files") if isinstance(one, UploadFile) and one.filename]
    files = tuple([File(name=one.filename or "", content=await one.read()) for one in chosen])
    return Given(fields, files)


def _bounded(receive: Receive, most: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLargeError
        return message

    return counted


async def read_json(request: Request) -> dict[str, Any]:
    """The object in this request; an empty one when there is none, or too much."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > JSON:
            return {}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
