"""The web form over HTTP: for the pages, which have checked the token, and for programs that bring a form of
their own.
"""

from functools import partial
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse
from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field

from dispatcher.errors import JournalError, OwnerError
from dispatcher.mail.form import visits
from dispatcher.mail.form.sending import Letterbox, UnfitError
from dispatcher.mail.form.settings import FormSettings
from dispatcher.mail.form.values import Entry
from dispatcher.mail.form.visits import Step
from dispatcher.service import Service
from dispatcher.vocabulary import Instant

ROOM: Final = 500_000  # bytes besides the files: the longest text, and what JSON adds
ID: Final = r"^[A-Za-z0-9_-]{8,64}$"


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A filled-in form. `id` is the sender's own word for it: the same id again is the same form.

    A file's content is base64.
    """

    id: Annotated[str, msgspec.Meta(pattern=ID)]
    entry: Entry
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})?$")] = "en"


class Noted(BaseModel):
    """What a visitor did at the form; `visit` is a random word for one session."""

    model_config = ConfigDict(extra="forbid")

    visit: str = Field(pattern=ID)
    step: Step
    held_out: bool = False
    found: int = Field(0, ge=0, le=100)


_forms: Final = msgspec.json.Decoder(Form)


def form_router(service: Service, letterbox: Letterbox, form: FormSettings) -> APIRouter:
    """The routes /v1/form and /v1/form/visits."""
    router = APIRouter(prefix="/v1/form", tags=["form"])
    most = form.files_size * 4 // 3 + ROOM

    @router.post("", status_code=201, openapi_extra=_document())
    async def send(request: Request) -> JSONResponse:
        """Send a filled-in form; 422 names each field that is not filled in right."""
        said = await _form(request, most)
        try:
            sent = await letterbox.send(said.id, said.entry, said.language)
        except UnfitError as error:
            return JSONResponse({"detail": str(error), "faults": dict(error.faults)}, 422)
        except (OwnerError, JournalError) as error:
            raise HTTPException(503, str(error)) from error
        return JSONResponse({"contact": sent.contact, "again": sent.again}, 200 if sent.again else 201)

    @router.post("/visits", status_code=204)
    async def note(noted: Noted) -> None:
        """Count what a visitor did."""
        await service.write(
            partial(
                visits.note,
                visit=noted.visit,
                step=noted.step,
                held_out=noted.held_out,
                found=noted.found,
                at=service.clock(),
            )
        )

    @router.get("/visits")
    async def weeks() -> list[dict[str, object]]:
        """The visits by week: who saw suggestions, and who was held out."""
        found = await service.read(partial(visits.weeks, now=Instant(service.clock())))
        return [msgspec.to_builtins(week) for week in found]

    return router


async def _form(request: Request, most: int) -> Form:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"a form may have {most} bytes ([form] files_size, and the rest)")
    try:
        return _forms.decode(bytes(body))
    except (msgspec.DecodeError, UnicodeError) as error:
        raise HTTPException(422, f"this is no form: {error}") from error


def _document() -> dict[str, object]:
    (schema,), parts = msgspec.json.schema_components([Form], ref_template="#/$defs/{name}")
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {**schema, "$defs": parts}}},
        }
    }
