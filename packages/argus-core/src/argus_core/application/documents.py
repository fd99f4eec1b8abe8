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
                operation.get("responses", {}).pop("422", None)  # malformed input has the envelope, never this form
        app.openapi_schema = document
    return app.openapi_schema
