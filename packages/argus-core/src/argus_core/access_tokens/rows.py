"""Rows of personal access tokens."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Row, Text, TextSet, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class AccessToken(Row, table="personal_access_token"):
    """A token as its owner sees it, but for the hash."""

    id: Uuid
    user_id: Uuid
    name: Text
    token_hash: Text
    scopes: TextSet
    created_at: Timestamp
    expires_at: Timestamp
    last_used_at: Timestamp


@dataclass(slots=True, kw_only=True)
class AccessTokenByHash(Row, table="personal_access_token_by_hash"):
    """The way from a presented token to its row."""

    token_hash: Text
    id: Uuid
    user_id: Uuid
