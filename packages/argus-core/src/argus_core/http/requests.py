"""Requests: bodies read once, decoded fast, with errors that say what is wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import params
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import Request

from argus_core.errors import ArgusError, BadRequest, ContentTypeMismatch
from argus_core.http.encoding import decode_json

MALFORMED_JSON = "400 Bad Request: The browser (or proxy) sent a request that this server could not understand."


class ArgusRequest(Request):
    """A request whose JSON body is decoded by orjson; `NaN` and infinities are accepted as before."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = decode_json(await self.body())
        return self._json


def is_json(content_type: str | None) -> bool:
    """Whether a Content-Type announces JSON: `application/json` or `application/*+json`."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def explain(error: RequestValidationError, request: Request) -> ArgusError:
    """The error for a request that does not fit its declared types: one sentence that names the field."""
    problems = error.errors()
    first = problems[0]
    if first["type"] == "json_invalid":
        return BadRequest(MALFORMED_JSON, str(first.get("ctx", {}).get("error", "")))
    in_body = first["loc"] and first["loc"][0] == "body"
    content_type = request.headers.get("content-type")
    if in_body and not is_json(content_type) and not _takes_form(request):
        return ContentTypeMismatch(content_type)
    place = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return _sentence(place, first["type"], first["msg"], len(problems) - 1)


def _takes_form(request: Request) -> bool:
    """Whether the endpoint reads a form, not JSON."""
    body = getattr(request.scope.get("route"), "body_field", None)
    return body is not None and isinstance(body.field_info, params.Form)


def explain_payload(error: ValidationError) -> BadRequest:
    """The same for a payload that was validated by hand."""
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "body"
    return _sentence(place, first["type"], first["msg"], error.error_count() - 1)


def _sentence(place: str, kind: str, message: str, more: int) -> BadRequest:
    text = "this field is required" if kind == "missing" else message.removeprefix("Value error, ")
    rest = f" (and {more} more problem{'s' if more > 1 else ''})" if more else ""
    return BadRequest(f"{place}: {text}{rest}")


def parse_uuid(value: Any) -> UUID:
    """A UUID from any text form that Python accepts; raises ValueError with the words that clients know."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str):
        raise ValueError("badly formed hexadecimal UUID string")
    try:
        return UUID(value)
    except ValueError:
        raise ValueError("badly formed hexadecimal UUID string") from None
