"""Rows of accounts."""

from __future__ import annotations

from dataclasses import dataclass

from argus_core.database.rows import Boolean, Row, Text, TextList, Timestamp, Uuid


@dataclass(slots=True, kw_only=True)
class User(Row, table="user"):
    """An account."""

    id: Uuid
    username: Text
    full_name: Text
    password: Text
    email: Text
    registration_date: Timestamp
    roles: TextList
    picture_id: Uuid
    api_token: Text
    service_user: Boolean
