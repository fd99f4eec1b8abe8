"""What clients ask for."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from argus_core.http.binary import Base64
from argus_core.http.types import AnyUuid, Payload

AUTOMATIC_TITLE = "#auto"
MOST_SECTIONS = 50


class Section(Payload):
    """A section with options."""

    type: str
    """Which one; see the list of sections."""
    options: dict[str, Any]
    """As the section defines them."""


def _named(value: Any) -> Any:
    return {"type": value, "options": {}} if isinstance(value, str) else value


def _list(value: Any) -> Any:
    return [] if value is None else value


class File(Payload):
    """A file that goes with a mail."""

    filename: str
    """Its name."""
    data: Base64
    """Its content, in Base64."""


class ReportRequest(Payload):
    """Which report, and who gets it."""

    run_id: AnyUuid
    """Id of the SCT run."""
    title: str = AUTOMATIC_TITLE
    """Subject and page title; `#auto` makes one of the run."""
    recipients: Annotated[list[str], BeforeValidator(_list)] = Field(default_factory=list)
    """Mail addresses; needed for sending only."""
    sections: Annotated[
        list[Annotated[Section, BeforeValidator(_named)]],
        BeforeValidator(_list),
        Field(
            max_length=MOST_SECTIONS,
            json_schema_extra={"items": {"anyOf": [{"type": "string"}, Section.model_json_schema()]}},
        ),
    ] = Field(default_factory=list)
    """Names of sections, or sections with options; none: the usual ones."""
    attachments: Annotated[list[File], BeforeValidator(_list)] = Field(default_factory=list)
    """Files; they are sent, not shown."""
