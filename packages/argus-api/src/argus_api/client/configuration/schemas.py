"""Requests about configurations of runs."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from argus_core.http.binary import Base64
from argus_core.http.types import Payload


def _is_text(content: bytes) -> bytes:
    try:
        content.decode()
    except UnicodeDecodeError as error:
        raise ValueError("this is no text in UTF-8") from error
    return content


class SubmittedConfiguration(Payload):
    """A configuration file of a run."""

    name: Annotated[str, Field(max_length=16_000)]
    """Name, unique within the run."""
    content: Annotated[
        Base64, AfterValidator(_is_text), WithJsonSchema({"type": "string", "contentEncoding": "base64"})
    ]
    """The file, in UTF-8, as Base64."""
