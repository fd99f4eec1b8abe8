"""Answers of the old application pass our log and our metrics, and nothing else."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families as parse

from argus_core.observability.logs import configure_logging, undisturbed_logging

OLD = "old_argus:app"


async def test_they_are_what_they_are(start: Any) -> None:
    async with start(legacy_wsgi_app=OLD) as running:
        answer = await running.http.get("/old/teapot", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 418
        assert set(answer.headers) == {"content-type", "content-length", "x-old"}


@pytest.mark.parametrize("path", ["/old/crash", "/api/v1/crash-of-the-old-one", "/old/crash?x=%FF"])
async def test_a_failure_is_a_bare_500(start: Any, path: str, caplog: pytest.LogCaptureFixture) -> None:
    async with start(legacy_wsgi_app=OLD) as running:
        if path.startswith("/api"):
            assert (await running.http.get(path)).json()["old"] is True
            path = "/old/crash"
        answer = await running.http.get(path)
        assert (answer.status_code, answer.text) == (500, "Internal Server Error")
        assert "x-argus-error" not in answer.headers
        assert "the old application failed" in caplog.text
        assert "Endpoint legacy failed with ZeroDivisionError" in caplog.text
        assert (await running.http.get("/old/x")).status_code == 200


async def test_streams_and_files(start: Any) -> None:
    async with start(legacy_wsgi_app=OLD) as running:
        stream = (await running.http.get("/old/stream")).text.splitlines()
        assert [line.split()[1] for line in stream] == [str(number) for number in range(10)]
        file = await running.http.get("/old/file")
        assert (len(file.content), file.headers["content-length"]) == (400_000, "400000")
        assert (await running.http.get("/old/write")).content == b"written returned"


async def sent(app: FastAPI, path: str, query: bytes = b"", *, host: bool = True) -> list[Any]:
    """The messages of an answer to a request that is sent byte by byte as it is given."""
    messages: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(b"host", b"argus.test")] if host else [],
        "client": ("192.0.2.7", 1) if host else None,
        "server": ("argus.test", 80),
    }
    try:
        await app(scope, receive, send)
    except ZeroDivisionError as error:
        messages.append(error)
    return messages


async def test_a_stream_that_fails_breaks_off(start: Any) -> None:
    async with start(legacy_wsgi_app=OLD) as running:
        _, body, error = await sent(running.app, "/old/broken-stream", host=False)
    assert body["body"] == b"begun"
    assert isinstance(error, ZeroDivisionError)


@pytest.mark.parametrize("query", [b"x=\xff\xfe", "x=ü".encode(), b"x=%zz&&="])
async def test_any_query_reaches_it(start: Any, query: bytes) -> None:
    async with start(legacy_wsgi_app=OLD) as running:
        _, body = await sent(running.app, "/old/x", query)
    answer = json.loads(body["body"])
    assert answer["address"] == "192.0.2.7"
    assert unquote_to_bytes(answer["query"]) == unquote_to_bytes(query)


async def test_a_body_of_unknown_or_great_length_is_streamed(start: Any) -> None:
    async def pieces() -> Any:
        for _ in range(300):
            yield b"z" * 10_000

    async with start(legacy_wsgi_app=OLD, max_content_length=1000) as running:
        open_end = await running.http.post("/old/x", content=pieces())
        assert open_end.json()["length"] == 3_000_000
        announced = await running.http.post("/old/x", content=b"z" * 3_000_000)
        assert announced.json()["length"] == 3_000_000


async def test_they_are_counted_under_one_name(start: Any) -> None:
    async with start(legacy_wsgi_app=OLD) as running:
        await running.http.get("/old/x")
        await running.http.get("/old/teapot")
        await running.http.get("/old/crash")
        text = running.app.state.core.metrics.exposition(None, [])[0].decode()
    samples = [sample for family in parse(text) for sample in family.samples]
    by_endpoint = {
        sample.labels["status"]: sample.value
        for sample in samples
        if sample.name == "http_request_by_endpoint_total" and sample.labels["endpoint"] == "legacy"
    }
    assert by_endpoint == {"200 OK": 1, "418 I'M A TEAPOT": 1, "500 INTERNAL SERVER ERROR": 1}
    timed = {s.labels["endpoint"] for s in samples if s.name == "http_request_duration_seconds_count"}
    assert timed == {"legacy"}
    failed = [s.value for s in samples if s.name == "http_request_exceptions_total"]
    assert failed == [1]


async def test_our_log_survives_the_old_ones_setup(
    start: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old application disables all loggers that it does not know when it is imported."""
    monkeypatch.delitem(sys.modules, "old_argus", raising=False)
    with undisturbed_logging():
        configure_logging("INFO", colours=False)
        async with start(legacy_wsgi_app=OLD):
            assert "old_argus" in sys.modules
    lines = capsys.readouterr().err.splitlines()
    assert any(line.endswith("build::lifespan - Ready.") for line in lines)
    assert any("goes to the legacy application old_argus:app" in line for line in lines)
