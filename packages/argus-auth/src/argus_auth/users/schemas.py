"""Accounts as everybody sees them."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class PublicUser(BaseModel):
    """An account without what is its owner's."""

    id: UUID
    username: str | None
    full_name: str | None
    email: str | None
    picture_id: UUID | None
