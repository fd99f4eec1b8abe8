"""From method and path to a route.

The framework's router tries one regular expression after the other; with 265 routes the last one pays for all before
it. Here routes are found by the shape of their path first: routes without parameters by a dictionary, the others by a
tree of their segments. Order of registration decides among what remains, one or two routes.

It also answers what belongs to no route: HEAD (as GET without body), OPTIONS, 404, 405, the slash redirects, and, with
a legacy application, every request that no route owns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.http.compression import compressed
from argus_core.http.envelope import refusal
from argus_core.http.limits import limited
from argus_core.http.plain_pages import plain_page
from argus_core.observability.request import LEGACY, record_of

_SLASHES = re.compile("/{2,}")
# Control characters and bytes that are no UTF-8 are in no path of ours. (A final line feed would even match a route.)
_UNREADABLE = re.compile("[\x00-\x1f\x7f\ufffd]")
JSON_PATHS = ("/api/", "/admin/api/")
"""Below these, answers to unknown paths and faults of ours are JSON."""


class Dispatcher:
    """ASGI application over a list of routes.

    fallback: gets every request that no route owns, untouched. max_body: bytes of a request body that a route may
    read; None: any number.
    """

    def __init__(
        self, routes: Iterable[Route], *, fallback: ASGIApp | None = None, max_body: int | None = None
    ) -> None:
        self.fallback = fallback
        self.max_body = max_body
        self.replace(routes)

    def replace(self, routes: Iterable[Route]) -> None:
        """Serve these routes from now on."""
        self.routes: Sequence[Route] = list(routes)
        self._literal: dict[str, list[Route]] = {}
        self._shaped = _Segment()
        for position, route in enumerate(self.routes):
            self._add(position, route)

    def _add(self, position: int, route: Route) -> None:
        path = route.path
        if "{" not in path:
            self._literal.setdefault(path, []).append(route)
            return
        self._shaped.add(path.split("/"), position, route)

    def candidates(self, path: str) -> list[Route]:
        """The routes that may match a path, in the order of their registration; literal ones come first."""
        found: list[tuple[int, Route]] = []
        self._shaped.collect(path.split("/"), 0, found)
        if len(found) > 1:
            found.sort(key=lambda item: item[0])
        return [*self._literal.get(path, ()), *(route for _, route in found)]

    def find(self, method: str, path: str) -> tuple[Route | None, Scope, set[str]]:
        """(route, what it adds to the scope, methods that the path allows when the route is None)."""
        allowed: set[str] = set()
        if _UNREADABLE.search(path):
            return None, {}, allowed
        probe = {"type": "http", "path": path, "method": "GET" if method == "HEAD" else method}
        for route in self.candidates(path):
            match, child = route.matches(probe)
            if match is Match.FULL:
                return route, child, allowed
            if match is Match.PARTIAL:
                allowed |= route.methods or set()
        return None, {}, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"unexpected scope {scope['type']}")
        path = scope["path"]
        single = _SLASHES.sub("/", path) if "//" in path else path
        route, child, allowed = self.find(scope["method"], single)
        if route is None and self.fallback is not None:
            record_of(scope).endpoint = LEGACY
            scope["argus.legacy"] = True
            await self.fallback(scope, receive, send)
            return
        scope["path"] = single
        if route is None:
            await self._no_route(scope, allowed)(scope, receive, send)
        else:
            await self._serve(route, child, scope, receive, send)

    async def _serve(self, route: Route, child: Scope, scope: Scope, receive: Receive, send: Send) -> None:
        record_of(scope).endpoint = route.name
        if scope["method"] == "HEAD":
            # The server must go on to see HEAD, or it would wait for the body that the headers announce.
            scope = dict(scope, method="GET")
            send = _without_body(send)
        scope.update(child)
        await route.handle(scope, limited(scope, receive, self.max_body), compressed(scope, send))

    def _no_route(self, scope: Scope, allowed: set[str]) -> Response:
        if allowed:
            methods = allowed | ({"HEAD"} if "GET" in allowed else set()) | {"OPTIONS"}
            allow = {"Allow": ", ".join(sorted(methods))}
            if scope["method"] == "OPTIONS":
                return Response(status_code=200, headers=allow, media_type="text/html; charset=utf-8")
            return _error(scope, 405, "Method Not Allowed", allow)
        if scope["method"] in ("GET", "HEAD") and not scope["path"].endswith("/"):
            route, _, _ = self.find("GET", scope["path"] + "/")
            if route is not None and route.path.endswith("/"):
                return _slash_redirect(scope)
        return _error(scope, 404, "Not Found", {})


class _Segment:
    """A place in the tree of segments: what may follow it, and the routes that end here."""

    __slots__ = ("_any", "_ending", "_endless", "_literal")

    def __init__(self) -> None:
        self._literal: dict[str, _Segment] = {}
        self._any: _Segment | None = None
        self._ending: list[tuple[int, Route]] = []
        self._endless: list[tuple[int, Route]] = []

    def add(self, segments: Sequence[str], position: int, route: Route) -> None:
        """A route whose path goes on with these segments."""
        if not segments:
            self._ending.append((position, route))
            return
        first, rest = segments[0], segments[1:]
        if ":path}" in first:  # any number of segments
            self._endless.append((position, route))
        elif "{" in first:
            self._any = self._any or _Segment()
            self._any.add(rest, position, route)
        else:
            self._literal.setdefault(first, _Segment()).add(rest, position, route)

    def collect(self, segments: Sequence[str], at: int, found: list[tuple[int, Route]]) -> None:
        """Add the routes that a path may belong to, with their positions; `at` is the first segment not looked at."""
        found += self._endless
        if at == len(segments):
            found += self._ending
            return
        following = self._literal.get(segments[at])
        if following is not None:
            following.collect(segments, at + 1, found)
        if self._any is not None:
            self._any.collect(segments, at + 1, found)


def _error(scope: Scope, status: int, text: str, headers: dict[str, str]) -> Response:
    json = scope["path"].startswith(JSON_PATHS)
    answer: Response = refusal(text, status) if json else plain_page(status)
    answer.headers.update(headers)
    return answer


def _slash_redirect(scope: Scope) -> Response:
    """To the same address with a slash at the end of its path; absolute where the client told which host it asked."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    server = f"{scope['scheme']}://{host}" if host else ""
    return RedirectResponse(f"{server}{quote(scope['path'])}/{'?' if query else ''}{query}", 308)


def _without_body(send: Send) -> Send:
    async def send_headers_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_headers_only
