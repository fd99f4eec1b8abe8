"""Compressed answers."""

from __future__ import annotations

import asyncio
import gzip
import os
import time
from typing import Any

import brotli
import pytest

from argus_core.http.compression import ENCODERS, SMALLEST, chosen_encoding, compressed, is_compressible

PAGE = b"<h1>Page</h1>" * 4000
GZIP = {"accept-encoding": "gzip"}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("deflate, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("gzip, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
        ("gzip;q=0, br;q=0", None),
        ("*;q=0", None),
        ("gzip;q=lots", None),
        ("xgzip", None),
    ],
)
def test_the_client_decides(accept: str, expected: str | None) -> None:
    assert chosen_encoding(accept) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("application/json", True),
        ("text/html; charset=utf-8", True),
        ("application/vnd.api+json", True),
        ("image/svg+xml", True),
        ("text/event-stream", False),
        ("image/png", False),
        ("application/zip", False),
        ("", False),
    ],
)
def test_types_that_get_smaller(kind: str, expected: bool) -> None:
    assert is_compressible(kind) is expected


async def test_a_page_is_compressed_for_who_asks(ask: Any) -> None:
    plain, packed = await ask("GET", "/page/"), await ask("GET", "/page/", headers=GZIP)
    assert "content-encoding" not in plain.headers
    assert plain.body == PAGE
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"].split(", ")
    assert int(packed.headers["content-length"]) == len(packed.body) < 500
    assert gzip.decompress(packed.body) == PAGE


async def test_head_tells_what_get_would(ask: Any) -> None:
    got, head = await ask("GET", "/page/", headers=GZIP), await ask("HEAD", "/page/", headers=GZIP)
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["content-encoding"] == "gzip"
    assert head.body == b""


async def test_brotli(ask: Any) -> None:
    packed = await ask("GET", "/page/", headers={"accept-encoding": "gzip, deflate, br"})
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.body) == PAGE


async def test_json_from_the_limit_on(ask: Any) -> None:
    envelope = len(b'{"response":"","status":"ok"}')
    small = await ask("GET", f"/api/v1/probe/letters/{SMALLEST - envelope - 1}", headers=GZIP)
    enough = await ask("GET", f"/api/v1/probe/letters/{SMALLEST - envelope}", headers=GZIP)
    assert (len(small.body), small.headers.get("content-encoding")) == (SMALLEST - 1, None)
    assert enough.headers["content-encoding"] == "gzip"
    assert enough.headers["content-type"] == "application/json"
    assert len(gzip.decompress(enough.body)) == SMALLEST


@pytest.mark.parametrize("kind", ["png", "packed", "verbatim"])
async def test_what_must_not_be_compressed(ask: Any, kind: str) -> None:
    answer = await ask("GET", f"/answer/{kind}", headers=GZIP)
    assert answer.body == b"z" * 40_000


async def test_streams_of_events_flow(ask: Any) -> None:
    answer = await ask("GET", "/events", headers=GZIP)
    assert "content-encoding" not in answer.headers
    assert [message["body"][:7] for message in answer.messages[1:4]] == [b"data: 0", b"data: 1", b"data: 2"]


async def test_other_bytes_have_another_tag(ask: Any) -> None:
    answer = await ask("GET", "/answer/text", headers=GZIP)
    assert answer.headers["etag"] == 'W/"abc"'
    assert set(answer.headers["vary"].split(", ")) == {"Cookie", "Accept-Encoding"}


@pytest.mark.parametrize("name", ENCODERS)
async def test_big_bodies_leave_the_loop_free(name: str) -> None:
    """While megabytes are compressed, the loop goes on."""
    body = os.urandom(4_000_000).hex().encode()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    packing = compressed({"headers": [(b"accept-encoding", name.encode())]}, send)
    await packing({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before)

    watcher = asyncio.create_task(watch())
    await asyncio.sleep(0)
    begun = time.perf_counter()
    await packing({"type": "http.response.body", "body": body})
    took = time.perf_counter() - begun
    watcher.cancel()
    assert len(sent[1]["body"]) < len(body) * 0.7
    assert took > 0.04  # or this test shows nothing
    assert longest < max(0.05, took / 3)
