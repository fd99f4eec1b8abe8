"""Lines of the log, in both forms."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from argus_core.observability.logs import configure_logging, undisturbed_logging
from argus_core.observability.request import RequestRecord, bind_request

log = logging.getLogger("argus.test")
Configure = Callable[..., io.StringIO]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Set up logging to a text; afterwards everything is as before."""
    monkeypatch.delenv("ARGUS_LOG_FORMAT", raising=False)

    def setup(level: str = "INFO", **options: Any) -> io.StringIO:
        text = io.StringIO()
        monkeypatch.setattr(sys, "stderr", text)
        configure_logging(level, **options)
        return text

    with undisturbed_logging():
        yield setup
    structlog.reset_defaults()
    bind_request(None)


def request(endpoint: str = "api.version") -> RequestRecord:
    scope = {
        "client": ("10.0.0.7", 1),
        "scheme": "https",
        "path": "/api/v1/x y",
        "query_string": b"limit=5&code=hunter2",
        "headers": [(b"host", b"argus.test")],
    }
    return RequestRecord(scope, "r-1", endpoint)


def test_a_line_outside_a_request(configure: Configure) -> None:
    text = configure()
    log.info("Ready to serve %s.", "all")
    expected = "[INFO] < -  - > - test_logs::test_a_line_outside_a_request - Ready to serve all.\n"
    assert text.getvalue() == expected


def test_a_line_of_a_request(configure: Configure) -> None:
    text = configure()
    bind_request(request())
    log.warning("Odd")
    bind_request(None)
    log.warning("Even")
    first, second = text.getvalue().splitlines()
    assert first == (
        "[WARNING] <10.0.0.7 - https://argus.test/api/v1/x%20y?limit=5&code=*** - api.version>"
        " - test_logs::test_a_line_of_a_request - Odd [request r-1]"
    )
    assert second.startswith("[WARNING] < -  - > - ")


async def test_the_request_is_known_in_threads_and_tasks_and_to_no_other_request(configure: Configure) -> None:
    text = configure()

    async def serve(endpoint: str) -> None:
        bind_request(request(endpoint))
        await asyncio.sleep(0)
        await asyncio.to_thread(log.info, "in a thread of %s", endpoint)
        await asyncio.create_task(asyncio.to_thread(log.info, "in a task of %s", endpoint))

    await asyncio.gather(serve("one"), serve("two"))
    for line in text.getvalue().splitlines():
        endpoint = line.partition("> - ")[0].rpartition(" - ")[2]
        assert f" of {endpoint} [request r-1]" in line
    assert len(text.getvalue().splitlines()) == 4
    thread = threading.Thread(target=log.info, args=("alone",))
    thread.start()
    thread.join()
    assert text.getvalue().splitlines()[-1].startswith("[INFO] < -  - > - ")


def test_tracebacks_follow_their_line(configure: Configure) -> None:
    text = configure()
    try:
        raise ValueError("broken")
    except ValueError:
        log.exception("It failed")
    lines = text.getvalue().splitlines()
    assert lines[0].endswith("It failed")
    assert lines[1] == "    Traceback (most recent call last):"
    assert lines[-1] == "    ValueError: broken"


def test_texts_of_callers_make_no_lines_and_no_terminal_commands(configure: Configure) -> None:
    text = configure()
    log.info("Unknown user %s", "x\n[INFO] < -  - > - a::b - faked\x1b[2J\r\u2028")
    assert len(text.getvalue().splitlines()) == 1
    assert "x\\n[INFO]" in text.getvalue()
    assert "\x1b" not in text.getvalue()


def test_colours(configure: Configure) -> None:
    text = configure(colours=True)
    log.error("Red")
    assert text.getvalue().startswith("\x1b[31m[ERROR]\x1b[0m \x1b[90m< -  - >\x1b[0m - ")


def test_colours_are_for_terminals(configure: Configure) -> None:
    text = configure()
    log.error("Plain")
    assert "\x1b" not in text.getvalue()


def test_levels(configure: Configure) -> None:
    kept = logging.getLogger("somebody.elses")
    text = configure("DEBUG")
    log.debug("ours")
    logging.getLogger("argus_core.database.migration").debug("the schema's")
    logging.getLogger("uvicorn.error").info("the server's")
    kept.info("not this")
    kept.warning("but this")
    logging.getLogger("cassandra.connection").warning("nor this")
    messages = [line.rpartition(" - ")[2] for line in text.getvalue().splitlines()]
    assert messages == ["ours", "the schema's", "the server's", "but this"]
    assert not kept.disabled


def test_there_is_one_handler_however_often_it_is_set_up(configure: Configure) -> None:
    server = logging.getLogger("uvicorn")
    server.addHandler(logging.StreamHandler())
    server.propagate = False
    first = configure()
    text = configure()
    logging.getLogger("uvicorn.error").info("once")
    assert len(text.getvalue().splitlines()) == 1
    assert first.getvalue() == ""


def test_structlog_goes_the_same_way(configure: Configure) -> None:
    text = configure()
    bind_request(request())
    structlog.get_logger("argus.test").info("Done with %s", "it", run="7\n8")
    assert text.getvalue().endswith("test_structlog_goes_the_same_way - Done with it run=7\\n8 [request r-1]\n")
    structlog.get_logger("argus.test").debug("not this")
    assert len(text.getvalue().splitlines()) == 1


def test_json(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARGUS_LOG_FORMAT", "json")
    text = configure()
    bind_request(request())
    try:
        raise ValueError("broken")
    except ValueError:
        log.exception("It\nfailed", extra={"run": object})
    line = json.loads(text.getvalue())
    assert line.pop("timestamp").endswith("Z")
    assert line.pop("exception").endswith("ValueError: broken")
    assert line == {
        "event": "It\nfailed",
        "level": "error",
        "run": "<class 'object'>",
        "address": "10.0.0.7",
        "url": "https://argus.test/api/v1/x%20y?limit=5&code=***",
        "endpoint": "api.version",
        "request_id": "r-1",
        "module": "test_logs",
        "function": "test_json",
    }
