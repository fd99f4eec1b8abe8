"""A small application with a route of every sort, and a client that sends paths and bodies exactly as they are told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

import pytest
import pytest_asyncio
from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from argus_core.application import Composition, build
from argus_core.background import AfterAnswer
from argus_core.blueprint import Blueprint
from argus_core.config import Settings
from argus_core.core import core_of
from argus_core.errors import ArgusError, ErrorKind
from argus_core.http.routes import JsonRoutes, PageRoutes
from argus_core.http.static import StaticFiles
from argus_core.http.types import AnyUuid, Payload
from argus_core.identity.callers import CurrentCaller
from argus_core.identity.policy import ADMIN, OPEN, UNSEEN

json_routes = JsonRoutes("/api/v1/probe", name="api.probe_api", tags=["probe"])
admin_routes = JsonRoutes("/admin/api/v1/probe", name="admin.probe_api", tags=["probe"])
page_routes = PageRoutes("", name="probe", tags=["probe"])
handled: list[str] = []
"""What endpoints were reached with, in order."""


class Colour(StrEnum):
    """A choice."""

    RED = "red"


class Item(Payload):
    """A body."""

    name: str
    """Any text."""
    count: int = 0
    """Any number."""
    colour: Colour = Colour.RED
    """A colour."""


class ProbeError(ArgusError):
    """An error of every kind."""

    wire_name = "ProbeError"

    def __init__(self, kind: ErrorKind) -> None:
        super().__init__(f"this is {kind.name}", "and a detail")
        self.kind = kind  # type: ignore[misc]  # of the class in all real errors


@json_routes.get("/items/{item_id}", policy=OPEN)
async def item(item_id: AnyUuid) -> UUID:
    """One item."""
    handled.append(f"item {item_id}")
    return item_id


@json_routes.get("/items/special", policy=OPEN)
async def special_item() -> str:
    """A literal path that is declared after one with a parameter."""
    return "special"


@json_routes.get("/names/{name}", policy=OPEN)
async def by_name(name: str) -> str:
    """Any text in the path."""
    return name


@json_routes.post("/items", policy=OPEN)
async def create_item(body: Item) -> str:
    """A JSON body."""
    handled.append(f"create {body.name}")
    return body.name


@json_routes.post("/mine")
async def create_mine(body: Item, caller: CurrentCaller) -> str:
    """A JSON body behind a login."""
    return f"{caller.user.username} {body.name}"


@admin_routes.post("/items", policy=ADMIN)
async def administer(body: Item) -> str:
    """A JSON body behind a role."""
    return body.name


@json_routes.post("/unread", policy=OPEN)
async def unread() -> str:
    """A body that nobody reads."""
    return "done"


@json_routes.get("/fails/{kind}", policy=OPEN)
async def fails(kind: str) -> str:
    """Every kind of error, or an unforeseen one."""
    if kind in ErrorKind.__members__:
        raise ProbeError(ErrorKind[kind])
    raise ZeroDivisionError(f"a secret detail about {kind}")


@json_routes.get("/letters/{count}", policy=OPEN)
async def letters(count: int) -> str:
    """A text of this length."""
    return "a" * count


@page_routes.route("/page/", policy=OPEN)
async def page() -> Response:
    """A page with a slash at its end."""
    handled.append("page")
    return Response("<h1>Page</h1>" * 4000, media_type="text/html", headers={"Content-Language": "en"})


@page_routes.route("/form", "POST", policy=OPEN)
async def form(name: Annotated[str, Form()]) -> Response:
    """A form."""
    return PlainTextResponse(name)


@page_routes.route("/broken-page", policy=OPEN)
async def broken_page() -> Response:
    """A page that fails."""
    raise ZeroDivisionError("a secret detail")


@page_routes.route("/events", policy=OPEN)
async def events() -> Response:
    """A stream of events."""

    async def stream() -> AsyncIterator[str]:
        for number in range(3):
            yield f"data: {number} {'x' * 2000}\n\n"

    return StreamingResponse(stream(), media_type="text/event-stream")


@page_routes.route("/answer/{kind}", policy=OPEN)
async def answer(kind: str) -> Response:
    """Answers that must not be compressed."""
    body = b"z" * 40_000
    if kind == "png":
        return Response(body, media_type="image/png")
    if kind == "packed":
        return Response(body, media_type="text/plain", headers={"Content-Encoding": "gzip"})
    if kind == "verbatim":
        return Response(body, media_type="text/plain", headers={"Cache-Control": "no-transform"})
    return Response(body, media_type="text/plain", headers={"ETag": '"abc"', "Vary": "Cookie"})


@json_routes.post("/breaks", policy=OPEN)
async def breaks(body: Item) -> str:
    """Reads its body, then fails."""
    raise ZeroDivisionError(body.name)


@page_routes.route("/background", policy=OPEN)
async def background(later: AfterAnswer) -> Response:
    """Goes on after its answer."""
    later.add("nap", asyncio.sleep, 0.3)
    return PlainTextResponse("done")


@page_routes.route("/breaks-off", policy=OPEN)
async def breaks_off() -> Response:
    """An answer that fails after it began."""

    async def stream() -> AsyncIterator[bytes]:
        yield b"begun"
        raise ZeroDivisionError("too late")

    return StreamingResponse(stream(), media_type="text/plain")


@page_routes.route("/s/{path:path}", policy=UNSEEN, name="static")
async def static(path: str, request: Request) -> Response:
    """Static files."""
    return await core_of(request).of(StaticFiles).answer(request, path)


@dataclass
class Answer:
    """What the server sent."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)

    @property
    def exception(self) -> str:
        """The name of the error in the envelope."""
        name: str = self.json["response"]["exception"]
        return name


Ask = Callable[..., Awaitable[Answer]]


class Wire:
    """Speaks to an application as an HTTP server does: the path is decoded, nothing else is changed."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | Iterable[bytes] = b"",
        announced: bool = True,
    ) -> Answer:
        """Send a request; several pieces of a body, or `announced=False`, leave its length open."""
        path, _, query = target.partition("?")
        pieces = [body] if isinstance(body, bytes) else list(body)
        sent = {"host": "argus.test", **(headers or {})}
        if isinstance(body, bytes) and announced and body:
            sent["content-length"] = str(len(body))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "headers": [(key.lower().encode(), value.encode("latin-1")) for key, value in sent.items()],
            "client": ("192.0.2.7", 1234),
            "server": ("argus.test", 80),
        }
        incoming = [
            {"type": "http.request", "body": piece, "more_body": number < len(pieces) - 1}
            for number, piece in enumerate(pieces)
        ]
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not incoming:
                await asyncio.Event().wait()  # the client waits for its answer
            return incoming.pop(0)

        async def send(message: dict[str, Any]) -> None:
            messages.append(dict(message))

        await self.app(scope, receive, send)
        start, *rest = messages
        shown = {key.decode().lower(): value.decode() for key, value in start["headers"]}
        return Answer(start["status"], shown, b"".join(message.get("body", b"") for message in rest), messages)


PROBES = [*json_routes.routes, *admin_routes.routes, *page_routes.routes]


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package's folder of static files."""
    folder = tmp_path_factory.mktemp("package") / "static"
    (folder / "dist/assets").mkdir(parents=True)
    (folder / "dist/assets/main-BxK3v9a2.js").write_text("let a = 1;\n" * 5000)
    (folder / "dist/style.css").write_text("a { b: c }\n" * 300)
    (folder / "hello.txt").write_text("hello world")
    (folder / ".hidden").write_text("secret")
    (folder.parent / "outside.txt").write_text("secret")
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    return folder


@pytest.fixture(scope="session")
def make_app(static_folder: Path) -> Callable[[Settings], FastAPI]:
    """An application of the probe routes for some settings."""

    def make(settings: Settings) -> FastAPI:
        package = Blueprint("probe", "argus-alm-probe", PROBES, static=[static_folder])
        return build(settings, Composition(enabled=[package]), validate_responses=True)

    return make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def probe(settings: Settings, make_app: Callable[[Settings], FastAPI]) -> AsyncIterator[FastAPI]:
    """The probe application, started; a body may have 10,000 bytes."""
    app = make_app(settings.model_copy(update={"max_content_length": 10_000}))
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def probe_http(settings: Settings, make_app: Callable[[Settings], FastAPI]) -> AsyncIterator[FastAPI]:
    """The same with the statuses of HTTP."""
    app = make_app(settings.model_copy(update={"api_error_status": "http"}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def ask(probe: FastAPI) -> Wire:
    """Ask the probe application."""
    handled.clear()
    return Wire(probe)


@pytest.fixture
def ask_http(probe_http: FastAPI) -> Wire:
    """Ask the probe application that answers with the statuses of HTTP."""
    return Wire(probe_http)


@pytest.fixture
def reached() -> list[str]:
    """What endpoints were reached with since the test began."""
    return handled
