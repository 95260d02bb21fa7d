"""Prints the gateway's protocol as an AsyncAPI document, for programs that make clients from one."""

from typing import Any, Final, get_args

import msgspec
from msgspec import Struct

from dispatcher.gateway import frames
from dispatcher.voice import trunk
from docs.printers.markdown import story

SCHEMAS: Final = "#/components/schemas/{name}"


def asyncapi_page() -> str:
    """AsyncAPI 3.0 (https://www.asyncapi.com/docs/reference/specification/v3.0.0), as JSON."""
    return msgspec.json.format(msgspec.json.encode(document(), order="sorted"), indent=1).decode() + "\n"


def document() -> dict[str, Any]:
    """One channel, the socket; what a client sends on it, and what it receives."""
    said = (*get_args(frames.ClientFrame), trunk.Report)
    heard = (*get_args(frames.ServerFrame), trunk.OpenCalls, trunk.Orders)
    _, schemas = msgspec.json.schema_components([*said, *heard], ref_template=SCHEMAS)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Ringpost gateway",
            "version": str(frames.VERSION),
            "description": story(frames),
            "license": {"name": "GPL-3.0-or-later"},
        },
        "defaultContentType": "application/json",
        "servers": {"local": {"host": "127.0.0.1:8701", "protocol": "ws"}},
        "channels": {
            "socket": {
                "address": "/",
                "messages": {kind.__name__: _ref("messages", kind) for kind in (*said, *heard)},
            }
        },
        "operations": {
            "say": _operation("receive", "What a client says; `Hello` first.", said),
            "hear": _operation("send", "What the centre answers and tells.", heard),
        },
        "components": {
            "messages": {kind.__name__: _message(kind) for kind in (*said, *heard)},
            "schemas": {name: _draft_7(schema) for name, schema in schemas.items()},
        },
    }


def _draft_7(schema: Any) -> Any:
    """The same as AsyncAPI writes it: JSON Schema draft 7, and a discriminator that is a text."""
    if isinstance(schema, list):
        return [_draft_7(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    same = {key: _draft_7(value) for key, value in schema.items()}
    if isinstance(named := same.get("discriminator"), dict) and "propertyName" in named:
        same["discriminator"] = named["propertyName"]
    if "prefixItems" in same:
        same["items"], same["additionalItems"] = same.pop("prefixItems"), False
    return same


def _operation(action: str, summary: str, kinds: tuple[type[Struct], ...]) -> dict[str, Any]:
    """As the specification has it: the action is the centre's, which receives what clients say."""
    messages = [{"$ref": f"#/channels/socket/messages/{kind.__name__}"} for kind in kinds]
    return {
        "action": action,
        "channel": {"$ref": "#/channels/socket"},
        "summary": summary,
        "messages": messages,
    }


def _message(kind: type[Struct]) -> dict[str, Any]:
    return {"name": kind.__struct_config__.tag, "summary": story(kind), "payload": _ref("schemas", kind)}


def _ref(where: str, kind: type[Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/{where}/{kind.__name__}"}
