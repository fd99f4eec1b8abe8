"""An administrator whose requests go everywhere, and rows for them to meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from argus_core.access_tokens.scopes import Scope
from argus_core.access_tokens.service import AccessTokens
from argus_core.core import Core
from argus_core.identity.roles import Role
from argus_core.testing.world import World

CLIENT = "/api/v1/client/testrun"


@dataclass(frozen=True, slots=True)
class Target:
    """Who asks, and values that exist, by the names that parameters and fields have in the document."""

    headers: dict[str, str]
    known: dict[str, list[str]]


@pytest.fixture
async def target(world: World, core: Core, http: httpx.AsyncClient) -> Target:
    """A personal token: it outlives a new account token, a new password, a logout."""
    admin, other = await world.account(Role.USER, Role.ADMIN), await world.account()
    token = await core.of(AccessTokens).create(
        admin.id, name="openapi", scopes=[Scope.FULL], lifetime=timedelta(days=1)
    )
    headers = {"Authorization": f"token {token.text}"}
    job, sct_job = await world.job(), await world.job(plugin=None)
    run, sct_run = str(uuid4()), str(uuid4())
    generic = {"run_id": run, "build_id": job.build_id, "build_url": "https://ci/1", "started_by": "ci"}
    sct = {"run_id": sct_run, "job_name": sct_job.build_id, "job_url": "https://ci/1", "started_by": "ci"}
    for run_type, body in (("generic", generic), ("scylla-cluster-tests", sct | {"commit_id": "a", "sct_config": {}})):
        answer = await http.post(f"{CLIENT}/{run_type}/submit", json=body, headers=headers)
        assert answer.json()["status"] == "ok"
    known = {
        "run_id": [run, sct_run],
        "run_type": ["generic", "scylla-cluster-tests", "driver-matrix-tests", "sirenada"],
        "plugin_name": ["generic", "scylla-cluster-tests"],
        "build_id": [job.build_id],
        "buildId": [job.build_id],
        "job_name": [sct_job.build_id],
        "release_name": [job.release_name, sct_job.release_name],
        "user_id": [str(other.id)],
        "username": [other.username],
        "severity": ["ERROR", "CRITICAL"],
        "field_name": ["duration"],
        "aggr_function": ["avg", "max"],
    }
    for name, ids in (
        ("test", (job.test_id, sct_job.test_id)),
        ("release", (job.release_id, sct_job.release_id)),
        ("group", (job.group_id, sct_job.group_id)),
    ):
        known[f"{name}_id"] = known[f"{name}Id"] = [str(value) for value in ids]
    return Target(headers, known)
