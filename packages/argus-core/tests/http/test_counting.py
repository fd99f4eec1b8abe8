"""What the metrics and the log know of a request when it has ended."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families as parse

from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.observability.metrics import RequestMetrics
from argus_core.observability.request import RequestRecord
from argus_core.testing.world import World

Series = dict[tuple[str, tuple[tuple[str, str], ...]], float]
TIMED = "http_request_duration_seconds_count"
CLIENT_SERIES = {
    "http_request_by_endpoint_total",
    "http_request_by_ip_total",
    "http_request_ssh_tunnel_total",
    "http_request_job_tunnel_total",
    "http_request_by_user_agent_total",
    "http_request_tunnel_build_total",
}


def read(app: FastAPI) -> Series:
    """All our counters: (name, labels) to value."""
    core: Core = app.state.core
    families = parse(core.metrics.exposition(None, [])[0].decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
        if sample.name.startswith(("http_request", "argus_")) and sample.name.endswith(("_total", "_count"))
    }


class Growth:
    """What was counted since it was made."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._before = read(app)

    def __call__(self, name: str) -> dict[tuple[tuple[str, str], ...], float]:
        """Labels to growth of a series."""
        now = read(self._app)
        return {
            labels: value - self._before.get((series, labels), 0)
            for (series, labels), value in now.items()
            if series == name and value != self._before.get((series, labels), 0)
        }

    def names(self) -> set[str]:
        """The series that grew."""
        now = read(self._app)
        return {key[0] for key, value in now.items() if value != self._before.get(key, 0)}


def labels(**given: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(given.items()))


async def test_a_request_of_a_route(probe: FastAPI, ask: Any) -> None:
    growth = Growth(probe)
    await ask("GET", "/api/v1/probe/letters/3")
    assert growth("http_request_total") == {labels(method="GET", status="200"): 1}
    assert growth(TIMED) == {labels(method="GET", endpoint="api.probe_api.letters", status="200"): 1}
    by_endpoint = labels(endpoint="api.probe_api.letters", method="GET", status="200 OK")
    assert growth("http_request_by_endpoint_total") == {by_endpoint: 1}
    assert growth("http_request_by_ip_total") == {labels(ip="192.0.2.7", endpoint="api.probe_api.letters"): 1}
    assert growth.names() == {"http_request_total", TIMED} | CLIENT_SERIES


async def test_head_is_counted_as_head(probe: FastAPI, ask: Any) -> None:
    growth = Growth(probe)
    await ask("HEAD", "/page/")
    assert growth("http_request_by_endpoint_total") == {
        labels(endpoint="probe.page", method="HEAD", status="200 OK"): 1
    }


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", "404"), ("DELETE", "/page/", "405"), ("OPTIONS", "/page/", "200"), ("GET", "/page", "308")],
)
async def test_what_no_route_takes_is_counted_without_an_endpoint(
    probe: FastAPI, ask: Any, method: str, path: str, status: str
) -> None:
    growth = Growth(probe)
    await ask(method, path)
    assert growth(TIMED) == {labels(method=method, endpoint="None", status=status): 1}
    assert growth.names() == {"http_request_total", TIMED}


async def test_a_refusal_is_counted_as_its_endpoint(probe: FastAPI, ask: Any) -> None:
    growth = Growth(probe)
    await ask("POST", "/api/v1/probe/mine", body=b"{}")
    counted = labels(endpoint="api.probe_api.create_mine", method="POST", status="403 FORBIDDEN")
    assert growth("http_request_by_endpoint_total") == {counted: 1}


async def test_a_bad_token_is_counted_but_not_timed(probe: FastAPI, ask: Any) -> None:
    growth = Growth(probe)
    await ask("GET", "/api/v1/probe/letters/3", headers={"authorization": "token no-such-token"})
    assert growth.names() == {"http_request_total", "argus_api_errors_total"}


async def test_errors_of_the_api_have_a_series_of_their_own(probe: FastAPI, ask: Any) -> None:
    growth = Growth(probe)
    await ask("GET", "/api/v1/probe/fails/NOT_FOUND")
    await ask("GET", "/api/v1/probe/fails/surprise")
    endpoint = "api.probe_api.fails"
    assert growth("argus_api_errors_total") == {
        labels(endpoint=endpoint, exception="ProbeError"): 1,
        labels(endpoint=endpoint, exception="InternalServerError"): 1,
    }
    assert growth("http_request_exceptions_total") == {}


async def test_pages_that_fail_are_exceptions(probe: FastAPI, ask: Any) -> None:
    growth = Growth(probe)
    await ask("GET", "/broken-page")
    assert growth("http_request_exceptions_total") == {labels(method="GET", status="500"): 1}
    assert growth("http_request_total") == {labels(method="GET", status="500"): 1}


async def test_builds_are_those_of_known_callers(probe: FastAPI, ask: Any, world: World) -> None:
    user = await world.account(Role.USER)
    build = {
        "x-argus-build-id": "master/job#7",
        "x-argus-build-url": "https://ci/7",
        "x-argus-client-version": "0.16.7",
    }
    growth = Growth(probe)
    await ask("GET", "/api/v1/probe/letters/3", headers=build)
    assert growth("http_request_tunnel_build_total") == {labels(build_id="unknown", build_url="", ssh_tunnel="no"): 1}
    growth = Growth(probe)
    await ask("GET", "/api/v1/probe/letters/3", headers=build | user.headers)
    known = labels(build_id="master/job#7", build_url="https://ci/7", ssh_tunnel="no")
    assert growth("http_request_tunnel_build_total") == {known: 1}


async def test_a_request_is_counted_when_its_answer_has_ended(probe: FastAPI, ask: Any) -> None:
    """Work after the answer takes no part in its duration, and who sees the answer sees it counted."""
    duration = "http_request_duration_seconds_sum"
    core: Core = probe.state.core

    def seconds() -> float:
        text = core.metrics.exposition(None, [duration])[0].decode()
        return sum(s.value for f in parse(text) for s in f.samples if s.labels["endpoint"] == "probe.background")

    before, begun = seconds(), time.perf_counter()
    await ask("GET", "/background")
    assert time.perf_counter() - begun > 0.3
    assert seconds() - before < 0.2


async def test_lines_of_a_request_tell_of_it(ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    seen: list[RequestRecord | None] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            from argus_core.observability.request import current_request

            seen.append(current_request())

    logger, handler = logging.getLogger("argus.errors"), Keep()
    logger.addHandler(handler)
    try:
        with caplog.at_level("ERROR", logger="argus.errors"):
            answers = await asyncio.gather(
                *(ask("GET", f"/api/v1/probe/fails/x?n={n}", headers={"x-request-id": f"r-{n}"}) for n in range(3))
            )
    finally:
        logger.removeHandler(handler)
    assert [answer.headers["x-request-id"] for answer in answers] == ["r-0", "r-1", "r-2"]
    assert len(seen) == 9
    for record in seen:
        assert record is not None
        assert record.endpoint == "api.probe_api.fails"
        assert record.address == "192.0.2.7"
        assert record.url == f"http://argus.test/api/v1/probe/fails/x?n={record.request_id[-1]}"


async def test_three_records_of_a_real_failure_share_the_trace_id_of_the_answer(
    ask: Any, caplog: pytest.LogCaptureFixture, world: World
) -> None:
    user = await world.account(Role.USER)
    with caplog.at_level("INFO", logger="argus.errors"):
        body = b'{"name": "n", "password": "hunter2", "filler": "' + b"x" * 6000 + b'"}'
        answer = await ask(
            "POST", "/api/v1/probe/breaks", headers={"content-type": "application/json", **user.headers}, body=body
        )
    trace_id = answer.json["response"]["trace_id"]
    assert len(caplog.records) == 3
    assert all(trace_id in record.getMessage() for record in caplog.records)
    assert user.token not in caplog.text
    assert "hunter2" not in caplog.text
    assert '"password": "***"' in caplog.records[2].getMessage()
    assert len(caplog.records[2].getMessage().encode()) < 4300


def test_counting_costs_little() -> None:
    """Nine series and five headers: tens of microseconds at most (about 10 on an idle core)."""
    metrics = RequestMetrics()
    record = RequestRecord({"client": ("10.0.0.7", 1)}, "r-1", "api.user_info")
    headers = {"user-agent": "python-requests/2", "x-argus-build-id": "a/b#7", "x-argus-client-version": "0.16.7"}

    def count() -> float:
        begun = time.perf_counter()
        for _ in range(1000):
            metrics.count_request("GET", record, 200, 0.01)
            metrics.count_client("GET", record, 200, headers, known_caller=True)
        return (time.perf_counter() - begun) / 1000

    assert min(count() for _ in range(5)) < 0.000_1
