"""The OpenAPI document."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

DESCRIPTION = (
    'Argus keeps test runs. Answers of `/api/v1` come in an envelope: `{"status": "ok", "response": ...}`, or '
    '`{"status": "error", "response": {...}}`, with HTTP status 200 for both unless the server is configured with '
    "`API_ERROR_STATUS: http`."
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
                _correct(operation.get("responses", {}))
        app.openapi_schema = document
    return app.openapi_schema


def _correct(answers: dict[str, Any]) -> None:
    """Malformed input is answered with the envelope, never with 422; and errors are JSON whatever a success is."""
    answers.pop("422", None)
    for status in ("403", "default"):
        content = answers.get(status, {}).get("content", {})
        for kind in [kind for kind in content if kind != "application/json"]:
            content["application/json"] = content.pop(kind)
