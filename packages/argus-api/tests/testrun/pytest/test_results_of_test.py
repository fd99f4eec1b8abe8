"""Results and statistics of one pytest test over HTTP, from the real database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from argus_core.clock import EPOCH
from argus_core.testing.world import Account, World

FIRST = datetime(2024, 3, 1, 10)
SECONDS = (FIRST - EPOCH).total_seconds()


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def name(world: World) -> str:
    """A test with a result each day."""
    name = f"dir/sub dir/{uuid4().hex}_test.py::TestX::test_y[a-1]"
    for day, status in enumerate(("passed", "failure", "passed", "error & error", "of its own")):
        row = {"name": name, "status": status, "id": FIRST + timedelta(days=day), "duration": 2.0**day}
        await world.put("pytest_v2", **row, message=f"m{day}")
    return name


async def ask(http: httpx.AsyncClient, reader: Account, path: str, **params: Any) -> Any:
    return (await http.get(f"/api/v1/pytest/{path}", headers=reader.headers, params=params)).json()


async def messages(http: httpx.AsyncClient, reader: Account, name: str, **params: Any) -> list[str]:
    return [result["message"] for result in (await ask(http, reader, f"{name}/results", **params))["response"]]


async def test_results_come_by_status_and_time(http: httpx.AsyncClient, reader: Account, name: str) -> None:
    assert await messages(http, reader, name) == ["m3", "m1", "m4", "m0", "m2"]
    assert await messages(http, reader, "unknown") == []
    (result,) = (await ask(http, reader, f"{name}/results", before=SECONDS + 1))["response"]
    assert (result["name"], result["status"], len(result)) == (name, "passed", 12)


async def test_times_bound_the_results_and_are_left_out(http: httpx.AsyncClient, reader: Account, name: str) -> None:
    day = 86400
    assert await messages(http, reader, name, after=SECONDS) == ["m3", "m1", "m2"]
    assert await messages(http, reader, name, after=SECONDS - 0.001, before=SECONDS + 0.001) == ["m0"]
    assert await messages(http, reader, name, before=SECONDS + 2 * day, after="") == ["m1", "m0"]
    assert await messages(http, reader, name, before="") == ["m3", "m1", "m4", "m0", "m2"]


@pytest.mark.parametrize("bound", ["yesterday", "nan", "1e300"])
async def test_bounds_are_seconds(http: httpx.AsyncClient, reader: Account, name: str, bound: str) -> None:
    told = (await ask(http, reader, f"{name}/results", before=bound))["response"]
    assert told["exception"] == "BadRequest"
    assert told["message"].startswith("before: ")


@pytest.mark.parametrize(
    ("path", "params", "value"),
    [
        ("duration/avg", {}, 6.2),
        ("duration/max", {"status": "passed"}, 4.0),
        ("duration/count", {"since": int(SECONDS) + 86400}, 3),
        ("duration/avg", {"status": "xpass"}, 0.0),
        ("duration/min", {"status": "no-such-status"}, None),
        ("message/max", {}, "m4"),
        ("id/min", {}, "2024-03-01T10:00:00.000Z"),
    ],
)
async def test_statistics(
    http: httpx.AsyncClient, reader: Account, name: str, path: str, params: dict[str, Any], value: Any
) -> None:
    field, function = path.split("/")
    answer = await ask(http, reader, f"{name}/stats/{path}", **params)
    assert answer == {"status": "ok", "response": {name: {field: {function: value}}}}


@pytest.mark.parametrize(
    ("path", "exception", "words"),
    [
        ("duration/sum", "BadRequest", "aggr_function: "),
        ("message/avg", "BadRequest", "aggr_function: "),
        ("nothing/avg", "TestRunServiceException", "Invalid fixed column: nothing"),
        ("duration)--/avg", "TestRunServiceException", "Invalid fixed column"),
        ("duration/avg?since=yesterday", "TestRunServiceException", "Malformed timestamp value"),
        ("duration/avg?since=1.5", "TestRunServiceException", "Malformed timestamp value"),
    ],
)
async def test_statistics_that_make_no_sense(
    http: httpx.AsyncClient, reader: Account, name: str, path: str, exception: str, words: str
) -> None:
    answer = await http.get(f"/api/v1/pytest/{name}/stats/{path}", headers=reader.headers)
    told = answer.json()["response"]
    assert told["exception"] == exception
    assert words in told["message"]
