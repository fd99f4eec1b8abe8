"""Requests and responses about tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from argus_core.access_tokens.scopes import Scope
from argus_core.http.types import Payload

LONGEST_LIFETIME = 366
USUAL_LIFETIME = 90


class ApiToken(BaseModel):
    """The one token of an account."""

    token: str = Field(description="Goes into the header `Authorization: token ...`.")


class NewAccessToken(Payload):
    """A personal access token that is wanted."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    """What it is for, in words of its owner."""
    scopes: Annotated[set[Scope], Field(min_length=1)]
    """`read`: requests that change nothing; `submit`: what test runs report (`/api/v1/client`); `full`: everything."""
    expires_in_days: Annotated[int, Field(ge=1, le=LONGEST_LIFETIME)] = USUAL_LIFETIME
    """Days until it ends."""


class AccessTokenInfo(BaseModel):
    """A personal access token as its owner sees it."""

    id: UUID
    name: str
    scopes: list[Scope] = Field(description="Sorted.")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="To the minute; null when it was never used.")


class CreatedAccessToken(AccessTokenInfo):
    """A personal access token that was just made."""

    token: str = Field(description="Shown this once; the server keeps a hash of it only.")
