"""Search over HTTP, against the real database."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from argus_core.testing.world import Account, Job, World

ADD_ALL = {"id": "db6f33b2-660b-4639-ba7f-79725ef96616", "name": "Add all...", "type": "special"}
BUILD_NUMBER = 17


@pytest.fixture
async def reader(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job()


async def hits(http: httpx.AsyncClient, reader: Account, path: str, **params: str) -> list[dict[str, Any]]:
    answer = (await http.get(f"/api/v1/{path}", params=params, headers=reader.headers)).json()
    assert answer["status"] == "ok", answer
    assert answer["response"]["total"] == len(answer["response"]["hits"])
    found: list[dict[str, Any]] = answer["response"]["hits"]
    return found


async def run_of(http: httpx.AsyncClient, reader: Account, build_id: str) -> UUID:
    run_id = uuid4()
    url = f"https://ci.example.com/job/{build_id.replace('/', '/job/')}/{BUILD_NUMBER}/"
    body = {"run_id": str(run_id), "build_id": build_id, "build_url": url, "started_by": "ci"}
    answer = await http.post("/api/v1/client/testrun/generic/submit", json=body, headers=reader.headers)
    assert answer.json()["status"] == "ok"
    return run_id


@pytest.mark.parametrize("path", ["planning/search", "views/search"])
async def test_a_test_is_found_with_its_place(http: httpx.AsyncClient, reader: Account, job: Job, path: str) -> None:
    name = job.build_id.rpartition("/")[2]
    special, test = await hits(http, reader, path, query=f"{name.upper()} type:test release:{job.release_name}")
    assert special == ADD_ALL
    assert (test["type"], test["id"], test["name"]) == ("test", str(job.test_id), name)
    assert test["group"]["id"] == str(job.group_id)
    assert (test["group"]["type"], test["group"]["group"]) == ("group", None)
    assert test["release"] == test["group"]["release"]
    assert (test["release"]["group"], test["release"]["release"]) == (None, None)


async def test_inside_a_release(http: httpx.AsyncClient, reader: Account, job: Job, world: World) -> None:
    await world.job()
    found = await hits(http, reader, "planning/search", query=" ", releaseId=str(job.release_id))
    assert [hit["type"] for hit in found] == ["special", "group", "test"]
    assert {hit["release_id"] for hit in found[1:]} == {str(job.release_id)}
    assert await hits(http, reader, "planning/search", releaseId=str(job.release_id)) == []
    unknown = {"query": "x", "releaseId": str(uuid4())}
    answer = await http.get("/api/v1/planning/search", params=unknown, headers=reader.headers)
    assert answer.json()["response"]["exception"] == "DocumentNotFound"


async def test_disabled_ones_are_hidden(http: httpx.AsyncClient, reader: Account, job: Job, world: World) -> None:
    await world.put("argus_group_v2", id=job.group_id, enabled=False)
    found = await hits(http, reader, "views/search", query=f"release:{job.release_name}")
    assert found == [ADD_ALL]


async def test_a_new_name_is_found_at_once_by_the_name_for_people(
    http: httpx.AsyncClient, reader: Account, job: Job, world: World
) -> None:
    pretty = f"Größe {uuid4().hex} 100%"
    await world.put("argus_test_v2", id=job.test_id, pretty_name=pretty)
    (_, test) = await hits(http, reader, "views/search", query=pretty.lower().replace("%", "%25"))
    assert test["id"] == str(job.test_id)
    assert await hits(http, reader, "views/search", query=f"{job.build_id.rpartition('/')[2]} type:test") == [ADD_ALL]


async def test_the_id_of_a_run(http: httpx.AsyncClient, reader: Account, job: Job) -> None:
    run_id = await run_of(http, reader, job.build_id)
    (run,) = await hits(http, reader, "views/search", query=f" {{{run_id}}} ")
    assert (run["type"], run["id"]) == ("run", str(run_id))
    assert run["name"] == f"{job.build_id.rpartition('/')[2]}#{BUILD_NUMBER}"
    assert (run["test"]["id"], run["group"]["id"]) == (str(job.test_id), str(job.group_id))
    assert run["release"]["id"] == str(job.release_id)
    assert await hits(http, reader, "views/search", query=str(uuid4())) == []


async def test_a_run_without_a_test(http: httpx.AsyncClient, reader: Account) -> None:
    build_id = f"nowhere/{uuid4().hex}"
    run_id = await run_of(http, reader, build_id)
    (run,) = await hits(http, reader, "views/search", query=str(run_id))
    assert (run["test"], run["group"], run["release"]) == (None, None, None)
    assert run["name"] == f"{build_id}#{BUILD_NUMBER}"


@pytest.mark.parametrize(
    "typed",
    [
        "{run}",
        "https://argus.example.com/tests/generic/{run}/events",
        "https://argus.example.com/test/{test}/runs?additionalRuns[]={run}",
        "{job}#17",
        "{job}/17",
        "https://ci.example.com/job/{jenkins}/17/",
        "https://ci.example.com/job/{jenkins}/17/console",
        "https://ci.example.com/jenkins/job/{jenkins}/17/artifact/3",
    ],
)
async def test_what_means_a_run(http: httpx.AsyncClient, reader: Account, job: Job, typed: str) -> None:
    run_id = await run_of(http, reader, job.build_id)
    text = typed.format(run=run_id, test=job.test_id, job=job.build_id, jenkins="/job/".join(job.build_id.split("/")))
    answer = await http.get("/api/v1/search/run", params={"query": text}, headers=reader.headers)
    assert answer.json()["response"] == {
        "run_id": str(run_id),
        "plugin_name": "generic",
        "test_id": str(job.test_id),
        "build_id": job.build_id,
        "build_number": BUILD_NUMBER,
        "status": "running",
        "url": f"/tests/generic/{run_id}",
    }


@pytest.mark.parametrize("typed", ["{test}", "{job}#18", "{job}", "x", "https://ci.example.com/", ""])
async def test_what_means_none(http: httpx.AsyncClient, reader: Account, job: Job, typed: str) -> None:
    await run_of(http, reader, job.build_id)
    text = typed.format(test=job.test_id, job=job.build_id)
    answer = await http.get("/api/v1/search/run", params={"query": text}, headers=reader.headers)
    assert answer.json() == {"status": "ok", "response": None}


@pytest.mark.parametrize("path", ["planning/search", "views/search", "search/run"])
async def test_refusals(http: httpx.AsyncClient, reader: Account, path: str) -> None:
    assert (await http.get(f"/api/v1/{path}?query=x")).status_code == 403
    answer = await http.get(f"/api/v1/{path}", params={"query": "x" * 1001}, headers=reader.headers)
    assert answer.json()["response"]["message"] == "query: a query has 1000 characters at most"
