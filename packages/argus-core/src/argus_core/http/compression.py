"""Compressed answers for clients that ask for them.

Only whole answers of a compressible type from `SMALLEST` bytes on: small ones grow, streams must flow, and pictures and
archives are compressed already. It takes milliseconds, so it is done in a thread.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

SMALLEST = 32 * 1024
"""Bytes; below, compressing costs more than it saves, and callers see the headers that they always saw."""
GZIP_LEVEL = 5
BROTLI_QUALITY = 4
_TYPES = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "application/openmetrics-text",
        "application/wasm",
        "application/xml",
        "image/svg+xml",
    }
)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def _brotli(body: bytes) -> bytes:
    return brotli.compress(body, quality=BROTLI_QUALITY)


ENCODERS: dict[str, Callable[[bytes], bytes]] = {"br": _brotli, "gzip": _gzip}
"""By name, the preferred one first."""


@lru_cache(256)
def chosen_encoding(accept: str) -> str | None:
    """The encoding to use for this Accept-Encoding; None for none. Among equals the better one wins."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    best = max(ENCODERS, key=lambda name: weights.get(name, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else None


def _weight(parameters: str) -> float:
    """The q of an entry; 1 without one, 0 when it cannot be read."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def is_compressible(content_type: str) -> bool:
    """Whether answers of this type get smaller."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "text/event-stream":
        return False
    return kind.startswith("text/") or kind in _TYPES or kind.endswith("+json")


def compressed(scope: Scope, send: Send) -> Send:
    """A `send` that compresses, when the client asks for it."""
    accept = next((value for name, value in scope["headers"] if name == b"accept-encoding"), b"")
    encoding = chosen_encoding(accept.decode("latin-1")) if accept else None
    return _Compressor(send, encoding).send if encoding else send


class _Compressor:
    """Holds the start of an answer back until its body shows whether it is to be compressed."""

    __slots__ = ("_encoding", "_send", "_start")

    def __init__(self, send: Send, encoding: str) -> None:
        self._send = send
        self._encoding = encoding
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            body = message.get("body", b"")
            if len(body) >= SMALLEST and not message.get("more_body") and _may_compress(start):
                start, message = await self._compress(start, message, body)
            await self._send(start)
        await self._send(message)

    async def _compress(self, start: Message, message: Message, body: bytes) -> tuple[Message, Message]:
        packed = await asyncio.to_thread(ENCODERS[self._encoding], body)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Encoding"] = self._encoding
        headers["Content-Length"] = str(len(packed))
        headers.add_vary_header("Accept-Encoding")
        etag = headers.get("etag")
        if etag and not etag.startswith("W/"):  # the same content in other bytes
            headers["ETag"] = f"W/{etag}"
        return {**start, "headers": headers.raw}, {**message, "body": packed}


def _may_compress(start: Message) -> bool:
    if start["status"] in (204, 206, 304):
        return False
    headers = Headers(raw=start["headers"])
    return (
        is_compressible(headers.get("content-type", ""))
        and "content-encoding" not in headers
        and "no-transform" not in headers.get("cache-control", "")
    )
