"""The collector of all SCT endpoints, and types that they share."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

from pydantic import BeforeValidator

from argus_core.http.routes import JsonRoutes


def sct_routes() -> JsonRoutes:
    """A collector below `/api/v1/client/sct`."""
    return JsonRoutes("/api/v1/client/sct", name="api.client_api.sct_api", tags=["client: SCT"])


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return base64.b64decode(value).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("expected the Base64 of UTF-8 text") from None


Base64Text = Annotated[str, BeforeValidator(_decoded)]
"""Text that travels as Base64; line breaks are allowed."""
