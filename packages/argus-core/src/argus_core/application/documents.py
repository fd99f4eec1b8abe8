"""The OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from argus_core.application.answers import declare, shared_answers

DESCRIPTION = (
    'Argus keeps test runs. Answers of `/api/v1` come in an envelope: `{"status": "ok", "response": ...}`, or '
    '`{"status": "error", "response": {...}}`, with HTTP status 200 for both unless the server is configured with '
    "`API_ERROR_STATUS: http`. A fault of the server itself is 500 in the same envelope."
)
SECURITY = {
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`token <API token>`: the account's own token or a personal access token.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "session", "description": "The cookie set by the login."},
}


def openapi_schema(app: FastAPI) -> dict[str, Any]:
    """The document of all mounted routes, made once."""
    if app.openapi_schema is None:
        document = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes)
        document.setdefault("components", {})["securitySchemes"] = SECURITY
        for operations in document["paths"].values():
            for operation in operations.values():
                declare(operation)
        document["components"]["responses"] = shared_answers()
        _share_definitions(document, document["components"].setdefault("schemas", {}))
        app.openapi_schema = document
    return app.openapi_schema


def _share_definitions(node: Any, shared: dict[str, Any]) -> None:
    """Schemas that endpoints wrote by hand bring their own definitions: put them where all others are."""
    if isinstance(node, dict):
        definitions = node.pop("$defs", {})
        for name, schema in definitions.items():
            shared.setdefault(name, schema)
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith("#/$defs/"):
            node["$ref"] = reference.replace("#/$defs/", "#/components/schemas/", 1)
        for value in [*definitions.values(), *node.values()]:
            _share_definitions(value, shared)
    elif isinstance(node, list):
        for value in node:
            _share_definitions(value, shared)
