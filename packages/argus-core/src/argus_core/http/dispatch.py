"""From method and path to a route.

The framework's router tries one regular expression after the other; with 265 routes the last one pays for all before
it. Here routes are found by the shape of their path first: routes without parameters by a dictionary, the others by
their number of segments and first literal segments. Order of registration decides among what remains.

It also answers what belongs to no route: HEAD (as GET without body), OPTIONS, 404, 405, the slash redirects, and, with
a legacy application, every request that no route owns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.http.envelope import refusal

_SLASHES = re.compile("/{2,}")
_ANY_LENGTH = -1


class Dispatcher:
    """ASGI application over a list of routes."""

    def __init__(self, routes: Iterable[Route], *, fallback: ASGIApp | None = None) -> None:
        self.routes: Sequence[Route] = list(routes)
        self.fallback = fallback
        self._literal: dict[str, list[Route]] = {}
        self._shaped: dict[tuple[int, str], list[tuple[int, Route]]] = {}
        for position, route in enumerate(self.routes):
            self._add(position, route)

    def _add(self, position: int, route: Route) -> None:
        path = route.path
        if "{" not in path:
            self._literal.setdefault(path, []).append(route)
            return
        length = _ANY_LENGTH if ":path}" in path else path.count("/")
        self._shaped.setdefault((length, _literal_start(path)), []).append((position, route))

    def candidates(self, path: str) -> list[Route]:
        """The routes that may match a path, in the order of their registration; literal ones come first."""
        start = path.split("/", 4)
        keys = ["/".join(start[:end]) for end in range(min(4, len(start)), 0, -1)]
        found: list[tuple[int, Route]] = []
        length = path.count("/")
        for key in keys:
            found += self._shaped.get((length, key), ())
            found += self._shaped.get((_ANY_LENGTH, key), ())
        if len(found) > 1:
            found.sort(key=lambda item: item[0])
        return [*self._literal.get(path, ()), *(route for _, route in found)]

    def find(self, scope: Scope) -> tuple[Route | None, Scope, set[str]]:
        """(route, what it adds to the scope, methods that the path allows when the route is None)."""
        allowed: set[str] = set()
        for route in self.candidates(scope["path"]):
            match, child = route.matches(scope)
            if match is Match.FULL:
                return route, child, allowed
            if match is Match.PARTIAL:
                allowed |= route.methods or set()
        return None, {}, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"unexpected scope {scope['type']}")
        if "//" in scope["path"] and self.fallback is None:
            scope["path"] = _SLASHES.sub("/", scope["path"])
        method = scope["method"]
        looked_up = dict(scope, method="GET") if method == "HEAD" else scope
        route, child, allowed = self.find(looked_up)
        if route is None and self.fallback is not None:
            collapsed = _SLASHES.sub("/", scope["path"])
            if collapsed != scope["path"]:
                route, child, allowed = self.find(dict(looked_up, path=collapsed))
                if route is not None:
                    scope["path"] = collapsed
        if route is not None:
            scope.update(child)
            scope["argus.endpoint"] = route.name
            if method == "HEAD":
                # A copy: the server looks at the method to know that no body follows the headers.
                await route.handle(dict(scope, method="GET"), receive, _without_body(send))
                return
            await route.handle(scope, receive, send)
            return
        if self.fallback is not None:
            scope["argus.legacy"] = True
            await self.fallback(scope, receive, send)
            return
        await self._no_route(scope, allowed)(scope, receive, send)

    def _no_route(self, scope: Scope, allowed: set[str]) -> Response:
        if allowed:
            methods = allowed | ({"HEAD"} if "GET" in allowed else set()) | {"OPTIONS"}
            allow = {"Allow": ", ".join(sorted(methods))}
            if scope["method"] == "OPTIONS":
                return Response(status_code=200, headers=allow, media_type="text/html; charset=utf-8")
            return _error(scope, 405, "Method Not Allowed", allow)
        if scope["method"] in ("GET", "HEAD") and not scope["path"].endswith("/"):
            with_slash = dict(scope, path=scope["path"] + "/", method="GET")
            route, _, _ = self.find(with_slash)
            if route is not None and route.path.endswith("/"):
                return _slash_redirect(scope)
        return _error(scope, 404, "Not Found", {})


def _literal_start(path: str) -> str:
    """Up to three literal leading segments of a route's path."""
    kept: list[str] = []
    for segment in path.split("/")[:4]:
        if "{" in segment:
            break
        kept.append(segment)
    return "/".join(kept)


def _error(scope: Scope, status: int, text: str, headers: dict[str, str]) -> Response:
    if scope["path"].startswith(("/api/", "/admin/api/")):
        answer: Response = refusal(text, status)
        answer.headers.update(headers)
        return answer
    page = f"<!doctype html>\n<html lang=en>\n<title>{status} {text}</title>\n<h1>{text}</h1>\n"
    return HTMLResponse(page, status, headers)


def _slash_redirect(scope: Scope) -> Response:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    target = f"{scope['scheme']}://{host}{quote(scope['path'])}/" + (f"?{query}" if query else "")
    return RedirectResponse(target, 308)


def _without_body(send: Send) -> Send:
    async def send_headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_headers_only


def endpoint_name(scope: dict[str, Any]) -> str | None:
    """The dotted name of the endpoint that handled a request; None when no route matched."""
    name = scope.get("argus.endpoint")
    return name if isinstance(name, str) else None
