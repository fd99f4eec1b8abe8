"""Requests and responses about notifications."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from argus_core.http.types import AnyUuid, Payload


def _of_a_time(value: UUID) -> UUID:
    if value.version != 1:
        raise ValueError("this is no id of a notification (a UUID of version 1)")
    return value


NONE_IF_EMPTY = BeforeValidator(lambda value: value or None)
"""An empty query value is an absent one."""
NotificationId = Annotated[AnyUuid, AfterValidator(_of_a_time)]


class Header(BaseModel):
    """What lists show of a notification."""

    receiver: UUID = Field(description="Account that it is for.")
    sender: UUID | None = Field(description="Account whose doing it tells.")
    id: UUID = Field(description="Time UUID: tells when it was sent.")
    created: float = Field(description="When it was sent, in milliseconds since 1970.")
    title: str | None = Field(description="One line for people.")
    state: int | None = Field(description="1: unread, 2: read.")


class Shown(Header):
    """A whole notification."""

    type: str | None = Field(description="`TYPE_MENTION`, `TYPE_ASSIGNEE_CHANGE`, ...")
    content: str | None = Field(description="HTML fragment.")
    source: str | None = Field(description="What `source_id` is the id of: `COMMENT`, `TEST_RUN`, ...")
    source_id: UUID | None = Field(description="Id of the comment, run or view.")


class MarkRead(Payload):
    """Which notification was read."""

    id: NotificationId
    """Id of the notification."""
