"""The server under test, as clients of its API see it."""

from __future__ import annotations

from typing import Any

import httpx

from argus_core.database import Database
from argus_core.testing.world import Account, Job, World
from support.background import Background


class Argus:
    """Makes accounts and places of runs as rows, and everything else by calls."""

    def __init__(self, base: str, database: Database, background: Background) -> None:
        self.base = base
        self.database = database
        self.background = background
        self.world = World(database)
        self.http = httpx.Client(base_url=base, timeout=60)

    def account(self, *roles: Any, **columns: Any) -> Account:
        """An account with a fresh name."""
        return self.background.run(self.world.account(*roles, **columns))

    def job(self, plugin: str, **test: Any) -> Job:
        """A release with a group with a test, all with fresh names."""
        return self.background.run(self.world.job(plugin, **test))

    def row(self, table: str, **columns: Any) -> None:
        """Any row."""
        self.background.run(self.world.put(table, **columns))

    def post(self, account: Account, path: str, body: dict[str, Any], *, fails_with: str = "") -> Any:
        """What a call gives; it must succeed, or fail with the exception of this name."""
        answer = self.http.post(f"/api/v1{path}", json={"schema_version": "v8"} | body, headers=account.headers)
        if fails_with:
            assert answer.json()["response"]["exception"] == fails_with, answer.text
            return None
        return self._told(answer)

    def get(self, account: Account, path: str, **query: str) -> Any:
        """What a call gives; it must succeed."""
        return self._told(self.http.get(f"/api/v1{path}", params=query, headers=account.headers))

    @staticmethod
    def _told(answer: httpx.Response) -> Any:
        told = answer.json()
        assert told["status"] == "ok", f"{answer.request.url}: {told}"
        return told.get("response")
