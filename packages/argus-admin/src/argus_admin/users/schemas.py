"""Requests and responses about accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field, StrictStr

from argus_core.http.types import Payload


class PrivilegedUser(BaseModel):
    """An account as administrators see it: all columns but password and token."""

    id: UUID
    username: str | None
    full_name: str | None
    email: str | None
    registration_date: datetime | None
    roles: list[str]
    picture_id: UUID | None
    service_user: bool | None


class NewEmail(Payload):
    """Another address."""

    email: StrictStr = Field(alias="newEmail")
    """Kept as it is written."""


class NewPassword(Payload):
    """Another password."""

    password: StrictStr = Field(alias="newPassword")
    """At least 5 characters."""
