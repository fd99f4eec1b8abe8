"""How proxies and keys look to callers; shared by clients' and administrators' endpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from argus_core.tunnels.rows import TunnelKey


class KeyObject(BaseModel):
    """A registered key."""

    key_id: UUID
    user_id: UUID | None
    tunnel_id: UUID | None = Field(description="Primary proxy at registration.")
    public_key: str | None
    fingerprint: str | None
    created_at: datetime | None
    expires_at: datetime | None


def key_object(key: TunnelKey) -> dict[str, Any]:
    """The object of a key."""
    shown = key.as_dict()
    return {"key_id": shown.pop("id"), **shown}
