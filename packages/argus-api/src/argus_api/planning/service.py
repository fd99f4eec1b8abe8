"""Starting the jobs of plans."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from argus_api.planning.errors import PlannerServiceException
from argus_api.planning.repository import PlanningRepository
from argus_api.planning.schemas import TriggerJobs
from argus_core.errors import DocumentNotFound, MultipleDocumentsFound
from argus_core.hierarchy.repository import HierarchyRepository
from argus_core.integrations.jenkins import Jenkins, JenkinsError
from argus_core.plans.rows import Plan

if TYPE_CHECKING:
    from argus_core.core import Core

AT_ONCE = 8
"""Jobs whose builds are asked for at the same time."""
REGION_PARAMETERS = {"aws": "region", "gce": "gce_datacenter", "azure": "azure_region_name", "oci": "oci_region_name"}
NOTHING = [False, "No plans to trigger"]

log = logging.getLogger("argus.planning")


class TriggerService:
    """Selects plans and starts the jobs of their tests on Jenkins."""

    def __init__(self, core: Core) -> None:
        self._settings = core.settings
        self._plans = PlanningRepository(core.database)
        self._hierarchy = HierarchyRepository(core.database)

    async def trigger(self, wanted: TriggerJobs, username: str) -> dict[str, list[str]] | list[Any]:
        """What was started and what could not be; `[False, text]` when no plan matches."""
        plans = await self._select(wanted)
        if not plans:
            return NOTHING
        jobs = [test.build_system_id or "" for test in await self._plans.tests_of(plans)]
        turns = asyncio.Semaphore(AT_ONCE)
        outcomes = await asyncio.gather(*(self._start(job, wanted, username, turns) for job in jobs))
        return {
            "jobs": [url for url in outcomes if url is not None],
            "failed_to_execute": [job for job, url in zip(jobs, outcomes, strict=True) if url is None],
        }

    async def _select(self, wanted: TriggerJobs) -> list[Plan]:
        match wanted.release, wanted.plan_id, wanted.version:
            case None, plan_id, None if plan_id is not None:
                return await self._plans.by_id(plan_id)
            case None, None, str(version):
                return await self._plans.by_version(version)
            case str(release), None, version:
                plans = await self._plans_of_release(release)
                return [plan for plan in plans if version is None or plan.target_version == version]
        raise PlannerServiceException("No version, release name or plan id specified.", wanted.model_dump_json())

    async def _plans_of_release(self, name: str) -> list[Plan]:
        releases = await self._hierarchy.release_by_name(name)
        if len(releases) > 1:
            raise MultipleDocumentsFound("ArgusRelease", name)
        if not releases or releases[0].id is None:
            raise DocumentNotFound("ArgusRelease", name)
        return await self._plans.by_release(releases[0].id)

    async def _start(self, job: str, wanted: TriggerJobs, username: str, turns: asyncio.Semaphore) -> str | None:
        """Address of the build that was asked for; None when it could not be."""
        async with turns:
            try:
                async with Jenkins(self._settings) as jenkins:
                    return await start_job(jenkins, job, wanted, username)
            except (JenkinsError, LookupError) as error:
                log.warning("The job %s could not be started: %s", job, error)
                return None


async def start_job(jenkins: Jenkins, job: str, wanted: TriggerJobs, username: str) -> str:
    """Build a job with the parameters meant for its backend. Raises LookupError when there are none."""
    number = await jenkins.last_build_number(job)
    if number is None:
        raise LookupError("it was never built")
    backend = str((await jenkins.build_parameters(job, number)).get("backend", ""))
    parameters = {**wanted.common_params, **parameters_for(backend, wanted.params), "requested_by_user": username}
    item = await jenkins.queue_item(await jenkins.build(job, parameters))
    return item.url


def parameters_for(backend: str, given: list[dict[str, Any]]) -> dict[str, Any]:
    """The first set of parameters for longevity tests on this backend, its region under the name that the job knows."""
    region_name = REGION_PARAMETERS.get(backend.partition("-")[0])
    found = next((p for p in given if p.get("test") == "longevity" and p.get("backend") == backend), None)
    if region_name is None or found is None:
        raise LookupError(f"no parameters for the backend {backend!r}")
    chosen = {name: value for name, value in found.items() if name not in ("type", "region")}
    return chosen | ({region_name: found["region"]} if "region" in found else {})
