"""Results of pytest sessions over HTTP, against the real database."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from argus_core.database import Database, Statement
from argus_core.testing.world import Account, Job, World

PYTEST = "/api/v1/client/testrun/pytest"
RESULTS = Statement(
    "SELECT status, duration, message, markers, run_id, test_id, release_id FROM pytest_v2 WHERE name = ?"
)
FIELDS = Statement("SELECT field_name, field_value FROM pytest_user_field WHERE name = ?")


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
def name() -> str:
    return f"dir/sub/test_{uuid4().hex}.py::TestX::test_y[case-1 ä]"


def result(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "timestamp": 1700000000,
        "session_timestamp": 1699999000,
        "test_type": "dtest",
        "run_id": str(uuid4()),
        "status": "passed",
        "duration": 2.0,
        "markers": ["slow", "slow"],
        "message": None,
        "user_fields": {"mode": "release"},
    } | changes


async def submit(http: httpx.AsyncClient, ci: Account, body: dict[str, Any]) -> Any:
    return (await http.post(f"{PYTEST}/result/submit", json=body, headers=ci.headers)).json()


async def ask(http: httpx.AsyncClient, ci: Account, name: str, what: str, **params: Any) -> Any:
    answer = await http.get(f"{PYTEST}/{quote(name, safe='/')}/stats/{what}", params=params, headers=ci.headers)
    return answer.json()


async def test_a_result_belongs_to_what_its_run_belongs_to(
    http: httpx.AsyncClient, ci: Account, world: World, database: Database, name: str
) -> None:
    job: Job = await world.job()
    run_id = uuid4()
    run = {
        "run_id": str(run_id),
        "build_id": job.build_id,
        "build_url": "https://ci.example.com/1/",
        "started_by": "ci",
    }
    await http.post("/api/v1/client/testrun/generic/submit", json=run, headers=ci.headers)
    answer = await submit(http, ci, result(name, run_id=str(run_id), timestamp=1700000000.9876))
    assert answer["response"] == {"name": name, "id": "2023-11-14T22:13:20.987Z"}
    stored = await database.tuples(RESULTS, (name,))
    assert stored == [("passed", 2.0, None, ["slow", "slow"], run_id, job.test_id, job.release_id)]


async def test_a_repetition_leaves_one_result(
    http: httpx.AsyncClient, ci: Account, database: Database, name: str
) -> None:
    body = result(name, user_fields={"number": 5, "text": "x", "nothing": None})
    for _ in range(2):
        await submit(http, ci, body)
    assert len(await database.tuples(RESULTS, (name,))) == 1
    assert await database.tuples(FIELDS, (name,)) == [("nothing", "None"), ("number", "5"), ("text", "x")]


async def test_names_with_slashes_have_statistics(http: httpx.AsyncClient, ci: Account, name: str) -> None:
    for number, status in enumerate(("passed", "passed", "failure", "xpass & error")):
        body = result(name, timestamp=1700000000 + number, status=status, duration=float(number))
        await submit(http, ci, body)
    for function, value in (("avg", 1.5), ("min", 0.0), ("max", 3.0), ("count", 4)):
        told = (await ask(http, ci, name, f"duration/{function}"))["response"]
        assert told == {name: {"duration": {function: value}}}
    encoded = await http.get(f"{PYTEST}/{quote(name, safe='')}/stats/duration/count", headers=ci.headers)
    assert encoded.json()["response"] == {name: {"duration": {"count": 4}}}


async def test_statistics_of_a_status_and_of_a_period(http: httpx.AsyncClient, ci: Account, name: str) -> None:
    for number, status in enumerate(("passed", "passed", "xpass & error")):
        body = result(name, timestamp=1700000000 + number, status=status, duration=float(number))
        await submit(http, ci, body)

    async def count(**params: Any) -> Any:
        return (await ask(http, ci, name, "duration/count", **params))["response"][name]["duration"]["count"]

    assert await count(status="passed") == 2
    assert await count(status="xpass & error") == 1
    assert await count(since=1700000001) == 1
    assert await count(since=1700000001, status="xpass & error") == 1
    assert await count(since="", status="") == 3
    assert await count(since=-5) == 2


async def test_an_unknown_test_has_no_error(http: httpx.AsyncClient, ci: Account, name: str) -> None:
    for function, value in (("avg", 0.0), ("min", None), ("max", None), ("count", 0)):
        told = await ask(http, ci, name, f"duration/{function}")
        assert told == {"status": "ok", "response": {name: {"duration": {function: value}}}}


async def test_a_wrong_token_is_refused_so_that_the_reporter_keeps_its_default(
    http: httpx.AsyncClient, name: str
) -> None:
    stats = f"{PYTEST}/{quote(name)}/stats/duration/avg"
    wrong = await http.get(stats, headers={"Authorization": "token no-such-token"})
    assert wrong.status_code == 403
    assert wrong.json() == {"status": "error", "message": "User not found for supplied token"}
    nobody = await http.get(stats)
    assert nobody.status_code == 403
    assert nobody.json() == {"status": "error", "message": "Authorization required"}


@pytest.mark.parametrize(
    ("what", "params", "exception", "message"),
    [
        ("duration/median", {}, "BadRequest", "aggr_function: 'median' is none of avg, min, max and count"),
        ("message/avg", {}, "BadRequest", "aggr_function: there is no average of message"),
        ("no_such/avg", {}, "TestRunServiceException", "Invalid fixed column: no_such"),
        ("duration/avg", {"since": "1.5"}, "TestRunServiceException", "Malformed timestamp value"),
        ("duration/avg", {"since": "9" * 30}, "TestRunServiceException", "Malformed timestamp value"),
    ],
)
async def test_questions_that_make_no_sense(
    http: httpx.AsyncClient, ci: Account, name: str, what: str, params: Any, exception: str, message: str
) -> None:
    told = (await ask(http, ci, name, what, **params))["response"]
    assert (told["exception"], told["message"]) == (exception, message)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"name": ""}, "name"),
        ({"markers": None}, "markers"),
        ({"timestamp": "today"}, "timestamp"),
        ({"session_timestamp": 1e20}, "session_timestamp"),
        ({"run_id": "17"}, "run_id"),
        ({"user_fields": ["a"]}, "user_fields"),
        ({"duration": "long"}, "duration"),
    ],
)
async def test_bad_results_are_refused(
    http: httpx.AsyncClient, ci: Account, database: Database, name: str, changes: Any, word: str
) -> None:
    told = (await submit(http, ci, result(name) | changes))["response"]
    assert told["exception"] == "BadRequest"
    assert told["message"].startswith(word)
    assert await database.tuples(RESULTS, (name,)) == []
