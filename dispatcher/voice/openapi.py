"""The API's description, whole: the structs that answers are made of, and the requests we make ourselves."""

from typing import Any, Final

import msgspec
from fastapi import FastAPI

from dispatcher.voice.cards import CallCard, QueueCard
from dispatcher.voice.deliveries import Payload
from dispatcher.voice.trunk import OpenCalls, Orders

STRUCTS: Final = (CallCard, QueueCard, OpenCalls, Orders, Payload)
REF: Final = "#/components/schemas/{name}"
TAGS: Final = [
    {"name": "calls", "description": "What happens to calls, and how they stand."},
    {"name": "phones", "description": "What agents' phones do."},
    {"name": "orders", "description": "What a PBX is to do, for one that can be told in no other way."},
    {"name": "mail", "description": "Letters that come in by this API."},
    {"name": "operations", "description": "Is it there, and how does it do?"},
]


def describe(app: FastAPI) -> None:
    """Complete what `app.openapi()` says, once all routers are in."""
    app.openapi_tags = [*TAGS]
    schema: dict[str, Any] = app.openapi()  # FastAPI keeps it, and hands out this very object from now on
    _, structs = msgspec.json.schema_components(STRUCTS, ref_template=REF)
    schema.setdefault("components", {}).setdefault("schemas", {}).update(structs)
    schema["webhooks"] = {"told": {"post": WEBHOOK}}


def _header(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": True, "description": description, "schema": schema}


WEBHOOK: Final = {
    "tags": ["orders"],
    "operationId": "told",
    "summary": "Told",
    "description": (
        "What is to be done, or how a call changed, sent to each address that the centre file names under "
        "[webhooks]; in order for each call, and again until it is answered with 2xx, was overtaken, or is a "
        "day old. 410 ends it until the next restart. Redirects are not followed."
    ),
    "parameters": [
        _header("webhook-id", "The request's name, the same however often it is tried."),
        _header("webhook-timestamp", "When it was sent: seconds since 1970."),
        _header("webhook-signature", "As Standard Webhooks says: v1, and an HMAC-SHA256 in base64."),
        _header("Idempotency-Key", "The webhook-id once more."),
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": REF.format(name="Payload")}}},
    },
    "responses": {
        "2XX": {"description": "Taken."},
        "410": {"description": "Tell me no more."},
        "default": {"description": "Tell me again later."},
    },
}
