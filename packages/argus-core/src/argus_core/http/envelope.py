"""The envelope of all JSON answers: `{"status": "ok", "response": ...}` or `{"status": "error", "response": {...}}`."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field
from starlette.responses import Response

from argus_core.errors import ArgusError, InternalServerError
from argus_core.http.encoding import encode_json

T = TypeVar("T")


class Ok(BaseModel, Generic[T]):
    """A successful answer."""

    status: Literal["ok"] = "ok"
    response: T


class ErrorDetail(BaseModel):
    """What failed."""

    trace_id: str = Field(description="Also in the server's log, for whoever looks for the cause.")
    exception: str = Field(description="Name of the error.")
    message: str = Field(description="One readable sentence; the same as the first argument.")
    arguments: list[str] = Field(description="The sentence and its details.")


class ErrorEnvelope(BaseModel):
    """A failed call. Its HTTP status is 200 unless the server is configured with `API_ERROR_STATUS: http`."""

    status: Literal["error"] = "error"
    response: ErrorDetail


class Refusal(BaseModel):
    """The answer to callers that may not do this (403), and to unknown paths and methods."""

    status: Literal["error"] = "error"
    message: str


class JsonResponse(Response):
    """JSON with exactly `application/json` as its type: the command line client compares the header for equality."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return content if isinstance(content, bytes) else encode_json(content)


def ok(value: Any) -> dict[str, Any]:
    """The envelope around a value."""
    return {"status": "ok", "response": value}


def new_trace_id() -> str:
    """44 characters of Base64: SHA-256 over 64 random bytes."""
    return base64.b64encode(hashlib.sha256(os.urandom(64)).digest()).decode()


def error_response(error: ArgusError, trace_id: str, *, compat: bool) -> JsonResponse:
    """The envelope for an error, with the status of its kind and the name in `X-Argus-Error`."""
    body = {
        "status": "error",
        "response": {
            "trace_id": trace_id,
            "exception": error.wire_name,
            "message": _sendable(error.message),
            "arguments": [_sendable(str(argument)) for argument in error.args],
        },
    }
    return JsonResponse(body, status_code=error.kind.status(compat=compat), headers={"X-Argus-Error": error.wire_name})


def _sendable(text: str) -> str:
    """The text without halves of surrogate pairs, which a caller can send and nobody can encode."""
    return text.encode("utf-8", "replace").decode()


def unexpected() -> InternalServerError:
    """What callers are told about a fault of ours: nothing that the log should keep to itself."""
    return InternalServerError("Something went wrong on the server; please report the trace id.")


def refusal(message: str, status_code: int = 403) -> JsonResponse:
    """The flat body of a refused call. 401 says which kind of credentials would help."""
    headers = {"WWW-Authenticate": "token"} if status_code == 401 else None
    return JsonResponse({"status": "error", "message": message}, status_code=status_code, headers=headers)
