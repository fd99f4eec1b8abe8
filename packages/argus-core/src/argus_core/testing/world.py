"""Rows that tests start from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from argus_core.clock import utc_now
from argus_core.database import Database
from argus_core.database.statements import insert
from argus_core.hierarchy.rows import Group, Release, Test
from argus_core.identity.roles import Role
from argus_core.users.rows import User

PASSWORD = "secret-password"


@dataclass(frozen=True, slots=True)
class Account:
    """An account with what it takes to use it."""

    id: UUID
    username: str
    token: str
    password: str = PASSWORD

    @property
    def headers(self) -> dict[str, str]:
        """The header that identifies the account."""
        return {"Authorization": f"token {self.token}"}


@dataclass(frozen=True, slots=True)
class Job:
    """A test with its place in the hierarchy."""

    release_id: UUID
    release_name: str
    group_id: UUID
    test_id: UUID
    build_id: str


class World:
    """Makes rows with fresh ids and names, so tests do not meet."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, table: str, **columns: Any) -> dict[str, Any]:
        """Any row."""
        await self._database.execute(insert(table, *columns), columns)
        return columns

    async def account(self, *roles: Role, **columns: Any) -> Account:
        """An account; an ordinary one unless roles are given."""
        name, token = f"user-{uuid4().hex[:12]}", f"token-{uuid4().hex}"
        digest = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), b"abcdefgh", 1000).hex()
        row: dict[str, Any] = {
            "id": uuid4(),
            "username": name,
            "full_name": f"Full {name}",
            "email": f"{name}@example.com",
            "password": f"pbkdf2:sha256:1000$abcdefgh${digest}",
            "roles": [role.value for role in roles] or [Role.USER.value],
            "api_token": token,
            "service_user": False,
            "registration_date": utc_now(),
        } | columns
        assert set(row) <= set(User.columns())
        await self.put('"user"', **row)
        return Account(row["id"], row["username"], row["api_token"])

    async def job(self, plugin: str | None = "generic", **test: Any) -> Job:
        """A release with a group with a test."""
        stem = uuid4().hex[:10]
        release = {"id": uuid4(), "name": f"release-{stem}", "enabled": True, "perpetual": False, "dormant": False}
        group = {"id": uuid4(), "release_id": release["id"], "name": f"group-{stem}", "enabled": True}
        build_id = f"release-{stem}/group-{stem}/test-{stem}"
        row = {
            "id": uuid4(),
            "release_id": release["id"],
            "group_id": group["id"],
            "name": f"test-{stem}",
            "build_system_id": build_id,
            "build_system_url": f"https://ci.example.com/job/{build_id}",
            "enabled": True,
        } | test
        if plugin is not None:
            row["plugin_name"] = plugin
        await self.put(Release.tables[0], **release)
        await self.put(Group.tables[0], **group)
        await self.put(Test.tables[0], **row)
        return Job(release["id"], str(release["name"]), group["id"], row["id"], row["build_system_id"])  # type: ignore[arg-type]
