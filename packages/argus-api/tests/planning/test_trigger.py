"""Starting the jobs of plans, with a Jenkins played by a small real server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import httpx
import pytest
from cassandra.util import uuid_from_time
from pydantic import SecretStr

from argus_api.planning.service import TriggerService
from argus_core.core import Core
from argus_core.testing.world import Account, Job, World

TRIGGER = "/api/v1/planning/plan/trigger"
PARAMS = [{"test": "longevity", "backend": "aws", "region": "eu-west-1", "type": "x", "size": "4"}]


class PlayedJenkins(ThreadingHTTPServer):
    """Knows one job; remembers the builds that were asked for."""

    def __init__(self, job: str, backend: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.job, self.backend = job, backend
        self.builds: list[dict[str, list[str]]] = []


class Handler(BaseHTTPRequestHandler):
    server: PlayedJenkins

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        job = "".join(f"/job/{part}" for part in self.server.job.split("/"))
        answers: dict[str, Any] = {
            f"{job}/api/json": {"lastBuild": {"number": 41}},
            f"{job}/41/api/json": {
                "actions": [{}, {"parameters": [{"name": "backend", "value": self.server.backend}]}]
            },
            "/queue/item/7/api/json": {
                "task": {"url": "http://jenkins/job"},
                "executable": {"url": "http://jenkins/job/42/"},
            },
        }
        self._answer(200 if path in answers else 404, answers.get(path, {}))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.builds.append(parse_qs(body))
        self._answer(201, {}, Location="http://elsewhere/queue/item/7/")

    def _answer(self, status: int, body: Any, **headers: str) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
async def ci(world: World) -> Account:
    return await world.account()


@pytest.fixture
async def job(world: World) -> Job:
    return await world.job()


@pytest.fixture
def jenkins(job: Job) -> Iterator[PlayedJenkins]:
    server = PlayedJenkins(job.build_id, "aws")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def with_jenkins(core: Core, jenkins: PlayedJenkins, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the service at the played Jenkins."""
    changed = core.settings.model_copy(
        update={
            "jenkins_url": f"http://127.0.0.1:{jenkins.server_port}",
            "jenkins_user": "argus",
            "jenkins_api_token": SecretStr("token"),
        }
    )
    monkeypatch.setattr(core.of(TriggerService), "_settings", changed)


async def plan_of(world: World, job: Job, owner: Account, **columns: Any) -> str:
    plan_id = uuid_from_time(1_700_000_000, node=uuid4().node, clock_seq=uuid4().clock_seq)
    row = {"name": "plan", "owner": owner.id, "release_id": job.release_id, "tests": [job.test_id]} | columns
    await world.put("argus_release_plan", id=plan_id, **row)
    return str(plan_id)


async def test_the_jobs_of_a_plan_are_built_with_their_parameters(
    http: httpx.AsyncClient,
    core: Core,
    ci: Account,
    job: Job,
    world: World,
    jenkins: PlayedJenkins,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_jenkins(core, jenkins, monkeypatch)
    plan_id = await plan_of(world, job, ci, groups=[job.group_id])
    body = {"plan_id": plan_id, "common_params": {"extra": "1", "size": "2"}, "params": PARAMS}
    answer = await http.post(TRIGGER, json=body, headers=ci.headers)
    assert answer.json()["response"] == {"jobs": ["http://jenkins/job/42/"], "failed_to_execute": []}
    (build,) = jenkins.builds
    assert build["region"] == ["eu-west-1"]
    assert build["size"] == ["4"]
    assert build["requested_by_user"] == [ci.username]
    assert "type" not in build


async def test_a_backend_without_parameters_is_not_started(
    http: httpx.AsyncClient,
    core: Core,
    ci: Account,
    job: Job,
    world: World,
    jenkins: PlayedJenkins,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_jenkins(core, jenkins, monkeypatch)
    jenkins.backend = "gce"
    plan_id = await plan_of(world, job, ci)
    answer = await http.post(TRIGGER, json={"plan_id": plan_id, "params": PARAMS}, headers=ci.headers)
    assert answer.json()["response"] == {"jobs": [], "failed_to_execute": [job.build_id]}
    assert jenkins.builds == []


async def test_without_a_jenkins_every_job_fails(http: httpx.AsyncClient, ci: Account, job: Job, world: World) -> None:
    await plan_of(world, job, ci)
    answer = await http.post(TRIGGER, json={"release": job.release_name, "params": PARAMS}, headers=ci.headers)
    assert answer.json()["response"] == {"jobs": [], "failed_to_execute": [job.build_id]}


@pytest.mark.parametrize("address", [TRIGGER, "/api/v1/client/planning/plan/trigger"])
async def test_no_plan_matches(http: httpx.AsyncClient, ci: Account, job: Job, address: str) -> None:
    answer = await http.post(address, json={"release": job.release_name, "version": "1.0"}, headers=ci.headers)
    assert answer.json() == {"status": "ok", "response": [False, "No plans to trigger"]}


async def test_an_id_that_no_plan_can_have_matches_none(http: httpx.AsyncClient, ci: Account) -> None:
    answer = await http.post(TRIGGER, json={"plan_id": str(uuid4())}, headers=ci.headers)
    assert answer.json() == {"status": "ok", "response": [False, "No plans to trigger"]}


@pytest.mark.parametrize(
    "selection", [{}, {"release": "r", "plan_id": str(uuid4())}, {"plan_id": str(uuid4()), "version": "1"}]
)
async def test_other_selections_are_refused(http: httpx.AsyncClient, ci: Account, selection: dict[str, str]) -> None:
    told = (await http.post(TRIGGER, json=selection, headers=ci.headers)).json()["response"]
    assert told["exception"] == "PlannerServiceException"
    assert told["message"] == "No version, release name or plan id specified."
