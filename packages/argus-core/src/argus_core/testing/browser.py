"""Browsers of tests: they keep cookies and follow no redirects."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI

from argus_core.identity.session_cookie import decode_session, encode_session
from argus_core.testing.world import Account

SECRET = "MUSTBEUNIQUE"
HOST = "argus.test"


class Browser(httpx.AsyncClient):
    """A client of an application, with a session cookie that can be looked into."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        super().__init__(transport=transport, base_url=f"http://{HOST}")

    @property
    def session(self) -> dict[str, Any]:
        """What the session cookie holds."""
        return decode_session(self.cookies.get("session") or "", SECRET, max_age=3600)

    @session.setter
    def session(self, data: dict[str, Any]) -> None:
        self.cookies.clear()
        self.cookies.set("session", encode_session(data, SECRET), domain=HOST, path="/")

    @property
    def flashes(self) -> list[tuple[str, str]]:
        """The pending messages, as (category, text)."""
        return [(category, text) for category, text in self.session.get("_flashes", [])]

    def be(self, account: Account) -> None:
        """Be logged in."""
        self.session = {"user_id": str(account.id)}
