"""Bytes that travel inside JSON as Base64."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

_WHITE_SPACE = b" \t\r\n"


def from_base64(value: Any) -> bytes:
    """The bytes that a Base64 text stands for; line breaks in it are fine. Raises ValueError with a sentence."""
    if not isinstance(value, str):
        raise ValueError("expected a text in Base64")
    try:
        return base64.b64decode(value.encode("ascii").translate(None, _WHITE_SPACE), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError(f"this is no Base64: {error}") from error


Base64 = Annotated[bytes, BeforeValidator(from_base64), WithJsonSchema({"type": "string", "contentEncoding": "base64"})]
"""Bytes, sent as a Base64 text."""
