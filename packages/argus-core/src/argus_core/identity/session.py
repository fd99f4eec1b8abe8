"""Sessions: decoded when first looked at, written back when changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.identity.session_cookie import FLASHES, encode_session, read_session

COOKIE_LIMIT = 4093
"""Bytes of a whole cookie that every browser keeps."""
REFRESH_SECONDS = 86_400
"""A session of somebody logged in is written again with a page when it is older, so active users stay."""
REDIRECT_TARGET = "redirect_target"
ATTRIBUTES_LENGTH = 200
"""Bytes that the name and the attributes of a cookie may take."""


class Session(MutableMapping[str, Any]):
    """A mapping that knows whether it was looked at and whether it was changed (at its top level)."""

    def __init__(self, cookie: str, secret: str, max_age: int) -> None:
        self._cookie = cookie
        self._secret = secret
        self._max_age = max_age
        self._data: dict[str, Any] | None = None
        self.written_at = 0
        self.accessed = False
        self.modified = False

    def _read(self) -> dict[str, Any]:
        self.accessed = True
        if self._data is None:
            self._data, self.written_at = (
                read_session(self._cookie, self._secret, max_age=self._max_age) if self._cookie else ({}, 0)
            )
        return self._data

    def __getitem__(self, key: str) -> Any:
        return self._read()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._read()[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._read()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())

    def clear(self) -> None:
        """Forget everything; a cookie that could not be read is deleted too."""
        if self._read() or self._cookie:
            self._read().clear()
            self.modified = True

    def flash(self, message: str, category: str = "message") -> None:
        """A message for the next page."""
        self[FLASHES] = [*self._flashes(), (category, message)]

    def take_flashes(self) -> list[tuple[str, str]]:
        """The pending messages as (category, text); they are pending no more."""
        found = self._flashes()
        if FLASHES in self:
            del self[FLASHES]
        return found

    def _flashes(self) -> list[tuple[str, str]]:
        """Pending messages; whatever is no pair of texts is left out."""
        kept = self.get(FLASHES)
        if not isinstance(kept, (list, tuple)):
            return []
        pairs = [tuple(item) for item in kept if isinstance(item, (tuple, list)) and len(item) == 2]
        return [(str(category), str(text)) for category, text in pairs]

    def encoded(self) -> str:
        """The cookie's text. The oldest messages, then the target of a login are dropped until a browser keeps it."""
        data = self._read()
        text = encode_session(data, self._secret)
        while len(text) > COOKIE_LIMIT - ATTRIBUTES_LENGTH and (data.get(FLASHES) or data.get(REDIRECT_TARGET)):
            if data.get(FLASHES):
                data[FLASHES] = data[FLASHES][1:]
            else:
                del data[REDIRECT_TARGET]
            text = encode_session(data, self._secret)
        return text

    @property
    def stale(self) -> bool:
        """Somebody is logged in, and the cookie is older than a day."""
        data = self._data
        return bool(
            data and data.get("user_id") and self.written_at and time.time() - self.written_at > REFRESH_SECONDS
        )


def first_cookie(header: str, name: str) -> str:
    """The value of the first cookie of this name in a Cookie header; empty without one. Junk is skipped."""
    for part in header.split(";"):
        key, _, value = part.partition("=")
        if key.strip() == name:
            return value.strip().strip('"')
    return ""


class SessionMiddleware:
    """Puts a `Session` into the request's state; costs nothing for requests that never look at it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        secret: str,
        cookie_name: str = "session",
        path: str = "/",
        domain: str | None = None,
        httponly: bool = True,
        secure: bool | None = None,
        samesite: str | None = None,
        max_age: int = 2_678_400,
        base_url: str | None = None,
    ) -> None:
        self.app = app
        self.secret = secret
        self.cookie_name = cookie_name
        self.max_age = max_age
        self._name = cookie_name.encode("latin-1")
        https = (base_url or "").startswith("https://")
        self.attributes = "".join(
            (
                f"; Domain={domain}" if domain else "",
                "; Secure" if (https if secure is None else secure) else "",
                "; HttpOnly" if httponly else "",
                f"; Path={path}",
                f"; SameSite={samesite or 'Lax'}",
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        cookies = b"; ".join(value for key, value in scope["headers"] if key == b"cookie")
        text = first_cookie(cookies.decode("latin-1"), self.cookie_name) if self._name in cookies else ""
        session = Session(text, self.secret, self.max_age)
        scope.setdefault("state", {})["session"] = session

        async def send_with_session(message: Message) -> None:
            # A legacy application writes the cookie itself.
            if message["type"] == "http.response.start" and session.accessed and not scope.get("argus.legacy"):
                message.setdefault("headers", [])
                self._write(session, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, send_with_session)

    def _write(self, session: Session, headers: MutableHeaders) -> None:
        headers.add_vary_header("Cookie")
        if session.modified and not session:
            gone = "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0"
            headers.append("Set-Cookie", f"{self.cookie_name}={gone}{self.attributes}")
        elif session.modified or (session.stale and headers.get("content-type", "").startswith("text/html")):
            headers.append("Set-Cookie", f"{self.cookie_name}={session.encoded()}{self.attributes}")
