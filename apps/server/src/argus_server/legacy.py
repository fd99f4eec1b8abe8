"""The old application beside ours, in the same process.

a2wsgi translates the request. What it does for each piece of an answer, a trip from the thread to the event loop and
back, is saved here for answers that are ready at once, which nearly all are: they cross in one piece.
"""

from __future__ import annotations

import asyncio
import contextvars
import importlib
import io
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from a2wsgi.wsgi import Body, build_environ
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from argus_core.config import ConfigurationError, Settings
from argus_core.observability.logs import undisturbed_logging

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

LARGEST_READ_AHEAD = 1024 * 1024
"""Bytes of a request's body that are read before a thread is taken: a slow client must not keep one."""
LARGEST_GATHERED = 256 * 1024
"""Bytes of an answer that are collected before they are sent, when its length is known."""
SLOWEST_CLIENT = 600
"""Seconds that a client may take for a piece of an answer."""
_PRINTABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

log = logging.getLogger("argus.server")


def load_legacy(settings: Settings) -> ASGIApp | None:
    """The configured WSGI application as an ASGI one; None when there is none."""
    name = settings.legacy_wsgi_app
    if not name:
        return None
    module, _, attribute = name.partition(":")
    try:
        with undisturbed_logging():  # the old application sets up logging for itself alone
            application = getattr(importlib.import_module(module), attribute or "app")
    except (ImportError, AttributeError) as error:
        raise ConfigurationError(f"LEGACY_WSGI_APP: {name!r} cannot be loaded: {error}") from error
    log.info("Everything that no package owns goes to the legacy application %s.", name)
    return LegacyApplication(application, threads=settings.legacy_threads)


class LegacyApplication:
    """A WSGI application as an ASGI one, each request in a thread."""

    def __init__(self, application: WSGIApplication, *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="legacy")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        # Clients may send any bytes in a query; WSGI takes ASCII only.
        query: bytes = scope["query_string"]
        if not query.isascii():
            scope = {**scope, "query_string": quote(query, safe=_PRINTABLE).encode()}
        body = await _body(scope, receive, loop)
        environ: dict[str, Any] = dict(build_environ(cast("Any", scope), body))
        environ |= {"wsgi.errors": sys.stderr, "wsgi.input_terminated": True}
        exchange = _Exchange(self._application, loop, send)
        context = contextvars.copy_context()
        await exchange.finish(await loop.run_in_executor(self._threads, context.run, exchange.run, environ))


async def _body(scope: Scope, receive: Receive, loop: asyncio.AbstractEventLoop) -> Any:
    """The request's body as a file: read already when it is short, else read by the thread as it needs it."""
    headers = {name: value for name, value in scope["headers"] if name in (b"content-length", b"transfer-encoding")}
    length = headers.get(b"content-length", b"0")
    if b"transfer-encoding" in headers or not length.isdigit() or int(length) > LARGEST_READ_AHEAD:
        return Body(loop, cast("Any", receive))
    read = bytearray()
    more = length != b"0"
    while more:
        message = await receive()
        read += message.get("body", b"")
        more = message.get("more_body", False)
    return io.BytesIO(read)


class _Exchange:
    """One request: the application runs in a thread, its answer is sent by the event loop."""

    def __init__(self, application: WSGIApplication, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self._application = application
        self._loop = loop
        self._send = send
        self._start: Message | None = None
        self._length: int | None = None
        self._sent = False

    # ---- in the thread -----------------------------------------------------------------------------------------------
    def run(self, environ: dict[str, Any]) -> bytes:
        """Call the application; gives what is left to send."""
        pieces = self._application(environ, self._start_response)
        try:
            return b"".join(pieces) if isinstance(pieces, (list, tuple)) else self._pass_on(pieces)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    def _pass_on(self, pieces: Iterable[bytes]) -> bytes:
        """Send pieces as they come, as WSGI asks. Those of a short answer of known length wait for the last one."""
        gathered = bytearray()
        for piece in pieces:
            gathered += piece
            if gathered and not (self._length is not None and self._length <= LARGEST_GATHERED):
                self._write(bytes(gathered))
                gathered.clear()
        return bytes(gathered)

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if exc_info is not None and self._sent and exc_info[1] is not None:
            raise exc_info[1].with_traceback(exc_info[2])
        raw = [(name.strip().lower().encode("latin-1"), value.strip().encode("latin-1")) for name, value in headers]
        length = dict(raw).get(b"content-length", b"")
        self._length = int(length) if length.isdigit() else None
        self._start = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": raw}
        return self._write

    def _write(self, piece: bytes) -> None:
        asyncio.run_coroutine_threadsafe(self._send_piece(piece, more=True), self._loop).result(SLOWEST_CLIENT)

    # ---- in the event loop -------------------------------------------------------------------------------------------
    async def finish(self, rest: bytes) -> None:
        """Send the rest and the end."""
        await self._send_piece(rest, more=False)

    async def _send_piece(self, piece: bytes, *, more: bool) -> None:
        if not self._sent:
            if self._start is None:
                raise RuntimeError("the legacy application did not start its answer")
            self._sent = True
            await self._send(self._start)
        await self._send({"type": "http.response.body", "body": piece, "more_body": more})
